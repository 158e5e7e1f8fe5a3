"""What python-calamine alone does with a file. Worker processes import this module, so it imports nothing else."""

from __future__ import annotations

import python_calamine

Cell = tuple[str, int, int, object]


def list_cells(path: str) -> list[Cell]:
    """The cells of a workbook as calamine alone gives them: sheet, row, column, value."""
    book = python_calamine.load_workbook(path)
    return [
        (name, r, c, value)
        for name in book.sheet_names
        for r, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        for c, value in enumerate(row)
        if value != ""
    ]
