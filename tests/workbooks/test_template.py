"""The template: what is filled in, locked and checked, and that it reads back as it was filled in."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import yaml

from schemas.documents import Document
from schemas.form.loading import FORMS, load_form, read_form
from schemas.form.model import Form
from schemas.languages import SHIPPED
from schemas.round_terms import Contact, RoundTerms
from workbooks.form_key import form_key
from workbooks.read.file_reading import read_bytes
from workbooks.template.template_checks import template_checks
from workbooks.template.template_layout import CHECKS_SHEET, layout_of
from workbooks.template.template_workbook import FilledReturn, TemplateOrder, write_template
from workbooks.text.word_catalogue import catalogue, word

THRESHOLDS = {"relative": 0.05, "absolute": 10.0, "fall": 100.0, "twofold": 2.0}
PRIOR = {
    "members": 1000, "working": 950, "students": 40, "pensioners": 10, "employees": 1000, "enrolled": 80,
    "coverage": 95.0, "women": 700, "under_35": 250, "working_under_35": 240, "teachers": 600, "other_staff": 350,
    "workplaces": 21, "primaries": 21, "primaries_preschool": 8, "primaries_school": 10, "primaries_college": 1,
    "primaries_university": 1, "primaries_other": 1, "branches": 2, "chairs": 21, "chairs_women": 15,
    "chairs_under_35": 3, "committee_members": 80, "audit_members": 60, "conciliation_commissions": 20,
    "conciliation_members": 60, "activists": 90, "staff": 5, "staff_chairs": 2, "staff_women": 3, "staff_under_35": 1,
    "trained": 50, "trained_chairs": 10, "trained_activists": 10, "trained_audit": 10, "trained_conciliation": 10,
    "trained_members": 10,
}  # fmt: skip
CURRENT = {
    **PRIOR, "members": 1005, "working": 955, "teachers": 605, "coverage": 95.5, "joined": 45, "left": 40,
    "left_by_choice": 10, "left_retired": 20, "left_graduated": 5, "left_moved": 5, "left_redundant": 0,
    "left_closure": 0, "left_other": 0, "primaries_created": 0, "primaries_dissolved": 0,
}  # fmt: skip
NAMES = ("«Орда» облыстық ұйымы", "Областная организация «Орда»")
ORDER = TemplateOrder("orda", *NAMES, "kk", "regional", PRIOR, "orda@example.org")


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form()


def written(folder: Path, form: Form, order: TemplateOrder = ORDER, filled: FilledReturn | None = None) -> Path:
    path = folder / "template.xlsx"
    write_template(path, order, form, THRESHOLDS, filled)
    return path


def in_language(order: TemplateOrder, language: str, **more: Any) -> TemplateOrder:
    return dataclasses.replace(order, language=language, **more)


def read(path: Path, form: Form) -> Document:
    documents = read_bytes(path.read_bytes(), path.name, form_key(form, form.as_of, form.prior_as_of))
    assert len(documents) == 1
    return documents[0]


def figures_sheet(path: Path, form: Form, *, values: bool = True) -> Any:
    return openpyxl.load_workbook(path, data_only=values)[form.sheets["figures"].name]


def test_the_empty_template_states_last_year_and_locks_it(tmp_path: Path, form: Form) -> None:
    path = written(tmp_path, form)
    sheet, layout = figures_sheet(path, form), layout_of(form)
    assert sheet.protection.sheet
    for name in form.indicators:
        prior, current = sheet[layout.cell(name, "prior")], sheet[layout.cell(name, "current")]
        assert current.value in (None, "")
        assert not current.protection.locked
        if name in PRIOR:
            assert prior.value == PRIOR[name]
            assert prior.protection.locked
        elif not form.indicators[name].prior:
            assert prior.protection.locked
        for column in ("row", "indicator", "change", "check"):
            if column != "change" or form.indicators[name].prior:
                assert sheet[f"{layout.columns[column]}{layout.rows[name]}"].protection.locked


def test_an_office_without_accepted_figures_fills_in_last_year_itself(tmp_path: Path, form: Form) -> None:
    path = written(tmp_path, form, in_language(ORDER, "kk", accepted={}))
    sheet, layout = figures_sheet(path, form), layout_of(form)
    assert not sheet[layout.cell("members", "prior")].protection.locked
    assert sheet[layout.cell("members", "check")].value.count("○") == 2


def test_a_filled_return_reads_back(tmp_path: Path, form: Form) -> None:
    filled = FilledReturn(
        CURRENT, "Мүшелер саны жаңа мектептердің ашылуына байланысты өсті.\n=Екінші жол формула емес.",
        {"members": "Жаңа мектептердің ашылуы"}, "А. Ахметова", "Б. Серіков", dt.date(2026, 1, 20),
    )  # fmt: skip
    document = read(written(tmp_path, form, filled=filled), form)
    assert not document.issues
    values = {(x.indicator, x.period): x.value for x in document.figures if x.value is not None}
    for name, value in CURRENT.items():
        assert values[name, "current"] == value
        if form.indicators[name].prior:
            assert values[name, "prior"] == PRIOR[name]
            assert values[name, "change"] == pytest.approx(value - PRIOR[name])
    cover = document.cover
    assert (cover.code, cover.as_of, cover.form_version) == ("orda", form.as_of, form.version)
    assert set(cover.names) == {ORDER.name_kk, ORDER.name_ru}
    assert (cover.chair, cover.prepared_by, cover.signed_on) == ("А. Ахметова", "Б. Серіков", dt.date(2026, 1, 20))
    assert {x.source: x.text for x in document.notes} == {"sheet": filled.note, "reason": "Жаңа мектептердің ашылуы"}
    assert next(x for x in document.notes if x.source == "reason").indicator == "members"


def test_the_words_of_an_empty_template_are_nobodys_note(tmp_path: Path, form: Form) -> None:
    signed = FilledReturn({}, chair="Ахметова-Серікбаева Айгүл Нұрланқызы", prepared_by="Нұрмұхамбетова Г. Б.")
    for language in SHIPPED:
        for filled in (None, signed):
            order = in_language(ORDER, language, terms=TERMS)
            assert read(written(tmp_path, form, order, filled), form).notes == ()


def test_mistakes_stand_where_they_were_made(tmp_path: Path, form: Form) -> None:
    raw = {("women", "current"): "7O0", ("students", "current"): None, ("members", "change"): -5, ("staff", "prior"): 6}
    document = read(written(tmp_path, form, filled=FilledReturn(CURRENT, prior={"teachers": 601}, raw=raw)), form)
    cells = {(x.indicator, x.period): x for x in document.figures}
    assert cells["women", "current"].raw == "7O0"
    assert cells["students", "current"].state == "empty"
    assert cells["members", "change"].value == -5
    assert cells["staff", "prior"].value == 6
    assert cells["teachers", "prior"].value == 601
    assert cells["teachers", "change"].value == CURRENT["teachers"] - 601


@pytest.mark.parametrize("language", SHIPPED)
def test_the_check_column_says_in_words_what_is_wrong(tmp_path: Path, form: Form, language: str) -> None:
    wrong = FilledReturn({**CURRENT, "women": 1100, "students": 41}, raw={("staff", "current"): "бес"})
    path = written(tmp_path, form, in_language(ORDER, language), wrong)
    sheet, layout = figures_sheet(path, form), layout_of(form)
    said = {name: sheet[layout.cell(name, "check")].value or "" for name in form.indicators}
    number = "1\u00a0100"
    women = form.rules["women-within-members"].message[language]
    assert women.replace("{lhs}", number).split("{rhs}")[0] in said["women"]
    assert said["women"].startswith("✖")
    assert said["members"].startswith("✖")
    assert "бес" in said["staff"]
    assert said["chairs"] == ""
    assert word("status.hard", language, count=3) in sheet["A4"].value


def test_a_return_in_order_is_told_so(tmp_path: Path, form: Form) -> None:
    path = written(tmp_path, form, in_language(ORDER, "ru"), FilledReturn(CURRENT))
    assert figures_sheet(path, form)["A4"].value == f"✔ {word('status.good', 'ru')}"


def test_an_unchanged_return_is_told_at_the_head_of_the_table(tmp_path: Path, form: Form) -> None:
    path = written(tmp_path, form, filled=FilledReturn({**CURRENT, **PRIOR, "joined": 40}))
    assert form.rules["unchanged-return"].kk in figures_sheet(path, form)["A4"].value


def test_changes_to_explain_are_listed_on_the_note(tmp_path: Path, form: Form) -> None:
    filled = FilledReturn(
        {**CURRENT, "women": 600, "trained_audit": 30, "trained": 70}, reasons={"women": "Көшіп кетті"}
    )
    path = written(tmp_path, form, filled=filled)
    note, layout = openpyxl.load_workbook(path, data_only=True)[form.sheets["note"].name], layout_of(form)
    state = {name: note[f"F{layout.note_row(name)}"].value for name in layout.explained}
    assert state["women"] == word("note.given", "kk")
    assert state["trained_audit"] == word("note.wanted", "kk")
    assert state["working"] == "–"
    row = layout.note_row("trained_audit")
    assert [note[f"{x}{row}"].value for x in "BCDE"] == [10, 30, 20, 200]


def test_both_languages_are_shown(tmp_path: Path, form: Form) -> None:
    label = form.indicators["members"].label
    cell = layout_of(form).cell("members", "indicator")
    assert figures_sheet(written(tmp_path, form), form)[cell].value == f"{label.kk}\n{label.ru}"
    russian = written(tmp_path, form, in_language(ORDER, "ru"))
    assert figures_sheet(russian, form)[cell].value == f"{label.ru}\n{label.kk}"


def test_texts_from_elsewhere_are_never_formulas(tmp_path: Path, form: Form) -> None:
    bad = '=HYPERLINK("http://example.org","x")'
    order = TemplateOrder("+1", bad, f"@{bad}", "ru", "regional", PRIOR, f"-{bad}")
    filled = FilledReturn(CURRENT, bad, {"members": bad}, bad, bad, raw={("women", "current"): bad})
    path = written(tmp_path, form, order, filled)
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or "HYPERLINK" not in str(cell.value)
                assert cell.hyperlink is None


def test_every_formula_carries_its_value(tmp_path: Path, form: Form) -> None:
    path = written(tmp_path, form, filled=FilledReturn(CURRENT))
    with zipfile.ZipFile(path) as package:
        parts = [package.read(x).decode() for x in package.namelist() if x.startswith("xl/worksheets/sheet")]
    cells = [x for part in parts for x in re.findall(r"<c [^>]*>(?:(?!</c>).)*<f>.*?</c>", part, re.DOTALL)]
    assert len(cells) > 500
    assert all("<v>" in x or "<v/>" in x for x in cells)


def test_formulas_keep_to_excels_limits(tmp_path: Path, form: Form) -> None:
    for order in (ORDER, in_language(ORDER, "ru", kind="primary")):
        for sheet in openpyxl.load_workbook(written(tmp_path, form, order)):
            for cell in (x for row in sheet.iter_rows() for x in row if x.data_type == "f"):
                assert len(cell.value) <= 8192
                assert all(len(x) <= 255 for x in re.findall(r'"((?:[^"]|"")*)"', cell.value))


def test_it_prints_on_a4_with_repeated_headers(tmp_path: Path, form: Form) -> None:
    workbook = openpyxl.load_workbook(written(tmp_path, form))
    assert [x.title for x in workbook] == [form.sheets[x].name for x in ("cover", "figures", "note")] + [CHECKS_SHEET]
    assert workbook[CHECKS_SHEET].sheet_state == "veryHidden"
    for sheet in workbook.worksheets[:3]:
        assert sheet.page_setup.paperSize in (9, "9")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.protection.sheet
        assert ORDER.name_kk in sheet.oddFooter.left.text
    figures = workbook[form.sheets["figures"].name]
    assert figures.print_title_rows == "$5:$6"
    assert figures.freeze_panes == "C7"


def test_entries_are_validated(tmp_path: Path, form: Form) -> None:
    sheet, layout = figures_sheet(written(tmp_path, form), form, values=False), layout_of(form)
    kinds = {str(area): x.type for x in sheet.data_validations.dataValidation for area in x.sqref.ranges}
    assert kinds[layout.cell("members", "current")] == "whole"
    assert kinds[layout.cell("coverage", "current")] == "decimal"


def test_coverage_is_offered_as_a_formula_that_gives_way(tmp_path: Path, form: Form) -> None:
    cell = layout_of(form).cell("coverage", "current")
    offered = written(tmp_path, form, filled=FilledReturn({k: v for k, v in CURRENT.items() if k != "coverage"}))
    assert str(figures_sheet(offered, form, values=False)[cell].value).startswith("=")
    assert figures_sheet(offered, form)[cell].value == 95.5
    typed = written(tmp_path, form, filled=FilledReturn({**CURRENT, "coverage": 99.0}))
    assert figures_sheet(typed, form, values=False)[cell].value == 99.0


def test_a_new_rule_reaches_the_template_without_code() -> None:
    source = yaml.safe_load((FORMS / "membership" / "form.yaml").read_text(encoding="utf-8"))
    source["rules"]["staff-within-members"] = {
        "severity": "hard", "holds": "staff <= members", "kk": "тым көп", "ru": "слишком много", "en": "too many",
        "example": {"passes": {"staff": 1, "members": 2}, "fails": {"staff": 3, "members": 2}},
    }  # fmt: skip
    changed = read_form(yaml.safe_dump(source, allow_unicode=True))
    names = {x.name for x in template_checks(changed, "kk", "regional", True, THRESHOLDS).checks}
    assert {"staff-within-members@current", "staff-within-members@prior"} <= names


def test_what_a_workbook_cannot_check_is_listed(form: Form) -> None:
    checks = template_checks(form, "kk", "regional", True, THRESHOLDS)
    left_out = {name.split(":")[0].split("@")[0] for name, _ in checks.omitted}
    made = {x.check.rule.name for x in checks.checks if x.check}
    impossible = {"parent-equals-children", "parent-equals-children-prior", "newcomer-has-no-prior", "members-outlier",
                  "digits-transposed"}  # fmt: skip
    assert left_out == impossible
    assert made == set(form.rules) - impossible - {"one-primary-reports-one"}
    primary = template_checks(form, "kk", "primary", True, THRESHOLDS)
    assert "one-primary-reports-one" in {x.check.rule.name for x in primary.checks if x.check}


def test_the_catalogue_has_every_text_in_three_languages() -> None:
    def leaves(node: Any, path: str) -> list[tuple[str, dict[str, Any]]]:
        if set(node) == set(SHIPPED):
            return [(path, node)]
        return [leaf for key, value in node.items() for leaf in leaves(value, f"{path}.{key}")]

    found = leaves(catalogue(), "")
    assert len(found) > 60
    for path, texts in found:
        kinds = {(type(x), len(x) if isinstance(x, list) else 0) for x in texts.values()}
        assert len(kinds) == 1, path
        if isinstance(texts["kk"], str):
            assert len({tuple(sorted(re.findall(r"\{\w+\}", x))) for x in texts.values()}) == 1, path


def test_prompts_keep_to_excels_limits() -> None:
    for kind, texts in catalogue()["entry"].items():
        for language in SHIPPED if kind != "row" else ():
            assert len(texts["title"][language]) <= 32, kind
            assert max(len(texts[x][language]) for x in ("prompt", "error")) <= 240, kind  # the row stands before it


TERMS = RoundTerms(
    as_of=dt.date(2026, 1, 1), deadline=dt.date(2026, 12, 20), sender="department@example.org",
    federation={"kk": "Орталық кәсіподақ", "ru": "Центральный профсоюз"},
    contact=Contact(name="Председатель комиссии Н. Иванов", phone="+7 7172 12 34 56", room="305", hours="9:00–18:00"),
)  # fmt: skip
HEADS = {
    "kk": ["Кім тапсырады: «Орда» облыстық ұйымы", "Кімге тапсырылады: Орталық кәсіподақ",
           "Тапсыру мерзімі: 2026 жылғы 20 желтоқсанға дейін", "Жіберілетін мекенжай: department@example.org",
           "Анықтама алу үшін: Председатель комиссии Н. Иванов, +7 7172 12 34 56, 305-бөлме, 9:00–18:00"],
    "ru": ["Кто представляет: Областная организация «Орда»", "Кому представляется: Центральный профсоюз",
           "Срок представления: до 20 декабря 2026 года", "Куда отправить: department@example.org",
           "Справки: Председатель комиссии Н. Иванов, +7 7172 12 34 56, каб. 305, 9:00–18:00"],
}  # fmt: skip


@pytest.mark.parametrize("language", HEADS)
def test_the_head_says_who_submits_to_whom_by_when_where_to_and_whom_to_ask(
    tmp_path: Path, form: Form, language: str
) -> None:
    path = written(tmp_path, form, in_language(ORDER, language, terms=TERMS))
    cover = openpyxl.load_workbook(path)[form.sheets["cover"].name]
    assert [cover[f"A{row}"].value for row in range(4, 9)] == HEADS[language]
    assert cover["B10"].value.startswith(word("field.organisation code", language))


@pytest.mark.parametrize("language", SHIPPED)
def test_what_is_read_is_the_same_with_the_head_and_without(tmp_path: Path, form: Form, language: str) -> None:
    filled = FilledReturn(CURRENT, "Мүшелер саны өсті.", {}, "А. Ахметова", "", dt.date(2026, 1, 20))
    before, now = (
        read(written(tmp_path, form, in_language(ORDER, language, terms=terms), filled), form)
        for terms in (None, TERMS)
    )
    assert (now.cover, now.figures, now.notes, now.issues) == (
        before.cover, before.figures, before.notes, before.issues,
    )  # fmt: skip
    assert now.cover.chair == "А. Ахметова"
    assert now.cover.contact == "orda@example.org"


def test_it_is_signed_on_paper_with_name_date_and_seal(tmp_path: Path, form: Form) -> None:
    def signed(filled: FilledReturn | None) -> list[str]:
        sheet = figures_sheet(written(tmp_path, form, in_language(ORDER, "ru", terms=TERMS), filled), form)
        first = layout_of(form).last_row + 2
        return [str(sheet[f"{letter}{row}"].value) for row in range(first, first + 3) for letter in "BC"]

    assert signed(None) == [
        "Председатель ____________________ (подпись)", "____________________ (фамилия, инициалы)",
        "Исполнитель ____________________ (подпись)", "____________________ (фамилия, инициалы)",
        "«____» ____________________ 20____ года", "М.П. (место печати)",
    ]  # fmt: skip
    assert signed(FilledReturn(CURRENT, chair="А. Ахметова"))[1] == "А. Ахметова"


@pytest.mark.parametrize("language", SHIPPED)
def test_what_is_wrong_with_an_entry_is_said_with_its_row(tmp_path: Path, form: Form, language: str) -> None:
    path = written(tmp_path, form, in_language(ORDER, language))
    sheet, layout = figures_sheet(path, form, values=False), layout_of(form)
    said = {str(area): x.error for x in sheet.data_validations.dataValidation for area in x.sqref.ranges}
    expected = f"{word('entry.row', language, row=101)} {word('entry.count.error', language)}"
    assert said[layout.cell("members", "current")] == expected


def test_a_folder_that_cannot_be_written_is_an_os_error(tmp_path: Path, form: Form) -> None:
    with pytest.raises(OSError, match="missing"):
        write_template(tmp_path / "missing" / "x.xlsx", ORDER, form, THRESHOLDS)


MOST_OF_FLOOR = 2.5


def _plain_workbook(path: Path) -> None:
    """As many cells as a template has, written as they come: the floor of any template."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(100):
            for column in range(10):
                sheet.write_formula(row, column, f"=IF(A{row + 1}>B{row + 1},1,0)", None, 1)
                sheet.write_string(row, column + 10, "Кәсіподақ мүшелері")


@pytest.mark.slow
def test_a_template_costs_little_more_than_the_writing_of_its_cells(tmp_path: Path, form: Form) -> None:
    start = time.process_time()
    for number in range(20):
        _plain_workbook(tmp_path / f"plain{number}.xlsx")
    floor = time.process_time() - start
    start = time.process_time()
    for number in range(20):
        write_template(tmp_path / f"{number}.xlsx", in_language(ORDER, ("kk", "ru")[number % 2]), form, THRESHOLDS)
    ratio = (time.process_time() - start) / floor
    print(f"{ratio:.2f} times the floor")
    assert ratio < MOST_OF_FLOOR
