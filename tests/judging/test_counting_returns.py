"""Which documents count: receipt, readability, digests, the order of versions, files made past by a later return."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from judging.arrival_times import ArrivalTimes
from judging.arrived_documents import returns_frame
from judging.documents_in_order import in_order
from judging.senders import Senders
from judging.version_facts import arrivals_frame, is_readable, note_text
from schemas.documents import Cover
from schemas.frames import Findings, empty
from tests.judging.made_by_hand import (
    arrived,
    cell,
    cells,
    context,
    document,
    history,
    issue,
    of,
    register,
    said,
)  # isort: skip
from workbooks.whose import Identification

JANUARY = dt.datetime(2026, 1, 20, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=5)))
NAMES = ("members", "working", "students", "pensioners", "employees", "enrolled", "joined", "left", "women", "teachers")


def full(**changes: float) -> tuple[object, ...]:
    """Ten figures, the fewest that tell returns apart."""
    return cells(**({name: float(n) for n, name in enumerate(NAMES, 1)} | changes))


def row(*figures: object, notes: tuple[object, ...] = (), **more: object) -> pd.Series:
    """The arrival of a workbook of organisation a."""
    given = document("a.xlsx", *figures, **more)  # type: ignore[arg-type]
    readings, round_ = arrived(given), context("a")
    frame = arrivals_frame(
        readings, {"a.xlsx": Identification("a")}, {"a.xlsx": tuple(notes)}, round_,  # type: ignore[arg-type]
        Senders(round_), ArrivalTimes(readings, round_),
    )  # fmt: skip
    return frame.iloc[0]


def test_only_a_workbook_without_an_unreadable_rule_is_readable() -> None:
    assert is_readable(document("a"))
    assert is_readable(document("a", issues=(issue("late"),)))
    assert not is_readable(document("a", issues=(issue("late"), issue("workbook-unreadable"))))
    assert not is_readable(document("a", kind="note"))


def test_the_note_is_its_texts_without_reasons_and_blanks() -> None:
    assert note_text([said("бір"), said("  "), said("себеп", "reason", "women"), said("екі", "mail")]) == "бір\nекі"
    assert note_text([]) == ""


def test_the_time_of_receipt_sorts_as_text() -> None:
    assert row(*full(), received=JANUARY)["received"] == "2026-01-20T18:30:00+00:00"
    assert row(*full(), received=JANUARY.replace(tzinfo=None))["received"] == "2026-01-20T23:30:00+00:00"
    assert row(*full(), cover=Cover(signed_on=dt.date(2026, 1, 9)))["received"] == "2026-01-09"
    assert row(*full())["received"] == "2026-01-10"
    assert row(*full(), modified=JANUARY)["modified"] == "2026-01-20T23:30:00+05:00"
    assert row(*full())["modified"] == ""
    assert row(*full(), received=JANUARY)["arrived"] == "2026-01-20T18:30:00+00:00", (
        "what is seen first goes by its word"
    )


def test_an_arrival_names_its_family_and_only_workbooks_arrive() -> None:
    given = [document("b.xlsx"), document("n.txt", kind="note"), document("x.xlsx", issues=(issue("sheet-not-found"),))]
    known = {"b.xlsx": Identification("a-town"), "n.txt": Identification("a")}
    round_ = context(register=register(("a", "", "kk"), ("a-town", "a", "kk")))
    readings = arrived(*given)
    frame = arrivals_frame(readings, known, {}, round_, Senders(round_), ArrivalTimes(readings, round_))
    assert frame["file"].tolist() == ["b.xlsx", "x.xlsx"]
    assert frame["organisation"].tolist() == ["a-town", ""]
    assert frame["family"].tolist() == ["a", ""]
    assert frame["readable"].tolist() == [True, False]
    assert row(*full())["family"] == "a"


def test_the_same_figures_have_the_same_digest_in_any_order() -> None:
    digest = row(*full())["figures_digest"]
    assert len(digest) == 64
    assert row(*reversed(full()))["figures_digest"] == digest
    assert row(*full(women=99))["figures_digest"] != digest
    assert row(*full(), issues=(issue("rows-hidden"),))["figures_digest"] != digest
    once, twice = (row(*full(), issues=(issue("late"),) * n)["figures_digest"] for n in (1, 2))
    assert once == twice != digest


def test_too_few_figures_tell_nothing_apart() -> None:
    assert row(*full()[:9])["figures_digest"] == ""
    assert row(*full()[:9], cell("staff", 0.0))["figures_digest"] == "", "nought is no figure to tell by"
    assert row(*full()[:9], cell("staff", 1.0))["figures_digest"] != ""


def test_a_text_where_a_figure_should_be_tells_returns_apart() -> None:
    unread = [
        row(*full(), cell("staff", None, state="unreadable", raw=x))["figures_digest"] for x in ("бес", "алты", "бес")
    ]
    assert unread[0] == unread[2] != unread[1]


def test_a_change_that_follows_from_its_years_says_nothing_new() -> None:
    years = (*full(), cell("women", 4.0, "prior"))
    plain = row(*years)["figures_digest"]  # women: 9 now, 4 before
    assert row(*years, cell("women", 5.0, "change"))["figures_digest"] == plain
    assert row(*years, cell("women", 5.0000005, "change"))["figures_digest"] == plain
    assert row(*years, cell("women", None, "change", state="empty"))["figures_digest"] == plain
    assert row(*years, cell("women", 5.1, "change"))["figures_digest"] != plain
    assert row(*years, cell("women", -5.0, "change"))["figures_digest"] != plain
    assert row(*years, cell("staff", 5.0, "change"))["figures_digest"] != plain
    alone = row(*full())["figures_digest"]
    assert row(*full(), cell("women", 9.0, "change"))["figures_digest"] != alone
    assert row(*years, cell("women", 0.0, "change"))["figures_digest"] != plain
    same = (*full(), cell("women", 9.0, "prior"))
    assert row(*same, cell("women", 0.0, "change"))["figures_digest"] == row(*same)["figures_digest"]


def test_the_digest_of_a_note_forgets_spaces_and_knows_reasons() -> None:
    digest = row(*full(), notes=(said("бір екі"),))["note_digest"]
    assert len(digest) == 64
    assert row(*full(), notes=(said("бір \n  екі"),))["note_digest"] == digest
    assert row(*full(), notes=(said("бір екі"), said("себеп", "reason")))["note_digest"] != digest
    assert row(*full(), notes=(said("екі бір"),))["note_digest"] != digest
    assert row(*full())["note_digest"] == ""


@pytest.mark.parametrize(
    ("stated", "agrees"),
    [
        ({"members": 10, "women": 5, "working": 8}, True), ({"members": 10, "women": 5, "working": 7}, True),
        ({"members": 10, "women": 6}, False), ({"members": 11, "women": 6}, False), ({"members": 10, "women": None}, True),
        ({"staff": 1}, False), ({}, False), ({"members": 10, "staff": 3}, True),
    ],
)  # fmt: skip
def test_last_years_column_agrees_where_most_of_it_was_accepted(stated: dict[str, float | None], agrees: bool) -> None:
    round_ = context("a", history=history(a={"members": 10, "women": 5, "working": 8}, b={"staff": 1}))
    given = document("a.xlsx", *cells("prior", **stated), *cells(members=1.0, women=1.0, working=1.0))
    readings = arrived(given)
    times = ArrivalTimes(readings, round_)
    frame = arrivals_frame(readings, {"a.xlsx": Identification("a")}, {}, round_, Senders(round_), times)
    assert frame["prior_agrees"].tolist() == [agrees]


def test_the_latest_return_counts_and_the_earlier_is_superseded() -> None:
    early, late = (of("a", f"{n}.xlsx", *full(women=n), signed=dt.date(2026, 1, n)) for n in (9, 10))
    found = in_order(arrived(late, early, of("b", "", *full(women=3))), context("a", "b"))
    assert {o: x.file for o, x in found.latest.items()} == {"a": "10.xlsx", "b": "b.xlsx"}
    assert list(found.latest) == ["a", "b"]
    assert [(o, x.file) for o, x in found.superseded] == [("a", "9.xlsx")]
    assert set(found.by_file) == {"9.xlsx", "10.xlsx", "b.xlsx"}
    assert found.reported == {"a", "b"}


def test_what_the_statistician_has_assigned_goes_before_what_the_file_says() -> None:
    given = arrived(of("a", "x.xlsx", *full()))
    found = in_order(given, context("a", "b", assignments={"x.xlsx": "b", "gone.xlsx": "a"}))
    assert (found.owner_of("x.xlsx"), found.owners["x.xlsx"].how) == ("b", "assigned")
    assert set(found.owners) == {"x.xlsx"}
    assert found.reported == {"b"}
    assert found.owner_of("gone.xlsx") == ""


def test_a_document_of_nobody_reports_for_nobody() -> None:
    found = in_order(arrived(document("x.xlsx", *full())), context("a"))
    assert found.owner_of("x.xlsx") == ""
    assert found.reported == set()
    assert found.latest == {}


def test_the_notes_of_the_return_that_counts_are_its_text() -> None:
    found = in_order(
        arrived(of("a", "", *full(), notes=(said("Түсініктеме."), said("x", "reason", "women")))), context("a")
    )
    assert found.texts == {"a": "Түсініктеме."}
    bare = in_order(arrived(of("a", "", *full())), context("a"))
    assert bare.texts == {"a": ""}


def unreadable(file: str = "bad.xlsx", **more: object) -> object:
    return of("a", file, signed=None, issues=(issue("workbook-unreadable"),), **more)


@pytest.mark.parametrize(
    ("before", "past"), [("2026-01-10T07:59", True), ("2026-01-10T08:00", True), ("2026-01-10T08:01", False)]
)
def test_an_unreadable_file_is_past_once_a_readable_return_came_no_earlier(before: str, past: bool) -> None:
    good = of("a", "good.xlsx", *full())
    found = in_order(
        arrived(unreadable(), good, times={"bad.xlsx": before, "good.xlsx": "2026-01-10T08:00"}), context("a")
    )  # type: ignore[arg-type]
    assert found.mended_since == ({"bad.xlsx"} if past else frozenset())


@pytest.mark.parametrize(("day", "past"), [(19, True), (20, True), (21, False)])
def test_a_dated_unreadable_file_is_compared_by_its_day(day: int, past: bool) -> None:
    good = of("a", "good.xlsx", *full(), signed=dt.date(2026, 1, 20))
    bad = unreadable(received=dt.datetime(2026, 1, day, 23, tzinfo=dt.UTC))
    times = {"bad.xlsx": "2026-03-01T00:00", "good.xlsx": "2026-01-01T00:00"}
    found = in_order(arrived(bad, good, times=times), context("a"))  # type: ignore[arg-type]
    assert found.mended_since == ({"bad.xlsx"} if past else frozenset())


def test_only_unreadable_workbooks_of_somebody_with_a_return_are_past() -> None:
    times = {"good.xlsx": "2026-01-10T09:00"}
    others = [
        of("b", "b.xlsx", signed=None, issues=(issue("workbook-unreadable"),)),
        document("a.txt", kind="note", notes=(said("x"),)),
    ]
    older = of("a", "older.xlsx", *full(women=77), signed=dt.date(2026, 1, 2))
    good = of("a", "good.xlsx", *full())
    found = in_order(arrived(*others, older, good, unreadable(), times=times), context("a", "b"))  # type: ignore[arg-type]
    assert found.mended_since == {"bad.xlsx"}


def test_what_became_of_each_document() -> None:
    given = arrived(
        of("a", "late.xlsx", *full(), signed=dt.date(2026, 1, 21)), of("a", "early.xlsx", *full(women=7), signed=dt.date(2026, 1, 2)),
        of("a", "copy.xlsx", *full(), signed=dt.date(2026, 1, 22)), unreadable("bad.xlsx"), document("who.xlsx", *full(women=5)),
        document("note.txt", kind="note"), of("b", "", *full(women=55)), of("c", "", *full(women=66)),
    )  # fmt: skip
    found = in_order(given, context("a", "b", "c"))
    told = [{"organisation": "b", "file": "b.xlsx", "severity": "soft"}, {"organisation": "c", "file": "c.xlsx", "severity": "hard"},
            {"organisation": "b", "file": "elsewhere.xlsx", "severity": "hard"}]  # fmt: skip
    findings = pd.DataFrame(
        [dict.fromkeys(empty(Findings).columns, "") | {"parameters": {}, "state": "open"} | x for x in told]
    )
    frame = returns_frame(found, findings).set_index("file")
    assert frame["outcome"].to_dict() == {
        "late.xlsx": "accepted", "early.xlsx": "superseded", "copy.xlsx": "duplicate", "bad.xlsx": "unreadable",
        "who.xlsx": "unidentified", "note.txt": "unreadable", "b.xlsx": "queried", "c.xlsx": "returned",
    }  # fmt: skip
    assert frame["organisation"].to_dict()["who.xlsx"] == ""
    assert frame.loc["early.xlsx", ["sha256", "organisation", "received"]].tolist() == [
        "early.xlsx", "a", "2026-12-31T13:00:00+05:00",
    ]  # fmt: skip
    assert frame.loc["early.xlsx", ["identified_by", "sender", "first_seen"]].tolist() == [
        "code",
        "",
        "2026-12-31T13:00:00+05:00",
    ]


def test_a_picture_beside_a_readable_return_is_no_return() -> None:
    scan = document("a/scan.pdf", issues=(issue("workbook-unreadable", observed="pdf"),))
    found = in_order(arrived(of("a", "a/a.xlsx", *full()), scan), context("a"))
    frame = returns_frame(found, empty(Findings)).set_index("file")
    assert frame.loc["a/scan.pdf", "outcome"] == "ignored"
