"""Dates as sentences of the three languages hold them."""

from __future__ import annotations

import datetime as dt

_KK = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
    "желтоқсан",
)  # fmt: skip
_KK_DATIVE = ("ға", "ға", "ға", "ге", "ға", "ға", "ге", "ға", "ке", "ға", "ға", "ға")
_KK_STATE = ("дағы", "дағы", "дағы", "дегі", "дағы", "дағы", "дегі", "дағы", "тегі", "дағы", "дағы", "дағы")
_RU = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def date_text(day: dt.date, language: str) -> str:
    """2026 жылғы 31 қаңтар · 31 января 2026 года · 31 January 2026."""
    month = day.month - 1
    if language == "kk":
        return f"{day.year} жылғы {day.day} {_KK[month]}"
    return f"{day.day} {_RU[month]} {day.year} года" if language == "ru" else f"{day.day} {_EN[month]} {day.year}"


def until(day: dt.date, language: str) -> str:
    """2026 жылғы 31 қаңтарға дейін · до 31 января 2026 года · by 31 January 2026."""
    text = date_text(day, language)
    if language == "kk":
        return f"{text}{_KK_DATIVE[day.month - 1]} дейін"
    return f"до {text}" if language == "ru" else f"by {text}"


def as_at(day: dt.date, language: str) -> str:
    """2026 жылғы 1 қаңтардағы жағдай бойынша · по состоянию на 1 января 2026 года · as at 1 January 2026."""
    text = date_text(day, language)
    if language == "kk":
        return f"{text}{_KK_STATE[day.month - 1]} жағдай бойынша"
    return f"по состоянию на {text}" if language == "ru" else f"as at {text}"


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
