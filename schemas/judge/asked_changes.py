"""Why a change is to be explained, where it is not its size: the rule that compares it with other figures."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from schemas.form import Check
from schemas.judge.figures_side_by_side import FigureTable
from schemas.judge.outcome import material_indicators
from schemas.judge.validation import message_terms


def asked_by_other_figures(
    checks: tuple[Check, ...], failed: pd.DataFrame, table: FigureTable, thresholds: Mapping[str, float]
) -> pd.DataFrame:
    """The commentary rules that alone ask for a change: columns organisation, indicator, rule, parameters.

    A change that a rule over a set asks for as well is large by itself, and both years say so; it has no row.
    `failed` is validation.failed_checks, `parameters` are the numbers that the rule's sentence names.
    """
    subjects = material_indicators(checks)
    by_name = {check.name: check for check in checks if check.name in subjects}
    rows = failed[failed["check"].isin(by_name)]
    by_size = {(o, subjects[name]) for o, name in _pairs(rows) if by_name[name].rule.each}
    told = [(o, name) for o, name in _pairs(rows) if (o, subjects[name]) not in by_size]
    found = []
    for name in dict.fromkeys(name for _, name in told):
        terms = message_terms(by_name[name], table, thresholds)
        for organisation in (o for o, x in told if x == name):
            row = table.organisations.get_loc(organisation)
            given = {term: float(values[row]) for term, values in terms.items()}
            found.append((organisation, subjects[name], by_name[name].rule.name, given))
    return pd.DataFrame(found, columns=["organisation", "indicator", "rule", "parameters"])


def _pairs(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return [(str(o), str(name)) for o, name in rows[["organisation", "check"]].itertuples(index=False, name=None)]
