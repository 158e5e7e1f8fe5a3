"""What stands in the template's cells, and what its formulas come to: the values stored beside them.

So a file that was never opened in Excel shows, and gives to a reader, what it would show there.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from schemas.documents import Period
from schemas.form import Call, Figure, Form, Node, Number, Operation, Parameter, fill
from schemas.judge import ACCEPTED, Evaluator, FigureTable, evaluator_of, residuals
from workbooks.template.template_checks import COMMENTARY, TemplateCheck, TemplateChecks, message_trees
from workbooks.template.template_layout import Layout
from workbooks.template.template_order import FilledReturn, TemplateOrder
from workbooks.text import word

Key = tuple[str, str]
_DAY_ZERO = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Outcome:
    """What a check's verdict formula comes to ("" where not evaluated), and what it says."""

    verdict: int | str
    sentence: str

    @property
    def failing(self) -> bool:
        """Whether the check was evaluated and fails."""
        return isinstance(self.verdict, int) and self.verdict > 0


@dataclass(frozen=True)
class Contents:
    """The figures of one workbook. `cells` holds what stands in each cell; `formulas` says which of them compute."""

    order: TemplateOrder
    form: Form
    layout: Layout
    cells: Mapping[Key, object]
    formulas: frozenset[Key]

    def number(self, indicator: str, period: str) -> float | None:
        """The number in a cell, of a date its serial number, as Excel has it; None where there is none."""
        value = self.cells.get((indicator, period))
        if isinstance(value, dt.date):
            value = (dt.date(value.year, value.month, value.day) - _DAY_ZERO).days
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
            return None
        return float(value)

    def text(self, indicator: str, period: str) -> str:
        """What a cell shows, as a text without formatting."""
        value = self.cells.get((indicator, period))
        number = self.number(indicator, period)
        if number is not None:
            return str(int(number)) if number == int(number) else str(number)
        return "" if value is None else str(value)


def contents_of(order: TemplateOrder, form: Form, layout: Layout, filled: FilledReturn | None) -> Contents:
    """What stands in the cells of an organisation's workbook, as sent out or, with `filled`, as sent back."""
    cells: dict[Key, object] = {}
    given = filled or FilledReturn({})
    for name in layout.rows:
        if name in layout.priors:
            cells[name, Period.PRIOR] = {**order.accepted, **(given.prior or {})}.get(name)
        cells[name, Period.CURRENT] = given.current.get(name)
    formulas: set[Key] = set()
    partial = Contents(order, form, layout, {**cells, **given.raw}, frozenset())
    for name, tree in computed_figures(form).items():
        value = _rate(tree, _table(partial), form.indicators[name].decimals)
        if (name, Period.CURRENT) not in given.raw and (name not in given.current or given.current[name] == value):
            formulas.add((name, Period.CURRENT))
            cells[name, Period.CURRENT] = value
    cells |= given.raw
    typed = Contents(order, form, layout, cells, frozenset())
    for name in layout.priors:
        if (name, Period.CHANGE) not in given.raw:
            formulas.add((name, Period.CHANGE))
            cells[name, Period.CHANGE] = _change(typed.number(name, Period.CURRENT), typed.number(name, Period.PRIOR))
    return Contents(order, form, layout, cells, frozenset(formulas))


def _change(current: float | None, prior: float | None) -> float | None:
    return None if current is None or prior is None else round(current - prior, 6)


def computed_figures(form: Form) -> dict[str, Node]:
    """The rates that a hard rule pins down, abs(rate − expression) <= tolerance, with the expression, by indicator."""
    found: dict[str, Node] = {}
    for rule in form.rules.values():
        match rule.tree:
            case Operation("<=", Call("abs", (Operation("-", Figure(name, "", False), expression),)), Number()):
                if rule.severity == "hard" and name in form.indicators and form.indicators[name].kind != "count":
                    found[name] = expression
    return found


