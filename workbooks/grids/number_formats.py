"""Number formats: those that Excel knows by number alone, and which of them show a number as a date."""

from __future__ import annotations

import datetime as dt
import re

from workbooks.text import Value

BUILT_IN_FORMATS = {
    **{0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?"},
    **dict.fromkeys((14, 15, 16, 17, 22), "dd.mm.yyyy"),
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "hh:mm:ss"),
    **{37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 48: "0.0E+0", 49: "@"},
}
_SPOKEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DAYS_OR_YEARS = re.compile(r"[dyДГ]|m{3}", re.IGNORECASE)
_LAST_SERIAL = 2_958_466
_DAY_0, _DAY_0_OF_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)


def shows_date(number_format: str) -> bool:
    """Whether a format shows a number as a day: its letters of day or year, apart from literal texts, tell."""
    return bool(_DAYS_OR_YEARS.search(_SPOKEN.sub("", number_format.replace("General", ""))))


def as_shown(value: float, number_format: str, *, since_1904: bool = False) -> Value:
    """The number, or the moment that its format shows it as."""
    if 0 < value < _LAST_SERIAL and shows_date(number_format):
        return (_DAY_0_OF_1904 if since_1904 else _DAY_0) + dt.timedelta(days=value)
    return value
