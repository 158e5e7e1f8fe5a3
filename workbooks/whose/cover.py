"""What a workbook says of itself: whose it is, for when, on which form, who signed; on any sheet, in any layout."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence

from schemas.documents import Cover
from workbooks.grids import Grid
from workbooks.table import FormKey
from workbooks.text import Value, dates_in, fold

_FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("code", ("ұйым коды", "ұйымның коды", "код организации", "organisation code", "organization code")),
    (
        "name",
        (
            "ұйымның атауы",
            "ұйым атауы",
            "наименование организации",
            "название организации",
            "organisation name",
            "name",
        ),
    ),
    ("as_of", ("есептік күн", "есепті күн", "отчетная дата", "as of", "reporting date", "есеп күні")),
    ("form_version", ("нысан нұсқасы", "нысанның нұсқасы", "версия формы", "form version")),
    ("chair", ("төраға", "төрайым", "председатель", "chair", "chairperson")),
    ("prepared_by", ("орындаушы", "исполнитель", "prepared by", "дайындаған")),
    ("contact", ("телефон", "phone", "байланыс", "контакт", "e mail")),
    (
        "signed_on",
        (
            "қол қойылған күні",
            "қол қойған күні",
            "дата подписания",
            "signed on",
            "дата подписи",
            "толтырылған күні",
            "дата заполнения",
        ),
    ),
)
# The form's names of the fields that it can call by words of its own.
_FIELD_OF = {
    "organisation code": "code", "name kk": "name", "name ru": "name", "as of": "as_of",
    "form version": "form_version", "chair": "chair", "prepared by": "prepared_by", "phone and e-mail": "contact",
    "signed on": "signed_on",
}  # fmt: skip
OwnLabels = tuple[tuple[str, tuple[str, ...]], ...]
_LABELS = tuple((name, tuple(fold(label) for label in labels)) for name, labels in _FIELDS)
_UNSIGNED = re.compile(r"^[\s_.\-–—/]*$")
_TITLE_WORDS = re.compile(r"нысан|форма|бекіт|утвержд|приложени|қосымша|form")
_ROWS, _COLUMNS = 80, 30
_LONGEST_FIELD = 400


@functools.lru_cache(maxsize=8192)
def _field(text: str, own: OwnLabels) -> str:
    if len(text) > 120:
        return ""
    folded = fold(text)
    for name, labels in (*_LABELS, *own):
        if any(folded == label or folded.startswith(label + " ") for label in labels):
            return name
    return ""


def read_cover(grids: Sequence[Grid], table_sheet: str | None, header_top: int, key: FormKey) -> tuple[Cover, str]:
    """The cover of a workbook and its sheet's name; where there is none, the names that stand above the table."""
    best: dict[str, list[Value]] = {}
    sheet = ""
    own = tuple(
        (_FIELD_OF[name], tuple(fold(x) for x in labels)) for name, labels in key.cover_labels if name in _FIELD_OF
    )
    for grid in grids:
        if grid.name != table_sheet or len(grids) == 1:
            fields = _fields(grid, header_top if grid.name == table_sheet else _ROWS, own)
            if len(fields) > len(best) and (grid.visible or not best):
                best, sheet = fields, grid.name
    heading = next((g for g in grids if g.name == table_sheet), None)
    titled = _heading_names(heading, header_top, key) if heading else ()
    if len(best) < 3:
        return Cover(names=titled), ""
    names = tuple(dict.fromkeys(text for value in best.get("name", ()) if (text := _text(value))))
    found = Cover(
        code=_first(best, "code"),
        names=names or titled,
        as_of=_date(best, "as_of"),
        form_version=_first(best, "form_version"),
        chair=_signature(best, "chair"),
        prepared_by=_signature(best, "prepared_by"),
        contact=_first(best, "contact"),
        signed_on=_date(best, "signed_on"),
        found=True,
    )
    return found, sheet


def _fields(grid: Grid, rows: int, own: OwnLabels) -> dict[str, list[Value]]:
    """The values beside or below each label of a sheet; a label without a value is there with an empty list."""
    found: dict[str, list[Value]] = {}
    for number, row in enumerate(grid.rows[: min(rows, _ROWS)]):
        for column, value in enumerate(row[:_COLUMNS]):
            if isinstance(value, str) and value:
                name = _field(value.partition(":")[0], own) if len(value) < _LONGEST_FIELD else ""
                if name:
                    found.setdefault(name, [])
                    answer = _answer(grid, number, column, value)
                    if answer is not None and _field(str(answer), own) in ("", name):
                        found[name].append(answer)
                    break
    return found


def _answer(grid: Grid, row: int, column: int, label: str) -> Value:
    """What answers a label: the next filled cell to its right, or what follows its colon."""
    inline = label.partition(":")[2].strip()
    if inline:
        return inline
    for right in range(column + 1, min(len(grid.rows[row]), column + 8)):
        value = grid.value(row, right)
        if value is not None and str(value).strip():
            return value
    return None


def _heading_names(grid: Grid, header_top: int, key: FormKey) -> tuple[str, ...]:
    """The lines above the table that are neither the form's title nor a date: they name the organisation."""
    titles = {fold(title) for title in key.titles}
    names = []
    for row in grid.rows[: max(header_top, 0)]:
        for value in row[:_COLUMNS]:
            if isinstance(value, str) and value.strip():
                folded = fold(value)
                named = not dates_in(value) and folded not in titles and not _TITLE_WORDS.search(folded)
                if named and not _field(value, ()):
                    names.append(value.strip())
    return tuple(dict.fromkeys(names))


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if value is not None else ""


def _first(fields: dict[str, list[Value]], name: str) -> str:
    return next((text for value in fields.get(name, ()) if (text := _text(value))), "")


def _signature(fields: dict[str, list[Value]], name: str) -> str:
    text = _first(fields, name)
    return "" if _UNSIGNED.match(text) else text


def _date(fields: dict[str, list[Value]], name: str) -> dt.date | None:
    for value in fields.get(name, ()):
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        if isinstance(value, float) and 30_000 < value < 80_000:
            return dt.date(1899, 12, 30) + dt.timedelta(days=int(value))
        if isinstance(value, str) and (dates := dates_in(value)):
            return dates[0]
    return None
