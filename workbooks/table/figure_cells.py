"""From the cells of a found table to figures: the reading of each, where it stands, and what must be asked of it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from schemas.documents import CellState, Issue, Period
from workbooks.grids import Grid, NotComputed, Waits, address, computed
from workbooks.table.reading_key import RowKey
from workbooks.table.transport import FigureRow
from workbooks.text import EMPTY, UNREADABLE, WAITING, WAITS, FigureUnit, ReadNumber, Value, read_figure, read_number

_TEXT = {period: period.value for period in Period}
_HIDING = re.compile(r"^[#,0 ]*0[ ,]*(?:;.*)?$")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_NO_NUMBER = "…"
_EXTERNAL = re.compile(r"\[[^\]]*\]|'[^']*\[[^']*'!")


def raw_text(value: Value) -> str:
    """What stands in a cell, as text without NUL: whole numbers without a decimal point, dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, float):
        tidy = round(value, 9)
        return str(int(tidy)) if tidy.is_integer() and abs(tidy) < 1e15 else repr(tidy)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value).replace("\0", "")


def figure_cell(grid: Grid, row: int, column: int, key: RowKey, period: Period) -> FigureRow:
    """The figure of `key` and `period` that stands in a cell."""
    line = grid.rows[row]
    value = line[column] if column < len(line) else None
    # Most cells hold a plain whole number or nothing; the rest is read by the number grammar.
    if not grid.telling:
        if type(value) is float and value.is_integer() and -1e15 < value < 1e15:
            raw = f"{value:.0f}"
            return FigureRow(key.indicator, _TEXT[period], grid.name, address(row, column), raw, "read", value)
        if value is None or value == "":
            return FigureRow(key.indicator, _TEXT[period], grid.name, address(row, column), "", "empty")
    value = None if value == "" else value
    reading = read_figure(value, key.unit, change=period is Period.CHANGE)
    raw = raw_text(value)
    if grid.telling or (_is_fraction(value, key.unit) and grid.has_details):
        reading, raw = _with_details(grid, row, column, key, reading, raw)
    return FigureRow(
        indicator=key.indicator,
        period=period.value,
        sheet=grid.name,
        cell=address(row, column),
        raw=raw,
        state=str(reading.state),
        value=reading.value,
        proposed=reading.proposed,
        repair=reading.repair,
    )


def _is_fraction(value: Value, unit: FigureUnit) -> bool:
    return isinstance(value, float) and not value.is_integer() and unit.kind == "count"


def missing_figure(key: RowKey, period: Period, sheet: str) -> FigureRow:
    """The empty figure of a row or column that the table lacks."""
    return FigureRow(key.indicator, str(period), sheet, "", "", str(CellState.EMPTY))


def _with_details(
    grid: Grid, row: int, column: int, key: RowKey, reading: ReadNumber, raw: str
) -> tuple[ReadNumber, str]:
    """The reading in the light of the cell's formula, error and number format."""
    details, cell = grid.details, (row, column)
    if cell in details.errors:
        return UNREADABLE, details.errors[cell]
    formula = details.formulas.get(cell)
    if formula is not None:
        if cell in details.uncached:
            return _computed(grid, row, column), f"={formula}"
        if _EXTERNAL.search(formula) and reading.value is not None:
            return ReadNumber(CellState.PROPOSED, proposed=reading.value, repair="external-link"), raw
        if "#REF!" in formula and reading.state == CellState.EMPTY:
            return UNREADABLE, f"={formula}"
    number_format = details.formats.get(cell)
    value = grid.value(row, column)
    if number_format and isinstance(value, int | float) and not isinstance(value, bool) and reading.value is not None:
        return _formatted(reading, number_format, key.unit), raw
    return reading, raw


def _computed(grid: Grid, row: int, column: int) -> ReadNumber:
    try:
        result = computed(grid, (row, column))
    except Waits:
        return _waiting(grid, row, column)
    except (NotComputed, RecursionError, OverflowError):
        return UNREADABLE
    if result is None:
        return EMPTY
    number = read_number(result)
    return UNREADABLE if number.value is None else ReadNumber(CellState.READ, number.value, repair="formula-computed")


def _waiting(grid: Grid, row: int, column: int) -> ReadNumber:
    """A formula over a cell that waits for the sender's word: its result if that word is yes, as a proposal."""
    try:
        result = computed(grid, (row, column), with_proposals=True)
    except (NotComputed, RecursionError, OverflowError):
        return WAITING
    number = UNREADABLE if result is None else read_number(result)
    return WAITING if number.value is None else replace(WAITING, proposed=number.value)


def _formatted(reading: ReadNumber, number_format: str, unit: FigureUnit) -> ReadNumber:
    """A number whose format shows something else than what is stored."""
    value = reading.value
    if value is None:
        return EMPTY
    literals = [a or b for a, b in _LITERAL.findall(number_format)]
    if any(re.search(r"\d", text) for text in literals):
        return ReadNumber(CellState.PROPOSED, proposed=value, repair="format-shows-text")
    if "%" in _LITERAL.sub("", number_format):
        return _percent(reading, value, unit)
    bare = re.sub(r"\[[^\]]*\]", "", _LITERAL.sub("", number_format)).replace("_-", "").replace("* ", "").strip()
    if unit.kind == "count" and not value.is_integer() and abs(value) >= 1 and _HIDING.match(bare):
        return ReadNumber(CellState.PROPOSED, proposed=float(round(value)), repair="hidden-decimals")
    return reading


def _percent(reading: ReadNumber, value: float, unit: FigureUnit) -> ReadNumber:
    """A number formatted as percent: in a percent row it is a hundredth; of persons no count can be had."""
    if unit.kind == "percent":
        return ReadNumber(CellState.READ, round(value * 100, 9), repair="percent-format")
    return UNREADABLE if value.is_integer() and value else reading


def cell_issues(figures: list[FigureRow]) -> list[Issue]:
    """What must be asked: proposals (cell-repaired) and cells that give no number (cell-unreadable).

    A formula over a cell that waits for the sender's word is no question of its own.
    """
    issues = []
    for figure in figures:
        if figure.state == CellState.PROPOSED and figure.repair != WAITS:
            proposed = raw_text(figure.proposed)
            issues.append(_issue("cell-repaired", figure, proposed, (("val", proposed or _NO_NUMBER),)))
        elif figure.state == CellState.UNREADABLE:
            issues.append(_issue("cell-unreadable", figure, "", ()))
    return issues


def _issue(rule: str, figure: FigureRow, expected: str, more: tuple[tuple[str, str], ...]) -> Issue:
    return Issue(
        rule=rule,
        sheet=figure.sheet,
        cell=figure.cell,
        indicator=figure.indicator,
        period=figure.period,
        observed=figure.raw,
        expected=expected,
        parameters=(("cell", figure.cell), ("raw", figure.raw), *more, ("why", figure.repair)),
    )
