"""Failures of rules that somebody has settled: they are told as such beside those that are open."""

from __future__ import annotations

import pandas as pd


def settled_failures(findings: pd.DataFrame) -> dict[str, dict[str, str]]:
    """For each rule the organisations of which no finding of it (frames.Findings) is open, with who says why."""
    told: dict[str, dict[str, str]] = {}
    for (rule, organisation), group in findings.groupby(["rule", "organisation"], sort=False):
        if group["state"].ne("open").all():
            said = (": ".join(x for x in pair if x) for pair in group[["by", "because"]].to_numpy())
            told.setdefault(str(rule), {})[str(organisation)] = "; ".join(dict.fromkeys(x for x in said if x))
    return told
