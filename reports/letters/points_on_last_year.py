"""Last year's figures, which the form locks: they are asked about, and at once, as one act may explain them all."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from reports.letters.letter_point import Point, PointKind
from reports.wording import known, phrase
from schemas.documents import Period

Finding = Mapping[Hashable, Any]
COPIED = "prior_copied"
_FEWEST = 2  # figures that agree with others' places by more than chance


def of_last_year(language: str) -> str:
    """What is asked of a figure of last year."""
    return phrase("letter.mend.prior", language)


def asked_at_once(
    points: Sequence[Point], soft: Sequence[Finding], suspects: pd.DataFrame, figures: pd.DataFrame, language: str
) -> list[Point]:  # fmt: skip
    """The points with those on last year's figures as one, which says what may have happened to the whole column.

    `suspects` and `figures` (frames.Suspects, frames.Figures) are of this return, and so are its `soft` findings: that
    nothing has changed follows where both columns hold the same figures.
    """
    asked = [x for x in points if x.kind == PointKind.CONFIRM]
    if len(asked) < 2:
        return list(points)
    lines = {(x.sheet, x.cell): x for point in asked for x in point.lines}
    rules = {x.rule for point in asked for x in point.asked}
    told = f"letter.folded.{next(iter(rules))}"
    happened = _what_happened(suspects, figures)
    unchanged = [x for x in soft if x["rule"] == "unchanged-return"] if happened == COPIED else []
    one = replace(
        asked[0],
        lines=tuple(sorted(lines.values(), key=lambda x: int(x.row_number or 0))),
        ask=phrase(f"letter.mend.{happened}", language),
        asked=tuple(dict.fromkeys(x for point in asked for x in point.asked)),
        why=phrase(told, language, count=len(lines)) if len(rules) == 1 and known(told) else "",
        folded=(*(x for point in asked for x in point.folded), *unchanged),
    )
    return [one if x is asked[0] else x for x in points if x is asked[0] or x not in asked]


def _what_happened(suspects: pd.DataFrame, figures: pd.DataFrame) -> str:
    """Whether the figures stand a row too low or too high, or are this year's: by what was accepted, which repair
    proposes for them."""
    likeliest = suspects[suspects["rank"].eq(1) & suspects["period"].eq(Period.PRIOR)]
    cells = likeliest.drop_duplicates("indicator")
    order = pd.to_numeric(cells["cell"].str.extract(r"(\d+)$")[0]).sort_values().index
    stated, accepted = cells.loc[order, "value"], cells.loc[order, "proposed"]
    slid = max((stated == accepted.shift(step)).sum() for step in (1, -1))
    this_year = figures[figures["period"].eq(Period.CURRENT)].drop_duplicates("indicator").set_index("indicator")
    copied = (cells["value"] == cells["indicator"].map(this_year["value"])).sum()
    most, name = max((slid + 1, "prior_slid"), (copied, COPIED))
    return name if most > _FEWEST and 2 * most >= len(cells) else "prior_several"
