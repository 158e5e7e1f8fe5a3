"""The form as each organisation gets it: with its names and last year's accepted figures."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flows.round import Workspace
from schemas.languages import names_of
from workbooks.template import TemplateOrder, write_template


def template_orders(work: Workspace) -> Iterator[TemplateOrder]:
    """What each organisation's template holds of it, in the order of the register."""
    history, languages = work.round.history, work.round.terms.languages
    accepted = {str(o): dict(group.set_index("indicator")["value"]) for o, group in history.groupby("organisation")}
    for row in work.round.register.to_dict("records"):
        yield TemplateOrder(
            organisation=row["id"],
            name_kk=row["name_kk"],
            name_ru=row["name_ru"],
            language=row["language"] if row["language"] in languages else languages[0],
            kind=row["kind"],
            accepted=accepted.get(row["id"], {}),
            email=row["email"],
            names=names_of(row),
            languages=languages,
        )


def template_name(organisation: str, year: int) -> str:
    """The template's file name; of plain letters, so that it survives any mail system."""
    return f"{re.sub(r'[^a-z0-9-]', '-', organisation)}-{year}.xlsx"


def prefilled_form(work: Workspace, order: TemplateOrder) -> tuple[str, bytes]:
    """The name and the bytes of an organisation's template."""
    form = work.round.form
    name = template_name(order.organisation, form.as_of.year)
    with tempfile.TemporaryDirectory(prefix="esep-") as folder:
        path = Path(folder) / name
        write_template(path, order, form, work.round.terms.thresholds.model_dump())
        return name, path.read_bytes()
