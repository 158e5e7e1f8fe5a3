"""Writing the templates of a round, one workbook for each organisation of the register."""

from __future__ import annotations

import re
from pathlib import Path

from flows.workspace import Workspace
from schemas.errors import RegisterError, StorageError
from workbooks.template import TemplateOrder, write_template


def write_templates(path: Path, out: Path | None) -> tuple[int, Path]:
    """Write them to `out`, or to ROUND/templates; how many, and where. Raises StorageError."""
    folder = out or path / "templates"
    work = Workspace.at(path)
    register = work.round.register
    if register.empty:
        raise RegisterError(f"{path / 'register.csv'} names no organisation yet")
    accepted = {
        str(o): group.set_index("indicator")["value"] for o, group in work.round.history.groupby("organisation")
    }
    thresholds = work.round.terms.thresholds.model_dump()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for row in register.to_dict("records"):
            order = TemplateOrder(
                organisation=row["id"],
                name_kk=row["name_kk"],
                name_ru=row["name_ru"],
                language=row["language"] if row["language"] in ("kk", "ru") else work.round.terms.languages[0],
                kind=row["kind"],
                accepted=dict(accepted.get(row["id"], {})),
                email=row["email"],
            )
            write_template(
                folder / template_name(row["id"], work.round.terms.as_of.year), order, work.round.form, thresholds
            )
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror}") from None
    return len(register), folder


def template_name(organisation: str, year: int) -> str:
    """The template's file name; of plain letters, so that it survives any mail system."""
    return f"{re.sub(r'[^a-z0-9-]', '-', organisation)}-{year}.xlsx"
