"""Writing the templates of a round, one workbook for each organisation of the register."""

from __future__ import annotations

import functools
import multiprocessing as mp
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from flows.post import template_name, template_orders
from flows.round import Workspace
from schemas.errors import RegisterError, StorageError
from schemas.form import Form
from workbooks.template import TemplateOrder, write_template

# below this a second process is not worth its start
FEW = 8


def write_templates(path: Path, out: Path | None) -> tuple[int, Path]:
    """Write them to `out`, or to ROUND/templates; how many, and where. Raises StorageError."""
    folder = out or path / "templates"
    work = Workspace.at(path)
    if work.round.register.empty:
        raise RegisterError(f"{path / 'register.csv'} names no organisation yet")
    orders = list(template_orders(work))
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
