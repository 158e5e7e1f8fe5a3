"""The parts of a split organisation held against the whole: what they state of last year adds up to what it had."""

from __future__ import annotations

import pandas as pd

from judging.context import Context
from schemas.documents import Period
from schemas.form import plain_number
from schemas.languages import name_in
from schemas.succession import ids_in

SPLIT = "split-parts-differ"
_EXACT = 0.001


def split_findings(figures: pd.DataFrame, context: Context) -> pd.DataFrame:
    """A finding for each part and each row in which all parts state last year and their sum is not the whole's.

    `figures` is frames.Figures of the returns that count. Which part is wrong nobody can tell: each is asked.
    """
    of_last_year = figures[figures["period"].eq(Period.PRIOR) & figures["value"].notna()]
    summed = [x.name for x in context.form.indicators.values() if x.sum]
    rows: list[dict[str, object]] = []
    for whole in context.departed[context.departed["became"].eq("parts")].to_dict("records"):
        parts = ids_in(whole["successors"])
        stated = of_last_year[of_last_year["organisation"].isin(parts) & of_last_year["indicator"].isin(summed)]
        had = context.history[context.history["organisation"].eq(whole["organisation"])]
        accepted = had.set_index("indicator")["value"]
        sums = stated.groupby("indicator")["value"].agg(["sum", "count"])
        sums = sums[sums["count"].eq(len(parts)) & sums.index.isin(accepted.index)]
        off = sums.index[(sums["sum"] - accepted.reindex(sums.index)).abs() > _EXACT]
        for place in stated[stated["indicator"].isin(off)].to_dict("records"):
            both = float(sums["sum"][place["indicator"]]), float(accepted[place["indicator"]])
            rows.append(
                _finding({str(k): x for k, x in place.items()}, {str(k): x for k, x in whole.items()}, both, context)
            )
    return pd.DataFrame(rows)


def _finding(
    place: dict[str, object], whole: dict[str, object], both: tuple[float, float], context: Context
) -> dict[str, object]:
    language = str(context.languages[str(place["organisation"])])
    said = {"row": context.form.indicators[str(place["indicator"])].row, "whole": name_in(whole, language)}
    columns = ("organisation", "file", "sheet", "cell", "indicator", "period")
    return {
        **{x: place[x] for x in columns}, "rule": SPLIT, "observed": place["raw"], "expected": "",
        "parameters": said | {"lhs": plain_number(both[0]), "rhs": plain_number(both[1])},
    }  # fmt: skip
