"""Reads a whole inbox file into documents: what it is, whose it says it is, its figures with their cells, its notes.

Imported in the worker processes, so nothing heavy is imported here. Reading never raises for what a file holds: a
file that cannot be read is a workbook document with the issue `workbook-unreadable`, whose `observed` gives a reason.
It raises ReadingFailedError where the machine fails it: for memory, access, or bytes that are not those that arrived.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import os
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from schemas.documents import Cover, Document, DocumentKind, Issue, NoteText
from workbooks.files import LIMITS, SPREADSHEET_EXTENSIONS, SPREADSHEETS, FileKind, Leaf, Refused, extension, leaves
from workbooks.grids import Grid, grids_of, own_time
from workbooks.read.documents_text import DOCUMENTS, document_text
from workbooks.read.form_version import outdated, signature_missing
from workbooks.read.mail_notes import note_in_mail
from workbooks.read.note_text import workbook_notes
from workbooks.read.own_failures import ALTERED, CLOSED, ReadingFailedError, own_failure
from workbooks.read.own_sentences import without_own_sentences
from workbooks.read.refusal_reasons import reason_of
from workbooks.table import FormKey, ReadDocument, cell_issues, choose, find_tables, form_index, table_issues
from workbooks.whose import read_cover

# A page with such a name is a document that Word saved as a page.
_WORD_EXTENSIONS = ("doc", "docx", "rtf", "dot", "odt")
_PAGES = (FileKind.HTML, FileKind.WEB_ARCHIVE)
# What programs leave beside a file that is open, and systems in every folder.
_LEFT_BEHIND = ("~$", "._", ".~lock.", ".DS_Store", "Thumbs.db", "desktop.ini")


def read_file(path: str, name: str, key: FormKey) -> list[Document]:
    """The documents of the file at `path`, called `name` below the inbox: itself and, of a container, each leaf."""
    return [found.whole() for found in read_rows(path, name, key)]


def read_bytes(data: bytes, name: str, key: FormKey) -> list[Document]:
    """The documents of a file's bytes."""
    return [found.whole() for found in _rows_of(data, name, key)]


def read_rows(path: str, name: str, key: FormKey, sha256: str = "") -> list[ReadDocument]:
    """What `read_file` gives, the figures still as rows: for worker processes.

    The bytes that are read are held to `sha256`, where it is given.
    """
    try:
        source = Path(path)
        with source.open("rb") as file:
            is_large = os.fstat(file.fileno()).st_size > LIMITS.file_bytes
            data = b"" if is_large else file.read()
            digest = hashlib.file_digest(file, "sha256").hexdigest() if is_large else _sha256(data)
    except OSError as error:
        raise ReadingFailedError(own_failure(error) or CLOSED) from error
    if sha256 and digest != sha256:
        raise ReadingFailedError(ALTERED)
    return [ReadDocument(unreadable(name, digest, "too-large"))] if is_large else _rows_of(data, name, key)


def _rows_of(data: bytes, name: str, key: FormKey) -> list[ReadDocument]:
    try:
        found = leaves(name, data, post=key.post)
    except Exception as error:
        _refuse_own(error)
        return [ReadDocument(unreadable(name, _sha256(data), "corrupt", detail=_said(error)))]
    return [_without_nul(_document(leaf, key)) for leaf in found]


def _without_nul(read: ReadDocument) -> ReadDocument:
    """What was read without the NULs in its words, which no database but SQLite takes; cells are read so already."""
    document = _words_without_nul(read.document)
    if document is read.document and not any("\0" in row.sheet for row in read.rows):
        return read
    return ReadDocument(document, tuple(row._replace(sheet=row.sheet.replace("\0", "")) for row in read.rows))


