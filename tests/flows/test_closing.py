"""What is locked is what was published; what was published is changed by a decision, and every version stays."""

from __future__ import annotations

import json
import shutil
from io import BytesIO

import docx
import openpyxl
import pandas as pd
import pytest

from flows.commands.closing import close_round
from flows.commands.opening import init_round
from flows.commands.restating import reopen_round, restate_figure
from flows.round.closings import is_closed, last_version
from flows.round.workspace import Workspace
from schemas.errors import (
    BrokenRulesError,
    ClosedRoundError,
    MissingReturnsError,
    RoundError,
    TamperedError,
    UnpublishedError,
    UsageError,
)
from tests.flows.collection import collected, published
from tests.flows.conftest import organisation_figures


def close(folder, partial=False):
    return close_round(folder, partial=partial, author="Aliya")


@pytest.fixture
def closed(full_round):
    published(full_round)
    close(full_round)
    return full_round


def history(folder):
    return pd.read_csv(folder / "next" / "history.csv", keep_default_na=False).set_index(["organisation", "indicator"])


def test_a_round_closes_as_the_version_that_was_published(full_round):
    published(full_round)
    reports = {x: (full_round / "reports" / x).read_bytes() for x in ("national.xlsx", "figures.csv", "returns.csv")}
    assert "closed as version 1" in close(full_round)
    kept = full_round / "reports" / "versions" / "1"
    assert {x: (kept / x).read_bytes() for x in reports} == reports
    seal = json.loads((full_round / "next" / "closing.json").read_text(encoding="utf-8"))
    assert (seal["version"], seal["by"], seal["standing"]) == (1, "Aliya", 5)
    assert set(seal["reports"]) >= {"national.xlsx", "national-note.docx", "figures.csv"}
    assert len(seal["register"]) == len(seal["history"]) == 64
    with Workspace.at(full_round).ledger() as ledger:
        assert ledger.decisions().iloc[-1]["subject"]["reports"] == seal["reports"]
        assert ledger.differences() == []


def late_file(folder, fill):
    fill("north", "north again.xlsx", women=3400)


def late_file_collected(folder, fill):
    late_file(folder, fill)
    collected(folder)


def decision(folder, fill):
    with Workspace.at(folder).ledger() as ledger:
        ledger.add_alias("northern folk", "north", "Aliya")


