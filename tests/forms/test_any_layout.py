"""Any layout that a form can ask for: codes of any length or none, columns in any order, few rows, many sections."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from figures import FIGURES
from rounds import alone, filled, read, sent

from schemas.errors import FormError
from schemas.form import Form, read_form
from schemas.form.loading import FORMS

pytestmark = pytest.mark.slow

SCHOOLS = FIGURES["schools"]
YAML: dict[str, Any] = yaml.safe_load((FORMS / "schools" / "form.yaml").read_text(encoding="utf-8"))
Change = Callable[[dict[str, Any]], None]


def varied(change: Change) -> Form:
    """The schools' form with something else in its YAML."""
    content = yaml.safe_load(yaml.safe_dump(YAML, allow_unicode=True))
    change(content)
    return read_form(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))


def numbered(*codes: int) -> Change:
    def change(content: dict[str, Any]) -> None:
        for indicator, code in zip(content["indicators"].values(), codes, strict=True):
            indicator["row"] = code

    return change


def columns(**letters: str) -> Change:
    def change(content: dict[str, Any]) -> None:
        content["sheets"]["figures"]["columns"] = letters

    return change


def a_section_each(content: dict[str, Any]) -> None:
    for number, (name, indicator) in enumerate(content["indicators"].items(), 1):
        content["sections"][number] = {x: f"{x} {number} {name}" for x in ("kk", "ru", "en")}
        indicator["section"] = number


def headings_of_three_words(content: dict[str, Any]) -> None:
    numbered(*range(1, 14))(content)
    content["sections"][1] = {
        "kk": "Мектептер желісі туралы мәліметтер",
        "ru": "Сведения о сети школ",
        "en": "On schools",
    }


VARIANTS: dict[str, Change] = {
    "codes of one digit and two": numbered(*range(1, 14)),
    "codes of four digits": numbered(*range(1001, 1014)),
    "codes of one to four digits": numbered(1, 2, 10, 20, 100, 110, 120, 200, 201, 300, 1000, 1001, 9999),
    "sections numbered as the first rows, with long titles": headings_of_three_words,
    "no codes": columns(A="indicator", B="unit", C="prior", D="current", E="change", F="reason"),
    "no units": columns(A="row", B="indicator", C="prior", D="current", E="change"),
    "this year first": columns(A="row", B="indicator", C="unit", D="current", E="prior", F="change", G="reason"),
    "years apart": columns(A="row", B="indicator", C="prior", D="change", E="current", F="unit"),
    "no change": columns(A="row", B="indicator", C="unit", D="prior", E="current", F="reason"),
    "a section for every row": a_section_each,
}


@pytest.fixture(params=VARIANTS, ids=lambda name: name.replace(" ", "-"))
def form(request: pytest.FixtureRequest) -> Form:
    return varied(VARIANTS[request.param])


def test_the_template_is_read_back_without_a_finding(tmp_path: Path, form: Form) -> None:
    for given in (None, filled(SCHOOLS.current)):
        path = sent(tmp_path, form, SCHOOLS.prior, given)
        document = read(path.read_bytes(), path.name, form)
        assert [x.rule for x in document.issues] == ([] if given else ["signature-missing"])
    now = {x.indicator: x.value for x in document.figures if x.period == "current"}
    assert now == SCHOOLS.current
    assert alone(form, SCHOOLS.prior, document).returns["outcome"].tolist() == ["accepted"]


def test_a_slip_is_found_in_its_cell(tmp_path: Path, form: Form) -> None:
    name, typed = SCHOOLS.slip
    path = sent(tmp_path, form, SCHOOLS.prior, filled({**SCHOOLS.current, name: typed}))
    judgement = alone(form, SCHOOLS.prior, read(path.read_bytes(), path.name, form))
    first = judgement.suspects[judgement.suspects["rank"].eq(1)]
    assert first[["indicator", "proposed"]].to_numpy().tolist() == [[name, SCHOOLS.current[name]]]


