"""What the sender is told of values: which proposals, which bounds, and whether all is well once they are followed.

A number in a letter is taken for an order. So a proposal is told only where repair is sure of it, of a figure of this
year; last year's figures are asked about, and a stated change follows its figures by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from commentary.verdicts import Assessment
from judging.context import Context
from judging.held_to_rules import Ruled, suspect_cells
from judging.second_witness import hear_second_witness
from schemas.documents import Period
from schemas.form import Form, plain_number
from schemas.judge import every_rule_holds, with_figures

SWAPPED = "swapped-columns"
_KEY = ["organisation", "indicator", "period"]
_BOUND = re.compile(r"^([≤≥<>]) *(-?\d+(?:\.\d+)?)$")


def told_suspects(ruled: Ruled, assessment: Assessment, context: Context) -> tuple[pd.DataFrame, Assessment]:
    """frames.Suspects as the notes bear them out, and the assessment without what a repair explains."""
    suspects, left = hear_second_witness(suspect_cells(ruled, context), assessment, ruled.figures)
    return with_settled(suspects, ruled, context.thresholds), left


def with_settled(suspects: pd.DataFrame, ruled: Ruled, thresholds: dict[str, float]) -> pd.DataFrame:
    """frames.Suspects with `settles`: whether every hard rule of the return holds once it follows what it is told.

    Columns that were exchanged are put right as one act, last year's too.
    """
    is_swap = suspects["kind"].eq(SWAPPED) & suspects["likely"]
    followed = suspects[suspects["rank"].eq(1) & (suspects["told"] | is_swap) & suspects["proposed"].notna()]
    if followed.empty:
        return suspects.assign(settles=False)
    figures = followed.drop_duplicates(_KEY)[[*_KEY, "proposed"]].rename(columns={"proposed": "value"})
    holds = every_rule_holds(ruled.checks, with_figures(ruled.table, figures), thresholds)
    settled = set(holds.index[holds]) & set(figures["organisation"])
    return suspects.assign(settles=suspects["organisation"].isin(settled))


def told_findings(findings: pd.DataFrame, suspects: pd.DataFrame, form: Form) -> pd.DataFrame:
    """The findings (frames.Findings) with no `expected` but what may be told; `suspects` are of the same returns.

    Of a rule: the told value of its own cell, or the closest bound where the cell may be wrong. Of what was read: as it
    stands, unless another value is told for the cell. So there is one value for a cell, or none.
    """
    cells = pd.MultiIndex.from_frame(findings[_KEY])
    first = suspects[suspects["rank"].eq(1) & suspects["told"]].drop_duplicates(_KEY)
    values = first.set_index(_KEY)["proposed"].reindex(cells).to_numpy(float)
    told = np.array([plain_number(x) for x in values], dtype=object)
    of_rule = findings["rule"].isin(form.rules).to_numpy(bool)
    bounds = _closest(findings, of_rule & _in_question(findings, cells, suspects))
    stated = findings["expected"].to_numpy(object)
    kept = np.where(of_rule, bounds, np.where((told == "") | (told == stated), stated, ""))
    return findings.assign(expected=np.where(of_rule & (told != ""), told, kept))


def _in_question(findings: pd.DataFrame, cells: pd.MultiIndex, suspects: pd.DataFrame) -> np.ndarray:
    """Whether the finding's own cell, of this year, may be wrong: a suspect, or nobody knows which one is."""
    searched = findings["severity"].eq("hard") & findings["organisation"].isin(set(suspects["organisation"]))
    among = cells.isin(pd.MultiIndex.from_frame(suspects[_KEY]))
    return np.asarray(findings["period"].eq(Period.CURRENT) & (~searched | among))


def _closest(findings: pd.DataFrame, kept: np.ndarray) -> np.ndarray:
    """For each finding the closest bound of its cell among those that are kept, "" where it states none."""
    parts = findings["expected"].str.extract(_BOUND)
    sign, value = parts[0].where(kept), pd.to_numeric(parts[1]).where(kept)
    by_cell: Sequence[pd.Series] = [findings[x] for x in _KEY]
    by = [*by_cell, sign]
    least, most = (value.groupby(by).transform(x) for x in ("min", "max"))
    closest = least.where(sign.isin(["≤", "<"]), most)
    return np.array(
        ["" if pd.isna(x) else f"{s} {plain_number(x)}" for s, x in zip(sign, closest, strict=True)], dtype=object
    )
