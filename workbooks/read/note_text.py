"""The explanatory text of a workbook: note sheets, lines below the table, reasons beside figures, cell comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.documents import NoteText
from workbooks.files import LIMITS
from workbooks.grids import Grid, address
from workbooks.read.mail_notes import TELLING
from workbooks.table import REASON, FormKey, FormTable, form_index, is_whole
from workbooks.text import fold, is_reason

_NOTE_NAME = re.compile(r"түсінді|пояснит|записк|жазба|note|комментар")
_HEADLINE = re.compile(
    r"^(?:\d+ )?(?:түсіндірме(?: жазба)?|пояснительная(?: записка)?|explanatory note"
    r"|төраға|төрайым|председатель|chair|орындаушы|исполнитель)(?: [_\s\w]{0,40})?$"
)
_AS_OF_LINE = re.compile(r"жағдай бойынша|по состоянию на|as of|as at")
# A line to sign on, whatever name, date or seal stands beside it.
_TO_SIGN_ON = re.compile(r"_{8,}")
_LONG_LINE = 60
# What begins our own words in a comment of a marked copy, which may come back.
OWN_COMMENT = "esep:"
_REASON_IN_LIST = 6
# What Excel writes above a thread for older versions of itself, in the language of whoever wrote it; the address in it
# is the same in all. Then each comment and answer is headed by a word, and set off by four spaces.
_FIRST_HEAD = r"(?:Comment|Комментарий|Примечание|Пікір|Түсініктеме)"
_THREAD = re.compile(
    rf"^\[[^\]\n\d]{{6,60}}\](?:.*?fwlink/?\?linkid=\d+\S*|.*?(?=^{_FIRST_HEAD}:))\s*(?:{_FIRST_HEAD}:)?",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_HEAD_IN_THREAD = re.compile(r"^\S[^\n:]{0,30}:[ \t]*$", re.MULTILINE)


def is_substantial(text: str) -> bool:
    """Whether a text says anything beyond a note's heading, date and signature."""
    return any(_says_something(line) for line in text.splitlines())


def _says_something(line: str) -> bool:
    folded = fold(line)
    if len(folded) < 12 or _HEADLINE.match(folded) or (_AS_OF_LINE.search(folded) and len(folded) < 60):
        return False
    return len(folded.split()) >= 3


def sheet_text(grid: Grid) -> str:
    """All text of a sheet, a line a row, cells of a row joined by two spaces."""
    lines = []
    for row in grid.rows:
        cells = [_shown(value) for value in row[: LIMITS.columns] if value not in ("", None)]
        lines.append("  ".join(cell for cell in cells if cell))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[: LIMITS.note_characters]


