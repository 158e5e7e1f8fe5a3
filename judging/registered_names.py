"""The register as the names by which a return's organisation is found."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from judging.context import Context
from schemas.languages import SHIPPED, names_of
from schemas.succession import ids_in
from workbooks.whose import NameIndex, RegisterEntry


def register_entries(register: pd.DataFrame) -> list[RegisterEntry]:
    """The organisations of frames.Register with every name and id that is theirs or was."""
    entries = []
    for row in register.to_dict("records"):
        further = [name for language, name in names_of(row).items() if language not in SHIPPED]
        official = tuple(filter(None, (row["name_kk"], row["name_ru"], row["name_en"], *further)))
        names = (*official, *filter(None, row["aliases"].split("|")))
        former = ids_in(row.get("former_ids", ""))
        entries.append(RegisterEntry(row["id"], row["kind"], row["parent"], names, row["email"], official, former))
    return entries


def foreign_names(names: Sequence[str], organisation: str, context: Context) -> set[str]:
    """Those of the names by which the register knows another organisation."""
    index = NameIndex(register_entries(context.register), {})
    known = {name: found.organisations for name in names if (found := index.by_name(name))}
    return {name for name, owners in known.items() if organisation not in owners}
