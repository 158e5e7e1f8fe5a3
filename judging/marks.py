"""The findings as they are marked in a workbook: at the cells that are likeliest wrong, with what to put there."""

from __future__ import annotations

import pandas as pd

from schemas.form import Form, plain_number

# a repair of more cells is one act, such as exchanged columns; its message says so better than each cell would
MOST_CELLS = 3
_KEY = ["indicator", "period"]


def marked_findings(findings: pd.DataFrame, suspects: pd.DataFrame, form: Form) -> pd.DataFrame:
    """frames.Findings of one return for its marked copy; `suspects` is frames.Suspects of the same return.

    Where a repair is likeliest, what a rule expects of its own cell is not told: that cell may be right. The hard
    finding is marked at the cells of the repair too, with the value proposed; none is told for an empty cell, whose
    value nobody knows.
    """
    likeliest = suspects[suspects["rank"].eq(1)]
    if likeliest.empty:
        return findings
    proposed = likeliest.set_index(_KEY)["proposed"].where(likeliest["value"].notna().to_numpy())
    told = findings.copy()
    of_rules = told["rule"].isin(form.rules)
    right = pd.Series(proposed.reindex(pd.MultiIndex.from_frame(told[_KEY])).to_numpy(float), index=told.index)
    told.loc[of_rules, "expected"] = right[of_rules].map(plain_number)
    hard = told[of_rules & told["severity"].eq("hard")]
    if hard.empty or len(likeliest) > MOST_CELLS:
        return told
    at_findings = pd.MultiIndex.from_frame(told[_KEY])
    unmarked = likeliest[~pd.MultiIndex.from_frame(likeliest[_KEY]).isin(at_findings) & likeliest["value"].notna()]
    rows = [
        {**hard.iloc[0].to_dict(), "observed": plain_number(value), "expected": plain_number(new), "sheet": sheet,
         "cell": cell, "indicator": indicator, "period": period}
        for value, new, sheet, cell, indicator, period
        in unmarked[["value", "proposed", "sheet", "cell", *_KEY]].itertuples(index=False, name=None)
    ]  # fmt: skip
    return pd.concat([pd.DataFrame(rows, columns=told.columns), told], ignore_index=True) if rows else told
