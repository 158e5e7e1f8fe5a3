"""The dates that a text of a return names, in Kazakh, Russian, English or figures."""

from __future__ import annotations

import datetime as dt
import functools
import re

_MONTHS = {
    1: ("қаңтар", "кантар", "январ", "january"),
    2: ("ақпан", "акпан", "феврал", "february"),
    3: ("наурыз", "март", "march"),
    4: ("сәуір", "сауир", "апрел", "april"),
    5: ("мамыр", "мая", "май", "may"),
    6: ("маусым", "июн", "june"),
    7: ("шілде", "шилде", "июл", "july"),
    8: ("тамыз", "август", "august"),
    9: ("қыркүйек", "кыркуйек", "сентябр", "september"),
    10: ("қазан", "казан", "октябр", "october"),
    11: ("қараша", "караша", "ноябр", "november"),
    12: ("желтоқсан", "желтоксан", "декабр", "december"),
}
_MONTH = "|".join(stem for stems in _MONTHS.values() for stem in stems)
_MONTH_NUMBER = {stem: number for number, stems in _MONTHS.items() for stem in stems}
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})[-\s»\"]*(?:ші|шы|го|st|nd|rd|th)?\s*({_MONTH})\w*\s*,?\s*(\d{{4}})")
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(\d{{4}})\s*(?:жылғы|жылдың|жылы|жыл|ж\.?|г\.?|года)?\s*«?(\d{{1,2}})»?[-\s]*(?:ші|шы)?\s*({_MONTH})"
)
_MONTH_FIRST = re.compile(rf"({_MONTH})\w*\s+(\d{{1,2}}),?\s+(\d{{4}})")
_LONGEST = 1_000
_YEAR = re.compile(r"(?<![\d.])(20\d{2})(?![\d.]\d|\d)")


@functools.lru_cache(maxsize=16384)
def dates_in(text: str) -> tuple[dt.date, ...]:
    """The full dates that `text` names, in the order of the patterns that know them, each once."""
    low = " ".join(text[:_LONGEST].casefold().split())
    found: dict[dt.date, None] = {}
    for pattern, order in (
        (_NUMERIC, (3, 2, 1)),
        (_ISO, (1, 2, 3)),
        (_DAY_FIRST, (3, 2, 1)),
        (_YEAR_FIRST, (1, 3, 2)),
        (_MONTH_FIRST, (3, 1, 2)),
    ):
        for match in pattern.finditer(low):
            date = _date(*(match.group(i) for i in order))
            if date:
                found[date] = None
    return tuple(found)


def years_in(text: str) -> tuple[int, ...]:
    """The years of this century that `text` names outside of figures."""
    return tuple(int(year) for year in _YEAR.findall(text[:_LONGEST]))


def _date(year: str, month: str, day: str) -> dt.date | None:
    number = _MONTH_NUMBER.get(month) or (int(month) if month.isdigit() else 0)
    try:
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None
