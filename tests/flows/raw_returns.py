"""The nation's figures recomputed from raw workbooks, with openpyxl and the standard library: nothing of esep's code.

It knows what a person would: in which columns of the sheet the two years stand, that rows 102, 103 and 104 make row 101,
that last year must be what was accepted, and what the lines of the register say of who reports.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

FIGURES, TOTAL, PARTS, SHARE = "Есеп", 101, (102, 103, 104), (107, 102, 105)
Rows = dict[int, tuple[float | None, float | None]]


@dataclass(frozen=True)
class Nation:
    """By row of the form last year, this year and the change; who is missing; the share covered; the changes of row 101
    from rise to fall, those that have left among them."""

    prior: dict[int, float]
    current: dict[int, float]
    missing: set[str]
    coverage: float
    changes: dict[str, float]


@dataclass
class Raw:
    """A round's folder as anybody may read it. `rows` are the form's rows by the names that history.csv uses;
    `restated` the figures that were restated: (organisation, row, 0 for last year or 1 for this) to the value."""

    folder: Path
    rows: dict[str, int]
    as_of: dt.date
    restated: dict[tuple[str, int, int], float] = field(default_factory=dict)

    def nation(self) -> Nation:
        """What the round comes to."""
        lines = _table(self.folder / "register.csv")
        reporting = [x for x in lines if not x["parent"] and self._holds(x)]
        ended = [x for x in lines if not x["parent"] and not self._holds(x)]
        accepted = self.accepted()
        returns = {x["id"]: self._standing(x["id"], accepted.get(x["id"], {})) for x in reporting}
        standing = {name: rows for name, rows in returns.items() if rows is not None}
        before = self._lines_of_last_year()
        left = {x["id"]: before[x["id"]] for x in ended if x["id"] in before and not x.get("successors")}
        parts = {x["id"]: x["successors"].split("|") for x in ended if "|" in x.get("successors", "")}
        held = sum(accepted.get(x, {}).get(TOTAL, 0) for x in standing)
        held += sum(before[x][TOTAL] for x, of in parts.items() if set(of) <= standing.keys())
        everybody = sum(x.get(TOTAL, 0) for x in before.values())
        prior, current = (self._sums(standing, left, place) for place in (0, 1))
        changes = {x: rows[TOTAL][1] - rows[TOTAL][0] for x, rows in standing.items() if rows[TOTAL][0] is not None}
        changes |= {x: -rows[TOTAL] for x, rows in left.items()}
        return Nation(prior, current, returns.keys() - standing.keys(), held / everybody, changes)

    def accepted(self) -> dict[str, dict[int, float]]:
        """Last year's accepted figures of those that report now: of a merged one, with those that came to it."""
        found = self._lines_of_last_year()
        for line in _table(self.folder / "register.csv"):
            into = line.get("successors", "")
            if into and "|" not in into:
                own = found.pop(line["id"], {})
                found[into] = {row: found.get(into, {}).get(row, 0) + x for row, x in own.items()}
        return found

    def _lines_of_last_year(self) -> dict[str, dict[int, float]]:
        found: dict[str, dict[int, float]] = {}
        for line in _table(self.folder / "history.csv"):
            row = self.rows[line["indicator"]]
            value = self.restated.get((line["organisation"], row, 0), float(line["value"]))
            if row != SHARE[0]:
                found.setdefault(line["organisation"], {})[row] = value
        return found

    def _holds(self, line: dict[str, str]) -> bool:
        day = self.as_of.isoformat()
        return not (line.get("valid_to") and line["valid_to"] < day) and not line.get("valid_from", "") > day

    def _standing(self, organisation: str, accepted: dict[int, float]) -> Rows | None:
        """The rows of the organisation's last return, as they were restated; None where there is none that can stand."""
        files = (self.folder / "inbox").glob(f"{organisation}*.xlsx")
        files = sorted((x for x in files if x.stem.partition(" ")[0] == organisation), key=lambda x: x.stem)
        if not files:
            return None
        rows = stated(files[-1])
        balanced = all(sum(rows[x][place] or 0 for x in PARTS) == rows[TOTAL][place] for place in (0, 1))
        as_accepted = all(rows[row][0] == x for row, x in accepted.items() if rows[row][0] is not None)
        if not (balanced and as_accepted):
            return None
        said = {row: x for (name, row, place), x in self.restated.items() if name == organisation and place == 1}
        return rows | {row: (rows[row][0], x) for row, x in said.items()}

    def _sums(self, standing: dict[str, Rows], left: dict[str, dict[int, float]], place: int) -> dict[int, float]:
        sums: dict[int, float] = {}
        for rows in standing.values():
            for row, years in rows.items():
                if (value := years[place]) is not None and row != SHARE[0]:
                    sums[row] = sums.get(row, 0) + value
        for figures in left.values() if place == 0 else ():
            for row, value in figures.items():
                sums[row] = sums.get(row, 0) + value
        share, part, whole = SHARE
        return sums | {share: round(100 * sums[part] / sums[whole], 1)}


def stated(path: Path) -> Rows:
    """By the number of its row what a workbook states of last year and of this one."""
    sheet = openpyxl.load_workbook(path, data_only=True)[FIGURES]
    found = {}
    for cells in sheet.iter_rows(min_col=1, max_col=5, values_only=True):
        code, prior, current = str(cells[0]), cells[3], cells[4]
        if code.isdigit() and isinstance(current, (int, float)):
            found[int(code)] = (float(prior) if isinstance(prior, (int, float)) else None, float(current))
    return found


@dataclass(frozen=True)
class Told:
    """The same as the national workbook tells it."""

    prior: dict[int, float]
    current: dict[int, float]
    missing: list[str]
    changes: list[tuple[str, float]]
    head: str


def told(path: Path) -> Told:
    """What a reader finds in the national workbook; organisations by their Kazakh names."""
    book = openpyxl.load_workbook(path, data_only=True)
    summary, missing, changes = (
        next(x for x in book if x.title.startswith(name)) for name in ("Жиынтық", "Кірмегендер", "Өзгерістер")
    )
    rows = [x for x in summary.iter_rows(min_col=1, max_col=5, values_only=True) if str(x[0]).isdigit()]
    years = [{int(str(x[0])): float(x[n]) for x in rows if isinstance(x[n], (int, float))} for n in (3, 4)]
    absent = [str(x[0]).split("\n")[0] for x in missing.iter_rows(min_row=3, max_col=2, values_only=True) if x[1]]
    ranked = []
    for name, _, _, change in changes.iter_rows(min_row=4, max_col=4, values_only=True):
        if not isinstance(change, (int, float)):
            break
        ranked.append((str(name), float(change)))
    head = " ".join(str(x[0]) for x in summary.iter_rows(max_row=7, max_col=1, values_only=True) if x[0])
    return Told(*years, absent, ranked[:-1], head)


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
