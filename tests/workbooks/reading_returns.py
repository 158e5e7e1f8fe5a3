"""Builds returns for the tests of reading: rows of a form in any language, order, shift, and the files they stand in."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from schemas.documents import Document, FigureCell
from schemas.form.loading import load_form
from workbooks.form_key import form_key
from workbooks.read.file_reading import read_bytes

AS_OF, PRIOR_AS_OF = dt.date(2026, 1, 1), dt.date(2025, 1, 1)
FORM = load_form()
KEY = form_key(FORM, AS_OF, PRIOR_AS_OF)
SECTIONS = {number: dict(zip(("kk", "ru", "en"), titles, strict=True)) for number, titles in KEY.sections}
ROWS = {row.indicator: row for row in KEY.rows}
HEADERS = {
    "kk": (
        "Жол коды",
        "Көрсеткіштің атауы",
        "Өлшем бірлігі",
        "Өткен жыл (01.01.2025)",
        "Есептік кезең (01.01.2026)",
        "Айырма (+/−)",
        "Өзгеру себебі",
    ),
    "ru": (
        "Код строки",
        "Наименование показателя",
        "Единица",
        "Прошлый год (01.01.2025)",
        "Отчётный год (01.01.2026)",
        "Разница (+/−)",
        "Причина изменения",
    ),
}
UNITS = {"persons": {"kk": "адам", "ru": "чел."}, "units": {"kk": "бірлік", "ru": "ед."}, "%": {"kk": "%", "ru": "%"}}
NAMES = ("Тест облыстық ұйымы", "Тестовая областная организация")


def values(base: int = 1000) -> dict[tuple[str, str], float]:
    """A figure for every row and period, no two alike within a column."""
    found: dict[tuple[str, str], float] = {}
    for number, row in enumerate(KEY.rows):
        found[row.indicator, "current"] = 95.5 if row.unit.kind == "percent" else float(base + 37 * number)
        if row.prior:
            found[row.indicator, "prior"] = 94.1 if row.unit.kind == "percent" else float(base + 31 * number + 5)
            found[row.indicator, "change"] = round(found[row.indicator, "current"] - found[row.indicator, "prior"], 6)
    return found


@dataclass
class Sheet:
    """The rows of a figures sheet, and where each figure stands in them (row and column from 0)."""

    rows: list[list[Any]] = field(default_factory=list)
    places: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    def put(self, indicator: str, period: str, value: Any) -> str:
        """Puts a value where a figure stands; returns the cell's address."""
        row, column = self.places[indicator, period]
        self.rows[row][column] = value
        return openpyxl.utils.get_column_letter(column + 1) + str(row + 1)

    def address(self, indicator: str, period: str) -> str:
        """The A1 address of a figure."""
        row, column = self.places[indicator, period]
        return openpyxl.utils.get_column_letter(column + 1) + str(row + 1)


def sheet(
    figures: dict[tuple[str, str], float] | None = None,
    *,
    language: str = "kk",
    down: int = 0,
    right: int = 0,
    codes: Callable[[int], Any] | None = lambda code: code,
    label: Callable[[str], str] | None = None,
    order: Sequence[str] | None = None,
    sections: bool = True,
    header: Sequence[Any] | None = None,
    title: str = "2026 жылғы 1 қаңтардағы жағдай бойынша",
    columns: Sequence[str] = ("code", "label", "unit", "prior", "current", "change", "reason"),
) -> Sheet:
    """A figures sheet. `order` gives the rows (no sections then); `columns` the order of the columns."""
    figures = values() if figures is None else figures
    built = Sheet([[""] * right for _ in range(down)])
    built.rows += [[*[""] * right, text] for text in (FORM.title["kk"], title, NAMES[0])] + [[]]
    names = dict(
        zip(("code", "label", "unit", "prior", "current", "change", "reason"), header or HEADERS[language], strict=True)
    )
    built.rows.append([*[""] * right, *[names.get(column, column) for column in columns]])
    section = 0
    for indicator in order or [row.indicator for row in KEY.rows]:
        row = ROWS[indicator]
        if sections and order is None and row.section != section:
            section = row.section
            built.rows.append([*[""] * right, f"{section}. {SECTIONS[section][language]}"])
        number = len(built.rows)
        text = label(indicator) if label else FORM.indicators[indicator].label[language]
        cells = {"code": codes(row.row) if codes else "", "label": text, "unit": UNITS[row.unit.name][language]}
        for place, column in enumerate(columns, right):
            if column in ("prior", "current", "change") and (indicator, column) in figures:
                cells[column] = figures[indicator, column]
                built.places[indicator, column] = (number, place)
        built.rows.append([*[""] * right, *[cells.get(column, "") for column in columns]])
    built.rows += [[], ["", "Төраға ____________"], ["", "Орындаушы ____________"]]
    return built


