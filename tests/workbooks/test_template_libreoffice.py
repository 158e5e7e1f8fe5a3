"""The template's formulas, computed by LibreOffice, come to what schemas.residuals says: for every rule's example, and
for figures at random.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from schemas.form.loading import load_form
from schemas.form.model import Form
from schemas.round_terms import Contact, RoundTerms
from workbooks.template.template_checks import TemplateCheck, TemplateChecks, template_checks
from workbooks.template.template_layout import CHECKS_SHEET, layout_of
from workbooks.template.template_values import contents_of, outcomes_of
from workbooks.template.template_workbook import FilledReturn, TemplateOrder, write_template

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
THRESHOLDS = {"relative": 0.05, "absolute": 10.0, "fall": 100.0, "twofold": 2.0}
FORM = load_form()
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


@dataclass(frozen=True)
class Case:
    """A workbook to compute: whose it is, and what is filled in."""

    name: str
    order: TemplateOrder
    filled: FilledReturn

    @property
    def checks(self) -> TemplateChecks:
        """The checks of its template."""
        return template_checks(FORM, self.order.language, self.order.kind, bool(self.order.accepted), THRESHOLDS)


def example_case(rule: str, outcome: str) -> Case:
    """The workbook in which a rule's example stands, alone."""
    figures: Mapping[str, Any] = getattr(FORM.rules[rule].example, outcome)
    raw: dict[tuple[str, str], object] = {}
    accepted: dict[str, float] = {}
    for key, value in figures.items():
        name, _, column = key.partition("@")
        if name in FORM.indicators and column == "accepted":
            accepted[name] = value
        elif name in FORM.indicators:
            raw[name, column or "current"] = value
    if figures.get("has_accepted") and not accepted:
        accepted = {name: float(value) for (name, column), value in raw.items() if column == "prior"}
    order = TemplateOrder("x", "қ", "р", "kk", str(figures.get("kind", "regional")), accepted)
    return Case(f"{rule}-{outcome}", order, FilledReturn({}, raw=raw))


def random_case(seed: int) -> Case:
    """A workbook of small figures at random, so that rules hold and fail alike; some cells empty, broken or texts."""
    chance = random.Random(seed)

    def cell() -> object:
        kind = chance.random()
        if kind < 0.1:
            return None
        if kind < 0.15:
            return chance.choice(["15 адам", "жоқ", "-", " ", -3, 2.5, "7O", 1e7, dt.date(2026, 8, 11)])
        return chance.choice([0, 1, 2, chance.randrange(30), chance.randrange(300)])

    periods = ("current", "prior", "change") if seed % 3 else ("current", "prior")
    raw = {(x, p): cell() for x in FORM.indicators for p in periods if p == "current" or FORM.indicators[x].prior}
    known = [x for x in FORM.indicators if FORM.indicators[x].prior and chance.random() < 0.8]
    accepted = {x: float(chance.randrange(30)) for x in known}
    if seed % 4 == 0:
        raw |= {(x, "prior"): y for x, y in accepted.items()}
    order = TemplateOrder("x", "қ", "р", ("kk", "ru", "en")[seed % 3], ("regional", "primary")[seed % 2], accepted)
    return Case(f"random-{seed}", order, FilledReturn({}, raw=raw))


EXAMPLES = [example_case(rule, outcome) for rule in FORM.rules for outcome in ("passes", "fails")]
RANDOM = [random_case(seed) for seed in range(12)]


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The sheet of checks of every case's workbook, after LibreOffice has computed it anew."""
    folder = tmp_path_factory.mktemp("computed")
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    for case in (*EXAMPLES, *RANDOM):
        write_template(folder / f"{case.name}.xlsx", case.order, FORM, THRESHOLDS, case.filled)
    out = folder / "out"
    sources = [str(x) for x in sorted(folder.glob("*.xlsx"))]
    command = ["soffice", f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(out), *sources], check=True, capture_output=True, timeout=280)
    return {x.stem: openpyxl.load_workbook(x, data_only=True) for x in out.glob("*.xlsx")}


def verdict(workbook: Any, check: TemplateCheck) -> int | str:
    """What LibreOffice made of a check."""
    value = workbook[CHECKS_SHEET][f"{check.column}{check.row}"].value
    assert workbook[CHECKS_SHEET][f"F{check.row}"].value == check.name
    return "" if value in (None, "") else int(value)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("case", [*EXAMPLES, *RANDOM], ids=lambda x: x.name)