def another_date(folder, fill):
    text = (folder / "round.yaml").read_text(encoding="utf-8")
    (folder / "round.yaml").write_text(text.replace("as_of: 2026-01-01", "as_of: 2026-01-02"), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("happens", [late_file, late_file_collected, decision, another_date])
def test_what_happened_after_the_report_is_not_locked_unseen(full_round, fill, happens):
    published(full_round)
    happens(full_round, fill)
    with pytest.raises(UnpublishedError, match="esep run"):
        close(full_round)
    assert not (full_round / "next").exists()
    with Workspace.at(full_round).ledger() as ledger:
        assert not is_closed(ledger)


@pytest.mark.slow
def test_once_published_the_late_file_is_locked(full_round, fill):
    published(full_round)
    late_file(full_round, fill)
    published(full_round)
    close(full_round)
    assert float(history(full_round).loc[("north", "women"), "value"]) == 3400


@pytest.mark.slow
def test_another_reader_closes_nothing(full_round, monkeypatch):
    published(full_round)
    monkeypatch.setattr(Workspace, "reader_digest", "another")
    with pytest.raises(UnpublishedError, match="esep run"):
        close(full_round, partial=True)


@pytest.mark.slow
def test_nothing_that_stands_is_nothing_to_close(round_folder):
    (round_folder / "inbox" / "north.xlsx").write_bytes(b"PK no workbook")
    published(round_folder)
    with pytest.raises(UnpublishedError, match="nothing to close"):
        close(round_folder, partial=True)


@pytest.mark.slow
def test_a_missing_return_is_asked_of_the_ledger_never_of_a_report(full_round):
    (full_round / "inbox" / "north.xlsx").unlink()
    published(full_round)
    (full_round / "reports" / "returns.csv").unlink()
    with pytest.raises(MissingReturnsError, match="north"):
        close(full_round)


@pytest.mark.slow
def test_a_report_that_another_hand_has_changed_is_not_locked(full_round):
    published(full_round)
    figures = full_round / "reports" / "figures.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace("5000", "5001"), encoding="utf-8")
    with pytest.raises(TamperedError, match="figures"):
        close(full_round)


@pytest.mark.slow
def test_a_closing_that_was_killed_is_done_again(full_round, monkeypatch):
    published(full_round)
    with monkeypatch.context() as killed:
        killed.setattr("ledger.decisions.Decisions.decide", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            close(full_round)
    with pytest.raises(RoundError, match="not closed"):
        init_round(full_round.parent / "new", "2027-01-01", "", "", full_round)
    assert "version 1" in close(full_round)
    init_round(full_round.parent / "new", "2027-01-01", "", "", full_round)


@pytest.mark.slow
def test_reopened_restated_and_closed_again_is_version_two_with_what_changed_and_why(closed):
    with pytest.raises(ClosedRoundError, match="esep reopen"):
        restate_figure(closed, "north", "women", 3490, "counted twice", "Bolat")
    reopen_round(closed, "an error was found", "Bolat")
    assert "3500 → 3490" in restate_figure(closed, "north", "women", 3490, "counted twice", "Bolat")
    published(closed)
    close(closed)
    kept = closed / "reports" / "versions"
    first, second = (pd.read_csv(kept / x / "figures.csv") for x in ("1", "2"))
    north = "organisation == 'north' and indicator == 'women'"
    assert first.query(f"{north} and period == 'current'")["value"].tolist() == [3500]
    assert second.query(f"{north} and period == 'current'")["value"].tolist() == [3490]
    assert second.query(f"{north} and period == 'change'")["value"].tolist() == [-10]
    changes = pd.read_csv(kept / "2" / "changes.csv").to_dict("records")
    assert [
        (x["organisation"], x["indicator"], x["old"], x["new"], x["why"], x["by"], x["because"]) for x in changes
    ] == [("north", "women", 3500, 3490, "restated", "Bolat", "counted twice")]
    assert float(history(closed).loc[("north", "women"), "value"]) == 3490
    with Workspace.at(closed).ledger() as ledger:
        assert last_version(ledger) == 2
        assert ledger.published(1).query(north)["value"].tolist() == [3500]
        assert ledger.published(2).query(north)[["value", "origin"]].to_numpy().tolist() == [[3490, "restated"]]


@pytest.mark.slow
def test_note_and_workbook_say_what_was_restated(closed):
    reopen_round(closed, "an error was found", "Bolat")
    restate_figure(closed, "north", "women", 3490, "counted twice", "Bolat")
    published(closed)
    note = docx.Document(str(closed / "reports" / "national-note.docx"))
    text = "\n".join(x.text.replace("\u00a0", " ") for x in note.paragraphs)
    assert "3 500 орнына 3 490 (counted twice; шешім қабылдаған – Bolat" in text
    book = openpyxl.load_workbook(BytesIO((closed / "reports" / "national.xlsx").read_bytes()))
    sheet = book["Түзетулер – Уточнения"]
    assert [sheet.cell(3, x).value for x in (5, 6, 8, 10)] == [3500, 3490, "Bolat", "counted twice"]


@pytest.mark.slow
def test_before_anything_changed_neither_speaks_of_it(closed):
    book = openpyxl.load_workbook(closed / "reports" / "national.xlsx")
    assert "Түзетулер – Уточнения" not in book.sheetnames


@pytest.mark.slow
def test_a_late_return_after_publication_is_a_change_of_the_second_version(closed, fill):
    reopen_round(closed, "a return came late", "Bolat")
    fill("college", "college late.xlsx", women=72)
    published(closed)
    close(closed)
    changes = pd.read_csv(closed / "reports" / "versions" / "2" / "changes.csv", keep_default_na=False)
    assert changes[["organisation", "indicator", "why", "by"]].to_numpy().tolist() == [
        ["college", "women", "return", ""]
    ]


@pytest.mark.slow
def test_a_later_return_has_the_last_word_over_a_restatement(closed, fill):
    reopen_round(closed, "an error was found", "Bolat")
    restate_figure(closed, "college", "women", 71, "counted twice", "Bolat")
    fill("college", "college late.xlsx", women=72)
    figures = collected(closed).figures.query("organisation == 'college' and indicator == 'women'")
    assert figures.loc[figures["period"].eq("current"), "value"].tolist() == [72]


@pytest.mark.slow
def test_a_second_restatement_keeps_the_first_figure(closed):
    reopen_round(closed, "an error was found", "Bolat")
    restate_figure(closed, "north", "women", 3490, "counted twice", "Bolat")
    assert "3490 → 3480" in restate_figure(closed, "north", "women", 3480, "thrice", "Bolat")
    published(closed)
    changes = pd.read_csv(closed / "reports" / "changes.csv")
    assert changes[["old", "new", "because"]].to_numpy().tolist() == [[3500, 3480, "thrice"]]


@pytest.mark.slow
def test_a_restatement_that_breaks_rules_is_made_with_a_reason_and_the_note_lists_them(closed):
    reopen_round(closed, "an error was found", "Bolat")
    with pytest.raises(BrokenRulesError, match=r"no longer add up:\n  Northern Region: "):
        restate_figure(closed, "north", "working", 4490, "counted twice", "Bolat")
    told = restate_figure(
        closed, "north", "working", 4490, "twice", "Bolat", although="the parts follow", language="ru"
    )
    assert "Северная" in told
    published(closed)
    note = docx.Document(str(closed / "reports" / "national-note.docx"))
    text = "\n".join(x.text.replace("\u00a0", " ") for x in note.paragraphs)
    assert "мына сәйкестіктер орындалмайды" in text
    assert "(the parts follow; Bolat)" in text


@pytest.mark.slow
def test_less_than_published_before_is_not_closed(closed, fill):
    reopen_round(closed, "a return came late", "Bolat")
    fill("college", "college late.xlsx", raw={("working", "current"): 80})
    published(closed)
    with pytest.raises(UnpublishedError, match="college"):
        close(closed, partial=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nobody", "women", 1, "x"), "no organisation"),
        (("north", "wimmen", 1, "x"), "no indicator"),
        (("north", "women", 1, " "), "--because"),
    ],
)
def test_a_restatement_that_cannot_be_is_refused(closed, arguments, words):
    reopen_round(closed, "an error was found", "Bolat")
    with pytest.raises(UsageError, match=words):
        restate_figure(closed, *arguments, "Bolat")


@pytest.mark.slow
def test_what_is_not_closed_needs_neither_reopening_nor_restating(full_round):
    published(full_round)
    with pytest.raises(UsageError, match="not closed"):
        reopen_round(full_round, "why not", "Bolat")
    with pytest.raises(UsageError, match="published yet"):
        restate_figure(full_round, "north", "women", 1, "x", "Bolat")


@pytest.mark.slow
def test_last_years_figure_is_restated_with_the_old_one_kept(full_round):
    collected(full_round)
    restate_figure(full_round, "north", "members", 5001, "the archive says so", "Bolat", last_year=True)
    judgement = published(full_round)
    found = judgement.findings.query("organisation == 'north' and rule == 'prior-as-accepted'")
    assert found[["indicator", "expected"]].to_numpy().tolist() == [["members", "5001"]]
    changes = pd.read_csv(full_round / "reports" / "changes.csv")
    assert changes[["period", "old", "new", "by"]].to_numpy().tolist() == [["prior", 5000, 5001, "Bolat"]]
    assert "5000" in (full_round / "history.csv").read_text(encoding="utf-8")


@pytest.mark.slow
def test_closed_in_part_keeps_what_was_accepted_before_of_who_is_missing(full_round):
    (full_round / "inbox" / "north.xlsx").unlink()
    published(full_round)
    assert "last year's of 1 without one" in close(full_round, partial=True)
    kept = history(full_round)
    assert kept.loc[("north", "members")].tolist() == [5000, "2025-01-01"]
    assert kept.loc[("college", "members")].tolist() == [100, ""]
    assert kept.loc[("north", "trained"), "value"] == organisation_figures("north")["trained"] - 1
    new = full_round.parent / "new"
    init_round(new, "2027-01-01", "", "", full_round)
    carried = Workspace.at(new).round.history.query("carried != ''")
    assert carried["organisation"].unique().tolist() == ["north"]


@pytest.mark.slow
def test_a_round_that_is_half_closed_begins_no_next_one(closed):
    reopen_round(closed, "an error was found", "Bolat")
    with pytest.raises(RoundError, match="not closed"):
        init_round(closed.parent / "new", "2027-01-01", "", "", closed)
    shutil.rmtree(closed / "next")


@pytest.mark.slow
def test_every_decision_stands_in_the_register_with_who_when_and_why(closed):
    reopen_round(closed, "an error was found", "Bolat")
    restate_figure(closed, "north", "women", 3490, "=counted twice", "Bolat")
    published(closed)
    made = pd.read_csv(closed / "reports" / "decisions.csv", keep_default_na=False, dtype=str)
    told = made[["kind", "by", "organisation", "about", "old", "new", "because"]].to_numpy().tolist()
    assert told == [
        ["closed", "Aliya", "", "1", "", "", ""],
        ["reopened", "Bolat", "", "1", "", "", "an error was found"],
        ["restated", "Bolat", "north", "women", "3500", "3490", "'=counted twice"],
    ]
    assert made["at"].str.match(r"20\d\d-").all()
    book = openpyxl.load_workbook(BytesIO((closed / "reports" / "national.xlsx").read_bytes()))
    sheet = book["Шешімдер – Решения"]
    assert [sheet.cell(5, x).value for x in (2, 3, 7, 8)] == [
        "Bolat",
        "көрсеткіш түзетілді / показатель уточнён",
        "3500",
        "3490",
    ]
