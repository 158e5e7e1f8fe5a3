"""The register as the names by which a return's organisation is found."""

from __future__ import annotations

import pandas as pd

from workbooks.whose import RegisterEntry


def register_entries(register: pd.DataFrame) -> list[RegisterEntry]:
    """The organisations of frames.Register with every name that is theirs."""
    entries = []
    for row in register.to_dict("records"):
        official = tuple(filter(None, (row["name_kk"], row["name_ru"], row["name_en"])))
        names = (*official, *filter(None, row["aliases"].split("|")))
        entries.append(RegisterEntry(row["id"], row["kind"], row["parent"], names, row["email"], official))
    return entries