def rate_values(form: Form, figures: Mapping[str, float]) -> dict[str, float]:
    """The rates that follow from a return's figures of one year, as the template computes them."""
    values = {(name, str(Period.CURRENT)): np.array([float(x)]) for name, x in figures.items()}
    table = FigureTable(pd.Index([""]), values, {}, {})
    trees = computed_figures(form).items()
    rates = {name: _rate(tree, table, form.indicators[name].decimals) for name, tree in trees}
    return {name: rate for name, rate in rates.items() if rate is not None}


def _rate(tree: Node, table: FigureTable, decimals: int) -> float | None:
    """The value of a rate, rounded half away from zero to its decimals as Excel's ROUND does."""
    value, step = float(Evaluator(table, {})(tree)[0]), 10**decimals
    return None if math.isnan(value) else math.copysign(math.floor(round(abs(value) * step, 9) + 0.5) / step, value)


def outcomes_of(
    checks: TemplateChecks, contents: Contents, language: str, thresholds: Mapping[str, float]
) -> dict[str, Outcome]:
    """What each check of the template comes to, by its name; judged by schemas.residuals as everywhere else."""
    table = _table(contents)
    ruled = tuple(x.check for x in checks.checks if x.check is not None)
    row = residuals(ruled, table, thresholds).to_numpy()[0]
    low = np.array([-np.inf if x.bounds[0] is None else x.bounds[0] for x in ruled])
    high = np.array([np.inf if x.bounds[1] is None else x.bounds[1] for x in ruled])
    failed = dict(zip((x.name for x in ruled), (row < low) | (row > high), strict=True))
    silent = {check.name for check, value in zip(ruled, row, strict=True) if np.isnan(value)}
    found = {}
    for check in checks.checks:
        if check.check is None:
            found[check.name] = _number_outcome(check, contents, language)
        elif check.name in silent:
            found[check.name] = Outcome("", "")
        elif failed[check.name]:
            found[check.name] = Outcome(check.weight, _sentence(check, contents, table, language, thresholds))
        else:
            found[check.name] = Outcome(0, "")
    return found


def _table(contents: Contents) -> FigureTable:
    numbers = {key: contents.number(*key) for key in contents.cells}
    values = {key: np.array([np.nan if value is None else value]) for key, value in numbers.items()}
    values |= {(name, ACCEPTED): np.array([float(x)]) for name, x in contents.order.accepted.items()}
    filled = {key: np.array([contents.text(*key).strip() != ""]) for key in contents.cells}
    order = contents.order
    facts = {"kind": np.array([order.kind], dtype=object), "has_accepted": np.array([bool(order.accepted)])}
    return FigureTable(pd.Index([contents.order.organisation]), values, filled, facts)


def _number_outcome(check: TemplateCheck, contents: Contents, language: str) -> Outcome:
    text = contents.text(check.indicator, check.period)
    if not text.strip():
        return Outcome("", "")
    if contents.number(check.indicator, check.period) is not None:
        return Outcome(0, "")
    row = contents.form.indicators[check.indicator].row
    return Outcome(check.weight, word("check.not_a_number", language, row=row, raw=text))


def _sentence(
    check: TemplateCheck, contents: Contents, table: FigureTable, language: str, thresholds: Mapping[str, float]
) -> str:
    assert check.check is not None
    evaluate = evaluator_of(check.check, table, thresholds)
    parameters: dict[str, Parameter] = {name: float(evaluate(x)[0]) for name, x in message_trees(check.check).items()}
    if name := check.check.indicator:
        parameters["row"] = str(contents.form.indicators[name].row)
        parameters["raw"] = contents.text(name, check.period)
    return fill(check.check.rule.message[language], parameters, language)


def said_by(group: Iterable[TemplateCheck], outcomes: Mapping[str, Outcome]) -> str:
    """What the failing checks of a group say, a line each."""
    return "\n".join(f"{x.prefix}{outcomes[x.name].sentence}" for x in group if outcomes[x.name].failing)


def changes_to_explain(checks: TemplateChecks, outcomes: Mapping[str, Outcome]) -> set[str]:
    """The indicators whose change needs an explanation as the workbook stands."""
    return {x.indicator for x in checks.checks if x.weight == COMMENTARY and outcomes[x.name].failing}
