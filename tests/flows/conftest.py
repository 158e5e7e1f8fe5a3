"""A small round that keeps every rule: two regions (one with two branches) and a university; returns from the template."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Callable
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest

from schemas.form.loading import load_form
from workbooks.template.template_workbook import FilledReturn, TemplateOrder, write_template

REGISTER = """\
id,kind,parent,name_kk,name_ru,name_en,aliases,email,language,admitted,former_parent
north,regional,,Солтүстік облыстық ұйымы,Северная областная организация,Northern Region,Северная обл.,north@example.org,ru,,
south,regional,,Оңтүстік облыстық ұйымы,Южная областная организация,Southern Region,Оңтүстік обл.,south@example.org,kk,,
south-town,branch,south,Оңтүстік қалалық филиалы,Южный городской филиал,Southern Town,,south-town@example.org,kk,,
south-steppe,branch,south,Дала аудандық филиалы,Степной районный филиал,Southern Steppe,,south-steppe@example.org,kk,,
college,primary,,Политехникалық колледж БКҰ,ППО политехнического колледжа,College,,college@example.org,kk,,
"""
ROUND = """\
as_of: 2026-01-01
form: membership
deadline: 2026-01-31
sender: department@example.org
languages: [kk, ru]
thresholds: {relative: 0.05, absolute: 10, fall: 100, twofold: 2}
"""
KINDS = {
    "north": "regional",
    "south": "regional",
    "south-town": "branch",
    "south-steppe": "branch",
    "college": "primary",
}
SIZES = {"north": 50, "south": 60, "south-town": 20, "south-steppe": 40, "college": 1}


def year_figures(primaries: int) -> dict[str, float]:
    """Figures that keep every rule of the form, in proportion to the number of primary organisations."""
    n = primaries
    figures = {
        "members": 100 * n, "working": 90 * n, "students": 9 * n, "pensioners": n, "employees": 96 * n, "enrolled": 200 * n,
        "coverage": round(100 * 90 / 96, 1), "joined": 5 * n, "left": 5 * n, "left_by_choice": n, "left_retired": n,
        "left_graduated": n, "left_moved": n, "left_redundant": n, "left_closure": 0, "left_other": 0, "women": 70 * n,
        "under_35": 30 * n, "working_under_35": 25 * n, "teachers": 60 * n, "other_staff": 30 * n, "workplaces": n,
        "primaries": n, "primaries_preschool": 0, "primaries_school": n - 1 if n > 1 else 0, "primaries_college": 1,
        "primaries_university": 0, "primaries_other": 0, "primaries_created": 0, "primaries_dissolved": 0, "branches": 0,
        "chairs": n, "chairs_women": n, "chairs_under_35": 0, "committee_members": 5 * n, "audit_members": 3 * n,
        "conciliation_commissions": n, "conciliation_members": 4 * n, "activists": 10 * n, "staff": n, "staff_chairs": 0,
        "staff_women": n, "staff_under_35": 0, "trained": 15 * n, "trained_chairs": n, "trained_activists": 4 * n,
        "trained_audit": 2 * n, "trained_conciliation": 3 * n, "trained_members": 5 * n,
    }  # fmt: skip
    return {name: float(value) for name, value in figures.items()}


def accepted_figures(organisation: str) -> dict[str, float]:
    """Last year's figures: as this year's, but for one person fewer trained in each organisation that has no branches."""
    figures = organisation_figures(organisation)
    fewer = 2 if organisation == "south" else 1
    return figures | {name: figures[name] - fewer for name in ("trained", "trained_members")}


def organisation_figures(organisation: str) -> dict[str, float]:
    """The organisation's figures of this year; a region's are the sums of its branches."""
    if organisation != "south":
        return year_figures(SIZES[organisation])
    parts = [year_figures(SIZES[x]) for x in ("south-town", "south-steppe")]
    total = {name: sum(part[name] for part in parts) for name in parts[0]}
    return total | {"coverage": round(100 * total["working"] / total["employees"], 1)}


Filler = Callable[..., Path]


def new_round(folder: Path) -> Path:
    """The folder, with a round without any return."""
    (folder / "inbox").mkdir(parents=True)
    (folder / "round.yaml").write_text(ROUND, encoding="utf-8")
    (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
    lines = ["organisation,indicator,value"]
    form = load_form()
    for organisation in SIZES:
        figures = accepted_figures(organisation)
        lines += [f"{organisation},{name},{value:g}" for name, value in figures.items() if form.indicators[name].prior]
    (folder / "history.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def fill_in(path: Path, organisation: str, *, raw: dict[tuple[str, str], object] | None = None, note: str = "",
            signed_on: dt.date = dt.date(2026, 1, 20), **changes: float) -> Path:  # fmt: skip
    """The path, with a return of the organisation whose figures are the right ones but for the changes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = repr((organisation, raw, note, signed_on, sorted(changes.items())))
    if told not in _FILLED:
        figures = organisation_figures(organisation) | changes
        filled = FilledReturn(figures, note, {}, "A. Chair", "B. Clerk", signed_on, None, raw or {})
        _FILLED[told] = _written(path, organisation, filled)
    path.write_bytes(_FILLED[told])
    return path


_FILLED: dict[str, bytes] = {}  # most tests begin with the same returns


def _written(path: Path, organisation: str, filled: FilledReturn) -> bytes:
    names = next(x.split(",") for x in REGISTER.splitlines() if x.startswith(f"{organisation},"))
    accepted = accepted_figures(organisation)
    order = TemplateOrder(organisation, names[3], names[4], names[8], KINDS[organisation], accepted, names[7])
    write_template(path, order, load_form(), {"relative": 0.05, "absolute": 10, "fall": 100, "twofold": 2}, filled)
    return path.read_bytes()


@pytest.fixture(scope="session", autouse=True)
def processes_at_hand() -> None:
    """The fork server imports once what marks copies: a round needs one such process, its tests hundreds."""
    multiprocessing.set_forkserver_preload(["workbooks.read.reading_worker", "workbooks.marked.marking_apart"])
    forkserver.ensure_running()


@pytest.fixture
def round_folder(tmp_path: Path) -> Path:
    """A round without any return."""
    return new_round(tmp_path / "round")


@pytest.fixture
def fill(round_folder: Path) -> Filler:
    """Puts a return into the inbox: fill("north", women=2900) changes figures, raw={("women", "current"): "29OO"} cells."""

    def filler(organisation: str, name: str = "", **given: Any) -> Path:
        return fill_in(round_folder / "inbox" / (name or f"{organisation}.xlsx"), organisation, **given)

    return filler


@pytest.fixture
def full_round(round_folder: Path, fill: Filler) -> Path:
    """The round with a clean return of everybody."""
    for organisation in SIZES:
        fill(organisation)
    return round_folder
