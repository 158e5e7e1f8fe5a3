"""Closing a round: what was published is locked, kept as a version, and becomes next year's history."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from flows.commands.closing_gates import refuse_unpublished
from flows.round import (
    CARRIED,
    CLOSED,
    READ,
    Workspace,
    command_text,
    is_closed,
    last_version,
    note_written,
    sha256_of,
    standing_figures,
    write_file,
)
from judging import ADDRESS, RESTATED, Context, Judgement, judge, last_restatements, settled_for_next
from ledger import Ledger
from schemas.errors import ClosedRoundError
from schemas.form import plain_number
from schemas.frames import Learnt, empty

KEPT = (
    "national.xlsx", "national-note.docx", "index.html", "figures.csv", "returns.csv", "findings.csv",
    "commentary.csv", "changes.csv", "decisions.csv", "decisions.html",
)  # fmt: skip


@dataclass(frozen=True)
class _Closing:
    """What is being closed: its figures are those of next year's history, carried ones too."""

    work: Workspace
    judgement: Judgement
    context: Context
    figures: pd.DataFrame
    version: int

    @property
    def next(self) -> Path:
        """The folder of next year's files."""
        return self.work.round.path / "next"

    @property
    def kept(self) -> Path:
        """The folder of the version."""
        return self.work.round.reports / "versions" / str(self.version)

    @property
    def standing(self) -> set[str]:
        """The organisations whose return stands."""
        return set(self.figures.loc[self.figures["origin"].ne(CARRIED), "organisation"])


def close_round(path: Path, *, partial: bool, author: str, language: str = "en") -> str:
    """Lock exactly what was published, keep it as a version, and write ROUND/next/ (history, notes, what was settled).

    What was done is told in the language. Raises UnpublishedError where that is not what stands now,
    MissingReturnsError, ClosedRoundError, TamperedError.
    """
    work = Workspace.at(path)
    with work.ledger() as ledger:
        if is_closed(ledger):
            raise ClosedRoundError(command_text("close.already", language, path=str(path), next=str(path / "next")))
        context = work.context(ledger)
        judgement = judge(work.readings(ledger), context)
        standing = standing_figures(judgement.figures_by_source, judgement.returns)
        refuse_unpublished(work, ledger, standing, partial=partial, language=language)
        closing = _Closing(work, judgement, context, _published(standing, context), last_version(ledger) + 1)
        ledger.publish(closing.version, closing.figures)
        seal = _write_files(closing, ledger, author)
        # the decision comes last: a closing that was killed before it is done again
        ledger.decide("", CLOSED, seal, author, "")
    carried = closing.figures.loc[closing.figures["origin"].eq(CARRIED), "organisation"].nunique()
    said = {"path": path, "version": closing.version, "standing": len(closing.standing), "next": closing.next}
    told = {name: str(x) for name, x in said.items()}
    return command_text("close.done_carried" if carried else "close.done", language, carried=str(carried), **told)


def _published(standing: pd.DataFrame, context: Context) -> pd.DataFrame:
    """The figures with their origin, and those that are carried from the year before: of who has no standing return."""
    said = last_restatements(context.decisions, "current").set_index(["organisation", "indicator"])["value"]
    places = pd.MultiIndex.from_frame(standing[["organisation", "indicator"]])
    restated = standing["value"].eq(pd.Series(said.reindex(places).to_numpy(), index=standing.index))
    read = standing.assign(origin=restated.map({True: RESTATED, False: READ}), carried="")
    before = context.history
    left = before["organisation"].isin(context.register["id"]) & ~before["organisation"].isin(standing["organisation"])
    date = before["carried"].where(before["carried"].ne(""), context.terms.prior_as_of.isoformat())
    carried = before.assign(origin=CARRIED, carried=date, file="history.csv", sheet="", cell="")[left]
    return pd.concat([read, carried], ignore_index=True)


def _write_files(closing: _Closing, ledger: Ledger, author: str) -> dict[str, Any]:
    """Writes next/ and the version; what the decision keeps of them."""
    _write_next(closing)
    reports = closing.work.round.reports
    for name in KEPT:
        if (reports / name).is_file():
            closing.kept.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(reports / name, closing.kept / name)
    kept = {x.name: sha256_of(x) for x in sorted(closing.kept.iterdir())}
    events = ledger.events()
    seal = {
        "version": closing.version,
        "standing": len(closing.standing),
        "form": closing.work.round.form.digest,
        "reports": kept,
        "register": sha256_of(closing.work.round.path / "register.csv"),
        "history": sha256_of(closing.next / "history.csv"),
        "chain": {"events": len(events), "digest": events["digest"].iloc[-1]},
    }
    content = json.dumps(seal | {"by": author}, ensure_ascii=False, indent=2) + "\n"
    for folder in (closing.next, closing.kept):
        write_file(folder / "closing.json", content)
    written = [closing.kept / x for x in (*kept, "closing.json")]
    note_written(closing.work, ledger, f"version {closing.version}", written)
    note_written(closing.work, ledger, "next", [x for x in sorted(closing.next.rglob("*")) if x.is_file()])
    return seal


def _write_next(closing: _Closing) -> None:
    judgement, context = closing.judgement, closing.context
    if closing.next.exists():  # of the version before, or of a closing that was killed
        shutil.rmtree(closing.next)
    write_file(closing.next / "history.csv", next_history(closing.figures))
    register = closing.work.round.register.to_csv(index=False, lineterminator="\n")
    write_file(closing.next / "register-before.csv", register)
    settled = settled_for_next(judgement.findings, judgement.residuals, judgement.figures, context)
    settled = settled[settled["organisation"].isin(closing.standing)]
    write_file(closing.next / "settled-before.csv", settled.to_csv(index=False, lineterminator="\n"))
    write_file(closing.next / "learnt.csv", learnt_names(context).to_csv(index=False, lineterminator="\n"))
    for organisation in sorted(closing.standing):
        if note := judgement.notes.get(organisation, "").strip():
            write_file(closing.next / "history-notes" / f"{organisation}.txt", note + "\n")


def learnt_names(context: Context) -> pd.DataFrame:
    """frames.Learnt: the names and addresses that people have given to organisations, and not taken back."""
    decisions = context.decisions[context.decisions["kind"].eq(ADDRESS)]
    known = {
        (organisation, str(subject["address"])): not subject.get("taken_back")
        for organisation, subject in zip(decisions["organisation"], decisions["subject"], strict=True)
    }
    rows = [("name", name, organisation) for name, organisation in sorted(context.aliases.items())]
    rows += [("address", address, organisation) for (organisation, address), holds in known.items() if holds]
    return Learnt.validate(pd.DataFrame(rows, columns=["kind", "text", "organisation"])) if rows else empty(Learnt)


def next_history(figures: pd.DataFrame) -> str:
    """history.csv of the published figures; `carried` is the date of one that is older than the round."""
    table = figures[["organisation", "indicator"]].assign(
        value=figures["value"].map(plain_number), carried=figures["carried"]
    )
    return table.to_csv(index=False, lineterminator="\n")
