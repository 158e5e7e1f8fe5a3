"""Computes the simple formulas whose result a file does not store: sums, differences, products, ROUND, IF. No more.

Only the cells of the formula's own sheet are looked at; whatever is not known gives no result.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from schemas.documents import CellState
from workbooks.grids.formula_syntax import Node, NotComputed, parse_formula
from workbooks.grids.grid import Grid, Place, address, area, place
from workbooks.text import Value, read_figure

Result = float | str | bool | None
_DEPTH = 60
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!")
_SUBTOTALS = ("9", "109")
_LARGEST_RANGE = 10_000
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip
_CALCULATE: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


def computed(grid: Grid, cell: Place, *, with_proposals: bool = False) -> float | None:
    """The result of the formula in a cell, None for an empty text.

    Raises NotComputed; Waits, which is one, where the formula needs a cell whose figure is only proposed, unless
    `with_proposals` takes that figure.
    """
    result = _Evaluation(grid, with_proposals).cell(cell)
    if result is None or result == "":
        return None
    if isinstance(result, bool | str):
        raise NotComputed("no number")
    return result


class Waits(NotComputed):
    """A cell that the formula needs waits for the sender's word."""


class _Evaluation:
    """Evaluates the formulas of a sheet, each cell once; a circle of references gives no result."""

    def __init__(self, grid: Grid, with_proposals: bool) -> None:
        self._grid = grid
        self._with_proposals = with_proposals
        self._running: set[Place] = set()
        self._known: dict[Place, Result] = {}

    def cell(self, cell: Place) -> Result:
        """What a cell gives: a number, a text of no number, None of an empty one."""
        if cell not in self._known:
            self._known[cell] = self._found(cell)
        return self._known[cell]

    def _found(self, cell: Place) -> Result:
        details = self._grid.details
        if cell in details.errors:
            raise NotComputed(details.errors[cell])
        if cell not in details.uncached:
            return _stored(self._grid.value(*cell), self._with_proposals)
        if cell in self._running or len(self._running) > _DEPTH:
            raise NotComputed("a circle of formulas")
        self._running.add(cell)
        try:
            return self._value(parse_formula(_within_sheet(details.formulas[cell], self._grid.name)))
        finally:
            self._running.discard(cell)

    def _value(self, node: Node) -> Result:
        if node.kind == "number":
            return float(node.text)
        if node.kind == "text":
            return node.text
        if node.kind == "cell":
            return self.cell(place(node.text))
        if node.kind == "negative":
            return -self._number(node.parts[0])
        if node.kind in _CALCULATE:
            return self._calculated(node)
        if node.kind in _COMPARE:
            return self._compared(node)
        if node.kind == "call":
            return self._called(node.text, node.parts)
        raise NotComputed("not a simple formula")

    def _number(self, node: Node) -> float:
        """The operand as a number; an empty cell counts as zero, as in a spreadsheet."""
        value = self._value(node)
        if value is None:
            return 0.0
        if isinstance(value, str):
            raise NotComputed("a text where a number is needed")
        return float(value)

    def _calculated(self, node: Node) -> float:
        left, right = self._number(node.parts[0]), self._number(node.parts[1])
        try:
            return _CALCULATE[node.kind](left, right)
        except ZeroDivisionError as error:
            raise NotComputed("division by zero") from error

    def _compared(self, node: Node) -> bool:
        left, right = (self._value(part) for part in node.parts)
        if isinstance(left, str) or isinstance(right, str):
            if node.kind not in ("=", "<>"):
                raise NotComputed("texts compared")
            return (("" if left is None else left) == ("" if right is None else right)) == (node.kind == "=")
        return _COMPARE[node.kind](float(left or 0), float(right or 0))

    def _called(self, name: str, parts: tuple[Node, ...]) -> Result:
        if name == "SUM":
            return sum(self._numbers(parts, strict=True))
        if name == "SUBTOTAL" and len(parts) == 2 and parts[0].text in _SUBTOTALS:
            return self._subtotal(parts[1])
        if name == "COUNT":
            return float(sum(1 for _ in self._numbers(parts, strict=False)))
        if name in ("MAX", "MIN"):
            found = list(self._numbers(parts, strict=True)) or [0.0]
            return max(found) if name == "MAX" else min(found)
        if name == "ROUND" and len(parts) == 2:
            return _rounded(self._number(parts[0]), self._number(parts[1]))
        if name == "ABS" and len(parts) == 1:
            return abs(self._number(parts[0]))
        if name == "IF" and 2 <= len(parts) <= 3:
            chosen = parts[1] if self._number(parts[0]) else parts[2] if len(parts) == 3 else Node("number", "0")
            return self._value(chosen)
        if name == "IFERROR" and len(parts) == 2:
            return self._unless_failing(parts)
        if name in ("AND", "OR"):
            answers = [bool(self._number(part)) for part in parts]
            return all(answers) if name == "AND" else any(answers)
        raise NotComputed(f"the function {name}")

    def _unless_failing(self, parts: tuple[Node, ...]) -> Result:
        try:
            return self._value(parts[0])
        except NotComputed as error:
            if str(error) != "division by zero":
                raise
            return self._value(parts[1])

    def _numbers(self, parts: tuple[Node, ...], *, strict: bool) -> Iterator[float]:
        """The numbers of arguments and ranges. A number typed as text is left out by a spreadsheet and meant by a
        person: it counts with `strict`, which refuses a text with digits that is none."""
        for part in parts:
            if part.kind not in ("range", "cell"):
                yield self._number(part)
                continue
            for cell in _cells(part.text):
                typed = self._grid.value(*cell)
                if isinstance(typed, str) and not strict and cell not in self._grid.details.uncached:
                    continue
                value = self.cell(cell)
                if isinstance(value, float | int) and not isinstance(value, bool):
                    yield float(value)
                elif isinstance(value, str) and strict and any(sign.isdigit() for sign in value):
                    raise NotComputed("a text with digits is summed")

    def _subtotal(self, part: Node) -> float:
        """The sum of a range without its own subtotals; what is hidden makes it doubtful."""
        if part.kind not in ("range", "cell"):
            raise NotComputed("SUBTOTAL")
        details = self._grid.details
        cells = [cell for cell in _cells(part.text) if "SUBTOTAL(" not in details.formulas.get(cell, "")]
        if any(row in details.hidden_rows for row, _ in cells):
            raise NotComputed("hidden rows in a subtotal")
        names = [Node("cell", address(*cell)) for cell in cells]
        return sum(self._numbers(tuple(names), strict=True))


def _cells(reference: str) -> Iterator[Place]:
    top, left, bottom, right = area(reference)
    if top > bottom or left > right or (bottom - top + 1) * (right - left + 1) > _LARGEST_RANGE:
        raise NotComputed("a range too large")
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _within_sheet(formula: str, sheet: str) -> str:
    """The formula without the name of its own sheet before its references."""
    if "!" not in formula:
        return formula
    own = sheet.casefold()
    return _SHEET.sub(
        lambda x: "" if (x[1] or x[2]).replace("''", "'").casefold() == own else x[0],
        formula,
    )


def _stored(value: Value, with_proposals: bool) -> Result:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return None if value is None else float(value)
    if isinstance(value, str):
        reading = read_figure(value, "persons")
        if reading.state == CellState.PROPOSED:
            if reading.proposed is None or not with_proposals:
                raise Waits(value)
            return reading.proposed
        return value if reading.value is None else reading.value
    raise NotComputed("no number")


def _rounded(value: float, digits: float) -> float:
    try:
        step = Decimal(1).scaleb(-int(digits))
        return float(Decimal(repr(round(value, 12))).quantize(step, ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise NotComputed("ROUND") from error
