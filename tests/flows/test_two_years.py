"""Two years of a federation, step by step: a late return after publication, restatements, a merger, a split, a leaver.

At every step the national workbook says what an independent script finds in the raw workbooks (`raw_returns`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest

from flows.commands.closing import close_round
from flows.commands.opening import init_round
from flows.commands.restating import reopen_round, restate_figure
from flows.commands.verifying import verify_round
from flows.round.workspace import Workspace
from schemas.form.loading import load_form
from tests.flows.collection import published
from tests.flows.conftest import ROUND, year_figures
from tests.flows.raw_returns import Raw, told
from workbooks.template.template_workbook import FilledReturn, TemplateOrder, write_template

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
FORM = load_form()
ROWS = {x.name: x.row for x in FORM.indicators.values()}
COUNTED = {ROWS[x] for x in FORM.national.counted}
THRESHOLDS = {"relative": 0.05, "absolute": 10, "fall": 100, "twofold": 2}
NAMES = {
    "north": "Солтүстік облыстық ұйымы", "south": "Оңтүстік облыстық ұйымы", "south-town": "Оңтүстік қалалық ұйымы",
    "south-steppe": "Дала облыстық ұйымы", "college": "Колледж ұйымы", "institute": "Институт ұйымы",
    "union": "Одақ ұйымы", "late": "Шығыс облыстық ұйымы",
}  # fmt: skip
HEADER = "id,kind,parent,name_kk,name_ru,name_en,aliases,email,language,admitted,former_parent,valid_from,valid_to,successors"
# the primaries behind the figures of each: of a split one those of its parts, of a merged one those of both
YEAR_0 = {"north": [50], "south": [20, 39], "college": [10], "institute": [20], "union": [7], "late": [30]}
YEAR_1 = {"north": [51], "south": [20, 40], "college": [11], "institute": [21], "union": [8], "late": [29]}
BEFORE_2 = {"north": [51], "south-town": [20], "south-steppe": [40], "institute": [11, 21], "late": [29]}
YEAR_2 = {"north": [52], "south-town": [22], "south-steppe": [41], "institute": [12, 19], "late": [28]}


def figures_of(parts: list[int]) -> dict[str, float]:
    found = [year_figures(x) for x in parts]
    total = {name: sum(x[name] for x in found) for name in found[0]}
    return total | {"coverage": round(100 * total["working"] / total["employees"], 1)}


def line(organisation: str, valid_from: str = "", valid_to: str = "", successors: str = "") -> str:
    name = NAMES[organisation]
    return (
        f"{organisation},regional,,{name},{organisation.title()} organisation,{organisation.title()},,"
        f"{organisation}@example.org,ru,,,{valid_from},{valid_to},{successors}"
    )


def write_register(folder: Path, *lines: str) -> None:
    (folder / "register.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")


def report(
    folder: Path, organisation: str, now: list[int], before: Mapping[str, float], name: str = "", **changes: float
) -> None:
    """The organisation's return, as of the round's date."""
    terms = Workspace.at(folder).round.terms
    title = f"{organisation.title()} organisation"
    order = TemplateOrder(
        organisation, NAMES[organisation], title, "ru", "regional", before, f"{organisation}@example.org"
    )
    signed = terms.as_of + dt.timedelta(days=20)
    filled = FilledReturn(figures_of(now) | changes, "", {}, "A. Chair", "B. Clerk", signed, None, {})
    form = FORM.for_round(terms.as_of)
    write_template(folder / "inbox" / f"{name or organisation}.xlsx", order, form, THRESHOLDS, filled)


def check(folder: Path, restated: dict[tuple[str, int, int], float], missing: set[str], step: str) -> None:
    """Publishes, and holds what the national workbook tells to what the raw workbooks come to."""
    published(folder)
    raw = Raw(folder, ROWS, Workspace.at(folder).round.terms.as_of, restated).nation()
    assert raw.missing == missing, step
    said = told(folder / "reports" / "national.xlsx")
    for told_years, raw_years in ((said.prior, raw.prior), (said.current, raw.current)):
        rows = (told_years.keys() | raw_years.keys()) - COUNTED
        assert {x: told_years.get(x) for x in rows} == {x: raw_years.get(x) for x in rows}, step
    assert set(said.missing) == {NAMES[x] for x in raw.missing}, step
    by_change = sorted(raw.changes.items(), key=lambda x: -x[1])
    assert [change for _, change in said.changes] == [change for _, change in by_change], step
    assert dict(said.changes) == {NAMES[x]: change for x, change in by_change}, step
    if missing:
        percent = min(round(100 * raw.coverage, 1), 99.9)
        assert f"{percent:g}".replace(".", ",") in said.head, (step, said.head, percent)


def test_at_every_step_of_two_years_the_nation_is_what_the_workbooks_come_to(tmp_path):
    first = tmp_path / "first"
    (first / "inbox").mkdir(parents=True)
    (first / "round.yaml").write_text(ROUND, encoding="utf-8")
    write_register(first, *map(line, YEAR_1))
    history = [
        f"{o},{n},{v:g}" for o, x in YEAR_0.items() for n, v in figures_of(x).items() if FORM.indicators[n].prior
    ]
    (first / "history.csv").write_text("\n".join(["organisation,indicator,value", *history]) + "\n", encoding="utf-8")
    for organisation in YEAR_1.keys() - {"late"}:
        report(first, organisation, YEAR_1[organisation], figures_of(YEAR_0[organisation]))

    check(first, {}, {"late"}, "the first year, one is missing")
    close_round(first, partial=True, author="Aliya")

    reopen_round(first, "a return came late", "Aliya")
    report(first, "late", YEAR_1["late"], figures_of(YEAR_0["late"]))
    check(first, {}, set(), "a late return after publication")
    close_round(first, partial=False, author="Aliya")

    reopen_round(first, "counted twice", "Aliya")
    restate_figure(first, "north", "women", 3500, "counted twice", "Aliya")
    restated = {("north", ROWS["women"], 1): 3500.0}
    check(first, restated, set(), "a restatement of what was published")
    close_round(first, partial=False, author="Aliya")
    assert verify_round(first).differences == ()

    second = tmp_path / "second"
    init_round(second, "2027-01-01", "", "", first)
    write_register(
        second, line("north"), line("late"), line("institute"), line("college", "", "2026-06-30", "institute"),
        line("union", "", "2026-08-31"), line("south", "", "2026-03-31", "south-town|south-steppe"),
        line("south-town", "2026-04-01"), line("south-steppe", "2026-04-01"),
    )  # fmt: skip
    before = {x: figures_of(parts) for x, parts in BEFORE_2.items()}
    before["north"]["women"] = 3500.0
    archive = before["late"] | {"activists": before["late"]["activists"] + 5}
    report(second, "north", YEAR_2["north"], before["north"])
    report(second, "institute", YEAR_2["institute"], before["institute"])
    report(second, "south-town", YEAR_2["south-town"], before["south-town"], pensioners=99)
    report(second, "late", YEAR_2["late"], archive)
    check(second, {}, {"south-town", "south-steppe", "late"}, "the second year, one missing, two returned")

    report(second, "south-town", YEAR_2["south-town"], before["south-town"], "south-town 2")
    report(second, "south-steppe", YEAR_2["south-steppe"], before["south-steppe"])
    check(second, {}, {"late"}, "the split one's parts are both here")

    restate_figure(second, "late", "activists", archive["activists"], "the archive says so", "Aliya", last_year=True)
    check(second, {("late", ROWS["activists"], 0): archive["activists"]}, set(), "last year restated")
    close_round(second, partial=False, author="Aliya")
    assert verify_round(second).differences == ()