def _shown(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def workbook_notes(
    grids: Sequence[Grid], tables: Sequence[FormTable], table: FormTable | None, cover_sheets: set[str], key: FormKey
) -> list[NoteText]:
    """The notes of a workbook: those of its sheets, then reasons and text of the table's sheet, then comments."""
    passed_over = {t.grid.name for t in tables if is_whole(t, tables)} | cover_sheets
    candidates = [grid for grid in grids if grid.visible and grid.name not in passed_over]
    notes = _sheet_notes([grid for grid in candidates if grid.value(0, 0) not in key.own_titles], key)
    if table:
        notes += _below_table(table)
        notes += _reasons(table, key)
    for grid in grids:
        if grid.telling and grid.visible:
            notes += _boxes(grid)
            notes += _comments(grid, table if table and table.grid is grid else None)
    return notes


def _boxes(grid: Grid) -> list[NoteText]:
    """The text boxes of a sheet that speak of a change or are headed as a note; others label a button or explain."""
    return [
        NoteText("sheet", text[: LIMITS.note_characters], place=grid.name)
        for text in grid.details.boxes
        if is_substantial(_without_name_line(text))
        and (_NOTE_NAME.search(text[:80].casefold()) or any(TELLING.search(fold(line)) for line in text.splitlines()))
    ]


def _sheet_notes(grids: Sequence[Grid], key: FormKey) -> list[NoteText]:
    """The notes that are sheets: those called or headed a note, or else those that speak of changes at length."""
    called: list[NoteText] = []
    others: list[NoteText] = []
    for grid in grids:
        of_template = template_note(grid, key)
        if of_template is not None:
            called += of_template
            continue
        text = sheet_text(grid)
        if not text or not is_substantial(_without_name_line(text)):
            continue
        if _NOTE_NAME.search(grid.name.casefold()) or _NOTE_NAME.search(text[:80].casefold()):
            called.append(NoteText("sheet", text, place=grid.name))
        elif any(len(line) >= _LONG_LINE and TELLING.search(fold(line)) for line in text.splitlines()):
            others.append(NoteText("sheet", text, place=grid.name))
    return called or others


def template_note(grid: Grid, key: FormKey) -> list[NoteText] | None:
    """What a sender wrote on the template's note sheet, without the template's own words; None for another sheet.

    The reasons of its list carry their indicator, the free text is one piece.
    """
    first = [row[0] if row and isinstance(row[0], str) else "" for row in grid.rows]
    listed = next((n for n, text in enumerate(first) if text in key.list_marks), None)
    written = next((n for n, text in enumerate(first) if text in key.text_marks), None)
    if listed is None or written is None:
        return None
    index, labels = form_index(key), _labels(key)
    found = []
    for number in range(listed + 2, written):
        row = grid.rows[number]
        indicator = index.named(first[number]).code
        reason = row[_REASON_IN_LIST] if len(row) > _REASON_IN_LIST else None
        if indicator and isinstance(reason, str) and is_reason(reason, labels[indicator]):
            found.append(
                NoteText("reason", reason.strip(), f"{grid.name}!{address(number, _REASON_IN_LIST)}", indicator)
            )
    text = sheet_text(Grid(grid.name, grid.rows[written + 1 :]))
    if is_substantial(text):
        found.append(NoteText("sheet", text, f"{grid.name}!{address(written + 1, 0)}"))
    return found


def _without_name_line(text: str) -> str:
    """The text without its heading: title, organisation and date in the first lines."""
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and _HEADLINE.match(fold(lines[0])):
        date_line = next(
            (n for n, line in enumerate(lines[:5]) if _AS_OF_LINE.search(fold(line)) and len(line) < 80), 0
        )
        return "\n".join(lines[date_line + 1 :])
    return text


def _below_table(table: FormTable) -> list[NoteText]:
    lines = []
    for row in table.grid.rows[table.rows.last + 1 :]:
        texts = [value.strip() for value in row[: LIMITS.columns] if isinstance(value, str) and value.strip()]
        if (
            texts
            and not _TO_SIGN_ON.search(texts[0])
            and not all(_HEADLINE.match(fold(text)) or len(text) < 25 for text in texts)
        ):
            lines.append("  ".join(texts))
    text = "\n".join(lines)
    if any(len(line) >= _LONG_LINE for line in lines) and is_substantial(text):
        return [NoteText("sheet", text, place=f"{table.grid.name}!{address(table.rows.last + 1, 0)}")]
    return []


def _labels(key: FormKey) -> dict[str, tuple[str, ...]]:
    return {row.indicator: row.labels for row in key.rows}


def _reasons(table: FormTable, key: FormKey) -> list[NoteText]:
    column = table.columns.places.get(REASON)
    if column is None:
        return []
    found, labels = [], _labels(key)
    for indicator, row in sorted(table.rows.rows.items(), key=lambda item: item[1]):
        value = table.grid.value(row, column)
        if isinstance(value, str) and is_reason(value, labels[indicator]):
            found.append(NoteText("reason", value.strip(), f"{table.grid.name}!{address(row, column)}", indicator))
    return found


def _comments(grid: Grid, table: FormTable | None) -> list[NoteText]:
    by_row = {row: name for name, row in table.rows.rows.items()} if table else {}
    found = []
    for (row, column), text in sorted(grid.details.comments.items()):
        words = _words_of_thread(text).partition(OWN_COMMENT)[0].strip()
        if words:
            place = f"{grid.name}!{address(row, column)}"
            found.append(NoteText("comment", words, place, by_row.get(row, "")))
    return found


def _words_of_thread(text: str) -> str:
    """The words of a thread without the lines that the program added; another comment as it is."""
    head = _THREAD.match(text)
    if head is None:
        return text
    words = _HEAD_IN_THREAD.sub("", text[head.end() :])
    return "\n".join(line.strip() for line in words.splitlines() if line.strip())
