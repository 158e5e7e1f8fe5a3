"""A table that comes as text: CSV with the separators and line ends that offices use.

The standard library's reader parts the cells; what ends a line, what parts the cells, and which rows are out of step
is told here, because its sniffer looks at none of them.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from workbooks.files import LIMITS, Refused, decoded, unbroken
from workbooks.grids.grid import Details, Grid
from workbooks.text import Value

_FORMULA_TEXT = re.compile(r'="(.*)"')
_NUMBER = re.compile(r"\s*[+\-−–(]?\s*\d[\d\s\u00a0\u202f.,]*\)?\s*%?\s*")
_DECIMALS = re.compile(r"\d{1,2}")
_WORDS = re.compile(r"[^\W\d_]{3}")
_LINE_ENDS = (re.compile(r"\r\n"), re.compile(r"\r(?!\n)"), re.compile(r"(?<!\r)\n"))
_ANY_LINE_END = re.compile(r"\r\n?|\n|\x0b")
_SEPARATORS = (";", "\t", ",", "|")
_SAMPLE_LINES, _SAMPLE_CHARACTERS = 200, 60_000
# What stands for a line break within a cell while other signs end the lines.
_WITHIN = "\ue000"
_FEWEST_CELLS, _FEWEST_ROWS = 3, 8
_MOSTLY = 0.6
_LONGEST_SHOWN, _LONGEST_NUMBER = 200, 40


def csv_grid(data: bytes) -> Grid:
    """The grid of a text table, without a sheet name. Cells of a row that is out of step with the table are errors."""
    text = unbroken(decoded(data))
    named = re.match(r"\s*sep=(.)[ \t]*(?:\r\n?|\n)", text)
    if named:
        text = text[named.end() :]
    csv.field_size_limit(LIMITS.unpacked_bytes)
    text = _one_line_end(text)
    separator = named.group(1) if named else _separator(text)
    rows: list[list[Value]] = []
    try:
        for record in _records(text, separator):
            rows.append([_plain(cell) for cell in record[: LIMITS.columns]])
            if len(rows) >= LIMITS.rows:
                break
    except csv.Error as error:
        raise Refused("corrupt", str(error)) from error
    details = _out_of_step(rows, separator)
    return Grid("", rows, known=details, telling=bool(details.errors))


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _one_line_end(text: str) -> str:
    """The text with the signs that end its lines alone as line ends; others, within cells, are kept apart.

    Excel for Mac ends lines with CR and does not quote a cell for the LF in it.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    ends = [end for end in _LINE_ENDS if end.search(sample)]
    if len(ends) < 2:
        return text
    # Lines parted at what stands within their cells are even too, but fewer: titles and header fall into cells.
    candidates = [*(_ended_by(text, end) for end in ends), text]
    return max(candidates, key=lambda x: _like_lines(x[:_SAMPLE_CHARACTERS]))


def _ended_by(text: str, end: re.Pattern[str]) -> str:
    return _ANY_LINE_END.sub(_WITHIN, end.sub("\x00", text)).replace("\x00", "\n")


def _like_lines(sample: str) -> int:
    """How many lines are parted into the commonest number of cells."""
    best = 0
    for separator in _SEPARATORS:
        with contextlib.suppress(csv.Error):
            counts = Counter(len(record) for record in _records(sample, separator))
            best = max(best, *(n for cells, n in counts.items() if cells >= _FEWEST_CELLS), 0)
    return best


