"""What a person decides: verdicts corrected, figures confirmed, for the figure and the note that it was said of."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from commentary.training.evaluation import predict_jsonl, read_jsonl, scores
from flows.commands.deciding import Wanted, decide
from flows.commands.decisions_shown import decision_lines, decisions_of, export_labels
from flows.round.deciders import decider
from flows.round.workspace import Workspace
from judging.decisions_in_force import kept_decisions
from judging.judgement import Judgement
from schemas.errors import RoundError, UsageError
from tests.flows.collection import collected
from tests.flows.test_commands import esep_here

NOTE = "Әйелдер саны 3 900 болды. Белсенділер саны 1 100-ге жетті."
WHY = "Әйелдер саны 3 900 болды, өйткені ауданда үш жаңа мектеп ашылып, оларға мұғалімдер қабылданды."


def said(folder: Path, *words: str, **more: str) -> str:
    return decide(folder, Wanted(*words, **({"because": "I have asked them"} | more)), "me")


def verdicts(judgement: Judgement, organisation: str = "north") -> dict[str, str]:
    told = judgement.commentary.query("organisation == @organisation and indicator != ''")
    return dict(zip(told["indicator"], told["verdict"], strict=True))


def grade(judgement: Judgement, organisation: str = "north") -> str:
    return str(judgement.commentary.query("organisation == @organisation")["grade"].iloc[0])


def open_rules(judgement: Judgement, organisation: str = "north") -> list[str]:
    found = judgement.open_findings.query("organisation == @organisation")
    return sorted(":".join(filter(None, x)) for x in zip(found["rule"], found["indicator"], strict=True))


def outcome(judgement: Judgement, file: str = "north.xlsx") -> str:
    return str(judgement.returns.set_index("file").at[file, "outcome"])


@pytest.fixture
def told(full_round, fill):
    """North's women are more, its note says so and not why; it signed late."""
    fill("north", women=3900, note=NOTE, signed_on=dt.date(2026, 2, 5))
    collected(full_round)
    return full_round


def test_a_corrected_verdict_takes_the_machines_place_with_grade_findings_and_outcome(told):
    before = collected(told)
    assert (verdicts(before), grade(before)) == ({"women": "restated"}, "restating")
    assert open_rules(before) == ["change-only-restated:women", "late"]
    assert "Run `esep collect" in said(
        told, "north", "women", "explained", because="by telephone", reasons="motivation"
    )
    after = collected(told)
    assert (verdicts(after), grade(after)) == ({"women": "explained"}, "analytical")
    assert after.commentary.query("indicator == 'women'")["reasons"].iloc[0] == "motivation"
    assert open_rules(after) == ["late"]
    assert outcome(after) == "queried"
    assert said(told, "north", "late", "confirmed")
    assert outcome(collected(told)) == "accepted"
    kept = pd.read_csv(told / "reports" / "findings.csv")
    assert kept["state"].tolist() == ["confirmed"]
    with Workspace.at(told).ledger() as ledger:
        assert set(ledger.decisions()["note"]) == {"by telephone", "I have asked them"}


@pytest.mark.slow
def test_the_verdict_that_the_machine_gave_is_certain_then_and_nothing_else_changes(told):
    before = collected(told)
    said(told, "north", "women", "restated")
    after = collected(told)
    of_sureness = ["message", "confidence", "parameters"]
    pd.testing.assert_frame_equal(after.findings.drop(columns=of_sureness), before.findings.drop(columns=of_sureness))
    women = after.commentary["indicator"].eq("women") & after.commentary["organisation"].eq("north")
    assert after.commentary.loc[women, ["confidence", "to_be_read"]].values.tolist() == [[1.0, ""]]
    of_sureness = ["by", "confidence", "to_be_read"]
    told_of = [x.commentary.drop(columns=of_sureness) for x in (after, before)]
    pd.testing.assert_frame_equal(*told_of)


@pytest.mark.slow
def test_unmentioned_and_contradicted_follow_too(told):
    said(told, "north", "women", "unmentioned")
    after = collected(told)
    assert open_rules(after) == ["change-not-mentioned:women", "late"]
    assert after.commentary.query("indicator == 'women'")["quote"].iloc[0] == ""
    said(told, "north", "women", "contradicted")
    after = collected(told)
    assert open_rules(after) == ["late", "note-number-unknown:women"]
    assert (grade(after), outcome(after)) == ("restating", "queried")


