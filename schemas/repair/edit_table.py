"""The linear rules of a form over all returns at once: stated cells, constants, which rule applies to which return.

Cells whose value a rule gives by itself (last year's as accepted, one primary reports one) are set to it first: where
they differ they are certainly among the cells to change, and constants from then on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.documents import Period
from schemas.form import CHILDREN, Cell, Check, LinearRule, LinearRules, linear_rules
from schemas.judge import FigureTable, evaluator_of

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass
class EditTable:
    """Returns × cells and returns × edits. `rows` are the returns' places in the FigureTable.

    `values` are the stated figures with pinned cells set; `missing` cells must be filled; `pinned` cells are given by
    one rule alone, `mended` those of them that were stated otherwise. `constants` are the sums over accepted figures
    and children, `active` whether the edit applies: its condition holds and all its cells are known or must be filled.
    """

    rows: npt.NDArray[np.intp]
    cells: tuple[Cell, ...]
    rules: tuple[LinearRule, ...]
    stated: Array
    values: Array
    missing: Mask
    pinned: Mask
    mended: Mask
    constants: Array
    active: Mask
    whole: Mask
    unused: tuple[str, ...]

    def __post_init__(self) -> None:
        self.number = {cell: place for place, cell in enumerate(self.cells)}
        self.places = [[self.number[cell] for cell in rule.cells] for rule in self.rules]

    @property
    def width(self) -> int:
        """The number of cells of a return; cell c of row r has the number r · width + c among all."""
        return len(self.cells)

    def total(self, edit: int, values: Array) -> Array:
        """The edit's left side for every return."""
        rule = self.rules[edit]
        total = self.constants[:, edit].copy()
        for cell, coefficient in rule.coefficients.items():
            total += coefficient * values[:, self.number[cell]]
        for (a, b), coefficient in rule.products.items():
            total += coefficient * values[:, self.number[a]] * values[:, self.number[b]]
        return total

    def slope(self, edit: int, cell: int) -> Array:
        """How the edit's left side moves with one cell, the others as they stand."""
        rule = self.rules[edit]
        slope = np.full(len(self.rows), rule.coefficients.get(self.cells[cell], 0.0))
        for (a, b), coefficient in rule.products.items():
            if self.cells[cell] in (a, b):
                slope += coefficient * self.values[:, self.number[b if self.cells[cell] == a else a]]
        return slope

    def broken(self) -> Mask:
        """Returns × edits: those that apply, have all their cells, and do not hold."""
        broken = np.zeros(self.active.shape, dtype=bool)
        for edit, rule in enumerate(self.rules):
            low, high = rule.bounds
            total = self.total(edit, self.values)
            broken[:, edit] = self.active[:, edit] & ((total < low) | (total > high))
        return broken

    def components(self) -> list[list[int]]:
        """The edits by connected component of the form's constraint graph; those without a cell are in none."""
        group = list(range(len(self.cells)))

        def root(cell: int) -> int:
            while group[cell] != cell:
                cell = group[cell]
            return cell

        for places in self.places:
            for cell in places[1:]:
                group[root(cell)] = root(places[0])
        found: dict[int, list[int]] = {}
        for edit, places in enumerate(self.places):
            if places:
                found.setdefault(root(places[0]), []).append(edit)
        return list(found.values())


def edit_table(
    checks: Sequence[Check],
    table: FigureTable,
    thresholds: Mapping[str, float],
    rows: npt.NDArray[np.intp],
    *,
    with_children: bool = True,
) -> EditTable:
    """The linear rules of the checks over the returns at these places of the table.

    Without children, rules over the children's sums are left out (they are searched over the whole family).
    """
    system = linear_rules(checks, thresholds)
    rules = system.rules
    if not with_children:
        rules = tuple(rule for rule in rules if not any(c[1].startswith(CHILDREN) for c in rule.given))
    named = [cell for rule in rules for cell in rule.cells]
    cells = tuple(dict.fromkeys([*named, *system.whole.values(), *system.required.values()]))
    # a return's cells lie together: to number cells over all returns then copies nothing
    by_cell = np.array([table.value(*cell)[rows] for cell in cells]).reshape(len(cells), len(rows))
    stated = np.ascontiguousarray(by_cell.T)
    applies = conditions(checks, table, thresholds, rows)
    missing = _missing(system, applies, cells, stated, table, rows)
    constants = _constants(rules, table, rows)
    edits = EditTable(
        rows, cells, rules, stated, stated.copy(), missing, np.zeros_like(missing), np.zeros_like(missing), constants,
        np.zeros((len(rows), len(rules)), dtype=bool), _whole(system, cells), system.unused,
    )  # fmt: skip
    known = ~np.isnan(stated) | missing
    for edit, rule in enumerate(rules):
        edits.active[:, edit] = (
            applies[rule.check] & known[:, edits.places[edit]].all(axis=1) & ~np.isnan(constants[:, edit])
        )
        if rule.divisor is not None:
            edits.active[:, edit] &= ~(stated[:, edits.number[rule.divisor]] == 0)
    _release_changes(edits)
    _pin(edits)
    return edits