def _words_without_nul(value: Any) -> Any:
    """The value, or one like it where a text within it holds a NUL."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, tuple):
        parts = tuple(map(_words_without_nul, value))
        return value if all(a is b for a, b in zip(parts, value, strict=True)) else parts
    if not is_dataclass(value) or isinstance(value, type):
        return value
    given = {field.name: getattr(value, field.name) for field in fields(value)}
    new = {name: _words_without_nul(x) for name, x in given.items()}
    changed = {name: x for name, x in new.items() if x is not given[name]}
    return replace(value, **changed) if changed else value


def unreadable(name: str, sha256: str, reason: str, *, detail: str = "", leaf: Leaf | None = None) -> Document:
    """The record of a file that could not be read; `reason` is a word that the message explains."""
    parameters = (("raw", reason), ("reason", reason), ("detail", detail))
    issue = Issue("workbook-unreadable", observed=reason, parameters=parameters)
    return Document(
        file=name,
        sha256=sha256,
        kind=str(DocumentKind.WORKBOOK),
        sender=leaf.sender if leaf else "",
        received=leaf.received if leaf else None,
        modified=leaf.modified if leaf else None,
        issues=(issue,),
        mail=leaf.mail if leaf else None,
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse_own(error: Exception) -> None:
    """Raises ReadingFailedError where the error says nothing of the file."""
    if reason := own_failure(error):
        raise ReadingFailedError(reason) from error


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _document(leaf: Leaf, key: FormKey) -> ReadDocument:
    sha256 = _sha256(leaf.data)
    try:
        return _read(leaf, sha256, key)
    except Refused as refused:
        _refuse_own(refused)
        return ReadDocument(unreadable(leaf.name, sha256, refused.reason, detail=refused.detail, leaf=leaf))
    except Exception as error:
        _refuse_own(error)
        # What a hostile file can break is not foreseen in full; the file is refused and the round goes on.
        return ReadDocument(unreadable(leaf.name, sha256, "corrupt", detail=_said(error), leaf=leaf))


def _read(leaf: Leaf, sha256: str, key: FormKey) -> ReadDocument:
    suffix = extension(leaf.name)
    if leaf.refused:
        raise Refused(leaf.refused)
    if leaf.is_ours and not leaf.is_container:
        return ReadDocument(_record(leaf, sha256, DocumentKind.OTHER))
    if leaf.is_container:
        words = without_own_sentences(_personal_words(leaf), key)
        text = note_in_mail(words)
        notes = (NoteText("mail", text, place=leaf.name),) if text else ()
        container = _record(leaf, sha256, DocumentKind.CONTAINER, notes=notes)
        thread = "" if leaf.is_ours or (leaf.mail and leaf.mail.automatic) else leaf.thread
        return ReadDocument(replace(container, words=_answering(leaf, words, key), thread=thread))
    as_text = _may_be_text(leaf, suffix) and not _tabular(leaf, key)
    if leaf.kind is FileKind.PASSWORD or (leaf.kind in SPREADSHEETS and not as_text):
        return _workbook(leaf, sha256, key)
    if leaf.kind in DOCUMENTS or as_text:
        said = document_text(leaf.data, leaf.kind)
        if not said.strip():
            # A scan pasted into a document is no note that was read.
            raise Refused("no-text")
        text = without_own_sentences(said, key)
        notes = (NoteText("docx", text, place=leaf.name),) if text else ()
        return ReadDocument(_record(leaf, sha256, DocumentKind.NOTE, notes=notes))
    if _is_aside(leaf, suffix):
        return ReadDocument(_record(leaf, sha256, DocumentKind.OTHER))
    raise Refused(reason_of(leaf.kind, suffix, leaf.data[:64]))


def _answering(leaf: Leaf, words: str, key: FormKey) -> str:
    """The words of a message, with the quoted lines that they stand below where there are such."""
    if not words.strip() or "\n>" not in f"\n{leaf.answers}":
        return words.strip()
    runs = itertools.groupby(leaf.answers.split("\n"), key=lambda line: line.startswith(">"))
    parts = (("\n".join(lines), quoted) for quoted, lines in runs)
    return "\n".join(text if quoted else without_own_sentences(text, key) for text, quoted in parts).strip()


def _personal_words(leaf: Leaf) -> str:
    """The body of a message that somebody wrote to us."""
    return "" if leaf.is_ours or (leaf.mail and leaf.mail.automatic) else leaf.body


def _may_be_text(leaf: Leaf, suffix: str) -> bool:
    """Whether a file of a kind that holds tables has the name of one that holds a text."""
    plain = leaf.kind is FileKind.TEXT and suffix == "txt"
    return plain or (leaf.kind in _PAGES and suffix in _WORD_EXTENSIONS)


def _tabular(leaf: Leaf, key: FormKey) -> bool:
    return bool(find_tables(grids_of(leaf.data, leaf.kind), form_index(key)))


def _is_aside(leaf: Leaf, suffix: str) -> bool:
    """Whether a leaf is no file that anybody sent: the picture of a signature, a resource fork, a lock file."""
    if leaf.name.rpartition("/")[2].startswith(_LEFT_BEHIND) or leaf.kind is FileKind.RESOURCE_FORK:
        return True
    beside = bool(SPREADSHEETS.intersection(leaf.companions))
    return leaf.kind is FileKind.PICTURE and suffix not in SPREADSHEET_EXTENSIONS and beside


def _workbook(leaf: Leaf, sha256: str, key: FormKey) -> ReadDocument:
    grids = grids_of(leaf.data, leaf.kind)
    tables = find_tables(grids, form_index(key))
    table, question = choose(tables, key)
    header_top = table.columns.header_top if table else 0
    cover, cover_sheet = read_cover(grids, table.grid.name if table else None, header_top, key)
    notes = workbook_notes(grids, tables, table, {cover_sheet}, key)
    issues: list[Issue] = []
    if table is None and not question and _is_only_note(notes, cover.found):
        return ReadDocument(_record(leaf, sha256, DocumentKind.NOTE, notes=tuple(notes)))
    if question:
        issues.append(question)
    elif table is None:
        issues.append(_no_sheet(grids))
    else:
        issues += outdated(table, cover, key) + table_issues(table) + cell_issues(table.figures)
    issues += signature_missing(cover, grids)
    saved = own_time(leaf.data, leaf.kind)
    found = _record(leaf, sha256, DocumentKind.WORKBOOK, cover, tuple(notes), tuple(issues), saved)
    return ReadDocument(found, tuple(table.figures) if table else ())


def _is_only_note(notes: Sequence[NoteText], with_cover: bool) -> bool:
    """Whether a workbook without a table is an explanatory note that somebody wrote in a spreadsheet."""
    return bool(notes) and not with_cover and any(note.source == "sheet" for note in notes)


def _no_sheet(grids: Sequence[Grid]) -> Issue:
    sheets = ", ".join(grid.name for grid in grids if grid.name)
    empty = not any(value not in ("", None) for grid in grids for row in grid.rows for value in row)
    reason = "no-cells" if empty else "no-table"
    return Issue("sheet-not-found", observed=reason, parameters=(("reason", reason), ("sheets", sheets)))


def _record(
    leaf: Leaf,
    sha256: str,
    kind: DocumentKind,
    cover: Cover | None = None,
    notes: tuple[NoteText, ...] = (),
    issues: tuple[Issue, ...] = (),
    modified: dt.datetime | None = None,
) -> Document:
    return Document(
        file=leaf.name,
        sha256=sha256,
        kind=str(kind),
        sender=leaf.sender,
        received=leaf.received if leaf.received else None,
        modified=modified or leaf.modified,
        cover=cover or Cover(),
        notes=notes,
        issues=issues,
        mail=leaf.mail,
    )
