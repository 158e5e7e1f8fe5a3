"""The rules judged themselves: do they contradict each other, does one follow from others, can one never fail.

Linear hard rules are judged as a system, for each circumstance that their conditions tell apart (kind of organisation,
newcomer …). Every rule of whatever form is held to its own two examples.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from schemas.form import (
    Cell,
    Check,
    Fact,
    Form,
    LinearRule,
    Node,
    Not,
    Operation,
    String,
    checks_of,
    linear_rules,
    walk,
)
from schemas.soundness.rule_examples import THRESHOLDS, example_outcomes
from schemas.soundness.rule_system import RuleSystem

Circumstances = tuple[tuple[str, str | bool], ...]
OTHER_KIND = "any other"


@dataclass(frozen=True)
class RuleConflict:
    """Checks that cannot hold together, none of them to spare, and the facts of a return for which that is so."""

    checks: tuple[str, ...]
    circumstances: Circumstances

    def __str__(self) -> str:
        what = (
            f"{', '.join(self.checks)} cannot hold together"
            if len(self.checks) > 1
            else f"{self.checks[0]} never holds"
        )
        return f"{what}{_in_words(self.circumstances)}"


@dataclass(frozen=True)
class RuleReport:
    """What was found of a form's rules; checks are named rule@column or rule:indicator@column.

    `implied` gives for a check those that it follows from, `fixed` for circumstances in words the cells to which the
    rules leave one value, `never_fail` checks that every return passes, `not_linear` hard checks that no repair uses,
    `wrong_examples` the rows of example_outcomes that are not right.
    """

    contradictions: tuple[RuleConflict, ...]
    implied: Mapping[str, tuple[str, ...]]
    never_fail: tuple[str, ...]
    fixed: Mapping[str, Mapping[Cell, float]]
    not_linear: tuple[str, ...]
    wrong_examples: pd.DataFrame

    @property
    def sound(self) -> bool:
        """Whether nothing was found that makes the rules wrong: no contradiction, no idle rule, no wrong example."""
        return not (self.contradictions or self.never_fail or len(self.wrong_examples))


def check_rules(form: Form, thresholds: Mapping[str, float] = THRESHOLDS) -> RuleReport:
    """The report on a form's rules that are in force at its date."""
    checks = checks_of(form)
    hard = [check for check in checks if check.rule.severity == "hard"]
    every = linear_rules(checks, thresholds)
    whole = frozenset(linear_rules(hard, thresholds).whole.values())
    contradictions: dict[tuple[str, ...], RuleConflict] = {}
    fixed: dict[Circumstances, dict[Cell, float]] = {}
    seen: dict[tuple[str, ...], dict[Cell, float]] = {}
    for circumstances in _circumstances(hard):
        applying = [x for x in hard if x.condition is None or _applies(x.condition, dict(circumstances), x.period)]
        system = RuleSystem(linear_rules(applying, thresholds).rules, whole)
        for part in system.parts():
            name = tuple(rule.check for rule in part)
            if name not in seen:
                core = system.contradiction(part)
                if core:
                    contradictions.setdefault(core, RuleConflict(core, circumstances))
                seen[name] = {} if core else system.fixed_cells(part)
            fixed.setdefault(circumstances, {}).update(seen[name])
    outcomes = example_outcomes(form, thresholds)
    return RuleReport(
        tuple(contradictions.values()),
        {} if contradictions else _implied(checks, thresholds, whole),
        tuple(rule.check for rule in every.rules if _never_fails(rule)),
        _plainest(fixed),
        linear_rules(hard, thresholds).unused,
        outcomes[~outcomes["right"]].reset_index(drop=True),
    )


def _in_words(circumstances: Circumstances) -> str:
    said = [f"{name} {value}" for name, value in circumstances if isinstance(value, str) and value != OTHER_KIND]
    said += [name for name, value in circumstances if value is True]
    return f" for a return with: {', '.join(said)}" if said else ""


def _plainest(fixed: Mapping[Circumstances, Mapping[Cell, float]]) -> dict[str, Mapping[Cell, float]]:
    """The fixed cells in the plainest circumstances that fix them."""
    told: dict[str, Mapping[Cell, float]] = {}
    for circumstances, cells in fixed.items():
        plainer = [x for x in fixed if x != circumstances and all(a in (b, (b[0], False), (b[0], OTHER_KIND))
                   for a, b in zip(x, circumstances, strict=True))]  # fmt: skip
        new = {c: v for c, v in cells.items() if not any(c in fixed[x] for x in plainer)}
        if new:
            told[_in_words(circumstances).removeprefix(" for ") or "every return"] = new
    return told


def _circumstances(checks: Sequence[Check]) -> Iterator[Circumstances]:
    """Every combination of the facts that conditions ask for, the plainest first."""
    conditions = [check.condition for check in checks if check.condition is not None]
    kinds = {
        node.right.value
        for condition in conditions
        for node in walk(condition)
        if isinstance(node, Operation) and isinstance(node.left, Fact) and node.left.name == "kind"
        and isinstance(node.right, String)
    }  # fmt: skip
    flags = sorted(
        {x.name for c in conditions for x in walk(c) if isinstance(x, Fact)}
        & {"has_accepted", "has_children", "newcomer"}
    )
    for kind in (OTHER_KIND, *sorted(kinds)):
        for values in itertools.product((False, True), repeat=len(flags)):
            yield (("kind", kind), *zip(flags, values, strict=True))


def _applies(node: Node, facts: Mapping[str, str | bool], period: str) -> bool:
    """Whether a condition holds under the facts; one that asks for figures is taken not to."""
    match node:
        case Operation(operator="and"):
            return _applies(node.left, facts, period) and _applies(node.right, facts, period)
        case Operation(operator="or"):
            return _applies(node.left, facts, period) or _applies(node.right, facts, period)
        case Not():
            return not _applies(node.operand, facts, period)
        case Operation(operator="==" | "!=", left=Fact() as fact, right=String() as text):
            value = period if fact.name == "period" else facts.get(fact.name)
            return (value == text.value) == (node.operator == "==")
        case Fact():
            return facts.get(node.name) is True
    return False


def _never_fails(rule: LinearRule) -> bool:
    low, high = rule.bounds
    return not rule.cells and not rule.given and low <= 0 <= high


def _implied(
    checks: Sequence[Check], thresholds: Mapping[str, float], whole: frozenset[Cell]
) -> dict[str, tuple[str, ...]]:
    """Unconditional checks that follow from the unconditional hard ones; not those that ask for whole figures too."""
    plain = [check for check in checks if check.condition is None and check.rule.severity != "commentary"]
    judged = linear_rules(plain, thresholds)
    names = {check.name for check in plain if check.rule.severity == "hard"}
    hard = RuleSystem([rule for rule in judged.rules if rule.check in names], whole)
    parts = hard.parts()
    found: dict[str, tuple[str, ...]] = {}
    failing: set[str] = set()
    for rule in judged.rules:
        if rule.products or rule.check in judged.whole or not rule.cells:
            continue
        near = [r for part in parts if any(set(r.cells) & set(rule.cells) for r in part) for r in part]
        causes = hard.implied_by(rule, [r for r in near if r.check != rule.check])
        if causes is None:
            failing.add(rule.check)
        else:
            found[rule.check] = tuple(dict.fromkeys([*found.get(rule.check, ()), *causes]))
    return {check: causes for check, causes in found.items() if check not in failing}
