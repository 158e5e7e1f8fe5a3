"""When each document reached us, as far as that can be believed, and in which order the versions of a return came.

What our own server wrote is believed, and when a collection first saw a file. A date that somebody else wrote (of a
message, of a signature, of a file) is a claim: one after the file was first seen, or before the round was opened, tells
nothing. Before a round is opened its returns may have been gathered; so what its first collection found is not held to
that, and is ordered by its own dates.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable

from judging.context import ArrivedDocument, Context

# By so much the clock of a sender may be wrong before anybody is told of it.
_CLOCKS = dt.timedelta(days=1)
# A round that is tried out before its own date has returns of days to come.
_TRIED_OUT = dt.timedelta(days=366)


class ArrivalTimes:
    """The times of the documents of one round; all times that are told are in its time zone."""

    def __init__(self, readings: Iterable[ArrivedDocument], context: Context) -> None:
        self.zone = zoneinfo.ZoneInfo(context.terms.time_zone)
        self._start = dt.datetime.combine(context.terms.as_of, dt.time(), self.zone)
        opened = _moment(context.opened)
        self._opened = min(self._start, opened) if opened else self._start
        seen = [x.arrived_at for x in readings if x.arrived_at]
        self._first_collected = max(context.first_collected, min(seen, default=""))
        self._scheduled_since = context.scheduled_since

    def first_seen(self, reading: ArrivedDocument) -> str:
        """When a collection first saw the file; "" where that is now."""
        return self._told(_moment(reading.arrived_at))

    def received(self, reading: ArrivedDocument) -> str:
        """When it reached us: by our server, by the message's Date, else when it was first seen."""
        moment = self._message_time(reading) or _moment(reading.arrived_at)
        return self._told(moment) if moment else self.claim(reading)

    def disbelieved(self, reading: ArrivedDocument) -> str:
        """The Date of its message where that cannot be right; "" where it can."""
        claimed = _zoned(reading.document.received)
        if claimed is None or self._believed(claimed, reading, slack=_CLOCKS):
            return ""
        return self._told(claimed)

    def order(self, reading: ArrivedDocument) -> tuple[str, str]:
        """Two texts by which the versions of a return are sorted: when we had it, and what it says itself."""
        claim = self.claim(reading)
        reached = self._reached(reading)
        if reached is not None:
            return _utc(reached), claim
        if not self._is_of_the_first(reading):
            return reading.arrived_at, claim
        # a day to come, of a round that is tried out, is not after what a later collection finds
        return (min(claim, self._first_collected) if reading.arrived_at else claim), claim

    def claim(self, reading: ArrivedDocument) -> str:
        """When the return was sent by what can be believed of its own word, comparable as text: a moment in UTC, or a
        day: of the message, the signature, the file; else when it was first seen."""
        moment = self._message_time(reading)
        if moment is not None:
            return _utc(moment)
        signed, file = reading.document.cover.signed_on, _moment(reading.file_time)
        if signed and self._believed_day(signed, reading):
            return signed.isoformat()
        if file and self._believed(file, reading):
            return reading.file_time[:10]
        return reading.arrived_at

    def lateness(self, reading: ArrivedDocument, deadline: dt.date) -> dt.date | None:
        """The day after the deadline on which the return came; None where it came in time, or nothing tells.

        Its message tells, else the signature; where collections run on a schedule, when one first saw it, too.
        """
        reached, message, seen = self._reached(reading), self._message_time(reading), _moment(reading.arrived_at)
        said = message.astimezone(self.zone).date() if message else reading.document.cover.signed_on
        watched = self._scheduled_since and reading.arrived_at > self._scheduled_since and reached is None
        days = [said, seen.astimezone(self.zone).date() if seen and watched else None]
        return next((day for day in days if day and day > deadline), None)

    def _message_time(self, reading: ArrivedDocument) -> dt.datetime | None:
        mail, claimed = reading.document.mail, _zoned(reading.document.received)
        if mail is not None and mail.reached_us is not None:
            return self._reached(reading)
        return claimed if claimed is not None and self._believed(claimed, reading) else None

    def _reached(self, reading: ArrivedDocument) -> dt.datetime | None:
        """When our own server had it, unless a collection had seen it before."""
        mail = reading.document.mail
        reached = _zoned(mail.reached_us) if mail is not None else None
        return reached if reached is not None and reached <= self._latest(reading) else None

    def _is_of_the_first(self, reading: ArrivedDocument) -> bool:
        return reading.arrived_at <= self._first_collected

    def _latest(self, reading: ArrivedDocument) -> dt.datetime:
        """The last moment at which it can have been sent."""
        seen = _moment(reading.arrived_at)
        if seen is None:
            return dt.datetime.max.replace(tzinfo=dt.UTC)
        return seen if seen >= self._start else seen + _TRIED_OUT

    def _believed(self, claimed: dt.datetime, reading: ArrivedDocument, slack: dt.timedelta = dt.timedelta()) -> bool:
        after = self._is_of_the_first(reading) or claimed >= self._opened
        return after and claimed - self._latest(reading) <= slack

    def _believed_day(self, day: dt.date, reading: ArrivedDocument) -> bool:
        """Whether some moment of the day can be believed: nobody says at which hour he signed."""
        after = self._is_of_the_first(reading) or day >= self._opened.astimezone(self.zone).date()
        latest = self._latest(reading)
        return after and day <= (latest.date() if latest.year == dt.MAXYEAR else latest.astimezone(self.zone).date())

    def _told(self, moment: dt.datetime | None) -> str:
        try:
            return moment.astimezone(self.zone).isoformat(timespec="seconds") if moment else ""
        except OverflowError:
            return moment.isoformat(timespec="seconds") if moment else ""


def _moment(text: str) -> dt.datetime | None:
    """The moment of an ISO text; one without a zone is UTC."""
    try:
        return _zoned(dt.datetime.fromisoformat(text)) if text else None
    except ValueError:
        return None


def _zoned(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.replace(tzinfo=dt.UTC) if moment is not None and moment.tzinfo is None else moment


def _utc(moment: dt.datetime) -> str:
    try:
        return moment.astimezone(dt.UTC).isoformat()
    except OverflowError:
        return moment.isoformat()