@pytest.mark.slow
def test_a_contradiction_that_is_none_no_longer_sends_the_return_back(full_round, fill):
    fill("north", women=3900, note="Әйелдер саны 400 адамға кеміді.", signed_on=dt.date(2026, 1, 25))
    before = collected(full_round)
    assert verdicts(before) == {"women": "contradicted"}
    assert "change-only-restated:women" not in open_rules(before)
    said(full_round, "north", "women", "restated")
    assert open_rules(collected(full_round)) == ["change-only-restated:women"]


@pytest.mark.slow
def test_a_note_that_never_came_can_be_explained_by_hand_and_the_rest_is_asked_for(full_round, fill):
    fill("north", women=3900, under_35=1900, signed_on=dt.date(2026, 1, 25))
    before = collected(full_round)
    assert open_rules(before) == ["note-missing"]
    said(full_round, "north", "women", "explained", because="by telephone")
    after = collected(full_round)
    assert verdicts(after) == {"women": "explained", "under_35": "unmentioned"}
    assert (grade(after), open_rules(after)) == ("partial", ["change-not-mentioned:under_35"])
    row = after.findings.query("organisation == 'north'").iloc[0]
    assert row["cell"].startswith("E")
    assert "1" + chr(160) + "500" in row["message"]


@pytest.mark.slow
def test_a_decision_is_of_the_figure_and_the_note_that_it_was_made_about(told, fill):
    said(told, "north", "women", "explained")
    fill("north", women=3900, note=NOTE, employees=4801, signed_on=dt.date(2026, 2, 6))
    assert verdicts(collected(told))["women"] == "explained"
    fill("north", women=3901, note=NOTE, signed_on=dt.date(2026, 2, 7))
    assert verdicts(collected(told))["women"] != "explained"
    assert decisions_of(told)["applies"].tolist() == [False]
    fill("north", women=3900, note=NOTE + " Барлығы жақсы.", signed_on=dt.date(2026, 2, 8))
    assert verdicts(collected(told))["women"] == "restated"
    assert "asked again" in decision_lines(decisions_of(told))


@pytest.mark.slow
def test_a_confirmed_figure_is_asked_about_again_when_it_changes(full_round, fill):
    fill("north", staff=120, signed_on=dt.date(2026, 1, 23))
    before = collected(full_round)
    assert "twofold-change:staff" in open_rules(before)
    said(full_round, "north", "twofold-change:staff", "confirmed")
    assert "twofold-change:staff" not in open_rules(collected(full_round))
    fill("north", staff=120, chairs_women=49, signed_on=dt.date(2026, 1, 24))
    assert "twofold-change:staff" not in open_rules(collected(full_round))
    fill("north", staff=121, signed_on=dt.date(2026, 1, 25))
    assert "twofold-change:staff" in open_rules(collected(full_round))


@pytest.mark.slow
def test_a_remark_without_an_indicator_is_confirmed_for_this_version_of_the_return(told, fill):
    said(told, "north", "late", "confirmed")
    assert "late" not in open_rules(collected(told))
    fill("north", women=3901, note=NOTE, signed_on=dt.date(2026, 2, 6))
    assert "late" in open_rules(collected(told))


@pytest.mark.slow
def test_a_confirmed_repair_is_made(full_round, fill):
    fill("north", raw={("activists", "current"): "5OO"}, signed_on=dt.date(2026, 1, 25))
    before = collected(full_round)
    assert "cell-repaired:activists" in open_rules(before)
    value = "organisation == 'north' and indicator == 'activists' and period == 'current'"
    assert before.figures.query(value)["value"].isna().all()
    said(full_round, "north", "cell-repaired:activists", "confirmed", because="by telephone")
    after = collected(full_round)
    assert (after.figures.query(value)["value"].tolist(), outcome(after)) == ([500.0], "accepted")
    assert decisions_of(full_round)["applies"].tolist() == [True]
    said(full_round, "north", "cell-repaired", "withdrawn")
    assert "cell-repaired:activists" in open_rules(collected(full_round))


