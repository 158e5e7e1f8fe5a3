"""Dates as sentences hold them, in the languages of `dates.yaml`."""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo
from pathlib import Path
from typing import Any

from schemas.languages import in_language
from schemas.yaml_text import read_yaml_file

_SOURCE = Path(__file__).with_name("dates.yaml")


@functools.cache
def _wordings() -> dict[str, dict[str, Any]]:
    known: dict[str, dict[str, Any]] = read_yaml_file(_SOURCE)
    return known


def date_text(day: dt.date, language: str) -> str:
    """2026 жылғы 31 қаңтар · 31 января 2026 года · 31 January 2026."""
    wording = in_language(_wordings(), language)
    return str(wording["date"].format(day=day.day, month=wording["months"][day.month - 1], year=day.year))


def day_text(day: dt.date, language: str, year: int) -> str:
    """The date without its year where that is the year at hand: 28 қараша · 28 ноября · 28 November."""
    if day.year != year:
        return date_text(day, language)
    wording = in_language(_wordings(), language)
    if "day" not in wording:
        return date_text(day, language)
    return str(wording["day"].format(day=day.day, month=wording["months"][day.month - 1]))


def until(day: dt.date, language: str, year: int = 0) -> str:
    """31 қаңтардан кешіктірмей · не позднее 31 января · by 31 January; with its year where `year` is another."""
    return _spoken("until", day, language, year)


def as_at(day: dt.date, language: str) -> str:
    """2026 жылғы 1 қаңтардағы жағдай бойынша · по состоянию на 1 января 2026 года · as at 1 January 2026."""
    return _spoken("as_at", day, language)


def _spoken(kind: str, day: dt.date, language: str, year: int = 0) -> str:
    wording = in_language(_wordings(), language)
    endings = wording.get(f"{kind}_endings")
    ending = endings[day.month - 1] if endings else ""
    return str(wording[kind].format(date=day_text(day, language, year), ending=ending))


def moment_text(moment: str, language: str, time_zone: str, year: int = 0) -> str:
    """An ISO date-time as clocks of the time zone show it, to the minute; a text that is none is given back.

    «28 қараша, 15:20», with the year where `year` is another; of a date alone the date.
    """
    try:
        when = dt.datetime.fromisoformat(moment)
    except ValueError:
        return moment
    if "T" not in moment and " " not in moment:
        return day_text(when.date(), language, year)
    if when.tzinfo is not None:
        when = when.astimezone(zoneinfo.ZoneInfo(time_zone))
    return f"{day_text(when.date(), language, year)}, {when:%H:%M}"