def cover(**changed: Any) -> list[list[Any]]:
    """The rows of a cover; `changed` replaces single values by field."""
    fields = {
        "code": ("Ұйым коды", "test"),
        "name_kk": ("Ұйымның атауы (қазақша)", NAMES[0]),
        "name_ru": ("Ұйымның атауы (орысша)", NAMES[1]),
        "as_of": ("Есептік күн", "01.01.2026"),
        "version": ("Нысан нұсқасы", "2026.1"),
        "chair": ("Төраға", "Төраға (қолы қойылған)"),
        "prepared": ("Орындаушы", "Орындаушы (қолы қойылған)"),
        "contact": ("Телефон, e-mail", "8 (700) 000-00-00, test@example.org"),
        "signed": ("Қол қойылған күні", "19.01.2026"),
    }
    rows: list[list[Any]] = [[FORM.title["kk"]], ["2026 жылғы 1 қаңтардағы жағдай бойынша"], []]
    return rows + [
        [number, label, changed.get(name, value)] for number, (name, (label, value)) in enumerate(fields.items(), 1)
    ]


NOTE = [
    ["ТҮСІНДІРМЕ ЖАЗБА"],
    [NAMES[0]],
    ["2026 жылғы 1 қаңтардағы жағдай бойынша"],
    [],
    ["Кәсіподақ мүшелерінің жалпы саны өткен жылмен салыстырғанда өсті, себебі жаңа мектептер ашылды."],
    [],
    ["Төраға"],
]


def workbook(sheets: dict[str, list[list[Any]]], change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    """The bytes of an .xlsx with these sheets; `change` may alter it before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page: Worksheet = book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                if value not in ("", None):
                    page.cell(number, column, value)
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def full(
    figures_sheet: Sheet, change: Callable[[openpyxl.Workbook], None] | None = None, **cover_changes: Any
) -> bytes:
    """The bytes of a complete return: cover, figures, note."""
    return workbook({"Титул": cover(**cover_changes), "Есеп": figures_sheet.rows, "Түсіндірме": NOTE}, change)


def read(data: bytes, name: str = "есеп.xlsx") -> Document:
    """The document of a single file."""
    documents = read_bytes(data, name, KEY)
    assert len(documents) == 1
    return documents[0]


def by_name(document: Document) -> dict[tuple[str, str], FigureCell]:
    """The figures of a document by indicator and period."""
    return {(figure.indicator, figure.period): figure for figure in document.figures}


def rules(document: Document) -> list[str]:
    """The names of a document's issues."""
    return sorted(issue.rule for issue in document.issues)


def assert_read(document: Document, built: Sheet, figures: dict[tuple[str, str], float] | None = None) -> None:
    """Every figure is read, equal, and at its cell."""
    found = by_name(document)
    for what, value in (figures or values()).items():
        if what in built.places:
            figure = found[what]
            assert (figure.state, figure.value, figure.cell) == ("read", value, built.address(*what)), (what, figure)
