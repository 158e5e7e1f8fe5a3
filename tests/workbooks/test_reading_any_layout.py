"""Any order, shift, language, number format and writing of the figures: each is read, equal, at its own cell."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_returns import FORM, KEY, NAMES, ROWS, by_name, full, read, rules, sheet

from workbooks.template.template_layout import layout_of
from workbooks.template.template_order import FilledReturn, TemplateOrder
from workbooks.template.template_workbook import write_template

COLUMNS = ("code", "label", "unit", "prior", "current", "change", "reason")
WRITINGS: dict[str, Any] = {
    "number": lambda n, unit: n,
    "text": lambda n, unit: f"{n:.0f}",
    "nbsp": lambda n, unit: f"{n:,.0f}".replace(",", "\u00a0"),
    "thin space": lambda n, unit: f"{n:,.0f}".replace(",", "\u202f"),
    "padded": lambda n, unit: f"  {n:.0f} ",
    "with unit": lambda n, unit: f"{n:,.0f} {'адам' if unit == 'persons' else 'бірлік'}".replace(",", " "),
    "apostrophe": lambda n, unit: f"'{n:.0f}",
}
FORMATS = [
    "General",
    "0",
    "#,##0",
    "# ##0",
    '#,##0" адам"',
    "@",
    "0.0",
    '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-',
    "#,##0_ ;[Red]-#,##0 ",
]


@st.composite
def layouts(draw: st.DrawFn) -> dict[str, Any]:
    """A layout of the figures sheet."""
    codes = draw(st.sampled_from([int, str, lambda code: f"{code}-жол", None]))
    shuffled = draw(st.booleans()) and codes is not None
    return {
        "language": draw(st.sampled_from(["kk", "ru"])),
        "down": draw(st.integers(0, 9)),
        "right": draw(st.integers(0, 6)),
        "codes": codes,
        "order": draw(st.permutations(sorted(ROWS))) if shuffled else None,
        "sections": draw(st.booleans()),
        "columns": draw(
            st.sampled_from(
                [COLUMNS, ("label", *COLUMNS[0:1], *COLUMNS[2:]), (*COLUMNS[:3], "current", "prior", *COLUMNS[5:])]
            )
        ),
        "label": draw(st.sampled_from([None, lambda name: f"{FORM.indicators[name].ru} / {FORM.indicators[name].kk}"])),
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(layouts(), st.data())
def test_any_layout(layout: dict[str, Any], data: st.DataObject) -> None:
    figures: dict[tuple[str, str], float] = {}
    numbers = st.integers(0, 700_000)
    for row in KEY.rows:
        for period in ("prior", "current") if row.prior else ("current",):
            figures[row.indicator, period] = (
                float(data.draw(numbers)) if row.unit.kind != "percent" else data.draw(st.integers(0, 1000)) / 10
            )
    built = sheet(figures, **layout)
    for what in data.draw(st.lists(st.sampled_from(sorted(figures)), max_size=12, unique=True)):
        unit = ROWS[what[0]].unit
        if unit.kind != "percent":
            built.put(*what, WRITINGS[data.draw(st.sampled_from(sorted(WRITINGS)))](figures[what], unit))
    number_format = data.draw(st.sampled_from(FORMATS))

    def formatted(book: Any) -> None:
        for row, column in built.places.values():
            book["Есеп"].cell(row + 1, column + 1).number_format = number_format

    document = read(full(built, formatted))
    found = by_name(document)
    for what, value in figures.items():
        figure = found[what]
        assert (figure.state, figure.value, figure.cell) == ("read", value, built.address(*what)), (what, figure)
    assert rules(document) == []
    assert len(document.figures) == len(found)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(["kk", "ru"]), st.sampled_from(["regional", "local", "primary"]))
def test_the_template_filled_with_anything(data: st.DataObject, language: str, kind: str) -> None:
    numbers = st.integers(0, 700_000).map(float)
    current = {
        row.indicator: data.draw(numbers) if row.unit.kind != "percent" else data.draw(st.integers(0, 1000)) / 10
        for row in KEY.rows
    }
    accepted = {
        row.indicator: data.draw(numbers) if row.unit.kind != "percent" else data.draw(st.integers(0, 1000)) / 10
        for row in KEY.rows
        if row.prior
    }
    order = TemplateOrder("test", *NAMES, language, kind, accepted, "test@example.org")
    filled = FilledReturn(current, chair="А. Б.", prepared_by="В. Г.", signed_on=dt.date(2026, 1, 20))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.xlsx"
        write_template(path, order, FORM, {"relative": 0.05, "absolute": 10, "fall": 100, "twofold": 2}, filled)
        document = read(path.read_bytes())
    layout, found = layout_of(FORM), by_name(document)
    for name, value in current.items():
        figure = found[name, "current"]
        assert (figure.state, figure.value, figure.cell) == ("read", value, layout.cell(name, "current"))
    for name, value in accepted.items():
        assert (found[name, "prior"].value, found[name, "prior"].cell) == (value, layout.cell(name, "prior"))
        assert found[name, "change"].value == round(current[name] - value, 6)
    assert rules(document) == []
