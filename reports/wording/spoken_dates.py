"""Dates as sentences hold them, in the languages of `dates.yaml`."""

from __future__ import annotations

import datetime as dt
import functools
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


def until(day: dt.date, language: str) -> str:
    """2026 жылғы 31 қаңтарға дейін · до 31 января 2026 года · by 31 January 2026."""
    return _spoken("until", day, language)


def as_at(day: dt.date, language: str) -> str:
    """2026 жылғы 1 қаңтардағы жағдай бойынша · по состоянию на 1 января 2026 года · as at 1 January 2026."""
    return _spoken("as_at", day, language)


def dated(day: dt.date, language: str) -> str:
    """2026 жылғы 31 қаңтардағы · от 31 января 2026 года · of 31 January 2026."""
    return _spoken("dated", day, language)


def _spoken(kind: str, day: dt.date, language: str) -> str:
    wording = in_language(_wordings(), language)
    endings = wording.get(f"{kind}_endings")
    ending = endings[day.month - 1] if endings else ""
    return str(wording[kind].format(date=date_text(day, language), ending=ending))


def moment_text(moment: str, language: str) -> str:
    """An ISO date-time as people write it, to the minute; a text that is none is given back."""
    try:
        when = dt.datetime.fromisoformat(moment)
    except ValueError:
        return moment
    day = date_text(when.date(), language)
    return day if "T" not in moment and " " not in moment else f"{day}, {when:%H:%M}{_zone(when)}"


def _zone(when: dt.datetime) -> str:
    name = when.strftime("%z")
    return f" (UTC{name[:3]}:{name[3:5]})" if name else ""
