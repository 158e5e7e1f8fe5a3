"""Finds the columns of a table: last year, this year, the change and its reason, by header words, dates, or order."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass, field

from schemas.documents import Period
from workbooks.files import LIMITS
from workbooks.grids import Grid
from workbooks.table.table_rows import RowSet
from workbooks.text import Value, dates_in, fold, years_in

REASON = "reason"
_HEADER_DEPTH = 9


def _words(*texts: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{fold(text)}" for text in texts))


_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "reason",
        _words(
            "себе", "өзгеру себебі", "причин", "reason", "түсіндір", "пояснен", "ескерту", "примечан", "comment", "note"
        ),
    ),
    ("check", _words("тексеру", "проверк", "контрол", "check", "бақылау")),
    ("share", _words("үлес", "доля", "темп", "процент изменен", "пайызбен", "в процентах", "өсім пайыз", "прирост в")),
    (
        "change",
        _words(
            "айырма",
            "өзгеріс",
            "разниц",
            "изменени",
            "отклонени",
            "прирост",
            "динамик",
            "difference",
            "change",
            "ауытқу",
        ),
    ),
    (
        Period.PRIOR,
        _words("өткен", "прошл", "предыдущ", "алдыңғы", "былтыр", "prior", "previous", "last year", "бұрынғы"),
    ),
    (
        Period.CURRENT,
        _words(
            "есептік",
            "есепті",
            "отчетн",
            "текущ",
            "ағымдағы",
            "reporting",
            "current",
            "биылғы",
            "осы жыл",
            "үстіміздегі",
        ),
    ),
    ("unit", _words("өлшем", "единиц", "ед изм", "unit")),
    ("code", _words("жол коды", "код", "жол", "строк", "п п", "р с", "code", "row")),
    ("label", _words("көрсеткіш", "показател", "атауы", "наименован", "indicator")),
)
_YEARS = _words("өткен", "прошл", "предыдущ", "алдыңғы", "есептік", "отчетн", "текущ", "ағымдағы")
_TOTAL = _words("барлығы", "жалпы", "всего", "итого", "жиыны", "total")
_PLUS_MINUS = re.compile(r"\(?[+±]/?[-−–]?\)?")
_PLAN = _words("жоспар", "план", "болжам", "прогноз", "forecast", "target")


@dataclass(slots=True)
class Columns:
    """The column of each period and of the reasons, from 0; which dates the header gives; columns outside the form."""

    places: dict[str, int] = field(default_factory=dict)
    dates: dict[str, dt.date] = field(default_factory=dict)
    rivals: dict[str, tuple[int, ...]] = field(default_factory=dict)
    shares: set[int] = field(default_factory=set)
    header_top: int = 0
    by_order: bool = False


def find_columns(grid: Grid, rows: RowSet) -> Columns:
    """The columns of the table with these rows. `places` lacks a period that no column can be told for."""
    top, headers = _headers(grid, rows)
    numeric = _Numeric(grid, rows)
    found = Columns(header_top=top)
    roles: dict[str, list[int]] = {}
    known = {rows.code_column, *rows.label_columns}
    for column, texts in headers.items():
        role = _role(texts)
        if role and column not in known:
            roles.setdefault(role, []).append(column)
            found.shares.update([column] if role in ("share", "check") else [])
    dated = {c: dates for c, texts in headers.items() if (dates := _dates(texts)) and c not in known}
    for period in (Period.PRIOR, Period.CURRENT, Period.CHANGE, REASON):
        _settle(found, period, roles.get(period, []), headers, numeric)
    _by_date(found, dated, roles, numeric)
    _by_order(found, roles, numeric, known)
    for period in (Period.PRIOR, Period.CURRENT):
        dates = dated.get(found.places.get(period, -1), ())
        if len(dates) == 1:
            found.dates[period] = dates[0]
    return found


def _header_lines(grid: Grid, first: int) -> list[int]:
    """The rows of the header above a table's first row, upwards; titles and sections have a single filled cell."""
    lines: list[int] = []
    for number in range(first - 1, max(-1, first - _HEADER_DEPTH) - 1, -1):
        filled = sum(value not in ("", None) for value in grid.rows[number][: LIMITS.columns])
        adjacent = not lines or lines[-1] == number + 1
        if filled >= 3 or (filled == 2 and adjacent):
            lines.append(number)
        elif lines and (filled or not _is_numbering(grid.rows[lines[-1]])):
            break
    return lines


def _headers(grid: Grid, rows: RowSet) -> tuple[int, dict[int, list[Value]]]:
    """The top row of the header and the values above each column, merged cells spread over all they cover."""
    lines = _header_lines(grid, rows.first)
    spread: dict[int, list[Value]] = {}
    for number in sorted(lines):
        if _is_numbering(grid.rows[number]):
            continue
        for column, value in enumerate(grid.rows[number][: LIMITS.columns]):
            if value not in ("", None):
                for covered in _covered(grid, number, column):
                    spread.setdefault(covered, []).append(value)
    return min(lines, default=rows.first), spread


def _covered(grid: Grid, row: int, column: int) -> range:
    for top, left, _bottom, right in grid.merged:
        if top == row and left == column:
            return range(left, min(right, LIMITS.columns) + 1)
    return range(column, column + 1)