def without_last_year(content: dict[str, Any]) -> None:
    columns(A="row", B="indicator", C="unit", D="current")(content)
    for indicator in content["indicators"].values():
        indicator["is"] = [x for x in indicator["is"] if x != "prior"]
    content["rules"] = {
        name: rule
        for name, rule in content["rules"].items()
        if "@" not in rule["holds"] and "children" not in rule["holds"]
    }


def test_a_form_without_last_year_is_read_back_and_judged(tmp_path: Path) -> None:
    form = varied(without_last_year)
    path = sent(tmp_path, form, {}, filled(SCHOOLS.current))
    document = read(path.read_bytes(), path.name, form)
    assert not document.issues
    assert {x.period for x in document.figures} == {"current"}
    path = sent(tmp_path, form, {}, filled({**SCHOOLS.current, "pupils_small": 1250}))
    judgement = alone(form, {}, read(path.read_bytes(), path.name, form))
    assert judgement.findings["rule"].tolist() == ["rural-balance"]


def three_rows(content: dict[str, Any]) -> None:
    kept = ("area", "area_own", "area_rented")
    content["indicators"] = {name: content["indicators"][name] for name in kept}
    content["sections"] = {3: content["sections"][3]}
    content["rules"] = {name: content["rules"][name] for name in ("area-balance", "amount-non-negative", "required")}
    content["rules"]["required"]["example"] = {"passes": {"area": 1}, "fails": {"area": None}}
    content["reasons"] = {}
    content["roles"] = {}


def test_a_form_of_three_rows_is_read_back(tmp_path: Path) -> None:
    form = varied(three_rows)
    now = {name: SCHOOLS.current[name] for name in form.indicators}
    prior = {name: SCHOOLS.prior[name] for name in form.indicators}
    path = sent(tmp_path, form, prior, filled(now))
    document = read(path.read_bytes(), path.name, form)
    assert not document.issues
    assert {x.indicator: x.value for x in document.figures if x.period == "current"} == now


def test_a_unit_that_the_form_does_not_define_is_refused_with_its_place() -> None:
    with pytest.raises(FormError, match="unit «ha» is not defined"):
        varied(lambda content: content["indicators"]["area"].update(unit="ha"))


def test_a_form_without_the_column_that_its_rows_need_is_refused() -> None:
    with pytest.raises(FormError, match="no column holds prior"):
        varied(columns(A="row", B="indicator", C="current"))


def test_a_column_with_an_unknown_meaning_is_refused() -> None:
    with pytest.raises(FormError, match="not colour"):
        varied(columns(A="row", B="indicator", C="prior", D="current", E="colour"))


def own_table(form: Form, header: tuple[str, ...], value: Callable[[str, str], object], language: str) -> bytes:
    """A table that an office made itself: its own header, the form's labels, codes as texts."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append([form.title[language]])
    sheet.append(list(header))
    for name in form.indicators:
        sheet.append([value(name, text) for text in header])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


OWN_HEADERS = (
    ("№", "Показатель", "2025", "2026"),
    ("Показатель", "2026", "2025"),
    ("Показатель", "№", "2025", "2026"),
)


@pytest.mark.parametrize("codes", [tuple(range(1, 14)), tuple(range(21, 34)), tuple(range(1001, 1014))])
def test_figures_that_equal_row_codes_do_not_confuse_an_offices_own_table(codes: tuple[int, ...]) -> None:
    form = varied(numbered(*codes))
    small = {name: float(number % 13 + 1) for number, name in enumerate(form.indicators, 5)}

    def value(name: str, column: str) -> object:
        indicator = form.indicators[name]
        given = {"№": str(indicator.row), "Показатель": indicator.ru, "2025": small[name] - 1, "2026": small[name]}
        return given[column]

    for header in OWN_HEADERS:
        document = read(own_table(form, header, value, "ru"), "own.xlsx", form)
        now = {x.indicator: x.value for x in document.figures if x.period == "current"}
        assert now == small, header
