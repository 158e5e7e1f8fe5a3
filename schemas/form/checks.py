"""The checks that a form's rules unfold to: one for each rule, indicator of its set, and column that it judges."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass

from schemas.documents import Period
from schemas.form.expression import (
    COMPARISONS,
    Figure,
    Node,
    Operation,
    figures_of,
    has_aggregate,
    is_comparison,
    substitute,
)
from schemas.form.model import Form, Indicator, Rule

Bounds = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One rule at one place. `indicator` is "" where the rule speaks of the whole set.

    `bounds` are those of the residual when the check passes, both inclusive; None for no bound.
    """

    name: str
    rule: Rule
    indicator: str
    period: str
    tree: Node
    condition: Node | None
    members: tuple[str, ...]
    bounds: Bounds

    @property
    def residual_is_difference(self) -> bool:
        """Whether the residual is left − right; otherwise it is 0 where the rule holds and 1 where not."""
        return difference_of(self.tree) is not None


def difference_of(tree: Node) -> Operation | None:
    """The comparison whose left − right is the residual, or None where the residual is 0 or 1."""
    return tree if isinstance(tree, Operation) and tree.operator != "!=" and is_comparison(tree) else None


def checks_of(form: Form, as_of: dt.date | None = None) -> tuple[Check, ...]:
    """All checks of the rules in force at the date (the form's own by default), in the form's order."""
    return _checks(_ByIdentity(form), as_of or form.as_of)


class _ByIdentity:
    """A form as a cache key: forms are frozen, but hold dicts and so have no hash of their own."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return hash((self.form.digest, self.form.as_of))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and hash(self) == hash(other)


@functools.lru_cache(maxsize=8)
def _checks(key: _ByIdentity, as_of: dt.date) -> tuple[Check, ...]:
    form = key.form
    return tuple(check for rule in form.rules.values() if rule.in_force(as_of) for check in _of_rule(form, rule))


def _of_rule(form: Form, rule: Rule) -> list[Check]:
    members = form.members_of(rule.each) if rule.each else ()
    whole_set = rule.each is not None and has_aggregate(rule.tree)
    subjects: tuple[Indicator | None, ...] = members if members and not whole_set else (None,)
    checks = []
    for period in periods_of(rule):
        for subject in subjects:
            tree = substitute(rule.tree, subject.name) if subject else rule.tree
            if period == Period.PRIOR and any(_has_no_prior(form, f) for f in figures_of(tree)):
                continue
            condition = substitute(rule.condition, subject.name) if rule.condition and subject else rule.condition
            indicator = subject.name if subject else "" if whole_set else figures_of(tree)[0].indicator
            place = f"{rule.name}:{subject.name}@{period}" if subject else f"{rule.name}@{period}"
            names = tuple(x.name for x in members) if whole_set else ()
            checks.append(Check(place, rule, indicator, period, tree, condition, names, _bounds(tree, rule.tolerance)))
    return checks


def _has_no_prior(form: Form, figure: Figure) -> bool:
    return figure.indicator != "x" and not form.indicators[figure.indicator].prior


def periods_of(rule: Rule) -> tuple[str, ...]:
    """The columns that a rule judges.

    A hard or soft rule without `@` is judged in both year columns; a commentary rule, and one over the children, in
    the column that it names only. A rule over the stated change is told at the change.
    """
    figures = figures_of(rule.tree)
    columns = {f.column for f in figures}
    if columns == {""} and rule.severity != "commentary" and not any(f.children for f in figures):
        return (Period.CURRENT, Period.PRIOR)
    if "change" in columns:
        return (Period.CHANGE,)
    return (Period.CURRENT,) if "" in columns else (Period.PRIOR,)


def _bounds(tree: Node, tolerance: float) -> Bounds:
    comparison = difference_of(tree)
    if comparison is None:
        return (None, 0.5)
    assert comparison.operator in COMPARISONS
    return {
        "==": (-tolerance, tolerance),
        "<=": (None, tolerance),
        ">=": (-tolerance, None),
        "<": (None, -tolerance),
        ">": (tolerance, None),
    }[comparison.operator]
