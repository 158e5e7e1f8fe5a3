"""What is believed of when a return came: our own server and our own eyes, and a claim as far as it can be right."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from judging.arrival_times import ArrivalTimes
from judging.context import ArrivedDocument
from judging.documents_in_order import in_order
from schemas.documents import Document, MailHead
from tests.judging.made_by_hand import TERMS, cells, context, of

SEEN, AGAIN = "2026-01-25T05:00:00+00:00", "2026-01-28T05:00:00+00:00"
NAMES = ("members", "working", "students", "pensioners", "employees", "enrolled", "joined", "left", "women", "teachers")


def mail(
    file: str, date: str, seen: str = SEEN, reached: str = "", women: float = 1, **more: object
) -> ArrivedDocument:
    """A return of a that came in a message with this Date from its own address."""
    figures = cells(**({name: float(n) for n, name in enumerate(NAMES, 1)} | {"women": women}))
    head = MailHead(reached_us=dt.datetime.fromisoformat(reached) if reached else None)
    given: dict[str, object] = {"signed": None, "sender": "a@example.org", "mail": head} | more
    document = of("a", file, *figures, received=dt.datetime.fromisoformat(date) if date else None, **given)  # type: ignore[arg-type]
    return ArrivedDocument(document, "2026-01-02T00:00:00+00:00", seen)


def times(*readings: ArrivedDocument, **more: object) -> ArrivalTimes:
    return ArrivalTimes(readings, replace(context("a"), **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("date", "reached", "received"),
    [
        ("2026-01-24T10:00:00+05:00", "", "2026-01-24T10:00:00+05:00"),
        ("2026-01-24T08:00:00+03:00", "", "2026-01-24T10:00:00+05:00"),
        ("2026-01-20T10:00:00+05:00", "2026-01-24T23:00:00+00:00", "2026-01-25T04:00:00+05:00"),
        ("2099-01-01T00:00:00+05:00", "", "2026-01-25T10:00:00+05:00"),
        ("2026-01-24T10:00:00+05:00", "2026-02-24T10:00:00+00:00", "2026-01-25T10:00:00+05:00"),
        ("", "", "2026-01-25T10:00:00+05:00"),
    ],
)
def test_it_is_received_when_our_server_had_it_else_at_its_date_else_when_it_was_seen(
    date: str, reached: str, received: str
) -> None:
    reading = mail("a.eml/a.xlsx", date, reached=reached)
    assert times(reading).received(reading) == received
    assert times(reading).first_seen(reading) == "2026-01-25T10:00:00+05:00"


def test_a_date_before_the_round_was_opened_counts_in_the_first_collection_alone() -> None:
    first, later = mail("a.xlsx", "2025-06-01T10:00:00+05:00"), mail("b.xlsx", "2025-06-01T10:00:00+05:00", AGAIN)
    told = times(first, later)
    assert told.received(first) == "2025-06-01T10:00:00+05:00"
    assert (told.disbelieved(first), told.disbelieved(later)) == ("", "2025-06-01T10:00:00+05:00")
    assert told.received(later) == "2026-01-28T10:00:00+05:00"
    early = times(first, later, opened="2025-05-01T00:00:00+00:00")
    assert early.received(later) == "2025-06-01T10:00:00+05:00"


def test_a_clock_that_is_a_little_wrong_is_not_spoken_of() -> None:
    reading = mail("a.xlsx", "2026-01-25T11:00:00+05:00")
    assert times(reading).disbelieved(reading) == ""
    assert times(reading).received(reading) == "2026-01-25T10:00:00+05:00"


def latest(*readings: ArrivedDocument) -> str:
    return in_order(readings, context("a")).latest["a"].file


def test_no_claimed_date_goes_before_what_was_seen_first() -> None:
    own = mail("own.xlsx", "2026-01-24T10:00:00+05:00", women=2)
    for date in ("2099-01-01T00:00:00+05:00", "2020-01-01T00:00:00+05:00", "2026-01-02T00:00:00+05:00"):
        assert latest(own, mail("new.xlsx", date, AGAIN, women=3)) == "new.xlsx"
    assert (
        latest(mail("old.xlsx", "2099-01-01T00:00:00+05:00", women=2), mail("new.xlsx", "", AGAIN, women=3))
        == "new.xlsx"
    )


def test_what_one_collection_sees_is_ordered_by_its_dates_and_by_our_server_before_them() -> None:
    early, late = mail("z.xlsx", "2026-01-20T10:00:00+05:00"), mail("a.xlsx", "2026-01-21T10:00:00+05:00", women=2)
    assert latest(early, late) == "a.xlsx"
    future = mail("f.xlsx", "2099-01-01T00:00:00+05:00", women=3, signed=dt.date(2026, 1, 19))
    assert latest(early, late, future) == "a.xlsx", "its signature tells when it was written"
    reached = mail("r.xlsx", "2026-01-01T10:00:00+05:00", reached="2026-01-23T10:00:00+00:00", women=4)
    assert latest(early, late, reached) == "r.xlsx"


def test_a_message_that_our_server_had_before_is_the_earlier_version_though_it_was_seen_later() -> None:
    first = mail("first.xlsx", "2026-01-20T10:00:00+05:00")
    second = mail("b.xlsx", "2026-01-26T10:00:00+05:00", AGAIN, women=2)
    fetched = mail("c.xlsx", "", "2026-01-29T05:00:00+00:00", reached="2026-01-26T00:00:00+00:00", women=3)
    assert latest(first, second, fetched) == "b.xlsx"


def lateness(reading: ArrivedDocument, **more: object) -> dt.date | None:
    return times(reading, **more).lateness(reading, TERMS.deadline)


def test_late_is_what_its_message_its_signature_or_a_schedule_tells() -> None:
    seen = "2026-03-10T05:00:00+00:00"
    assert lateness(mail("a", "2026-01-31T23:00:00+05:00", seen)) is None
    assert lateness(mail("a", "2026-01-31T23:00:00+00:00", seen)) == dt.date(2026, 2, 1), "the day is that of the round"
    assert lateness(mail("a", "2099-01-01T00:00:00+05:00", seen)) is None
    assert lateness(mail("a", "", seen, signed=dt.date(2026, 2, 2))) == dt.date(2026, 2, 2)
    scheduled = {"scheduled_since": "2026-01-05T00:00:00+00:00"}
    assert lateness(mail("a", "2026-01-30T10:00:00+05:00", seen), **scheduled) == dt.date(2026, 3, 10)
    on_time = mail("a", "2026-01-30T10:00:00+05:00", seen, reached="2026-01-30T05:00:00+00:00")
    assert lateness(on_time, **scheduled) is None
    assert lateness(mail("a", "", seen), scheduled_since="2026-03-10T06:00:00+00:00") is None


def test_a_round_that_is_tried_out_before_its_date_believes_the_dates_of_its_returns() -> None:
    ahead = "2025-11-28T05:00:00+00:00"
    early, late = (mail(f"{9 - n}.xlsx", f"2026-01-2{n}T10:00:00+05:00", ahead, women=n) for n in (1, 2))
    assert latest(early, late) == "7.xlsx"


def test_whatever_is_claimed_has_an_order() -> None:
    for year in (1, 1970, 9999):
        document: Document = mail("a.xlsx", f"{year:04}-01-01T00:00:00+14:00").document
        for seen in ("", SEEN):
            reading = ArrivedDocument(document, "nonsense", seen)
            told = times(reading)
            assert told.order(reading)
            assert isinstance(told.received(reading) + told.disbelieved(reading), str)


def test_of_a_round_that_is_tried_out_a_day_to_come_is_not_after_what_a_later_collection_finds() -> None:
    """Both are signed in the days that the round is about; the mended one was seen later."""
    seen, again = "2025-11-20T05:00:00+00:00", "2025-11-21T05:00:00+00:00"
    signed = dt.date(2026, 1, 20)
    first, mended = (
        ArrivedDocument(of("a", file, *cells(women=women), signed=signed), "2026-01-02T00:00:00+00:00", at)
        for file, women, at in (("return.xlsx", 2, seen), ("return 2.xlsx", 3, again))
    )
    assert latest(first, mended) == "return 2.xlsx"
    earlier = ArrivedDocument(of("a", "old.xlsx", *cells(women=4), signed=dt.date(2026, 1, 19)), "", seen)
    assert latest(first, earlier) == "return.xlsx", "among what one collection found its own dates tell"
