"""What pandera says of the residual table, and the findings that its failure cases become.

A check has failed where its residual lies beyond the check's bounds. The residuals of all checks with the same bounds
are judged as one series: pandera takes as long for a series of one number as for one of thousands, a schema with a
column for each of hundreds of checks half of the time of judging a round.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from schemas.documents import Period
from schemas.form import Check, Figure, Form, Indicator, Parameter, difference_of, messages, plain_number, substitute
from schemas.frames import Findings, empty
from schemas.judge.figures_side_by_side import FigureTable
from schemas.judge.residual_table import evaluator_of

_SIGNS = {"==": "", "<=": "≤ ", ">=": "≥ ", "<": "< ", ">": "> "}


@functools.lru_cache(maxsize=32)
def residual_schema(low: float | None, high: float | None) -> pa.SeriesSchema:
    """The schema of the residuals of checks with these bounds: floats within them, or not evaluated."""
    floor = [] if low is None else [pa.Check.ge(low)]
    ceiling = [] if high is None else [pa.Check.le(high)]
    return pa.SeriesSchema(float, floor + ceiling, nullable=True)


def failed_checks(checks: tuple[Check, ...], residuals: pd.DataFrame) -> pd.DataFrame:
    """The failure cases of the residual table: columns organisation, check (its name), residual; check by check."""
    names = pd.Index([check.name for check in checks], dtype="str")
    values = residuals[names].to_numpy(np.float64)
    failed = np.zeros(values.shape, dtype=bool)
    with_bounds: dict[tuple[float | None, float | None], list[int]] = defaultdict(list)
    for place, check in enumerate(checks):
        with_bounds[check.bounds].append(place)
    for bounds, columns in with_bounds.items():
        failed[:, columns] = _beyond(residual_schema(*bounds), values[:, columns])
    column, row = np.nonzero(failed.T)
    return pd.DataFrame({"organisation": residuals.index[row], "check": names[column], "residual": values[row, column]})


def _beyond(schema: pa.SeriesSchema, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Which of the values are failure cases of the schema."""
    failed = np.zeros(values.size, dtype=bool)
    try:
        schema.validate(pd.Series(values.ravel()), lazy=True)
    except pa.errors.SchemaErrors as errors:
        failed[errors.failure_cases["index"].to_numpy(np.int64)] = True
    return failed.reshape(values.shape)


def rule_findings(
    form: Form,
    checks: tuple[Check, ...],
    failed: pd.DataFrame,
    table: FigureTable,
    figures: pd.DataFrame,
    thresholds: Mapping[str, float],
    languages: pd.Series,
) -> pd.DataFrame:
    """The findings (frames.Findings) of failed checks of hard and soft rules, each at the cell that it speaks of.

    Commentary rules raise none by themselves (see judgement.material_changes), shadow rules tell nobody.
    """
    by_name = {check.name: check for check in checks if check.rule.severity != "commentary" and not check.rule.shadow}
    parts = [
        _findings_of(by_name[str(name)], cases["organisation"], table, thresholds, form)
        for name, cases in failed[failed["check"].isin(by_name)].groupby("check", sort=False)
    ]
    if not parts:
        return empty(Findings)
    found = _placed(pd.concat(parts, ignore_index=True), figures)
    found["message"] = messages(found, form, languages)
    order = {name: place for place, name in enumerate(by_name)}
    ranked = found.assign(_=found["check"].map(order)).sort_values(["organisation", "_"], kind="stable")
    return Findings.validate(ranked.reindex(columns=list(Findings.to_schema().columns)).reset_index(drop=True))


def _findings_of(
    check: Check, organisations: pd.Series, table: FigureTable, thresholds: Mapping[str, float], form: Form
) -> pd.DataFrame:
    rows = table.organisations.get_indexer(pd.Index(organisations))
    terms = {name: values[rows] for name, values in message_terms(check, table, thresholds).items()}
    indicator = form.indicators.get(check.indicator)
    row = {"row": str(indicator.row)} if indicator else {}
    parameters: list[dict[str, Parameter]] = [
        row | {k: float(v[i]) for k, v in terms.items()} for i in range(len(rows))
    ]
    return pd.DataFrame({
        "organisation": organisations.to_numpy(),
        "check": check.name,
        "rule": check.rule.name,
        "severity": check.rule.severity,
        "indicator": check.indicator,
        "period": check.period,
        "expected": _expected(check, terms, len(rows), indicator),
        "parameters": parameters,
    })  # fmt: skip


def message_terms(check: Check, table: FigureTable, thresholds: Mapping[str, float]) -> dict[str, np.ndarray]:
    """The numbers that a check's message may name, for every return: lhs, rhs, diff, prior, cur, the rule's terms."""
    evaluate = evaluator_of(check, table, thresholds)
    terms: dict[str, np.ndarray] = {}
    comparison = difference_of(check.tree)
    if comparison is not None:
        terms |= {"lhs": evaluate(comparison.left), "rhs": evaluate(comparison.right)}
    if check.indicator:
        terms |= {
            "cur": table.value(check.indicator, Period.CURRENT),
            "prior": table.value(check.indicator, Period.PRIOR),
        }
    terms |= {name: evaluate(substitute(tree, check.indicator)) for name, tree in check.rule.term_trees.items()}
    if "lhs" in terms and "diff" not in terms:
        terms["diff"] = terms["lhs"] - terms["rhs"]
    return terms


def _expected(check: Check, terms: Mapping[str, np.ndarray], size: int, indicator: Indicator | None) -> list[str]:
    """What should stand at the cell, where the rule has it alone on its left side or is about a computed rate."""
    comparison = difference_of(check.tree)
    if comparison is None or not isinstance(comparison.left, Figure):
        tell = "lhs" in check.rule.terms and "rhs" in check.rule.terms
        if not tell or indicator is None or indicator.kind == "count":
            return [""] * size
        return [plain_number(x) for x in np.round(terms["rhs"], indicator.decimals)]
    return [f"{_SIGNS[comparison.operator]}{plain_number(x)}" for x in terms["rhs"]]


def _placed(found: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """The findings with file, sheet, cell and raw text of the figure that each names."""
    key = ["organisation", "indicator", "period"]
    placed = found.merge(figures[[*key, "file", "sheet", "cell", "raw"]], on=key, how="left")
    files = figures.drop_duplicates("organisation").set_index("organisation")["file"]
    placed["file"] = placed["file"].fillna(placed["organisation"].map(files))
    for column in ("file", "sheet", "cell", "raw"):
        placed[column] = placed[column].fillna("")
    placed["observed"] = placed.pop("raw")
    placed["parameters"] = [p | {"raw": raw, "cell": cell} for p, raw, cell in
                            zip(placed["parameters"], placed["observed"], placed["cell"], strict=True)]  # fmt: skip
    placed[["message", "by", "because"]] = ""
    placed["state"] = "open"
    return placed
