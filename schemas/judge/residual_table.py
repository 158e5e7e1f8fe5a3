"""Every check over every return at once: the residual table, return × check, the currency of all that judges.

A residual is left − right of a rule that is one comparison, else 0 (holds) or 1. NaN means that the check was not
evaluated: a cell is empty or waits for the sender's word, a divisor is 0, there is no accepted figure, or the rule's
condition does not apply. It is neither a pass nor a failure, and is counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from schemas.documents import Period
from schemas.form import (
    Call,
    Check,
    Fact,
    Figure,
    HidiroglouBerthelot,
    Node,
    Not,
    Number,
    Operation,
    String,
    difference_of,
    figures_of,
    substitute,
)
from schemas.judge import predicates
from schemas.judge.figures_side_by_side import FigureTable

Array = npt.NDArray[np.float64]
_ARITHMETIC: dict[str, Callable[[Array, Array], Array]] = {"+": np.add, "-": np.subtract, "*": np.multiply}
_CONNECTIVES: dict[str, Callable[[Array, Array], Array]] = {
    "and": np.minimum, "or": np.maximum, "then": lambda left, right: np.maximum(1 - left, right)
}  # fmt: skip


@dataclass(frozen=True)
class Evaluator:
    """Evaluates trees over a table, for one column of it. Conditions are 1, 0 or NaN.

    `judged` are the figures that the rule is about: `peers` counts the returns that state them.
    """

    table: FigureTable
    thresholds: Mapping[str, float]
    period: str = Period.CURRENT
    members: tuple[str, ...] = ()
    tolerance: float = 1e-6
    parameters: HidiroglouBerthelot = field(default_factory=HidiroglouBerthelot)
    judged: tuple[Figure, ...] = ()

    def __call__(self, node: Node) -> Array:
        """The value of the node for every return."""
        match node:
            case Number():
                return np.full(len(self.table.organisations), node.value)
            case Fact():
                return self._fact(node.name).astype(np.float64)
            case Figure():
                return self._figure(node)
            case Call():
                return self._call(node)
            case Not():
                return 1 - self(node.operand)
            case Operation():
                return self._operation(node)
        raise TypeError(f"a text stands alone: {node}")

    def _column(self, figure: Figure) -> str:
        return figure.column or self.period

    def _figure(self, figure: Figure) -> Array:
        return self.table.value(figure.indicator, self._column(figure))

    def _fact(self, name: str) -> npt.NDArray[np.generic]:
        if name == "period":
            return np.full(len(self.table.organisations), self.period, dtype=np.object_)
        if name in self.thresholds:
            return np.full(len(self.table.organisations), self.thresholds[name])
        return self._peers() if name == "peers" else self.table.facts[name]

    def _compared(self) -> npt.NDArray[np.bool_]:
        everybody = np.ones(len(self.table.organisations), dtype=bool)
        return self.table.facts.get("compared", everybody).astype(bool)

    def _peers(self) -> Array:
        """How many returns of its kind state the rule's figures, above nought: with those it is compared."""
        stated = np.all([self._compared(), *(self._figure(figure) > 0 for figure in self.judged)], axis=0)
        kinds = self.table.facts["kind"]
        return pd.Series(stated).groupby(kinds).transform("sum").to_numpy(np.float64)

    def _operation(self, node: Operation) -> Array:
        if isinstance(node.left, Fact) and isinstance(node.right, String):
            same: Array = (self._fact(node.left.name) == node.right.value).astype(np.float64)
            return same if node.operator == "==" else 1 - same
        left, right = self(node.left), self(node.right)
        if node.operator in _ARITHMETIC:
            return _ARITHMETIC[node.operator](left, right)
        if node.operator == "/":
            return np.divide(left, right, out=np.full_like(left, np.nan), where=right != 0)
        if node.operator in _CONNECTIVES:
            return _CONNECTIVES[node.operator](left, right)
        return self._compare(node.operator, left - right)

    def _compare(self, operator: str, difference: Array) -> Array:
        holds = {
            "==": np.abs(difference) <= self.tolerance, "!=": np.abs(difference) > self.tolerance,
            "<=": difference <= self.tolerance, ">=": difference >= -self.tolerance,
            "<": difference < -self.tolerance, ">": difference > self.tolerance,
        }[operator]  # fmt: skip
        return np.where(np.isnan(difference), np.nan, holds)

    def _call(self, node: Call) -> Array:
        name, arguments = node.function, node.arguments
        if name in ("count", "any", "sum"):
            return self._aggregate(name, arguments[0])
        if name == "filled":
            cell = arguments[0]
            assert isinstance(cell, Figure)
            return self.table.is_filled(cell.indicator, self._column(cell)).astype(np.float64)
        values = [self(x) for x in arguments]
        if name in ("max", "min"):
            extreme: Array = (np.maximum if name == "max" else np.minimum).reduce(values)
            return extreme
        if name == "hb_within":
            kinds = self.table.facts["kind"].astype(np.object_)
            parameters = self.parameters.model_dump()
            return predicates.hidiroglou_berthelot(values[0], values[1], kinds, self._compared(), **parameters)
        if name == "transposed":
            return predicates.transposed(values[0], values[1])
        return predicates.whole(values[0]) if name == "whole" else np.abs(values[0])

    def _aggregate(self, name: str, argument: Node) -> Array:
        if isinstance(argument, Figure) and argument.children:
            return self.table.children_sum(argument.indicator, self._column(argument))
        each = np.array([self(substitute(argument, x)) for x in self.members])
        evaluated = ~np.isnan(each)
        total: Array = np.where(evaluated, each, 0).sum(axis=0)
        result = (total > 0).astype(np.float64) if name == "any" else total
        return np.where(evaluated.any(axis=0), result, np.nan)


def evaluator_of(check: Check, table: FigureTable, thresholds: Mapping[str, float]) -> Evaluator:
    """What evaluates the check's trees: its tree, its condition and its message's terms."""
    column = Period.PRIOR if check.period == Period.PRIOR else Period.CURRENT
    return Evaluator(
        table, thresholds, column, check.members, check.rule.tolerance, check.rule.parameters, figures_of(check.tree)
    )


def residuals(checks: tuple[Check, ...], table: FigureTable, thresholds: Mapping[str, float]) -> pd.DataFrame:
    """The residual table: index organisation, a float column for each check's name, NaN where not evaluated."""
    columns = {check.name: _residual(check, evaluator_of(check, table, thresholds)) for check in checks}
    return pd.DataFrame(columns, index=table.organisations)


def _residual(check: Check, evaluate: Evaluator) -> Array:
    comparison = difference_of(check.tree)
    residual = evaluate(comparison.left) - evaluate(comparison.right) if comparison else 1 - evaluate(check.tree)
    if check.condition is None:
        return residual
    return np.where(evaluate(check.condition) == 1, residual, np.nan)


def failures(checks: tuple[Check, ...], table: pd.DataFrame) -> pd.DataFrame:
    """Whether each check failed, shaped as the residual table; a check that was not evaluated has not failed."""
    low, high = np.array([_bounds(x) for x in checks], dtype=np.float64).reshape(len(checks), 2).T
    values = table[[x.name for x in checks]].to_numpy(np.float64)
    return pd.DataFrame((values < low) | (values > high), index=table.index, columns=[x.name for x in checks])


def _bounds(check: Check) -> tuple[float, float]:
    """Between which the residual must lie, ±∞ where there is no bound."""
    low, high = check.bounds
    return (-np.inf if low is None else low, np.inf if high is None else high)
