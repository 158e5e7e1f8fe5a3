"""The table of the form in a workbook: all candidates, the one that stands out, and what must be asked about it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.documents import CellState, Issue, Period
from workbooks.grids import Grid, address
from workbooks.table.figure_cells import figure_cell, missing_figure
from workbooks.table.reading_key import FormKey
from workbooks.table.row_labels import FormIndex
from workbooks.table.table_columns import Columns, find_columns
from workbooks.table.table_rows import RowSet, find_row_sets
from workbooks.table.transport import FigureRow
from workbooks.text import Value, dates_in

PERIODS = (Period.PRIOR, Period.CURRENT, Period.CHANGE)
_TYPED_NUMBER = re.compile(r"[+-]?\d{1,3}(?:\s?\d{3})*")
_STANDING = 0.6
_WHOLE = 0.75


@dataclass(slots=True)
class FormTable:
    """A table of the form on a sheet. `filled` counts its figures; `as_of` is what header or title give, and
    `title_date` the title's own."""

    grid: Grid
    rows: RowSet
    columns: Columns
    figures: list[FigureRow] = field(default_factory=list)
    filled: int = 0
    as_of: dt.date | None = None
    title_date: dt.date | None = None

    @property
    def place(self) -> str:
        """Sheet and first row, as a person would name it."""
        return f"{self.grid.name}!{self.rows.first + 1}"


def find_tables(grids: Sequence[Grid], index: FormIndex) -> list[FormTable]:
    """Every table of the form in a workbook, with its figures."""
    found = []
    for grid in grids:
        if grid.value(0, 0) in index.key.own_titles:
            continue
        sets = find_row_sets(grid, index)
        for number, rows in enumerate(sets):
            columns = find_columns(grid, rows)
            if Period.CURRENT not in columns.places and number:
                columns = find_columns(grid, sets[0])
            if Period.CURRENT in columns.places or Period.PRIOR in columns.places:
                table = FormTable(grid, rows, columns)
                table.figures = _over_merged(table, _figures(table, index.key))
                table.filled = sum(x.raw != "" for x in table.figures if x.period != "change")
                table.title_date = _title_date(grid, columns.header_top)
                table.as_of = columns.dates.get(Period.CURRENT) or table.title_date
                found.append(table)
    # The template's note lists rows of the form with their figures: all of them, where the form is small.
    return [table for table in found if not _is_note_list(table, index.key)] or found


def _is_note_list(table: FormTable, key: FormKey) -> bool:
    """Whether the table stands under the heading of the template's list of changes to explain."""
    return any(table.grid.value(row, 0) in key.list_marks for row in range(table.rows.first))


def _figures(table: FormTable, key: FormKey) -> list[FigureRow]:
    grid, rows = table.grid, table.rows.rows
    places = [(period, table.columns.places.get(period)) for period in PERIODS]
    this_year = [place for place in places if place[0] is Period.CURRENT]
    figures = []
    for row in key.rows:
        number = rows.get(row.indicator)
        for period, column in places if row.prior else this_year:
            if number is None or column is None:
                figures.append(missing_figure(row, period, grid.name))
            else:
                figures.append(figure_cell(grid, number, column, row, period))
    if table.rows.doubtful:
        return [_as_proposal(x, "label-abbreviated") if _is_doubtful(x, table) else x for x in figures]
    return figures


def _is_doubtful(figure: FigureRow, table: FormTable) -> bool:
    return figure.indicator in table.rows.doubtful and figure.value is not None


def _as_proposal(figure: FigureRow, why: str, value: float | None = None) -> FigureRow:
    proposed = figure.value if value is None else value
    return figure._replace(state=str(CellState.PROPOSED), value=None, proposed=proposed, repair=why)


def _over_merged(table: FormTable, figures: list[FigureRow]) -> list[FigureRow]:
    """The figures, those proposed that one merged cell gives for both years or for several rows of the form."""
    columns = {table.columns.places[p]: p for p in (Period.PRIOR, Period.CURRENT) if p in table.columns.places}
    names = {row: name for name, row in table.rows.rows.items()}
    shared: dict[tuple[str, str], tuple[int, int]] = {}
    for top, left, bottom, right in table.grid.merged:
        rows = [names[row] for row in range(max(top, 0), min(bottom, table.rows.last) + 1) if row in names]
        periods = [period for column, period in columns.items() if left <= column <= right]
        if len(rows) * len(periods) > 1 and isinstance(table.grid.value(top, left), int | float):
            shared.update({(name, str(period)): (top, left) for name in rows for period in periods})
    if not shared:
        return figures
    return [
        _as_proposal(x, "merged-cells", _plain_number(table.grid.value(*shared[x.indicator, x.period])))
        if (x.indicator, x.period) in shared and x.cell
        else x
        for x in figures
    ]


def _plain_number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _title_date(grid: Grid, header_top: int) -> dt.date | None:
    """The one date that the lines above a table name, or its sheet's name does."""
    found: dict[dt.date, None] = {}
    for row in grid.rows[:header_top]:
        for value in row:
            if isinstance(value, str) and value:
                found.update(dict.fromkeys(dates_in(value)))
            elif isinstance(value, dt.datetime):
                found[value.date()] = None
    return next(iter(found)) if len(found) == 1 else None


