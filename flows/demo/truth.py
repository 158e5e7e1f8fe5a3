"""The demo's figures in the frames of the project: what was accepted last year, what wants an explanation."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from flows.demo.figures import demo_register
from schemas.documents import CellState, Period
from schemas.form import Form, checks_of
from schemas.frames import History
from schemas.judge import FigureTable, failed_checks, figure_table, material_changes, residuals


def demo_history(figures: pd.DataFrame, form: Form) -> pd.DataFrame:
    """frames.History: last year's figures of all that reported then."""
    stated = [name for name, indicator in form.indicators.items() if indicator.prior and (name, "prior") in figures]
    reported = figures[figures["members", "prior"].gt(0)]
    prior = reported.xs("prior", axis=1, level=1)[stated]
    long = (
        prior.rename_axis("organisation").reset_index().melt("organisation", var_name="indicator", value_name="value")
    )
    order = {name: place for place, name in enumerate(prior.index)}
    return History.validate(
        long.sort_values("organisation", key=lambda x: x.map(order), kind="stable").reset_index(drop=True)
    )


def true_table(figures: pd.DataFrame, form: Form) -> FigureTable:
    """The figures as clean returns would state them, with the change of each."""
    frames = []
    for name, indicator in form.indicators.items():
        if (name, "current") not in figures:
            continue
        values: dict[str, pd.Series] = {Period.CURRENT: figures[name, "current"]}
        if indicator.prior:
            values[Period.PRIOR] = figures[name, "prior"]
            values[Period.CHANGE] = (figures[name, "current"] - figures[name, "prior"]).round(1)
        frames += [
            pd.DataFrame({"organisation": v.index, "indicator": name, "period": p, "value": v.to_numpy()})
            for p, v in values.items()
        ]
    long = pd.concat(frames, ignore_index=True).assign(state=str(CellState.READ))
    return figure_table(long, demo_history(figures, form), demo_register(), form.as_of)


def true_failures(figures: pd.DataFrame, form: Form, thresholds: Mapping[str, float]) -> pd.DataFrame:
    """validation.failed_checks of the clean returns."""
    checks = checks_of(form)
    return failed_checks(checks, residuals(checks, true_table(figures, form), thresholds))


def changes_to_explain(
    figures: pd.DataFrame, form: Form, thresholds: Mapping[str, float]
) -> dict[str, tuple[str, ...]]:
    """The indicators of each organisation whose change its note must explain."""
    found = material_changes(checks_of(form), true_failures(figures, form, thresholds))
    return {str(organisation): tuple(group) for organisation, group in found.groupby("organisation")["indicator"]}
