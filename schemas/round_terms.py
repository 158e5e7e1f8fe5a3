"""The terms of a round, as round.yaml states them."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from schemas.addresses import can_be_written_to
from schemas.languages import CODE

_YEARS = range(1990, 2101)
_LONGEST = dt.timedelta(days=730)


def _is_no_yes_or_no(given: Any) -> Any:
    """What was given; YAML's yes and no would count as 1 and 0."""
    if isinstance(given, bool):
        raise PydanticCustomError("float_type", "is no number")
    return given


_Number = Annotated[float, BeforeValidator(_is_no_yes_or_no), Field(allow_inf_nan=False)]


class Thresholds(BaseModel):
    """When a change is material: relative and absolute change, fall in members, and the factor of a twofold change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    relative: _Number = Field(default=0.05, ge=0, le=1)
    absolute: _Number = Field(default=10, ge=0)
    fall: _Number = Field(default=100, ge=0)
    twofold: _Number = Field(default=2, gt=1)


class Contact(BaseModel):
    """Whom an organisation may ask; shown in every letter and on the form. What is "" is not shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    phone: str = ""
    room: str = ""
    hours: str = ""


_Days = Annotated[int, Field(ge=0, le=365)]


class Reminders(BaseModel):
    """When organisations that have not reported are reminded: days before the deadline, and after it; [] for never.

    `tree` are the days between two letters that tell a member what is missing below it; 0 for none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    before: tuple[_Days, ...] = (14, 7, 1)
    after: tuple[_Days, ...] = (1, 7, 21)
    tree: _Days = 7

    @field_validator("before", "after")
    @classmethod
    def _are_different(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(days)) < len(days):
            raise PydanticCustomError("same_day", "the same day stands there twice")
        return days

    @field_validator("tree")
    @classmethod
    def _is_a_week_or_more(cls, days: int) -> int:
        if 0 < days < 7:
            raise PydanticCustomError("weekly", "a member is told of its tree once a week at most")
        return days

    @field_validator("after")
    @classmethod
    def _are_later(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if 0 in days:
            raise PydanticCustomError("day_after", "the day of the deadline is not after it")
        return days


class RoundTerms(BaseModel):
    """What a round asks for: returns as of a date, on a form, by a deadline; who asks, in which languages.

    `published` holds totals that were made public elsewhere; the auditors' checks hold the sums to them. `senders`
    tells whether a return from an address that nobody knows may stand where none stands (open), or waits (known).
    `federation` is its full name by language, `time_zone` the one in which times are told
    and days are counted. `notes_told_from` is how surely a verdict on a note must be right to be told as a fact; None
    for what the judge of notes itself has learned.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: dt.date
    form: str = "membership"
    deadline: dt.date
    sender: str
    languages: tuple[str, ...] = ("kk", "ru")
    thresholds: Thresholds = Thresholds()
    published: dict[str, Annotated[_Number, Field(ge=0)]] = {}
    senders: Literal["open", "known"] = "open"
    federation: dict[str, str] = {}
    contact: Contact = Contact()
    time_zone: str = Field(default="Asia/Almaty")
    reminders: Reminders = Reminders()
    notes_told_from: Annotated[float, Field(ge=0, le=1)] | None = None

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in zoneinfo.available_timezones():
            raise PydanticCustomError("time_zone", "«{value}» is no time zone", {"value": name})
        return name

    @field_validator("as_of", "deadline")
    @classmethod
    def _is_of_our_time(cls, day: dt.date) -> dt.date:
        if day.year not in _YEARS:
            raise PydanticCustomError("far_year", "{value} is a year too far off", {"value": day.isoformat()})
        return day

    @field_validator("as_of")
    @classmethod
    def _has_a_day_a_year_before(cls, day: dt.date) -> dt.date:
        if (day.month, day.day) == (2, 29):
            raise PydanticCustomError("leap_day", "a year before there is no such day")
        return day

    @field_validator("sender")
    @classmethod
    def _is_one_address(cls, sender: str) -> str:
        if not can_be_written_to(sender.strip()):
            raise PydanticCustomError("address", "must be one address")
        return sender.strip()

    @field_validator("languages")
    @classmethod
    def _are_languages(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        if not languages:
            raise PydanticCustomError("no_language", "at least one language is needed")
        if len(set(languages)) < len(languages):
            raise PydanticCustomError("language_twice", "a language stands there twice")
        return tuple(map(_code, languages))

    @field_validator("federation")
    @classmethod
    def _are_names_by_language(cls, names: dict[str, str]) -> dict[str, str]:
        return {_code(language): name for language, name in names.items()}

    @model_validator(mode="after")
    def _ends_after_its_date(self) -> RoundTerms:
        days = {"deadline": self.deadline.isoformat(), "as_of": self.as_of.isoformat()}
        if self.deadline < self.as_of:
            raise PydanticCustomError("early_deadline", "the deadline lies before as_of", days)
        if self.deadline > self.as_of + _LONGEST:
            raise PydanticCustomError("late_deadline", "the deadline lies years after as_of", days)
        return self

    @classmethod
    def without_round(cls, as_of: dt.date) -> RoundTerms:
        """The terms by which returns are judged where no round says them: nothing is late, and nobody asks."""
        return cls.model_construct(as_of=as_of, deadline=dt.date.max, sender="")

    @property
    def prior_as_of(self) -> dt.date:
        """The date of last year's figures."""
        return self.as_of.replace(year=self.as_of.year - 1)

    def day_of(self, moment: dt.datetime) -> dt.date:
        """The day that it is in the round's time zone."""
        return moment.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


def _code(language: str) -> str:
    if not CODE.fullmatch(language):
        raise PydanticCustomError("language", "«{value}» is no language's code", {"value": language})
    return language
