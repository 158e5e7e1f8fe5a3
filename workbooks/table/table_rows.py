"""Finds the rows of the form on a sheet by what they hold: codes, labels in any language, sections, order."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from workbooks.files import LIMITS
from workbooks.grids import Grid
from workbooks.table.label_witness import codes_borne_out, has_core_label
from workbooks.table.row_labels import NOTHING, FormIndex, Named
from workbooks.text import Value

_FEWEST_ROWS = 8
_FEWEST_LABELS = 5
_BEGINS_NUMBER = tuple("0123456789-+−–(")


@dataclass(slots=True)
class RowSet:
    """The rows of one table: the sheet row of each indicator, and what is odd about them.

    `doubtful` rows were told by an abbreviation only; `clashing` gives the rows that claim one indicator.
    """

    rows: dict[str, int] = field(default_factory=dict)
    first: int = 0
    last: int = 0
    code_column: int | None = None
    label_columns: tuple[int, ...] = ()
    doubtful: set[str] = field(default_factory=set)
    clashing: dict[str, tuple[int, ...]] = field(default_factory=dict)
    coded: int = 0


@dataclass(slots=True)
class _Line:
    row: int
    code: str
    indicators: tuple[str, ...]
    section: int
    text: str


def find_row_sets(grid: Grid, index: FormIndex) -> list[RowSet]:
    """The tables of the form on a sheet, from the top; most sheets have one or none."""
    code_column, label_columns, top = _columns(grid, index)
    if code_column is None and not label_columns:
        return []
    lines = _lines(grid, index, code_column, label_columns, top)
    found = []
    for block in _blocks(lines, fewest_rows(index)):
        rows = _witnessed(block, index, grid)
        if rows and len(rows.rows) >= fewest_rows(index):
            rows.code_column, rows.label_columns = code_column, label_columns
            places = rows.rows.values()
            rows.first, rows.last = min(places), max(places)
            found.append(rows)
    return found


def fewest_rows(index: FormIndex) -> int:
    """How many rows make a table of the form: eight, or three in five of a small form's."""
    return min(_FEWEST_ROWS, max(2, math.ceil(0.6 * len(index.rows))))


def _fewest_labels(index: FormIndex) -> int:
    """In how many rows a column must name the form: five, or two in five of a small form's."""
    return min(_FEWEST_LABELS, max(2, math.ceil(0.4 * len(index.rows))))


