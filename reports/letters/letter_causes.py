"""What is most likely wrong in a return, said before its single errors: a value only where it may be told.

`suspects` (frames.Suspects) say which: `told` values are fixed by equations and a known slip, and likelier than all
else by a margin; elsewhere the cells are named, with the bound that holds, to be compared with the source document.
"""

from __future__ import annotations

import pandas as pd

from reports.wording import phrase
from schemas.form import format_number

SHOWN_CELLS = 6
UNKNOWN, SHIFTED, SWAPPED = "unknown", "shifted-row", "swapped-columns"
_CELL = ["indicator", "period", "cell"]


def causes(suspects: pd.DataFrame, language: str) -> tuple[str, ...]:
    """The sentences on each fault of one organisation's return, and whether all rules hold once they are followed."""
    told: list[str] = []
    for _, fault in suspects.groupby("fault", sort=True):
        told += _fault(fault, language)
    if told and bool(suspects["settles"].all()):
        told.append(phrase("letter.cause.settled", language))
    return tuple(dict.fromkeys(told))


def _fault(fault: pd.DataFrame, language: str) -> list[str]:
    """The sentences on one fault; where its likeliest cell is another organisation's, on the cells that remain."""
    first = fault[fault["rank"].eq(1)].drop_duplicates(_CELL)
    if first.empty or not (first["likely"].any() or first["told"].any()):
        return _one_of(fault, language)
    if set(first["kind"]) == {SWAPPED}:
        return [phrase("letter.cause.swap", language, cells=_span(first))]
    if first["period"].eq("prior").all():
        return [phrase("letter.cause.prior", language, cells=_cells(first, language))]
    if first["told"].any():
        return _told(first, language)
    if set(first["kind"]) == {SHIFTED} and len(first) > 1:
        return [phrase("letter.cause.shifted", language, cells=_cells(first, language))]
    return [_to_check(row, language) for _, row in first[first["likely"]].iterrows()]


def _told(first: pd.DataFrame, language: str) -> list[str]:
    kinds = "; ".join(phrase(f"slip.{kind}", language) for kind in pd.unique(first["kind"]) if kind != UNKNOWN)
    slip = f" ({kinds})" if kinds else ""
    if len(first) > 1:
        return [phrase("letter.cause.several", language, slip=slip), *(f"  {x}" for x in _steps(first, language))]
    row = first.iloc[0]
    proposed = float(row["proposed"])
    told = phrase(
        "letter.cause.one", language, cell=_cell(row), value=_stands(row, language), proposed=proposed, slip=slip
    )
    return [told]


def _steps(repair: pd.DataFrame, language: str) -> list[str]:
    steps = [
        phrase(
            f"letter.cause.{'step' if row['told'] else 'compare'}", language,
            cell=_cell(row), value=_stands(row, language), proposed=row["proposed"],
        )
        for _, row in repair.head(SHOWN_CELLS).iterrows()
    ]  # fmt: skip
    if len(repair) > SHOWN_CELLS:
        steps.append(phrase("letter.cause.more", language, count=len(repair) - SHOWN_CELLS))
    return steps


def _to_check(row: pd.Series, language: str) -> str:
    if pd.isna(row["value"]):
        return phrase("letter.cause.fill", language, cell=_cell(row))
    name = "change" if row["period"] == "change" else "unknown"
    return phrase(
        f"letter.cause.{name}", language, cell=_cell(row), value=_stands(row, language), bound=_bound(row, language)
    )


def _bound(row: pd.Series, language: str) -> str:
    """Between which values the rules hold, in brackets; that no count is below nought goes without saying."""
    least, most = (float(row[x]) for x in ("least", "most"))
    if row["period"] != "current" or least == most:
        return ""
    ends = [name for name, value in (("least", least > 0), ("most", most < float("inf"))) if value]
    return f" ({phrase('letter.cause.' + '_'.join(ends), language, least=least, most=most)})" if ends else ""


def _one_of(fault: pd.DataFrame, language: str) -> list[str]:
    """The cells of which none is likelier than the others by the margin, in the order of the sheet."""
    cells = fault.drop_duplicates(_CELL)
    place = cells["cell"].str.extract(r"^([A-Z]*)(\d*)$").fillna("")
    order = pd.DataFrame({"row": pd.to_numeric(place[1]), "column": place[0]}).sort_values(["row", "column"]).index
    cells = cells.loc[order]
    empty = cells[cells["value"].isna()]
    filled = [phrase("letter.cause.fill", language, cell=_cell(row)) for _, row in empty.iterrows()]
    stated = cells[cells["value"].notna()]
    if len(stated) == 1:
        return [*filled, _to_check(stated.iloc[0], language)]
    return [*filled, phrase("letter.cause.one_of", language, cells=_cells(stated, language))] if len(stated) else filled


def _cells(rows: pd.DataFrame, language: str) -> str:
    """Cells, each with what stands there."""
    told = [f"{_cell(row)} ({_stands(row, language)})" for _, row in rows.head(SHOWN_CELLS).iterrows()]
    if len(rows) > SHOWN_CELLS:
        told.append(phrase("letter.cause.more", language, count=len(rows) - SHOWN_CELLS))
    return "; ".join(told)


def _stands(row: pd.Series, language: str) -> str:
    return phrase("letter.nothing", language) if pd.isna(row["value"]) else format_number(row["value"], language)


def _cell(row: pd.Series) -> str:
    return f"{row['sheet']}!{row['cell']}" if row["sheet"] else str(row["cell"])


def _span(repair: pd.DataFrame) -> str:
    columns = sorted({"".join(x for x in cell if x.isalpha()) for cell in repair["cell"]} - {""})
    return ", ".join(columns)
