"""Collecting: what has arrived is stored, read, judged and answered. A Prefect task for each step."""

from __future__ import annotations

import dataclasses
import datetime as dt
import zoneinfo
from dataclasses import dataclass
from typing import Any

import pandas as pd
from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.post import Written, note_bounces, with_version_keys, write_letters
from flows.round import (
    GIVEN_UP,
    SCHEDULED,
    Item,
    Workspace,
    code_version,
    collected_reports,
    digest_of_reports,
    edited_sentences,
    note_history,
    note_written,
    read_chunk,
    refuse_tampered,
    screen,
    store_new_files,
    unread_chunks,
    write_file,
)
from judging import Judgement, judge, trees
from reports.pages import notes_page, tree_page
from reports.round_files import commentary_csv, figures_csv, findings_csv, returns_csv, suspects_csv, worklist_csv
from schemas.frames import not_due


@dataclass(frozen=True)
class CollectionDone:
    """What a collection did: how many files, documents and letters were new; the outcomes of all returns."""

    files: int
    documents: int
    letters: int
    outcomes: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """The result as plain values."""
        return dataclasses.asdict(self)


@task(name="store new files", cache_policy=NO_CACHE)
def store_files(work: Workspace) -> int:
    """How many new files were stored."""
    return store_new_files(work)


@task(name="read a chunk", cache_policy=NO_CACHE)
def read_files(work: Workspace, chunk: list[Item]) -> int:
    """How many documents the chunk's files gave."""
    return read_chunk(work, chunk)


@task(name="judge all returns", cache_policy=NO_CACHE)
def judge_round(work: Workspace) -> Judgement:
    """The judgement of everything that was read."""
    with work.ledger() as ledger:
        return judge(work.readings(ledger), work.context(ledger))


@task(name="write reports", cache_policy=NO_CACHE)
def write_reports(work: Workspace, judgement: Judgement, run: int) -> None:
    """The CSV files of the round, the same in the ledger, and the page of the notes."""
    reports = work.round.reports
    with work.ledger() as ledger:
        figures = pd.concat([judgement.figures, judgement.earlier_figures], ignore_index=True)
        ledger.save_judgement(run, with_version_keys(judgement), figures, judgement.findings)
        ledger.save_answers(run, judgement.messages)
    write_file(reports / "findings.csv", findings_csv(judgement.findings))
    language = work.round.terms.languages[0]
    told = worklist_csv(judgement.open_findings, judgement.open_effect, judgement.form, language)
    write_file(reports / "worklist.csv", told)
    write_file(reports / "suspects.csv", suspects_csv(judgement.suspects))
    write_file(reports / "commentary.csv", commentary_csv(judgement.commentary))
    write_file(reports / "figures.csv", figures_csv(judgement.figures_by_source))
    write_file(reports / "notes.html", page_of_notes(work, judgement))
    pages = pages_of_trees(work, judgement)
    for past in (reports / "trees").glob("*.html"):
        if past.name not in pages:
            past.unlink()
    for name, page in pages.items():
        write_file(reports / "trees" / name, page)
    write_file(reports / "returns.csv", returns_csv(judgement.returns))


def pages_of_trees(work: Workspace, judgement: Judgement) -> dict[str, str]:
    """For each member with organisations below it the page of these, in its language, by file name."""
    folder, tree = work.round, trees(work.round.register, judgement.returns, not_due(judgement.findings))
    languages = folder.register.set_index("id")["language"]
    now = dt.datetime.now(zoneinfo.ZoneInfo(folder.terms.time_zone))
    pages = {}
    for member, part in tree.groupby("member", sort=False):
        language = str(languages[member])
        pages[f"{member}.html"] = tree_page(
            part, str(member), folder.register, folder.form, written=now, language=language
        )
    return pages


def page_of_notes(work: Workspace, judgement: Judgement) -> str:
    """The page of the notes, in the round's first language."""
    folder = work.round
    return notes_page(
        judgement.notes,
        judgement.commentary,
        judgement.figures,
        folder.register,
        folder.form,
        round_name=str(folder.path),
        language=folder.terms.languages[0],
        replied=judgement.replied,
    )


@task(name="write letters", cache_policy=NO_CACHE)
def write_new_letters(work: Workspace, judgement: Judgement) -> Written:
    """How many letters were written, and whether an answer is held back; those that came back are marked first."""
    with work.ledger() as ledger:
        note_bounces(ledger, judgement.bounces)
    return write_letters(work, judgement, with_version_keys(judgement))


def collect_steps(work: Workspace, *, scheduled: bool = False) -> tuple[CollectionDone, Judgement]:
    """The steps of a collection, inside whichever flow runs them: what was done, and the judgement."""
    show = screen()
    with work.ledger() as ledger:
        refuse_tampered(work, ledger)
        run = ledger.start_run("collect", work.round.form.digest, code_version())
        edited = note_history(work, ledger)
    for sentence in edited_sentences(edited):
        show.say(sentence)
    with show.stage("store new files"):
        files = store_files(work)
    chunks = unread_chunks(work)
    documents = 0
    with show.stage("read files", sum(map(len, chunks))) as advance:
        for chunk in chunks:
            documents += read_files(work, chunk)
            advance(len(chunk))
    with show.stage("judge returns"):
        judgement = judge_round(work)
    with show.stage("write reports"):
        write_reports(work, judgement, run)
    with show.stage("write letters"):
        written = write_new_letters(work, judgement)
    collected = CollectionDone(
        files,
        documents,
        written.letters,
        {str(k): int(v) for k, v in judgement.returns["outcome"].value_counts().items()},
    )
    with work.ledger() as ledger:
        counts: dict[str, Any] = {
            "files": files,
            "documents": documents,
            "letters": written.letters,
            "held_until": written.held_until,
        }
        counts |= {SCHEDULED: True} if scheduled else {}
        counts |= {"state": work.state_digest(ledger), "reports": digest_of_reports(work.round.reports)}
        counts |= {GIVEN_UP: sorted(judgement.given_up)} if judgement.given_up else {}
        note_written(work, ledger, "collect", [work.round.reports / x for x in collected_reports(work.round.reports)])
        ledger.finish_run(run, "done", counts)
    return collected, judgement