def _is_numbering(row: list[Value]) -> bool:
    """Whether a row only numbers the columns: А, Б, В, 1, 2, 3, 4."""
    cells = [value for value in row if value not in ("", None)]
    return len(cells) >= 3 and all(
        (isinstance(x, float | int) and 0 < x < 30) or (isinstance(x, str) and len(x.strip()) <= 2) for x in cells
    )


@functools.lru_cache(maxsize=4096)
def _role_of_text(text: str) -> str:
    folded = fold(text)
    if "%" in text and not _YEARS.search(folded):
        return "share"
    return next((name for name, pattern in _ROLES if pattern.search(folded)), "")


def _role(texts: list[Value]) -> str:
    """The role that the lowest telling line of a header gives."""
    for text in reversed(texts):
        if isinstance(text, str):
            role = _role_of_text(text)
            if role:
                return role
            if _PLUS_MINUS.fullmatch("".join(text[:40].split())):
                return Period.CHANGE
    return ""


def _dates(texts: list[Value]) -> tuple[dt.date, ...]:
    """The dates of a header; a bare year stands for its first day."""
    found: dict[dt.date, None] = {}
    for text in texts:
        if isinstance(text, dt.datetime):
            found[text.date()] = None
        elif isinstance(text, dt.date):
            found[text] = None
        elif isinstance(text, str):
            found.update(dict.fromkeys(dates_in(text)))
    if not found:
        years = [y for x in texts if isinstance(x, str) for y in years_in(x)]
        years += [int(x) for x in texts if isinstance(x, float | int) and 2000 < x < 2100]
        found.update(dict.fromkeys(dt.date(year, 1, 2) for year in years))
    return tuple(found)


class _Numeric:
    """How many rows of the form have something like a figure in each column; counted only if somebody asks."""

    def __init__(self, grid: Grid, rows: RowSet) -> None:
        self._grid, self._rows = grid, rows

    @functools.cached_property
    def counts(self) -> dict[int, int]:
        """The count of each column that has any."""
        return _numeric_columns(self._grid, self._rows)

    def count(self, column: int) -> int:
        """The count of one column."""
        return self.counts.get(column, 0)


def _numeric_columns(grid: Grid, rows: RowSet) -> dict[int, int]:
    counts: dict[int, int] = {}
    for number in rows.rows.values():
        for column, value in enumerate(grid.rows[number][: LIMITS.columns]):
            if isinstance(value, float | int) or (
                isinstance(value, str) and value[:12].strip()[:1] in tuple("0123456789-+−–(")
            ):
                counts[column] = counts.get(column, 0) + 1
    return counts


def _settle(
    found: Columns, period: str, columns: list[int], headers: dict[int, list[Value]], numeric: _Numeric
) -> None:
    """One column for a period: that of a total before its parts, that with figures before one without."""
    if not columns:
        return
    best = [c for c in columns if not _says(headers[c], _PLAN)] or columns
    if period != REASON and len(best) > 1:
        best = [c for c in best if numeric.count(c)] or best
        best = [c for c in best if _says(headers[c], _TOTAL)] or best
    found.places[period] = best[0]
    if len(best) > 1 and period in (Period.PRIOR, Period.CURRENT):
        found.rivals[period] = tuple(best)


def _says(texts: list[Value], pattern: re.Pattern[str]) -> bool:
    return any(isinstance(text, str) and pattern.search(fold(text)) for text in texts)


def _by_date(
    found: Columns, dated: dict[int, tuple[dt.date, ...]], roles: dict[str, list[int]], numeric: _Numeric
) -> None:
    """Columns that only a date names: the later is this year's."""
    named = {column for columns in roles.values() for column in columns}
    single = sorted(
        (dates[0], column)
        for column, dates in dated.items()
        if len(dates) == 1 and column not in named and numeric.count(column)
    )
    if Period.CURRENT not in found.places and Period.PRIOR not in found.places:
        if len(single) == 2:
            found.places[Period.PRIOR], found.places[Period.CURRENT] = single[0][1], single[1][1]
    elif len(single) == 1:
        for period in (Period.CURRENT, Period.PRIOR):
            found.places.setdefault(period, single[0][1])


def _by_order(found: Columns, roles: dict[str, list[int]], numeric: _Numeric, known: set[int | None]) -> None:
    """What no header tells, by the form's order: last year, this year, change."""
    if Period.PRIOR in found.places and Period.CURRENT in found.places:
        return
    spoken = {c for role, columns in roles.items() if role not in (Period.PRIOR, Period.CURRENT) for c in columns}
    left = max((c for c in known if c is not None), default=-1)
    taken = set(found.places.values())
    free = [c for c in sorted(numeric.counts) if c > left and c not in spoken | taken and numeric.count(c) >= 3]
    if Period.CURRENT in found.places:
        before = [c for c in free if c < found.places[Period.CURRENT]]
        if before:
            found.places[Period.PRIOR] = before[-1]
    elif Period.PRIOR in found.places:
        after = [c for c in free if c > found.places[Period.PRIOR]]
        if after:
            found.places[Period.CURRENT] = after[0]
    elif len(free) >= 2:
        found.by_order = True
        found.places[Period.PRIOR], found.places[Period.CURRENT] = free[0], free[1]
        if len(free) >= 3:
            found.places.setdefault(Period.CHANGE, free[2])
