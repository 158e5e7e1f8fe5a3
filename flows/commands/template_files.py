"""Writing the templates of a round, one workbook for each organisation of the register."""

from __future__ import annotations

import functools
import multiprocessing as mp
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from flows.round import Workspace
from schemas.errors import RegisterError, StorageError
from schemas.form import Form
from schemas.languages import names_of
from workbooks.template import TemplateOrder, write_template

# below this a second process is not worth its start
FEW = 8


def write_templates(path: Path, out: Path | None) -> tuple[int, Path]:
    """Write them to `out`, or to ROUND/templates; how many, and where. Raises StorageError."""
    folder = out or path / "templates"
    work = Workspace.at(path)
    if work.round.register.empty:
        raise RegisterError(f"{path / 'register.csv'} names no organisation yet")
    orders = list(_orders(work))
    thresholds = work.round.terms.thresholds.model_dump()
    write = functools.partial(_write, folder, work.round.form, thresholds)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if len(orders) <= FEW or "fork" not in mp.get_all_start_methods():
            for order in orders:
                write(order)
        else:
            with ProcessPoolExecutor(work.settings.workers, mp_context=mp.get_context("fork")) as pool:
                list(pool.map(write, orders, chunksize=FEW))
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror}") from None
    return len(orders), folder


def _write(folder: Path, form: Form, thresholds: dict[str, float], order: TemplateOrder) -> None:
    write_template(folder / template_name(order.organisation, form.as_of.year), order, form, thresholds)


def _orders(work: Workspace) -> Iterator[TemplateOrder]:
    """What each organisation's template holds of it."""
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
