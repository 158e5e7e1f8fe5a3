"""Units as data: what a cell says in each, and what the template lets be typed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from figures import FIGURES
from rounds import sent

from schemas.form import load_form
from workbooks.template.template_layout import layout_of
from workbooks.text import FigureUnit, read_figure

AREA = FigureUnit("m2", "amount", 1, ("м²", "m²", "кв. м", "шаршы метр"))
MONEY = FigureUnit("kzt", "amount", 1, ("мың теңге", "тыс. тенге", "thousand tenge"))
SCHOOLS = FIGURES["schools"]


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        (AREA, "1250,5", 1250.5),
        (AREA, "1 250.5 м²", 1250.5),
        (AREA, "1250,5 кв.м", 1250.5),
        (AREA, "1250,5 кв. м.", 1250.5),
        (AREA, "1250 шаршы метр", 1250.0),
        (AREA, "1250,50", 1250.5),
        (MONEY, "1 250,5 тыс. тенге", 1250.5),
        (MONEY, "1250,5 тыс.", 1250.5),
        (MONEY, "1250,5 мың теңге", 1250.5),
        ("%", "95,8 %", 95.8),
        ("persons", "423 адам", 423.0),
    ],
)
def test_a_figure_with_its_own_unit_is_read(unit: FigureUnit | str, text: str, value: float | None) -> None:
    assert read_figure(text, unit).value == value


@pytest.mark.parametrize(
    ("unit", "text", "proposed"),
    [
        (AREA, "12,345", 12345.0),
        (AREA, "1250,5²", 1250.5),
        (AREA, "1,2 тыс. м²", None),
        ("persons", "1,2 тыс. чел", 1200.0),
    ],
)
def test_what_could_be_read_otherwise_is_asked_about(unit: FigureUnit | str, text: str, proposed: float | None) -> None:
    reading = read_figure(text, unit)
    assert reading.value is None
    assert reading.proposed == proposed


@pytest.mark.parametrize(
    ("unit", "text"), [(AREA, "1250 чел."), (AREA, "12 %"), (MONEY, "1250 адам"), ("persons", "12 %")]
)
def test_a_figure_in_another_kind_of_unit_gives_no_number(unit: FigureUnit | str, text: str) -> None:
    assert read_figure(text, unit).state == "unreadable"


def test_a_stated_change_may_name_the_unit() -> None:
    assert read_figure("на 12,5 м² меньше", AREA, change=True).value == -12.5
    assert read_figure("12,5 м²", AREA, change=True).value == 12.5


def test_three_decimals_are_no_thousands_where_the_unit_has_them() -> None:
    assert read_figure("12,345", FigureUnit("t", "amount", 3, ("т",))).value == 12.345


def test_the_template_lets_decimals_be_typed_in_amounts_alone(tmp_path: Path) -> None:
    form = load_form("schools")
    sheet = openpyxl.load_workbook(sent(tmp_path, form, SCHOOLS.prior, None))[form.sheets["figures"].name]
    layout = layout_of(form)
    allowed = {}
    for validation in sheet.data_validations.dataValidation:
        for name in form.indicators:
            if layout.cell(name, "current") in validation.sqref:
                allowed[name] = (validation.type, validation.operator, validation.formula1, validation.formula2)
    assert allowed["pupils"] == ("whole", "greaterThanOrEqual", "0", None)
    assert allowed["area"] == ("decimal", "greaterThanOrEqual", "0", None)
    assert allowed["second_shift_share"] == ("decimal", None, "0", "100")


def test_figures_and_changes_are_shown_with_the_decimals_of_their_unit(tmp_path: Path) -> None:
    form = load_form("schools")
    sheet = openpyxl.load_workbook(sent(tmp_path, form, SCHOOLS.prior, None))[form.sheets["figures"].name]
    layout = layout_of(form)
    shown = {name: sheet[layout.cell(name, "prior")].number_format for name in ("pupils", "area", "second_shift_share")}
    assert shown == {"pupils": "#,##0", "area": "#,##0.0", "second_shift_share": "0.0"}
    assert sheet[layout.cell("area", "change")].number_format == "+#,##0.0;−#,##0.0;0.0"
