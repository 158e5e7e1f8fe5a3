"""The template's mark beside a change follows the reader's rule, as LibreOffice computes it."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess

import openpyxl
import pytest

from schemas.form.loading import load_form
from tests.flows.conftest import accepted_figures, organisation_figures
from workbooks.template.template_layout import layout_of
from workbooks.template.template_workbook import FilledReturn, TemplateOrder, write_template
from workbooks.text.reason_words import is_reason

FORM = load_form()
THRESHOLDS = {"relative": 0.05, "absolute": 10.0, "fall": 100.0, "twofold": 2.0}
WRITTEN = {
    "members": "Екі мектеп жабылды", "working": ".", "students": "нет.", "women": "141", "under_35": "Жас мүшелер көшіп кетті " * 20,
    "trained": "-",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("place", ["list", "column"])
def test_the_mark_follows_the_readers_rule(place, tmp_path):
    order = TemplateOrder("north", "Солтүстік", "Северная", "ru", "regional", accepted_figures("north"))
    figures = {name: value * 0.5 for name, value in organisation_figures("north").items()}
    path = tmp_path / "form.xlsx"
    write_template(path, order, FORM, THRESHOLDS, FilledReturn(figures, "", {}, "A", "B", dt.date(2026, 1, 20)))
    layout = layout_of(FORM)
    book = openpyxl.load_workbook(path)
    for name, text in WRITTEN.items():
        if place == "list":
            book[layout.note][f"G{layout.note_row(name)}"] = text
        else:
            book[layout.figures][f"{layout.columns['reason']}{layout.rows[name]}"] = text
    book.save(tmp_path / "filled.xlsx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", str(tmp_path / "out"), str(tmp_path / "filled.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "out" / "filled.xlsx", data_only=True)[layout.note]
    shown = {name: str(sheet[f"F{layout.note_row(name)}"].value)[:1] for name in WRITTEN}
    assert shown == {name: "✔" if is_reason(text) else "●" for name, text in WRITTEN.items()}