def test_libreoffice_agrees_with_the_residuals(case: Case, computed: dict[str, Any]) -> None:
    contents = contents_of(case.order, FORM, layout_of(FORM), case.filled)
    expected = outcomes_of(case.checks, contents, case.order.language, THRESHOLDS)
    workbook = computed[case.name]
    different = {
        x.name: (verdict(workbook, x), expected[x.name].verdict)
        for x in case.checks.checks
        if verdict(workbook, x) != expected[x.name].verdict
    }
    assert different == {}
    assert any(x.verdict != "" for x in expected.values())


@pytest.mark.timeout(600)
@pytest.mark.parametrize("rule", FORM.rules)
def test_every_rules_example_passes_and_fails_in_the_template(rule: str, computed: dict[str, Any]) -> None:
    passes, fails = example_case(rule, "passes"), example_case(rule, "fails")
    of_rule = [x for x in passes.checks.checks if x.check and x.check.rule.name == rule and judged(FORM, rule, x)]
    if not of_rule:
        assert any(name.startswith(rule) for name, _ in passes.checks.omitted)
        pytest.skip("a workbook cannot check it")
    verdicts = [verdict(computed[passes.name], x) for x in of_rule]
    assert 0 in verdicts
    assert set(verdicts) <= {0, ""}
    failing = [x for x in of_rule if verdict(computed[fails.name], x) == x.weight]
    assert failing
    place = layout_of(FORM).cell(failing[0].indicator, "check") if failing[0].indicator else "A4"
    assert computed[fails.name][FORM.sheets["figures"].name][place].value


def judged(form: Form, rule: str, check: TemplateCheck) -> bool:
    """Whether the example speaks of the column that the check judges."""
    return check.period != "prior" or any("@prior" in key for key in form.rules[rule].example.fails)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("case", RANDOM, ids=lambda x: x.name)
def test_libreoffice_says_the_stored_sentences(case: Case, computed: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "stored.xlsx"
    write_template(path, case.order, FORM, THRESHOLDS, case.filled)
    stored, layout = openpyxl.load_workbook(path, data_only=True), layout_of(FORM)
    name = FORM.sheets["figures"].name
    places = ["A4", *(layout.cell(x, "check") for x in FORM.indicators)]
    for place in places:
        assert bare(stored[name][place].value) == bare(computed[case.name][name][place].value), place
    notes = [f"F{layout.note_row(x)}" for x in layout.explained]
    note = FORM.sheets["note"].name
    assert [stored[note][x].value for x in notes] == [computed[case.name][note][x].value for x in notes]


def bare(text: object) -> str:
    """A sentence without what differs by the language of the spreadsheet: signs of grouping, decimals and minus."""
    if isinstance(text, str):
        text = re.sub(r"(?<=\d)[\u00a0,](?=\d{3}(?!\d))", "", text.replace("\u2212", "-"))
        return re.sub(r"(?<=\d),(?=\d)", ".", text)
    return "" if text is None else str(text)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_it_prints_on_pages_none_of_which_is_empty(tmp_path: Path, language: str) -> None:
    terms = RoundTerms(
        as_of=FORM.as_of, deadline=dt.date(2026, 12, 20), sender="a@example.org",
        federation={"kk": "Кәсіподақ " * 12, "ru": "Профсоюз " * 12}, contact=Contact(name="А. Серікова", phone="+7"),
    )  # fmt: skip
    accepted = {x.name: 100.0 for x in FORM.indicators.values() if x.prior}
    order = TemplateOrder("x", "«Орда» ұйымы", "Организация «Орда»", language, "regional", accepted, terms=terms)
    write_template(tmp_path / "form.xlsx", order, FORM, THRESHOLDS)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "form.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=200)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "form.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = text.removesuffix("\f").split("\f")
    assert len(pages) == 6
    assert all(len(page.split()) > 12 for page in pages[:-1])
    assert "20 желтоқсанға дейін" in pages[0] or "до 20 декабря 2026 года" in pages[0]
    signed = next(page for page in pages if "М.О." in page or "М.П." in page)
    assert " 601 " in signed
    size = subprocess.run(["pdfinfo", tmp_path / "form.pdf"], check=True, capture_output=True, text=True).stdout
    assert "A4" in size