def _separator(text: str) -> str:
    """The separator that parts most lines into the same number of cells, at least three."""
    lines = [line for line in text[: _SAMPLE_CHARACTERS * 10].splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, votes = ";", 0
    for mark in _SEPARATORS:
        counts = [len(cells) for cells in csv.reader(lines, delimiter=mark) if len(cells) >= _FEWEST_CELLS]
        common = max((counts.count(n) for n in set(counts)), default=0)
        if common > votes:
            best, votes = mark, common
    return best


def _plain(cell: str) -> str:
    """A cell without the formula that keeps a spreadsheet from reading a number into it."""
    cell = _ANY_LINE_END.sub("\n", cell.replace(_WITHIN, "\n"))
    match = _FORMULA_TEXT.fullmatch(cell)
    return match.group(1) if match else cell


def _out_of_step(rows: list[list[Value]], separator: str) -> Details:
    """The cells of rows with more cells than the table has columns, as errors that show what stands in the row.

    Where a comma parts the cells and the decimals, or stands in a label, what follows it is one cell too far to the
    right. Which comma it was cannot be told for sure; cells of words after the last figures do no harm. A header that
    is out of step names no columns: it becomes a line of text, and the form's order tells.
    """
    details = Details()
    counts = Counter(len(row) for row in rows if len(row) >= _FEWEST_CELLS)
    width, times = max(counts.items(), key=lambda x: x[1], default=(0, 0))
    if times >= _FEWEST_ROWS:
        width = _width_of_header(rows, width)
    longer = [number for number, row in enumerate(rows) if len(row) > width]
    if times < _FEWEST_ROWS or not longer:
        return details
    figures = _figure_columns([row for row in rows if len(row) == width], width) or list(range(width))
    first = next(
        (n for n, row in enumerate(rows) if len(row) >= width and _begins_figures(_after_label(row))), len(rows)
    )
    for number in longer:
        row = rows[number]
        if _in_step(row, figures):
            continue
        if number < first:
            rows[number] = [separator.join(map(str, row)).strip()]
        else:
            shown = separator.join(map(str, _after_label(row))).strip(f" {separator}")[:_LONGEST_SHOWN]
            details.errors.update({(number, column): shown for column in range(len(row))})
    return details


def _width_of_header(rows: Sequence[Sequence[Value]], width: int) -> int:
    """The columns of the header where nearly all rows of the commonest width have more because of their decimals.

    A row more than its header by a column without a heading is no such row.
    """
    alike = [number for number, row in enumerate(rows) if len(row) == width]
    above = [len(row) for row in rows[: alike[0]] if sum(bool(cell) for cell in row) >= _FEWEST_CELLS]
    header = max(above, default=width)
    if header >= width:
        return width
    split = sum(_decimals_apart(rows[number]) >= width - header > 1 for number in alike)
    return header if split >= _MOSTLY * len(alike) else width


def _decimals_apart(row: Sequence[Value]) -> int:
    """How many pairs of neighbouring cells can be a number and its decimals."""
    pairs = n = 0
    while n + 1 < len(row):
        apart = _is_number(row[n]) and _DECIMALS.fullmatch(str(row[n + 1]))
        pairs, n = (pairs + 1, n + 2) if apart else (pairs, n + 1)
    return pairs


def _after_label(row: Sequence[Value]) -> Sequence[Value]:
    """The cells from the first number after the first words on; all, where there is none."""
    words = next((n for n, cell in enumerate(row) if _WORDS.search(str(cell))), -1)
    if words < 0:
        return row
    first = next((n for n in range(words + 1, len(row)) if _is_number(row[n])), len(row))
    return row[first:]


def _begins_figures(cells: Sequence[Value]) -> bool:
    """Whether two numbers come first; in a header, words stand between the years."""
    return len(cells) > 1 and all(_is_number(cell) for cell in cells[:2])


def _is_number(cell: Value) -> bool:
    text = str(cell)
    return len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text) is not None


def _figure_columns(rows: Sequence[Sequence[Value]], width: int) -> list[int]:
    """The columns that hold numbers where they hold anything."""
    found = []
    for column in range(width):
        filled = [row[column] for row in rows if row[column]]
        numbers = sum(_is_number(cell) for cell in filled)
        if numbers >= _FEWEST_ROWS and numbers >= _MOSTLY * len(filled):
            found.append(column)
    return found


def _in_step(row: Sequence[Value], figures: Sequence[int]) -> bool:
    """Whether a row has numbers in the columns of figures and no more of them after."""
    beyond = row[max(figures, default=-1) + 1 :]
    return all(not row[column] or _is_number(row[column]) for column in figures) and not any(
        _is_number(cell) for cell in beyond if cell
    )