def conditions(
    checks: Sequence[Check], table: FigureTable, thresholds: Mapping[str, float], rows: npt.NDArray[np.intp]
) -> dict[str, Mask]:
    """For each check the returns at these places to which it applies."""
    always = np.ones(len(rows), dtype=bool)
    found: dict[tuple[object, str], Mask] = {}
    applies = {}
    for check in checks:
        if check.condition is None:
            applies[check.name] = always
            continue
        key = (check.condition, check.period)
        if key not in found:
            found[key] = evaluator_of(check, table, thresholds)(check.condition)[rows] == 1
        applies[check.name] = found[key]
    return applies


def _missing(
    system: LinearRules,
    applies: Mapping[str, Mask],
    cells: tuple[Cell, ...],
    stated: Array,
    table: FigureTable,
    rows: npt.NDArray[np.intp],
) -> Mask:
    """Cells without a value that must have one: required ones, and those that hold an unclear figure."""
    must = np.zeros(stated.shape, dtype=bool)
    for check, cell in system.required.items():
        must[:, cells.index(cell)] |= applies[check]
    for place, cell in enumerate(cells):
        if cell[1] != Period.CHANGE:
            must[:, place] |= table.is_filled(*cell)[rows]
    return must & np.isnan(stated)


def _constants(rules: tuple[LinearRule, ...], table: FigureTable, rows: npt.NDArray[np.intp]) -> Array:
    constants = np.zeros((len(rows), len(rules)))
    for edit, rule in enumerate(rules):
        for (indicator, column), coefficient in rule.given.items():
            if column.startswith(CHILDREN):
                constants[:, edit] += coefficient * table.children_sum(indicator, column.removeprefix(CHILDREN))[rows]
            else:
                constants[:, edit] += coefficient * table.value(indicator, column)[rows]
    return constants


def _whole(system: LinearRules, cells: tuple[Cell, ...]) -> Mask:
    """Cells that hold integers; a change does where the figure does."""
    indicators = {indicator for indicator, _ in system.whole.values()}
    return np.array([cell in system.whole.values() or (cell[1] == Period.CHANGE and cell[0] in indicators)
                     for cell in cells], dtype=bool)  # fmt: skip


def _release_changes(edits: EditTable) -> None:
    """A stated change that agrees with the stated figures follows them: its rule binds nobody."""
    figures = edits.values.copy()
    figures[edits.missing] = 0.0  # a spreadsheet takes an empty cell for nought
    for edit, rule in enumerate(edits.rules):
        if any(cell[1] == Period.CHANGE for cell in rule.cells):
            low, high = rule.bounds
            total = edits.total(edit, figures)
            edits.active[:, edit] &= ~((total >= low) & (total <= high))


def _pin(edits: EditTable) -> None:
    for edit, rule in enumerate(edits.rules):
        if rule.operator != "==" or len(edits.places[edit]) != 1 or rule.products:
            continue
        place = edits.places[edit][0]
        value = (rule.constant - edits.constants[:, edit]) / rule.coefficients[edits.cells[place]]
        if edits.whole[place]:
            near = np.round(value)
            value = np.where(np.abs(near - value) <= rule.tolerance + 1e-9, near, np.nan)
        if rule.tolerance >= 0.5 or (not edits.whole[place] and rule.tolerance > 1e-3):
            continue
        rows = edits.active[:, edit] & ~edits.pinned[:, place] & ~np.isnan(value)
        low, high = rule.bounds
        off = edits.missing[:, place] | ~(
            (edits.total(edit, edits.values) >= low) & (edits.total(edit, edits.values) <= high)
        )
        edits.mended[rows & off, place] = True
        edits.values[rows & off, place] = value[rows & off]
        edits.missing[rows, place] = False
        edits.pinned[rows, place] = True
