"""Where everything stands in the template: the sheets, the row of each indicator, the cell of each figure."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from schemas.documents import Period
from schemas.form import Figure, Form, Indicator, figures_of
from workbooks.template.excel_formula import NotInExcelError

CHECKS_SHEET = "Тексеру"
STATUS_ROW = 4
COVER_FIRST_ROW = 4
NOTE_LIST_ROW = 6
NOTE_COLUMNS = ("indicator", "prior", "current", "change", "percent", "state", "reason")
NOTE_TEXT_ROWS = 24
CODE_SEPARATOR = " · "


@dataclass(frozen=True)
class Layout:
    """The template of a form. Rows count from 1; `columns` gives the letter of row, indicator, prior, …, check.

    `rows` is the sheet row of each indicator, `banners` that of each section's title.
    """

    cover: str
    figures: str
    note: str
    header_row: int
    columns: dict[str, str]
    rows: dict[str, int]
    banners: dict[int, int]
    priors: frozenset[str]
    explained: tuple[str, ...]

    @property
    def last_row(self) -> int:
        """The last row of the figures."""
        return max(self.rows.values())

    @property
    def last_column(self) -> str:
        """The letter of the check column, the sheet's last."""
        return self.columns["check"]

    def cell(self, indicator: str, period: str) -> str:
        """The address of a figure on the figures sheet. Raises KeyError for an unknown indicator or period."""
        return f"{self.columns[period]}{self.rows[indicator]}"

    def locate(self, figure: Figure, judged: str = Period.CURRENT) -> str:
        """The address of a figure as seen from the sheet of checks, where the accepted figures stand.

        `judged` is the column that a bare name means. Raises NotInExcelError where the form has no such cell.
        """
        column = figure.column or (Period.PRIOR if judged == Period.PRIOR else Period.CURRENT)
        if column != Period.CURRENT and figure.indicator not in self.priors:
            raise NotInExcelError(f"the form has no cell for {figure.indicator}@{column}")
        if column in ("prior", "change") and column not in self.columns:
            raise NotInExcelError(f"the form has no column of {column}")
        if column == "accepted":
            return f"$A${self.rows[figure.indicator]}"
        return f"{quoted(self.figures)}!${self.columns[column]}${self.rows[figure.indicator]}"

    def note_row(self, indicator: str) -> int:
        """The row of an indicator in the note's list of changes."""
        return NOTE_LIST_ROW + 2 + self.explained.index(indicator)

    @property
    def note_text_row(self) -> int:
        """The first row of the note's free text."""
        return NOTE_LIST_ROW + 2 + len(self.explained) + 2


class FormIdentity:
    """A form as a key of caches: it is frozen, but holds dicts, and so has no hash of its own."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return hash((self.form.digest, self.form.as_of))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FormIdentity) and hash(self) == hash(other)


def layout_of(form: Form) -> Layout:
    """The layout of a form's template, as its `sheets` ask for."""
    return _layout(FormIdentity(form))


@functools.lru_cache(maxsize=8)
def _layout(key: FormIdentity) -> Layout:
    form = key.form
    sheet = form.sheets["figures"]
    columns = {meaning: letter for letter, meaning in sheet.columns.items()}
    columns["check"] = chr(ord(max(sheet.columns)) + 1)
    rows: dict[str, int] = {}
    banners: dict[int, int] = {}
    row = sheet.first_row
    for section in form.sections:
        banners[section] = row
        for indicator in _of_section(form, section):
            row += 1
            rows[indicator.name] = row
        row += 1
    priors = frozenset(x.name for x in form.indicators.values() if x.prior)
    return Layout(
        form.sheets["cover"].name, sheet.name, form.sheets["note"].name,
        sheet.header_row, columns, rows, banners, priors, explained_indicators(form),
    )  # fmt: skip


def _of_section(form: Form, section: int) -> list[Indicator]:
    return sorted((x for x in form.indicators.values() if x.section == section), key=lambda x: x.row)


def explained_indicators(form: Form) -> tuple[str, ...]:
    """The indicators whose change a commentary rule can want explained, in row order."""
    found: set[str] = set()
    for rule in form.rules.values():
        if rule.severity == "commentary" and not rule.shadow:
            found.update(material_of(form, rule.name))
    return tuple(x.name for x in sorted(form.indicators.values(), key=lambda x: x.row) if x.name in found)


def material_of(form: Form, rule_name: str) -> tuple[str, ...]:
    """The indicators whose change a commentary rule wants explained."""
    rule = form.rules[rule_name]
    if rule.each:
        return tuple(x.name for x in form.members_of(rule.each) if x.prior)
    return (rule.material or figures_of(rule.tree)[0].indicator,)


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"
