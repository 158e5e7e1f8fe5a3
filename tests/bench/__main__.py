"""`make bench`: ratios of reading, judging and repairing, each beside the machine's floor, measured in one run."""

from __future__ import annotations

import os
import tempfile
import time
from itertools import chain
from pathlib import Path

FILES, RETURNS = 300, 8700


def main() -> None:
    """Measure and print the table; a row is printed by itself as soon as it is known."""
    # Worker processes import this module again, those of the floor too: at its top it imports nothing that costs time.
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from schemas.form.loading import load_form
    from tests.bench.files import file_rows
    from tests.bench.judging import judging_rows
    from tests.bench.rows import HEAD

    out = Console(highlight=False, width=170)
    started, form = time.perf_counter(), load_form()
    table = Table(*HEAD, box=SIMPLE_HEAD, title=f"bench on {os.cpu_count()} cores; seconds and floor are wall time")
    with tempfile.TemporaryDirectory() as folder:
        for row in chain(file_rows(Path(folder), FILES, form), judging_rows(RETURNS, form)):
            out.print(f"[{time.perf_counter() - started:4.0f} s] {row.what}", markup=False)
            table.add_row(*row.cells())
    out.print(table)


if __name__ == "__main__":
    main()
