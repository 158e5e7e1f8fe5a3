"""How long reading takes, against python-calamine alone: `python tests/workbooks/reading_speed.py [FOLDER]`.

Both sides open the same files with two processes in one run, processes started within the time. calamine's side lists
every cell (sheet, address, value), once bringing the list here and once leaving it in the worker; ours ends with the
figures and their cells in a frame here. Without a folder, 2,000 returns are written to a temporary one first.
"""

from __future__ import annotations

import json
import multiprocessing as mp
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
PROCESSES, RUNS = 2, 5
LETTERS = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *(f"{a}{b}" for a in "ABCDEFG" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")]


def list_cells(path: str) -> list[tuple[str, str, object]]:
    """Opens a workbook with calamine alone and lists its cells: sheet, address, value."""
    import python_calamine

    try:
        book = python_calamine.load_workbook(path)
    except python_calamine.CalamineError:
        return []
    cells = []
    for name in book.sheet_names:
        for number, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1):
            cells += [(name, f"{LETTERS[n]}{number}", value) for n, value in enumerate(row) if value != ""]
    return cells


def count_cells(path: str) -> int:
    """Lists the cells of a workbook and says only how many there are."""
    return len(list_cells(path))


def calamine_seconds(paths: Sequence[str], work: Callable[[str], object]) -> float:
    """The wall time of calamine alone, from starting the processes to the last file."""
    started = time.perf_counter()
    with mp.get_context("forkserver").Pool(PROCESSES) as pool:
        pool.map(work, paths, chunksize=8)
        return time.perf_counter() - started


def reading_seconds(paths: Sequence[str]) -> tuple[float, int]:
    """The wall time from files to a frame of figures, and the number of figures."""
    import pandas as pd
    from reading_returns import KEY

    from workbooks.read.isolation import read_isolated

    items = [(path, Path(path).name) for path in paths]
    started = time.perf_counter()
    documents = [document for found in read_isolated(items, KEY, PROCESSES) for document in found]
    rows = [
        (document.file, x.indicator, x.period, x.value, x.sheet, x.cell, x.raw)
        for document in documents
        for x in document.figures
    ]
    frame = pd.DataFrame(rows, columns=["file", "indicator", "period", "value", "sheet", "cell", "raw"])
    return time.perf_counter() - started, len(frame)


def written(folder: Path, count: int = 2_000) -> list[str]:
    """Writes `count` returns as Excel would, and gives their paths."""
    from test_reading_fuzz import _strings_in_a_table

    data = _strings_in_a_table()
    paths = [folder / f"{number}.xlsx" for number in range(count)]
    for path in paths:
        path.write_bytes(data)
    return [str(path) for path in paths]


def measure(paths: Sequence[str]) -> dict[str, float]:
    """Milliseconds a file of both sides (the best of several runs each, in turn) and their ratio."""
    runs = [
        (calamine_seconds(paths, list_cells), calamine_seconds(paths, count_cells), *reading_seconds(paths))
        for _ in range(RUNS)
    ]
    brought, left, ours = (1000 * min(run[n] for run in runs) / len(paths) for n in range(3))
    return {
        "files": len(paths),
        "figures": runs[0][3],
        "calamine_ms": round(brought, 3),
        "calamine_cells_left_in_worker_ms": round(left, 3),
        "reading_ms": round(ours, 3),
        "ratio": round(ours / brought, 2),
        "ratio_to_cells_left_in_worker": round(ours / left, 2),
    }


def main() -> None:
    """Measures the spreadsheets of a folder, or written ones."""
    with tempfile.TemporaryDirectory() as made:
        endings = {".xlsx", ".xlsm", ".xls", ".ods"}
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
        paths = [str(p) for p in folder.rglob("*") if p.suffix in endings] if folder else written(Path(made))
        print(json.dumps(measure(paths)))


if __name__ == "__main__":
    main()
