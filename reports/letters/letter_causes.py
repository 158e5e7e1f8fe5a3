"""What is most likely wrong in a return, said before its single errors."""

from __future__ import annotations

import pandas as pd

from reports.wording import phrase
from schemas.form import format_number

SHOWN_CELLS = 6
SHOWN_REPAIRS = 3
UNKNOWN = "unknown"


def causes(suspects: pd.DataFrame, language: str) -> tuple[str, ...]:
    """The sentences on the likeliest repair and on others of its size (frames.Suspects of one organisation).

    Where the likeliest cell is another organisation's (a region's, say), only the other possibilities are told.
    """
    if suspects.empty:
        return ()
    repairs = [group for _, group in suspects.sort_values("rank", kind="stable").groupby("rank", sort=True)]
    has_likeliest = bool(suspects["rank"].eq(1).any())
    others = repairs[1:] if has_likeliest else repairs
    told = _likeliest(repairs[0], language) if has_likeliest else []
    told += [
        phrase("letter.cause.otherwise", language, steps="; ".join(_steps(x, language)))
        for x in others[:SHOWN_REPAIRS]
        if x["proposed"].notna().all()
    ]
    if len(others) > SHOWN_REPAIRS:
        told.append(phrase("letter.cause.others", language, count=len(others) - SHOWN_REPAIRS))
    return tuple(told)


def _likeliest(repair: pd.DataFrame, language: str) -> list[str]:
    kinds = list(pd.unique(repair["kind"]))
    told = "; ".join(phrase(f"slip.{kind}", language) for kind in kinds if kind != UNKNOWN)
    slip = f" ({told})" if told else ""
    if kinds == ["swapped-columns"]:
        return [phrase("letter.cause.swap", language, cells=_span(repair))]
    if len(repair) > 1:
        steps = _steps(repair, language)
        return [phrase("letter.cause.several", language, slip=slip), *(f"  {step}" for step in steps)]
    row = repair.iloc[0]
    given = {"cell": _cell(row), "value": _stands(row, language), "slip": slip}
    if pd.isna(row["proposed"]):
        return [phrase("letter.cause.unknown", language, **given)]
    name = "letter.cause.fill" if pd.isna(row["value"]) else "letter.cause.one"
    return [phrase(name, language, proposed=float(row["proposed"]), **given)]


def _steps(repair: pd.DataFrame, language: str) -> list[str]:
    steps = [
        phrase("letter.cause.step", language, cell=_cell(row), value=_stands(row, language), proposed=row["proposed"])
        for _, row in repair.head(SHOWN_CELLS).iterrows()
    ]
    if len(repair) > SHOWN_CELLS:
        steps.append(phrase("letter.cause.more", language, count=len(repair) - SHOWN_CELLS))
    return steps


def _stands(row: pd.Series, language: str) -> str:
    return phrase("letter.nothing", language) if pd.isna(row["value"]) else format_number(row["value"], language)


def _cell(row: pd.Series) -> str:
    return f"{row['sheet']}!{row['cell']}" if row["sheet"] else str(row["cell"])


def _span(repair: pd.DataFrame) -> str:
    columns = sorted({"".join(x for x in cell if x.isalpha()) for cell in repair["cell"]} - {""})
    return ", ".join(columns)
