"""Returns whose rules speak of each other: a parent's figure is the sum over its children's.

Where the two disagree either side can be wrong, so the rules of the whole family are searched as one system; what is
found is told at the organisation whose cell it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from schemas.form import CHILDREN, Check, LinearRule, linear_rules
from schemas.judge import FigureTable
from schemas.repair.edit_table import EditTable, conditions
from schemas.repair.localisation import Edit

LARGEST = 100  # members of a family that is searched as one system; beyond, it falls apart at the sums that hold


def families(table: FigureTable, parents: Mapping[str, str]) -> list[list[int]]:
    """The places in the table of returns that are joined by parent and child, each family once, the top one first."""
    place = {str(name): n for n, name in enumerate(table.organisations)}
    members: dict[int, list[int]] = {}
    for name, number in place.items():
        top = name
        seen = {name}
        while (above := parents.get(top, "")) and above in place and above not in seen:
            top = above
            seen.add(top)
        members.setdefault(place[top], []).append(number)
    return [[top, *(x for x in found if x != top)] for top, found in members.items() if len(found) > 1]


def searched_together(
    table: FigureTable, parents: Mapping[str, str], failing: npt.NDArray[np.bool_]
) -> list[list[int]]:
    """The places of returns that are searched as one system, the top one first.

    A family of up to LARGEST is one. A larger one is joined only by the sums that fail: `failing` tells the parents
    that differ from their children, each of which is searched with its children.
    """
    found = []
    for family in families(table, parents):
        found += [family] if len(family) <= LARGEST else _joined_by_failing(family, table, parents, failing)
    return found


def _joined_by_failing(
    family: Sequence[int], table: FigureTable, parents: Mapping[str, str], failing: npt.NDArray[np.bool_]
) -> list[list[int]]:
    names = [str(table.organisations[x]) for x in family]
    failed = {name for name, place in zip(names, family, strict=True) if failing[place]}
    kept = {name: above for name in names if (above := parents.get(name, "")) in failed}
    tops: dict[str, list[int]] = {}
    for name, place in zip(names, family, strict=True):
        top, seen = name, {name}
        while (above := kept.get(top, "")) and above not in seen:
            top = above
            seen.add(top)
        if name != top or name in failed:
            members = tops.setdefault(top, [])
            members.insert(0 if name == top else len(members), place)
    return [x for x in tops.values() if len(x) > 1]


class ChildrenRules:
    """The rules over children's sums, as edits over the cells of parent and children."""

    def __init__(
        self,
        checks: Sequence[Check],
        table: FigureTable,
        thresholds: Mapping[str, float],
        edits: EditTable,
        parents: Mapping[str, str],
    ) -> None:
        rules = linear_rules(checks, thresholds).rules
        self.rules = [rule for rule in rules if any(c[1].startswith(CHILDREN) for c in rule.given)]
        self.edits, self.table = edits, table
        self.applies = conditions(checks, table, thresholds, edits.rows)
        row_of = {str(table.organisations[place]): row for row, place in enumerate(edits.rows)}
        self.children: dict[int, list[int]] = {}
        for child, parent in parents.items():
            if parent in row_of:
                self.children.setdefault(row_of[parent], []).append(row_of.get(child, -1))

    def of(self, rows: npt.NDArray[np.intp] | Sequence[int]) -> list[Edit]:
        """The edits of the parents whose children are all among these rows too; their `source` is negative."""
        found, among = [], set(map(int, rows))
        for row in rows:
            if row in self.children and among.issuperset(self.children[row]):
                edits = (self._edit(int(row), place, rule) for place, rule in enumerate(self.rules))
                found += [edit for edit in edits if edit is not None]
        return found

    def _edit(self, row: int, place: int, rule: LinearRule) -> Edit | None:
        edits, width = self.edits, self.edits.width
        if not self.applies[rule.check][row] or rule.products:
            return None
        coefficients = {row * width + edits.number[c]: x for c, x in rule.coefficients.items()}
        low, high = rule.bounds
        for (indicator, column), x in rule.given.items():
            if not column.startswith(CHILDREN):
                constant = x * float(self.table.value(indicator, column)[edits.rows[row]])
                low, high = low - constant, high - constant
                continue
            number = edits.number[indicator, column.removeprefix(CHILDREN)]
            cells = np.array(self.children[row]) * width + number
            coefficients |= dict.fromkeys(cells.tolist(), x)
        cells = np.fromiter(coefficients, dtype=np.intp)
        if (np.isnan(edits.values.ravel()[cells]) & ~edits.missing.ravel()[cells]).any() or np.isnan(low):
            return None
        return Edit(coefficients, low, high, source=-1 - place)
