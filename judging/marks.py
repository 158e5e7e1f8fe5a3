"""The findings as they are marked in a workbook: at the cells that are likeliest wrong, with what may be put there."""

from __future__ import annotations

import pandas as pd

from judging.told_values import told_findings
from schemas.form import Form, plain_number

# a repair of more cells is one act, such as exchanged columns; its message says so better than each cell would
MOST_CELLS = 6
_KEY = ["indicator", "period"]


def marked_findings(findings: pd.DataFrame, suspects: pd.DataFrame, form: Form) -> pd.DataFrame:
    """frames.Findings of one return for its marked copy; `suspects` is frames.Suspects of the same return.

    What a rule expects of its own cell is told as told_findings has it. The hard finding is marked at the cells of the
    likeliest repair too: those that are told, with the value, and those that are likely, without one.
    """
    told = told_findings(findings, suspects, form)
    hard = told[told["rule"].isin(form.rules) & told["severity"].eq("hard")]
    likeliest = suspects[suspects["rank"].eq(1) & suspects["value"].notna() & suspects["period"].eq("current")]
    likeliest = likeliest[likeliest["likely"] | likeliest["told"]].drop_duplicates(_KEY)
    if hard.empty or len(likeliest) > MOST_CELLS:
        return told
    at_findings = pd.MultiIndex.from_frame(told[_KEY])
    unmarked = likeliest[~pd.MultiIndex.from_frame(likeliest[_KEY]).isin(at_findings)]
    rows = [
        {**hard.iloc[0].to_dict(), "observed": plain_number(value), "expected": plain_number(new) if is_told else "",
         "sheet": sheet, "cell": cell, "indicator": indicator, "period": period}
        for value, new, is_told, sheet, cell, indicator, period
        in unmarked[["value", "proposed", "told", "sheet", "cell", *_KEY]].itertuples(index=False, name=None)
    ]  # fmt: skip
    return pd.concat([pd.DataFrame(rows, columns=told.columns), told], ignore_index=True) if rows else told
