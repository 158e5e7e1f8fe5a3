"""The tables of an HTML page as a grid."""

from __future__ import annotations

from workbooks.files import tables_of_page
from workbooks.grids.grid import Details, Grid
from workbooks.text import Value


def html_grid(data: bytes) -> Grid:
    """The grid of the tables of a page: the number that a program stored beside what a cell shows, else the text."""
    page = tables_of_page(data)
    details = Details(formats=dict(page.formats), errors=dict(page.errors), hidden_rows=set(page.hidden_rows))
    rows: list[list[Value]] = [[*row] for row in page.rows]
    for (row, column), number in page.numbers.items():
        rows[row][column] = number
    return Grid("", rows, merged=page.merged, known=details, telling=details.telling)