def choose(tables: Sequence[FormTable], key: FormKey) -> tuple[FormTable | None, Issue | None]:
    """The table that is the return, or the question which of several it is."""
    candidates = [t for t in tables if t.filled] or list(tables)
    shown = [t for t in candidates if t.grid.visible]
    of_the_year = [t for t in candidates if t.as_of in (None, key.as_of)]
    best = [t for t in shown if t in of_the_year] or shown or of_the_year or candidates
    if not best:
        return None, None
    best = [t for t in best if is_whole(t, best)]
    fullest = max(t.filled for t in best)
    rivals = [t for t in best if t.filled >= _STANDING * fullest]
    dated = [t for t in rivals if t.as_of == key.as_of]
    rivals = dated or rivals
    if len(rivals) > 1 and any(_differ(rivals[0], other) for other in rivals[1:]):
        names = ", ".join(dict.fromkeys(t.place for t in rivals))
        return None, Issue("table-ambiguous", observed=names, parameters=(("sheets", names),))
    hidden = [t for t in candidates if not t.grid.visible and t.as_of == key.as_of and t.filled >= _STANDING * fullest]
    if hidden and rivals[0].as_of not in (None, key.as_of):
        names = ", ".join((rivals[0].place, hidden[0].place))
        return None, Issue("table-ambiguous", observed=names, parameters=(("sheets", names),))
    return rivals[0], None


def _differ(one: FormTable, other: FormTable) -> bool:
    def content(table: FormTable) -> list[tuple[str, str, float | None, float | None, str]]:
        return [
            (x.indicator, x.period, x.value, x.proposed, x.state) for x in table.figures if x.period != Period.CHANGE
        ]

    return content(one) != content(other)


def table_issues(table: FormTable) -> list[Issue]:
    """What must be asked about the table itself: rows that claim one line, hidden rows, figures beside the form."""
    issues = [_clash(table, name) for name, rows in sorted(table.rows.clashing.items()) if _rows_differ(table, rows)]
    issues += [_rival_columns(table, period) for period in table.columns.rivals if _columns_differ(table, period)]
    hidden = _hidden(table)
    if hidden:
        text = ", ".join(hidden)
        issues.append(Issue("rows-hidden", sheet=table.grid.name, observed=text, parameters=(("cell", text),)))
    outside = figures_outside(table)
    if outside:
        text = ", ".join(outside[:12]) + (" …" if len(outside) > 12 else "")
        issues.append(
            Issue("figures-outside-form", table.grid.name, outside[0], observed=text, parameters=(("cell", text),))
        )
    return issues


def _rows_differ(table: FormTable, rows: tuple[int, ...]) -> bool:
    """Whether rows that claim one line give other figures; a single row claims it against its own label."""
    contents = {tuple(table.grid.value(row, c) for c in table.columns.places.values()) for row in rows}
    return len(rows) == 1 or len(contents) > 1


def _clash(table: FormTable, indicator: str) -> Issue:
    row, column = table.rows.rows[indicator], table.columns.places.get(Period.CURRENT, 0)
    return Issue(
        "table-ambiguous",
        sheet=table.grid.name,
        cell=address(row, column),
        indicator=indicator,
        observed=address(row, 0),
        parameters=(("sheets", f"{table.grid.name}!{address(row, 0)}"),),
    )


def _rival_columns(table: FormTable, period: str) -> Issue:
    names = ", ".join(address(table.rows.first, column) for column in table.columns.rivals[period])
    return Issue(
        "table-ambiguous", sheet=table.grid.name, period=period, observed=names, parameters=(("sheets", names),)
    )


def _columns_differ(table: FormTable, period: str) -> bool:
    first, *others = table.columns.rivals[period]
    return any(
        table.grid.value(row, first) != table.grid.value(row, other)
        for other in others
        for row in table.rows.rows.values()
    )


def _hidden(table: FormTable) -> list[str]:
    """The hidden rows and columns within the table that hold figures of the form or other numbers."""
    if not table.grid.telling:
        return []
    details, places = table.grid.details, table.columns.places
    figures = {places[period] for period in PERIODS if period in places}
    edges = {*places.values(), *table.rows.label_columns}
    # Codes and the running number stand before the labels, or are the code column: no figures.
    naming = {*range(min(table.rows.label_columns, default=0)), *table.rows.label_columns, table.rows.code_column}
    lines = range(table.rows.first, table.rows.last + 1)

    def holds_figures(row: int, column: int) -> bool:
        value = table.grid.value(row, column)
        return value is not None and column not in naming and (column in figures or _is_number(value))

    rows = [n for n in sorted(details.hidden_rows) if n in lines]
    rows = [n for n in rows if any(holds_figures(n, c) for c in range(len(table.grid.rows[n])))]
    columns = [c for c in sorted(details.hidden_columns) if min(edges) <= c <= max(edges)]
    columns = [c for c in columns if any(holds_figures(n, c) for n in lines)]
    return [*(str(n + 1) for n in rows), *(address(0, c)[:-1] for c in columns)]


def figures_outside(table: FormTable) -> list[str]:
    """Cells with numbers to the right of the form that look like a second table: three and more in a row or column."""
    last = max((*table.columns.places.values(), *table.rows.label_columns))
    found: list[tuple[int, int]] = []
    for number in range(table.rows.first, table.rows.last + 1):
        for column, value in enumerate(table.grid.rows[number][last + 1 :], last + 1):
            if column not in table.columns.shares and _is_number(value):
                found.append((number, column))
    rows, columns = Counter(row for row, _ in found), Counter(column for _, column in found)
    return [address(row, column) for row, column in found if rows[row] >= 3 or columns[column] >= 3]


def _is_number(value: Value) -> bool:
    if isinstance(value, str):
        return bool(_TYPED_NUMBER.fullmatch(value.strip()))
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_whole(table: FormTable, tables: Sequence[FormTable]) -> bool:
    """Whether a table has nearly as many rows as any of `tables`; one in a note repeats only some."""
    return len(table.rows.rows) >= _WHOLE * max(len(t.rows.rows) for t in tables)