@pytest.mark.slow
def test_a_decision_taken_back_is_none(told):
    said(told, "north", "women", "explained")
    said(told, "north", "late", "confirmed")
    assert decisions_of(told)[["subject", "decision"]].to_numpy().tolist() == [
        ["women", "explained"],
        ["late", "confirmed"],
    ]
    said(told, "north", "women", "withdrawn")
    said(told, "north", "late", "withdrawn")
    assert open_rules(collected(told)) == ["change-only-restated:women", "late"]
    assert decision_lines(decisions_of(told)) == "Nothing is decided."
    with Workspace.at(told).ledger() as ledger:
        assert len(ledger.decisions()) == 4
        assert kept_decisions(ledger.decisions()) == ()


@pytest.mark.slow
def test_the_quote_that_is_given_stands_in_the_commentary(told):
    said(told, "north", "women", "explained", quote="Белсенділер  саны\n1 100-ге жетті")
    assert "1 100-ге жетті" in collected(told).commentary.query("indicator == 'women'")["quote"].iloc[0]


WRONG = {
    "an organisation": (("nord", "women", "explained"), {}, "known: north"),
    "an indicator": (("north", "womn", "explained"), {}, "women"),
    "a change that is not material": (("north", "members", "explained"), {}, "those that do: women"),
    "a verdict": (("north", "women", "wonderful"), {}, "explained, restated, unmentioned, contradicted"),
    "a verdict on a rule": (("north", "late", "explained"), {}, "confirmed, withdrawn"),
    "a hard rule": (("north", "members-balance", "confirmed"), {}, "mended return"),
    "a change to explain": (("north", "change-only-restated", "confirmed"), {}, "settles it"),
    "a rule that nothing was found of": (("north", "signature-missing", "confirmed"), {}, "open there: late"),
    "an indicator of a rule": (("north", "twofold-change:womn", "confirmed"), {}, "women"),
    "an indicator twice": (("north", "women:women", "explained"), {}, "rule:indicator"),
    "a reason": (("north", "women", "explained"), {"reasons": "motivation|weather"}, "weather"),
    "a reason of what is not explained": (("north", "women", "restated"), {"reasons": "motivation"}, "explained only"),
    "a quote that is not there": (("north", "women", "explained"), {"quote": "жоқ сөз"}, "does not hold"),
    "a quote of nothing": (("north", "women", "unmentioned"), {"quote": "Әйелдер"}, "tells only"),
    "what is not decided": (("north", "women", "withdrawn"), {}, "decided there: nothing"),
}


@pytest.mark.slow
def test_what_is_unknown_is_refused_and_what_is_known_is_named(told):
    for name, (words, more, expected) in WRONG.items():
        with pytest.raises(UsageError) as refused:
            said(told, *words, **more)
        assert expected in str(refused.value), name
    assert decisions_of(told).empty


def test_nothing_is_decided_before_a_collection_or_after_the_closing(full_round):
    with pytest.raises(RoundError, match="collect"):
        said(full_round, "north", "women", "explained")
    collected(full_round)
    with Workspace.at(full_round).ledger() as ledger:
        ledger.decide("", "closed", {}, "me", "")
    with pytest.raises(RoundError, match="closed"):
        said(full_round, "north", "women", "explained")


@pytest.mark.slow
def test_corrections_are_exported_as_labelled_notes_that_the_scorer_reads(told, fill, form):
    fill("college", women=90, under_35=40, note=WHY, signed_on=dt.date(2026, 1, 25))
    collected(told)
    said(told, "north", "women", "explained", reasons="motivation")
    said(told, "college", "women", "restated")
    out = told / "labels.jsonl"
    assert "2 verdicts on 2 notes" in export_labels(told, out)
    north, college = read_jsonl(out)
    assert (north["material"], north["verdicts"], north["reasons"]) == (
        ["women"],
        {"women": "explained"},
        {"women": ["motivation"]},
    )
    assert (north["grade"], college["grade"]) == ("analytical", "restating")
    assert (north["figures"]["women"], north["language"]) == ({"prior": 3500, "current": 3900}, "ru")
    assert north["note"].strip() == NOTE
    assert college["verdicts"] == {"women": "restated"}
    measured = scores(list(predict_jsonl([north, college], form)), [north, college], 10)
    assert measured.loc[("all", "verdict accuracy"), "notes"] == 2
    fill("north", women=3901, note=NOTE, signed_on=dt.date(2026, 2, 6))
    collected(told)
    assert "1 verdict on 1 note written" in (line := export_labels(told, out))
    assert "1 left out" in line


