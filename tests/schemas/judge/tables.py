"""Figure tables and rules in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

import numpy as np
import pandas as pd

from schemas.form.checks import Check, _bounds
from schemas.form.expression import Figure, parse
from schemas.form.model import HidiroglouBerthelot
from schemas.judge.figures_side_by_side import FigureTable
from schemas.judge.residual_table import Evaluator

NAN = float("nan")
NAMES = frozenset({"a", "b", "c"})
FACTS = frozenset({"kind", "period", "has_accepted", "has_children", "newcomer", "peers", "relative", "twofold"})
THRESHOLDS = {"relative": 0.05, "twofold": 2.0}


def table(values: Mapping[str, Sequence[float]], kinds: Sequence[str] = (), **facts: Sequence[object]) -> FigureTable:
    """Columns "a", "a@prior", "a@accepted", "children.a" of many returns; `filled` is what has a value."""
    size = len(next(iter(values.values())))
    figures: dict[tuple[str, str], np.ndarray] = {}
    children: dict[tuple[str, str], np.ndarray] = {}
    for key, given in values.items():
        name, _, column = key.removeprefix("children.").partition("@")
        of = children if key.startswith("children.") else figures
        of[name, column or "current"] = np.array(given, dtype=float)
    known: dict[str, np.ndarray] = {"kind": np.array(list(kinds) or ["regional"] * size, dtype=object)}
    known |= {
        "has_accepted": np.ones(size, dtype=bool),
        "newcomer": np.zeros(size, dtype=bool),
        "peers": np.full(size, float(size)),
    }
    known |= {name: np.array(x) for name, x in facts.items()}
    index = pd.Index([f"o{n}" for n in range(size)], name="organisation")
    return FigureTable(index, figures, {k: ~np.isnan(v) for k, v in figures.items()}, known, children)


def tree(text: str):
    return parse(text, NAMES, FACTS)


def value(text: str, given: FigureTable, **more: object) -> list[float]:
    """What the expression comes to for each return."""
    return Evaluator(given, THRESHOLDS, **more)(tree(text)).tolist()  # type: ignore[arg-type]


def check(name: str, text: str, *, when: str = "", indicator: str = "", period: str = "current", severity: str = "hard",
          members: tuple[str, ...] = (), tolerance: float = 1e-6, shadow: bool = False, each: str | None = None,
          material: str | None = None) -> Check:  # fmt: skip
    """A check of a rule that no form holds."""
    read = tree(text)
    rule = SimpleNamespace(
        name=name.partition(":")[0].partition("@")[0], severity=severity, shadow=shadow, tolerance=tolerance, parameters=HidiroglouBerthelot(), each=each,
        material=material, terms={}, term_trees={},
    )  # fmt: skip
    condition = tree(when) if when else None
    return Check(name, rule, indicator, period, read, condition, members, _bounds(read, tolerance))  # type: ignore[arg-type]


__all__ = ["FACTS", "NAMES", "NAN", "THRESHOLDS", "Figure", "check", "table", "tree", "value"]