def _columns(grid: Grid, index: FormIndex) -> tuple[int | None, tuple[int, ...], int]:
    """The column of the codes, those of the labels, and the first row where either stands."""
    columns = list(zip_longest(*grid.rows, fillvalue=""))
    codes: dict[int, int] = {}
    labels: dict[int, int] = {}
    fewest = _fewest_labels(index)
    for number, column in enumerate(columns):
        values = set(column)
        index.learn(values)
        named = {index.label_texts[x] for x in values & index.label_texts.keys()}
        coded = {index.codes[x] for x in values & index.codes.keys()}
        coded |= {index.code_texts[x] for x in values & index.code_texts.keys()}
        if len(named) >= fewest:
            labels[number] = len(named)
        # Figures can be equal to codes, but few of a column are.
        if len(coded) >= fewest and 2 * len(coded) >= sum(isinstance(x, float | int) for x in values):
            codes[number] = len(coded)
    codes = {c: n for c, n in codes.items() if not _are_figures(columns[c], [columns[x] for x in labels], index)}
    enough = max(fewest, min(10, max(labels.values(), default=0) // 2 or 10))
    code_column = max((c for c, n in codes.items() if n >= enough), key=lambda c: (codes[c], -c), default=None)
    chosen = [*labels, *(() if code_column is None else (code_column,))]
    firsts = [next((n for n, value in enumerate(columns[c]) if index.is_telling(value)), 0) for c in chosen]
    return code_column, tuple(labels), min(firsts, default=0)


def _are_figures(column: tuple[Value, ...], labels: list[tuple[Value, ...]], index: FormIndex) -> bool:
    """Whether a column that could hold codes holds figures that equal some: the labels beside them say other rows, and
    they do not even ascend, as codes do that were shifted."""
    lines = [(index.code_of(value), row) for row, value in enumerate(column)]
    coded = [(code, row) for code, row in lines if code]
    named = [(code, {x for label in labels for x in _indicators(label[row], index)}) for code, row in coded]
    agreeing = sum(code in names for code, names in named)
    if sum(bool(names) and code not in names for code, names in named) <= agreeing:
        return False
    order = [index.order[code] for code, _ in coded]
    return any(after <= before for before, after in itertools.pairwise(order))


def _indicators(value: Value, index: FormIndex) -> tuple[str, ...]:
    return index.named(value).indicators if isinstance(value, str) else ()


def _lines(
    grid: Grid, index: FormIndex, code_column: int | None, label_columns: tuple[int, ...], top: int
) -> list[_Line]:
    lines = []
    known, only = index.known, label_columns[0] if len(label_columns) == 1 else None
    for number, row in enumerate(grid.rows[top:], top):
        width = len(row)
        code = index.code_of(row[code_column]) if code_column is not None and code_column < width else ""
        if only is not None:
            value = row[only] if only < width else ""
            meaning = known.get(value, NOTHING) if type(value) is str else NOTHING
            indicators, section, text = meaning.indicators, meaning.section, value if type(value) is str else ""
        else:
            indicators, section, text = _labelled(row, index, label_columns)
        if not indicators and not section and not code:
            section = _section(row, index)
        if code or indicators or section or text:
            lines.append(_Line(number, code, indicators, section, text))
    return lines


def _labelled(row: list[Value], index: FormIndex, label_columns: tuple[int, ...]) -> tuple[tuple[str, ...], int, str]:
    """The indicators that all label cells of a row can mean, or its section, and its first text."""
    indicators: tuple[str, ...] = ()
    section, text = 0, ""
    for column in label_columns:
        value = row[column] if column < len(row) else None
        if not isinstance(value, str) or not value:
            continue
        meaning: Named = index.named(value)
        text = text or value
        section = section or meaning.section
        if meaning.indicators:
            common = tuple(x for x in indicators if x in meaning.indicators)
            indicators = common or indicators or meaning.indicators
    return indicators, section, text


def _section(row: list[Value], index: FormIndex) -> int:
    texts = [value for value in row[: LIMITS.columns] if isinstance(value, str) and value]
    return index.named(texts[0]).section if len(texts) == 1 else 0


def _blocks(lines: list[_Line], fewest: int) -> list[list[_Line]]:
    """The lines parted where the form begins anew."""

    def anchor(line: _Line) -> str:
        return line.code or (line.indicators[0] if len(line.indicators) == 1 else "")

    counts = Counter(a for line in lines if (a := anchor(line)))
    if sum(n > 1 for n in counts.values()) < fewest:
        return [lines]
    blocks: list[list[_Line]] = [[]]
    seen: set[str] = set()
    for line in lines:
        name = anchor(line)
        if name and name in seen and len(seen) >= fewest:
            blocks.append([])
            seen = set()
        if name:
            seen.add(name)
        blocks[-1].append(line)
    return blocks


def _witnessed(lines: list[_Line], index: FormIndex, grid: Grid) -> RowSet | None:
    """The rows of a block, by code and label where the labels bear out the codes, else by label alone.

    None where not one of the form's main rows is there by its label.
    """
    rows = _resolved(lines, index, grid)
    exact = {x.code for x in lines if x.code and x.code in x.indicators}
    if 2 * len(exact) > rows.coded > 0 and not index.core.isdisjoint(exact):
        # So it is nearly always; abbreviations cost more to compare.
        return rows
    by_row = {line.row: line for line in lines}
    labelled = {name for name, row in rows.rows.items() if name in by_row[row].indicators} | rows.doubtful
    if rows.coded:
        claims = {name: grid.rows[row] for name, row in rows.rows.items() if by_row[row].code == name}
        borne_out = codes_borne_out(claims, labelled.intersection(claims), index)
        if borne_out is None:
            return _witnessed([replace(line, code="") for line in lines], index, grid)
        labelled |= borne_out
    return rows if has_core_label(labelled, index) else None


def _resolved(lines: list[_Line], index: FormIndex, grid: Grid) -> RowSet:
    found = RowSet()
    _by_code(lines, found)
    whole = found.coded >= 0.6 * max(1, sum(bool(line.indicators) for line in lines))
    _by_label(lines, index, found, coded_table=whole)
    _by_abbreviation(lines, index, found, grid)
    return found


def _by_code(lines: list[_Line], found: RowSet) -> None:
    claims: dict[str, list[_Line]] = {}
    for line in lines:
        if line.code:
            claims.setdefault(line.code, []).append(line)
    astray = [x for x in lines if x.code and x.indicators and x.code not in x.indicators]
    agreeing = sum(1 for x in lines if x.code and x.code in x.indicators)
    if len(astray) > agreeing:
        # The codes were filled down or shifted: the labels are the truer witness.
        return
    backed_codes = {x.code for x in lines if x.code and x.code in x.indicators}
    for code, rivals in claims.items():
        backed = [x for x in rivals if code in x.indicators]
        plain = [x for x in rivals if not x.indicators]
        best = backed or plain or rivals
        if len(best) > 1 or (best[0] in astray and not backed_codes.intersection(best[0].indicators)):
            found.clashing[code] = tuple(x.row for x in best)
        found.rows[code] = best[0].row
    found.coded = len(claims)


def _by_label(lines: list[_Line], index: FormIndex, found: RowSet, *, coded_table: bool) -> None:
    """Rows without a code: a label that one row of the form bears, or that its section or its neighbours make plain."""
    taken = {row: name for name, row in found.rows.items()}
    without = [x for x in lines if x.indicators and x.row not in taken and not (x.code and found.coded)]
    sections = _sections(lines)
    claims: dict[str, list[_Line]] = {}
    for line in without:
        if len(line.indicators) == 1 and line.indicators[0] not in found.rows:
            claims.setdefault(line.indicators[0], []).append(line)
    homes = {n: [x for x in claim if sections[x.row] in (0, index.rows[n].section)] for n, claim in claims.items()}
    for name, at_home in homes.items():
        if at_home:
            _take(name, at_home, found)
    for name, rivals in claims.items():
        # Under another section's heading, because its own is missing: then the form's order must bear it out.
        fitting = [x for x in rivals if _keeps_order(x, name, found, index)] if not homes[name] else []
        if fitting:
            _take(name, fitting, found)
    for line in without:
        if len(line.indicators) > 1 and not (coded_table and any(x in found.rows for x in line.indicators)):
            name = _plain_meaning(line, lines, sections[line.row], found, index)
            if name:
                found.rows[name] = line.row


def _take(name: str, lines: list[_Line], found: RowSet) -> None:
    found.rows[name] = lines[0].row
    if len(lines) > 1:
        found.clashing[name] = tuple(x.row for x in lines)


def _keeps_order(line: _Line, name: str, found: RowSet, index: FormIndex) -> bool:
    """Whether a row of the form would stand between its neighbours of the form on this line."""
    low, high = _neighbours(line, found, index)
    return low < index.order[name] < high


def _neighbours(line: _Line, found: RowSet, index: FormIndex) -> tuple[int, int]:
    """The last of the form's rows found above a line, and the first found below it."""
    above = (index.order[name] for name, row in found.rows.items() if row < line.row)
    below = (index.order[name] for name, row in found.rows.items() if row > line.row)
    return max(above, default=-1), min(below, default=len(index.order))


def _sections(lines: list[_Line]) -> dict[int, int]:
    """The section that each line stands under; 0 above the first."""
    section, found = 0, {}
    for line in lines:
        section = line.section or section
        found[line.row] = section
    return found


def _plain_meaning(line: _Line, lines: list[_Line], section: int, found: RowSet, index: FormIndex) -> str:
    """Which of several rows of the form a label means: the one of its section that belongs between its neighbours."""
    free = [x for x in line.indicators if x not in found.rows and section in (0, index.rows[x].section)]
    anchors = {row: index.order[name] for name, row in found.rows.items()}
    above = [anchors[x.row] for x in lines if x.row < line.row and x.row in anchors]
    below = [anchors[x.row] for x in lines if x.row > line.row and x.row in anchors]
    low, high = above[-1] if above else -1, below[0] if below else len(index.order)
    fitting = [x for x in free if low < index.order[x] < high]
    if len(fitting) == 1:
        return fitting[0]
    return free[0] if section and len(free) == 1 else ""


def _by_abbreviation(lines: list[_Line], index: FormIndex, found: RowSet, grid: Grid) -> None:
    """Rows without code whose label abbreviates one row that is missing between their neighbours.

    The plain ones are settled first, which leaves fewer to the others; what stays open, or would turn the form's
    order round, is left.
    """
    if len(found.rows) >= len(index.rows) or found.coded > 0.8 * len(index.rows):
        return
    sections = _sections(lines)
    open_lines = [x for x in lines if not (x.code or x.indicators or x.section) and x.text and _has_figures(grid, x)]
    while open_lines:
        claims = [(x, _abbreviated(x, sections[x.row], found, index)) for x in open_lines]
        settled = _plain_claims([(line, names) for line, names in claims if names], index)
        for line, name in settled:
            found.rows[name] = line.row
            found.doubtful.add(name)
            open_lines.remove(line)
        if not settled:
            return


def _abbreviated(line: _Line, section: int, found: RowSet, index: FormIndex) -> tuple[str, ...]:
    """The missing rows of the form that a line can abbreviate, in its section and between its neighbours."""
    low, high = _neighbours(line, found, index)
    missing = [name for name, n in index.order.items() if low < n < high and name not in found.rows]
    return index.abbreviated(line.text, tuple(x for x in missing if section in (0, index.rows[x].section)))


def _plain_claims(claims: list[tuple[_Line, tuple[str, ...]]], index: FormIndex) -> list[tuple[_Line, str]]:
    """The lines that can be one row only, which no other line can be, and that keep the form's order."""
    rivals = Counter(name for _, names in claims for name in names)
    plain = [(line, names[0]) for line, names in claims if len(names) == 1 and rivals[names[0]] == 1]
    return [
        (line, name)
        for line, name in plain
        if all((line.row < x.row) == (index.order[name] < index.order[other]) for x, other in plain if x is not line)
    ]


def _has_figures(grid: Grid, line: _Line) -> bool:
    """Whether a line holds a number, or a text that begins as one, beside its label."""
    return any(
        isinstance(x, float | int) or (isinstance(x, str) and x != line.text and x.strip()[:1] in _BEGINS_NUMBER)
        for x in grid.rows[line.row]
        if x not in ("", None)
    )
