"""Judgements: a version is stored once, what changes is followed, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.whole_ledger import Ledger, open_ledger
from schemas.frames import Figures, Findings, Returns

Contents = Callable[[Ledger], dict[str, list[tuple[Any, ...]]]]
RETURN = list(Returns.to_schema().columns)


@pytest.fixture
def run(ledger: Ledger) -> int:
    return ledger.start_run("collect", "form", "code")


def test_a_judgement_comes_back_as_it_was(ledger: Ledger, run: int, judgement: Any) -> None:
    frames = (
        judgement()
        .add("akmola", "a.xlsx", "returned", values={"members": 10.0, "women": np.nan}, rules=("members-balance",))
        .add("aktobe", "b.xlsx", values={"members": 7.5})
        .add("", "c.txt", "ignored", received="")
        .frames
    )
    ledger.save_judgement(run, *frames)

    pd.testing.assert_frame_equal(ledger.returns()[RETURN], Returns.validate(frames[0][RETURN]))
    assert ledger.returns()["version"].tolist() == [1, 1, 0]
    figures = ledger.figures()
    pd.testing.assert_frame_equal(figures[list(Figures.to_schema().columns)], frames[1], check_like=True)
    assert figures["version_key"].tolist() == ["akmola:a.xlsx", "akmola:a.xlsx", "aktobe:b.xlsx"]
    pd.testing.assert_frame_equal(ledger.findings()[list(Findings.to_schema().columns)], frames[2], check_like=True)


@pytest.mark.slow
def test_the_same_judgement_again_changes_nothing(ledger: Ledger, run: int, judgement: Any, contents: Contents) -> None:
    frames = judgement().add("akmola", "a.xlsx", values={"members": 1.0}, rules=("late", "signature-missing")).frames
    ledger.save_judgement(run, *frames)
    before = contents(ledger)

    later = ledger.start_run("collect", "form", "code")
    ledger.save_judgement(later, *(frame.iloc[::-1] for frame in frames))

    assert {name: rows for name, rows in contents(ledger).items() if name not in ("runs", "events")} == {
        name: rows for name, rows in before.items() if name not in ("runs", "events")
    }


def test_a_later_return_supersedes_and_the_earlier_stays_whole(ledger: Ledger, run: int, judgement: Any) -> None:
    first = judgement().add("akmola", "a.xlsx", "returned", values={"members": 1.0}, rules=("members-balance",))
    ledger.save_judgement(run, *first.frames)
    second = judgement().add("akmola", "a.xlsx", "superseded").add("akmola", "b.xlsx", values={"members": 2.0})
    ledger.save_judgement(run, *second.frames)

    versions = ledger.versions_of("akmola")
    assert versions[["file", "version", "outcome"]].to_numpy().tolist() == [
        ["a.xlsx", 1, "superseded"],
        ["b.xlsx", 2, "accepted"],
    ]
    assert ledger.figures(["accepted"])["value"].tolist() == [2.0]
    assert ledger.figures_of("akmola:a.xlsx")["value"].tolist() == [1.0]
    assert ledger.findings_of("akmola:a.xlsx")["rule"].tolist() == ["members-balance"]


def test_versions_that_come_together_count_in_the_order_of_their_receipt(
    ledger: Ledger, run: int, judgement: Any
) -> None:
    together = (
        judgement()
        .add("akmola", "late.xlsx", received="2026-10-02T01:00:00+05:00")
        .add("akmola", "later.xlsx", received="2026-10-01T21:00:00+00:00")
        .add("akmola", "undated.xlsx", "superseded", received="")
        .add("akmola", "copy.xlsx", "duplicate")
        .add("akmola", "broken.xlsx", "unreadable")
    )
    ledger.save_judgement(run, *together.frames)
    versions = ledger.returns().set_index("file")["version"]
    assert versions.to_dict() == {
        "undated.xlsx": 1, "late.xlsx": 2, "later.xlsx": 3, "copy.xlsx": 0, "broken.xlsx": 0,
    }  # fmt: skip


def test_a_note_that_joins_makes_a_new_version_of_the_same_file(ledger: Ledger, run: int, judgement: Any) -> None:
    for key, outcome in (("akmola:a:", "queried"), ("akmola:a:note", "accepted")):
        ledger.save_judgement(run, *judgement().add("akmola", "a.xlsx", outcome, key=key, values={"x": 1.0}).frames)

    assert ledger.returns()[["version_key", "version"]].to_numpy().tolist() == [["akmola:a:note", 2]]
    assert ledger.versions_of("akmola")["outcome"].tolist() == ["superseded", "accepted"]
    assert len(ledger.figures()) == len(ledger.figures_of("akmola:a:")) == 1


def test_an_assigned_file_is_no_longer_unidentified(ledger: Ledger, run: int, judgement: Any) -> None:
    unknown = judgement().add("", "a.xlsx", "unidentified", rules=("organisation-unidentified",))
    ledger.save_judgement(run, *unknown.frames)
    ledger.save_judgement(run, *judgement().add("akmola", "a.xlsx", values={"x": 1.0}).frames)

    assert ledger.returns()[["organisation", "outcome", "version"]].to_numpy().tolist() == [["akmola", "accepted", 1]]
    assert ledger.findings().empty


def test_an_assignment_taken_back_leaves_the_file_unidentified_again(ledger: Ledger, run: int, judgement: Any) -> None:
    for organisation, outcome in (("", "unidentified"), ("akmola", "accepted"), ("", "unidentified")):
        ledger.save_judgement(run, *judgement().add(organisation, "a.xlsx", outcome).frames)
    assert ledger.returns()[["organisation", "outcome"]].to_numpy().tolist() == [["", "unidentified"]]
    assert ledger.versions_of("akmola")["outcome"].tolist() == ["superseded"]


def test_a_version_that_comes_back_keeps_its_number(ledger: Ledger, run: int, judgement: Any) -> None:
    for key in ("one", "two", "one"):
        ledger.save_judgement(run, *judgement().add("akmola", "a.xlsx", key=key, values={"x": 1.0}).frames)
    assert ledger.returns()[["version_key", "version", "outcome"]].to_numpy().tolist() == [["one", 1, "accepted"]]


def test_findings_follow_the_latest_judgement_and_the_withdrawn_ones_are_kept(
    ledger: Ledger, run: int, judgement: Any, contents: Contents
) -> None:
    ledger.save_judgement(run, *judgement().add("akmola", "a.xlsx", "returned", rules=("late", "whole")).frames)
    second = ledger.start_run("collect", "form", "code")
    ledger.save_judgement(second, *judgement().add("akmola", "a.xlsx", "queried", rules=("late", "filled")).frames)
    third = ledger.start_run("collect", "form", "code")
    ledger.save_judgement(third, *judgement().add("akmola", "a.xlsx").frames)

    assert ledger.findings().empty
    assert [(row[4], row[-3], row[-2]) for row in contents(ledger)["findings"]] == [
        ("late", run, third),
        ("whole", run, second),
        ("filled", second, third),
    ]
    state = ledger.returns().iloc[0]
    assert (state["outcome"], state["run"], state["outcome_run"]) == ("accepted", run, third)


def test_figures_read_anew_replace_the_old_ones_which_are_kept(
    ledger: Ledger, run: int, judgement: Any, contents: Contents
) -> None:
    for value in (1.0, 2.0):
        ledger.save_judgement(run, *judgement().add("akmola", "a.xlsx", values={"members": value}).frames)
    assert ledger.figures()["value"].tolist() == [2.0]
    assert len(contents(ledger)["figures"]) == 2


def test_a_finding_about_an_organisation_without_a_return(ledger: Ledger, run: int, judgement: Any) -> None:
    returns, figures, findings = judgement().add("akmola", "a.xlsx", rules=("return-missing",)).frames
    missing = findings.assign(organisation="aktobe", file="")
    for _ in range(2):
        ledger.save_judgement(run, returns, figures, missing)
    assert ledger.findings()[["organisation", "version_key"]].to_numpy().tolist() == [["aktobe", ""]]

    arrived = judgement().add("aktobe", "b.xlsx").frames
    ledger.save_judgement(run, *arrived)
    assert ledger.findings().empty


def test_a_finding_said_twice_is_one(ledger: Ledger, run: int, judgement: Any) -> None:
    ledger.save_judgement(run, *judgement().add("akmola", "a.xlsx", rules=("late", "late")).frames)
    assert len(ledger.findings()) == 1


def test_what_a_later_frame_does_not_name_stays(ledger: Ledger, run: int, judgement: Any) -> None:
    ledger.save_judgement(run, *judgement().add("akmola", "a.xlsx", values={"x": 1.0}, rules=("late",)).frames)
    ledger.save_judgement(run, *judgement().add("aktobe", "b.xlsx", values={"x": 2.0}).frames)
    assert ledger.returns()["file"].tolist() == ["a.xlsx", "b.xlsx"]
    assert ledger.figures()["value"].tolist() == [1.0, 2.0]
    assert len(ledger.findings()) == 1


def test_versions_count_by_day_and_by_moment_alike(ledger: Ledger, run: int, judgement: Any) -> None:
    days = {"c.xlsx": "2026-10-02", "b.xlsx": "2026-10-01T12:00:00", "a.xlsx": "2026-10-02T03:00:00+05:00"}
    together = judgement()
    for file, received in days.items():
        together.add("akmola", file, "superseded", received=received)
    ledger.save_judgement(run, *together.frames)
    assert ledger.versions_of("akmola")["file"].tolist() == ["b.xlsx", "a.xlsx", "c.xlsx"]
    assert ledger.returns()["received"].tolist() == list(days.values())


def test_an_empty_judgement_is_none(ledger: Ledger, run: int, judgement: Any) -> None:
    returns, figures, findings = judgement().add("akmola", "a.xlsx").frames
    ledger.save_judgement(run, returns.iloc[:0], figures, findings)
    assert ledger.returns().empty
    assert ledger.figures().columns.tolist() == [*Figures.to_schema().columns, "version_key"]


def test_figures_without_a_return_and_two_returns_of_a_file_are_refused(
    ledger: Ledger, run: int, judgement: Any
) -> None:
    returns, figures, findings = judgement().add("akmola", "a.xlsx", values={"x": 1.0}).frames
    with pytest.raises(ValueError, match=r"figures without a return: b\.xlsx"):
        ledger.save_judgement(run, returns, figures.assign(file="b.xlsx"), findings)
    with pytest.raises(ValueError, match=r"two returns of one file: a\.xlsx"):
        ledger.save_judgement(run, pd.concat([returns, returns]), figures, findings)
    assert ledger.returns().empty


said = st.tuples(
    st.sampled_from(["akmola", "aktobe", ""]),
    st.sampled_from(["accepted", "queried", "returned", "superseded", "duplicate", "unreadable"]),
    st.sampled_from(["k1", "k2"]),
    st.dictionaries(st.sampled_from(["members", "women"]), st.floats(width=32), max_size=2),
    st.sets(st.sampled_from(["late", "whole", "filled"])),
)
judged = st.dictionaries(st.sampled_from(["a.xlsx", "b.xlsx", "c.xlsx"]), said, min_size=1, max_size=3)


@pytest.mark.slow
@given(history=st.lists(judged, min_size=1, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
def test_whatever_is_judged_the_ledger_tells_the_last_word_and_forgets_nothing(
    judgement: Any, contents: Contents, history: list[dict[str, Any]]
) -> None:
    last: dict[str, Any] = {}
    with open_ledger("sqlite://") as ledger:
        for judged_now in history:
            built = judgement()
            for file, (organisation, outcome, short, values, rules) in judged_now.items():
                key = f"{file}:{organisation}:{short}"
                built.add(organisation, file, outcome, key=key, values=values, rules=tuple(sorted(rules)))
                last[file] = (organisation, outcome, key)
            before = contents(ledger)
            ledger.save_judgement(ledger.start_run("collect", "", ""), *built.frames)
            after = contents(ledger)
            assert all(len(after[name]) >= len(before[name]) for name in after)
            ledger.save_judgement(1, *built.frames)
            assert contents(ledger) | {"events": []} == after | {"events": []}
            assert ledger.differences() == []
            _tells(ledger, built.frames)
        rows = ledger.returns().set_index("file")
        told = {file: tuple(rows.loc[file, ["organisation", "outcome", "version_key"]]) for file in rows.index}
        assert told == last
        for organisation in ("akmola", "aktobe"):
            numbers = ledger.versions_of(organisation)["version"].drop_duplicates().tolist()
            assert numbers == sorted(numbers)


def _tells(ledger: Ledger, frames: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]) -> None:
    returns, figures, findings = frames
    columns = ["file", "indicator", "value", "state"]
    stored = ledger.figures()
    stored = stored[stored["file"].isin(figures["file"])].sort_values(columns[:2])
    pd.testing.assert_frame_equal(
        stored[columns].reset_index(drop=True),
        figures.sort_values(columns[:2])[columns].reset_index(drop=True),
    )
    judged_again = returns.loc[~returns["outcome"].isin(["superseded", "duplicate"]), "file"]
    told = ledger.findings()
    told = told[told["file"].isin(judged_again)]
    expected = findings[findings["file"].isin(judged_again)]
    assert set(zip(told["file"], told["rule"], strict=True)) == set(
        zip(expected["file"], expected["rule"], strict=True)
    )


def test_the_last_judgement_is_told_apart_from_what_merely_stays(ledger: Ledger, run: int, judgement: Any) -> None:
    first = judgement().add("akmola", "a.xlsx", "returned", rules=("late",)).add("aktobe", "b.xlsx", rules=("whole",))
    ledger.save_judgement(run, *first.frames)
    second = judgement().add("akmola", "a.xlsx", "superseded").add("akmola", "c.xlsx", rules=("filled",))
    ledger.save_judgement(run, *second.frames)

    assert set(ledger.findings()["rule"]) == {"late", "whole", "filled"}
    assert ledger.last_findings()["rule"].tolist() == ["filled"]
    told = ledger.last_returns()
    assert told[["file", "counts"]].to_numpy().tolist() == [["a.xlsx", ""], ["c.xlsx", "yes"]]
    assert ledger.returns().set_index("file").at["b.xlsx", "counts"] == ""

    ledger.save_judgement(run, *first.frames)
    assert set(ledger.last_findings()["rule"]) == {"late", "whole"}
    assert ledger.last_returns().query("counts == 'yes'")["file"].tolist() == ["a.xlsx", "b.xlsx"]
