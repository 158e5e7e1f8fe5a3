"""What becomes of a return: its material changes, its lateness, its outcome. The only place where that is decided."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from schemas.form import Check, figures_of


def material_changes(checks: tuple[Check, ...], failed: pd.DataFrame) -> pd.DataFrame:
    """The changes that the note must explain: columns organisation, indicator, in the form's order, each once.

    They are those for which a commentary rule fails in the current year: the indicator of the rule's set, or the one
    that the rule says it is about, or the first that it names. `failed` is validation.failed_checks.
    """
    subject = material_indicators(checks)
    place = {indicator: number for number, indicator in enumerate(dict.fromkeys(c.indicator for c in checks))}
    rows = failed[failed["check"].isin(subject)]
    found = pd.DataFrame(
        {"organisation": rows["organisation"], "indicator": rows["check"].map(subject)}
    ).drop_duplicates()
    order = found["indicator"].map(place).fillna(len(place))
    return (
        found.assign(_=order).sort_values(["organisation", "_"], kind="stable").drop(columns="_").reset_index(drop=True)
    )


def material_indicators(checks: tuple[Check, ...]) -> dict[str, str]:
    """The indicator whose change each commentary rule wants explained, by the check's name."""
    asking = [x for x in checks if x.rule.severity == "commentary" and not x.rule.shadow]
    return {check.name: _subject(check) for check in asking}


def _subject(check: Check) -> str:
    if check.rule.each:
        return check.indicator
    return check.rule.material or figures_of(check.tree)[0].indicator


def days_late(received: dt.date | None, deadline: dt.date) -> int:
    """By how many days a return came after the deadline; 0 where it did not, or where the date is not known."""
    return max(0, (received - deadline).days) if received else 0


def outcomes(findings: pd.DataFrame, organisations: pd.Index) -> pd.Series:
    """The outcome of each organisation's latest return: returned (a hard finding), queried (a soft finding or a change
    left unexplained), accepted. Index organisation. `findings` is frames.Findings.
    """
    severities = findings.groupby("organisation")["severity"].agg(set).reindex(organisations)
    return severities.map(_outcome, na_action=None)


def _outcome(severities: object) -> str:
    if not isinstance(severities, set):
        return "accepted"
    return "returned" if "hard" in severities else "queried"
