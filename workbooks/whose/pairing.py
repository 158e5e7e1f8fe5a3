"""Which note belongs to which return: on its own sheet, beside it by name or folder, in its message, or named in it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.documents import Document, DocumentKind, Issue, NoteText
from workbooks.files import extension
from workbooks.text import fold
from workbooks.whose.folders import container_of, folder_of, is_no_workbook, is_scan, lone_pairs
from workbooks.whose.note_subject import NoteSubject

_FULL = ("sheet", "docx", "mail")
_NOTE_WORDS = re.compile(r"\b(?:түсіндірме|жазба(?:сы)?|пояснительная|записка|note|explanatory)\b")


@dataclass(frozen=True, slots=True)
class Pairing:
    """`notes`: the texts of each workbook's note. `organisations`: that of each note file. `issues`: note-ambiguous.

    `partners` is the workbook that each note file belongs to.
    """

    notes: Mapping[str, tuple[NoteText, ...]]
    organisations: Mapping[str, str]
    issues: Mapping[str, tuple[Issue, ...]]
    partners: Mapping[str, str] = field(default_factory=dict)


def pair_notes(
    documents: Sequence[Document], organisations: Mapping[str, str], subject: NoteSubject | None = None
) -> Pairing:
    """Gives each note to the workbook it belongs to. `organisations` maps files (workbooks, notes) to organisations.

    A note that comes with no workbook of its organisation is in `organisations` only, to be joined with the return
    that the ledger holds. Several full notes of one workbook that differ are a question (note-ambiguous).
    """
    returns = [d for d in documents if d.kind == DocumentKind.WORKBOOK]
    workbooks = [d for d in returns if not is_no_workbook(d)]
    gathered: dict[str, list[NoteText]] = {d.file: list(d.notes) for d in returns}
    lone, by_file = lone_pairs(documents), {d.file: d for d in workbooks}
    owners: dict[str, str] = {}
    partners: dict[str, str] = {}
    for document in documents:
        if document.kind not in (DocumentKind.NOTE, DocumentKind.CONTAINER) or not document.notes:
            continue
        partner = by_file.get(lone.get(document.file, ""))
        own = organisations.get(document.file, "")
        spoken = subject is None or subject.is_note_of(document, own)
        workbook = partner or _partner(document, workbooks, organisations, spoken)
        if workbook:
            partners[document.file] = workbook.file
            gathered[workbook.file] += document.notes
            owners[document.file] = organisations.get(workbook.file, "")
        else:
            owners[document.file] = own if spoken else ""
    issues = {d.file: (issue,) for d in workbooks if (issue := _ambiguous(gathered[d.file]))}
    return Pairing({file: tuple(_once(notes)) for file, notes in gathered.items()}, owners, issues, partners)


def _partner(
    note: Document, workbooks: Sequence[Document], organisations: Mapping[str, str], spoken: bool
) -> Document | None:
    """The workbook of a note: within its container, by its name, by its organisation, alone in its folder.

    The last two count only where the note has `spoken` of the form or the organisation.
    """
    inside = note.file if note.kind == DocumentKind.CONTAINER else container_of(note.file)
    near = [d for d in workbooks if inside and d.file.startswith(inside + "/")]
    if note.kind == DocumentKind.CONTAINER and not near:
        near = []
    if len(near) == 1:
        return near[0]
    folder = folder_of(note.file)
    beside = near or [d for d in workbooks if folder_of(d.file) == folder]
    named = _by_name(note.file, beside) if note.kind == DocumentKind.NOTE else []
    if len(named) == 1:
        return named[0]
    if not near and not spoken:
        return None
    own = organisations.get(note.file, "")
    of_the_same = [d for d in (near or workbooks) if own and organisations.get(d.file) == own]
    if of_the_same:
        in_folder = [d for d in of_the_same if d in beside]
        return max(in_folder or of_the_same, key=_age)
    if note.kind == DocumentKind.NOTE and not own and len(beside) == 1 and folder:
        return beside[0]
    return None


def _by_name(file: str, workbooks: Sequence[Document]) -> list[Document]:
    """The workbooks whose name a note's name repeats, without the words that only say that it is a note."""
    wanted = _NOTE_WORDS.sub(" ", _stem(file)).split()
    if not wanted:
        return []
    return [d for d in workbooks if _stem(d.file).split() == wanted]


def _stem(file: str) -> str:
    name = file.rpartition("/")[2]
    suffix = extension(name)
    return fold(name[: -len(suffix) - 1] if suffix else name)


def _age(document: Document) -> tuple[dt.datetime, str]:
    signed = document.cover.signed_on
    when = document.received or (dt.datetime.combine(signed, dt.time()) if signed else None) or document.modified
    moment = when or dt.datetime.min
    return moment.replace(tzinfo=None), document.file


def _once(notes: Sequence[NoteText]) -> list[NoteText]:
    """The notes without those that repeat another's words."""
    kept: dict[str, NoteText] = {}
    for note in notes:
        kept.setdefault(f"{note.indicator}|{fold(note.text)}", note)
    return list(kept.values())


def _ambiguous(notes: Sequence[NoteText]) -> Issue | None:
    full = [note for note in _once(notes) if note.source in _FULL and len(fold(note.text)) >= 80]
    contents = [_content(note.text) for note in full]
    rivals = [
        note
        for n, note in enumerate(full)
        if not any(contents[n] in other for m, other in enumerate(contents) if m != n)
    ]
    if len(rivals) < 2:
        return None
    places = ", ".join(note.place or note.source for note in rivals)
    return Issue("note-ambiguous", observed=places, parameters=(("notes", places),))


def _content(text: str) -> str:
    """The words of a note without greeting, heading and signature lines."""
    lines = [fold(line) for line in text.splitlines()]
    return " ".join(line for line in lines if len(line.split()) > 6)


def without_companions(documents: Sequence[Document], organisations: Mapping[str, str]) -> list[Document]:
    """The documents, scans and pictures beside a readable workbook of the same organisation marked as no return."""
    readable = {organisations.get(d.file, "") for d in documents if d.kind == DocumentKind.WORKBOOK and d.figures}
    return [
        replace(d, kind=str(DocumentKind.OTHER), issues=())
        if is_scan(d) and organisations.get(d.file, "") in readable - {""}
        else d
        for d in documents
    ]
