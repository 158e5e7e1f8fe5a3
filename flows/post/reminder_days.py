"""Which reminder a day is for: the last one whose day has come, so that a missed day is caught up once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from schemas.round_terms import RoundTerms


@dataclass(frozen=True)
class ReminderStage:
    """A reminder of a round: so many days before the deadline, or after it."""

    deadline: dt.date
    when: str
    days: int

    @property
    def day(self) -> dt.date:
        """The day from which on it is due."""
        return self.deadline + dt.timedelta(days=self.days if self.when == "after" else -self.days)

    @property
    def key(self) -> str:
        """What tells it from every other, such as 2026-12-20 before 14; another deadline has other reminders."""
        return f"{self.deadline} {self.when} {self.days}"

    @property
    def told(self) -> str:
        """The reminder in words."""
        days = "day" if self.days == 1 else "days"
        return f"{self.days} {days} {self.when} {self.deadline:%d.%m.%Y}"


def stage_on(day: dt.date, terms: RoundTerms) -> ReminderStage | None:
    """The reminder that is due on a day, None where there is none: the last whose day has come.

    One from before the deadline is not due after it.
    """
    before = [ReminderStage(terms.deadline, "before", x) for x in terms.reminders.before]
    after = [ReminderStage(terms.deadline, "after", x) for x in terms.reminders.after]
    due = [x for x in (*before, *after) if x.day <= day and (x.when == "after" or day <= terms.deadline)]
    return max(due, key=lambda x: x.day, default=None)
