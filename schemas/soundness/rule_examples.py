"""The examples of the rules, judged: every rule says with which figures it passes and with which it fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from schemas.documents import Period
from schemas.form import Check, Form, checks_of, periods_of
from schemas.judge import FigureTable, failures, residuals

THRESHOLDS = {"relative": 0.05, "absolute": 10.0, "fall": 100.0, "twofold": 2.0}
FACTS = {"kind": "regional", "has_accepted": False, "has_children": False, "newcomer": False}


def example_table(example: Mapping[str, Any]) -> FigureTable:
    """One return that holds the example's figures, with its peers beside it where the example gives any.

    Keys are indicator, indicator@prior, @accepted and @change, children.indicator (a list), the facts of a return, and
    peers: figures of other returns.
    """
    peers: Mapping[str, list[float]] = example.get("peers", {})
    size = 1 + max((len(given) for given in peers.values()), default=0)
    values, filled, children = {}, {}, {}
    for key, given in example.items():
        if key in FACTS or key == "peers":
            continue
        name, _, column = key.removeprefix("children.").partition("@")
        cell = (name, column or str(Period.CURRENT))
        if key.startswith("children."):
            children[cell] = np.full(size, float(sum(given)))
            continue
        others = peers.get(key, [np.nan] * (size - 1))
        values[cell] = np.array([np.nan if given is None else float(given), *others], dtype=np.float64)
        filled[cell] = ~np.isnan(values[cell])
    facts: dict[str, np.ndarray] = {
        name: np.full(size, example.get(name, usual), dtype=object if isinstance(usual, str) else bool)
        for name, usual in FACTS.items()
    }
    organisations = pd.Index([f"example{place}" for place in range(size)], name="organisation")
    return FigureTable(organisations, values, filled, facts, children)


def example_outcomes(form: Form, thresholds: Mapping[str, float] = THRESHOLDS) -> pd.DataFrame:
    """Every rule on its own examples: rule, example (passes or fails), outcome (pass, fail or not-evaluated), right."""
    checks = checks_of(form)
    rows = []
    for name, rule in form.rules.items():
        for example, figures in (("passes", rule.example.passes), ("fails", rule.example.fails)):
            outcome = _outcome([c for c in checks if c.rule.name == name], figures, thresholds)
            rows.append((name, example, outcome, outcome == ("pass" if example == "passes" else "fail")))
    return pd.DataFrame(rows, columns=["rule", "example", "outcome", "right"])


def _outcome(checks: list[Check], example: Mapping[str, Any], thresholds: Mapping[str, float]) -> str:
    named = {key.partition("@")[0].removeprefix("children.") for key in example}
    judged = tuple(
        check
        for check in checks
        if check.period == periods_of(check.rule)[0]
        and (check.rule.each is None or check.indicator in named or not check.indicator)
    )
    table = residuals(judged, example_table(example), thresholds)
    if table.iloc[0].isna().all():
        return "not-evaluated"
    return "fail" if failures(judged, table).iloc[0].any() else "pass"