@pytest.mark.slow
def test_the_command_decides_lists_and_exports(told):
    def esep(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "flows", "decide", str(told), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    done = esep("north", "women", "explained", "--because", "телефонмен айтты", "--author", "Айгүл")
    assert (done.returncode, done.stderr) == (0, "")
    assert "телефонмен айтты  [Айгүл" in esep_here("decide", told, "--list").stdout
    assert json.loads(esep_here("decide", told, "--list", "--json").stdout)[0]["applies"] is True
    assert esep_here("decide", told, "--export", told / "x.jsonl").returncode == 0
    assert json.loads((told / "x.jsonl").read_text(encoding="utf-8"))["verdicts"] == {"women": "explained"}
    for wrong in (["north"], ["north", "women", "splendid"], []):
        result = esep_here("decide", told, *wrong)
        assert result.returncode == 2
        assert len(result.stderr.strip().splitlines()) == 1


def test_what_another_version_has_read_is_read_again_first(told, monkeypatch):
    monkeypatch.setattr(Workspace, "reader_digest", "another")
    with pytest.raises(RoundError, match="not everything that has arrived is read"):
        said(told, "north", "women", "explained")


def test_a_total_over_a_confirmed_cell_follows_it(full_round):
    from dataclasses import replace

    from judging.confirmations import _mended
    from judging.context import ArrivedDocument
    from schemas.documents import Document, FigureCell

    part = FigureCell("working", "current", "Есеп", "E9", "45OO", "proposed", None, 4500.0, "letters-for-digits")
    total = FigureCell("members", "current", "Есеп", "E8", "", "proposed", None, 5000.0, "operand-waits")
    silent = replace(part, indicator="staff", cell="E52", raw="…", proposed=None, repair="no-data")
    other = replace(part, indicator="women", cell="E25")
    document = Document("a.xlsx", "s", "workbook", figures=(part, total, silent))
    mended = _mended(ArrivedDocument(document, ""), {("s", "Есеп", "E9"), ("s", "Есеп", "E52")}).document.figures
    assert [x.value for x in mended] == [4500.0, 5000.0, None]
    waiting = _mended(
        ArrivedDocument(replace(document, figures=(part, total, other)), ""), {("s", "Есеп", "E9")}
    ).document.figures
    assert [x.value for x in waiting] == [4500.0, None, None]


@pytest.mark.slow
@pytest.mark.parametrize("because", ["…", "...", " … ", "–"])
def test_what_a_command_shows_in_place_of_a_reason_is_none(told, because):
    collected(told)
    with pytest.raises(UsageError, match="write the reason in words"):
        said(told, "north", "late", "confirmed", because=because)
    assert decisions_of(told).empty
    assert said(told, "north", "late", "confirmed", because="пошта істемеді")


def test_a_corrected_verdict_needs_its_reason(told):
    with pytest.raises(UsageError, match="--because"):
        said(told, "north", "women", "explained", because=" ")


@pytest.mark.parametrize("name", ["", "  ", "A\nB", "A\x1b[31mB", "A\u2028B", "123"])
def test_who_decides_is_a_name_in_one_line(round_folder, monkeypatch, name):
    monkeypatch.delenv("ESEP_BY", raising=False)
    with pytest.raises(UsageError, match=r"name|--by"):
        decider(round_folder, name)


def test_a_login_is_told_as_one_and_does_not_restate(round_folder, monkeypatch):
    monkeypatch.delenv("ESEP_BY", raising=False)
    assert decider(round_folder, None).endswith("(login, no name given)")
    with pytest.raises(UsageError, match="--by NAME"):
        decider(round_folder, None, by_name=True)


def test_who_decides_may_stand_in_the_settings(round_folder, monkeypatch):
    monkeypatch.setenv("ESEP_BY", "Айгүл С.")
    assert decider(round_folder, None) == "Айгүл С."
    assert decider(round_folder, "Bolat  B.") == "Bolat B."
