"""The terms of a round, as round.yaml states them."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from schemas.errors import RoundError
from schemas.yaml_text import read_yaml


class Thresholds(BaseModel):
    """When a change is material: relative and absolute change, fall in members, and the factor of a twofold change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    relative: float = Field(default=0.05, ge=0)
    absolute: float = Field(default=10, ge=0)
    fall: float = Field(default=100, ge=0)
    twofold: float = Field(default=2, gt=1)


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
            raise ValueError("the same day stands there twice")
        return days

    @field_validator("tree")
    @classmethod
    def _is_a_week_or_more(cls, days: int) -> int:
        if 0 < days < 7:
            raise ValueError("a member is told of its tree once a week at most; write 7 or more, or 0 for never")
        return days

    @field_validator("after")
    @classmethod
    def _are_later(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if 0 in days:
            raise ValueError("the day of the deadline is not after it; write 0 under before")
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
    published: dict[str, float] = {}
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
            raise ValueError(f"«{name}» is no time zone; write it as Asia/Almaty")
        return name

    @property
    def prior_as_of(self) -> dt.date:
        """The date of last year's figures."""
        return self.as_of.replace(year=self.as_of.year - 1)

    def day_of(self, moment: dt.datetime) -> dt.date:
        """The day that it is in the round's time zone."""
        return moment.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


def read_terms(text: str, source: str = "round.yaml") -> RoundTerms:
    """The terms that round.yaml holds. Raises RoundError with the field that is wrong."""
    try:
        given: Any = read_yaml(text)
        return RoundTerms.model_validate(given if isinstance(given, dict) else {})
    except yaml.YAMLError as error:
        raise RoundError(f"{source} is not YAML: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        raise RoundError("\n".join(_said(source, x) for x in error.errors())) from None


def _said(source: str, fault: ErrorDetails) -> str:
    place = ".".join(map(str, fault["loc"])) or "file"
    if fault["type"] == "extra_forbidden":
        return (
            f"{source} states «{place}», which this version of esep does not know: it is misspelt, or the round is "
            "of a newer version; install that version"
        )
    return f"{source}: {place}: {fault['msg'].removeprefix('Value error, ')}"
