"""Which note belongs to which return: on its own sheet, beside it by name or folder, in its message, or named in it."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.documents import Document, DocumentKind, Issue, NoteText
from workbooks.files import extension
from workbooks.text import fold
from workbooks.whose.folders import above, container_of, folder_of, is_no_workbook, is_scan, lone_pairs
from workbooks.whose.note_subject import NoteSubject

_RIVALS = 20  # so many notes of one return are held against each other
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
    lone, places = lone_pairs(documents), _Places(workbooks, organisations)
    owners: dict[str, str] = {}
    partners: dict[str, str] = {}
    for document in documents:
        if document.kind not in (DocumentKind.NOTE, DocumentKind.CONTAINER) or not document.notes:
            continue
        partner = places.by_file.get(lone.get(document.file, ""))
        own = organisations.get(document.file, "")
        spoken = subject is None or subject.is_note_of(document, own)
        workbook = partner or _partner(document, places, own, spoken)
        if workbook:
            partners[document.file] = workbook.file
            gathered[workbook.file] += document.notes
            owners[document.file] = organisations.get(workbook.file, "")
        else:
            owners[document.file] = own if spoken else ""
    issues = {d.file: (issue,) for d in workbooks if (issue := _ambiguous(gathered[d.file]))}
    return Pairing({file: tuple(_once(notes)) for file, notes in gathered.items()}, owners, issues, partners)


class _Places:
    """The workbooks by where they lie, what they are called, and whose they are."""

    def __init__(self, workbooks: Sequence[Document], organisations: Mapping[str, str]) -> None:
        self.by_file = {d.file: d for d in workbooks}
        self.inside: dict[str, list[Document]] = defaultdict(list)
        self.of: dict[str, list[Document]] = defaultdict(list)
        self._named: dict[tuple[str, tuple[str, ...]], list[Document]] = defaultdict(list)
        self.beside: dict[str, list[Document]] = defaultdict(list)
        for workbook in workbooks:
            words = tuple(_stem(workbook.file).split())
            self.beside[folder_of(workbook.file)].append(workbook)
            self._named[f"={folder_of(workbook.file)}", words].append(workbook)
            self.of[organisations.get(workbook.file, "")].append(workbook)
            for place in above(workbook.file):
                self.inside[place].append(workbook)
                self._named[place, words].append(workbook)

    def named(self, file: str, container: str, folder: str) -> list[Document]:
        """The workbooks in the container, or else in the folder, whose name a note's name repeats, without the words
        that only say that it is a note."""
        wanted = tuple(_NOTE_WORDS.sub(" ", _stem(file)).split())
        return self._named.get((container or f"={folder}", wanted), []) if wanted else []


def _partner(note: Document, places: _Places, own: str, spoken: bool) -> Document | None:
    """The workbook of a note: within its container, by its name, by its organisation, alone in its folder.

    The last two count only where the note has `spoken` of the form or the organisation.
    """
    inside = note.file if note.kind == DocumentKind.CONTAINER else container_of(note.file)
    near = places.inside.get(inside, []) if inside else []
    if len(near) == 1:
        return near[0]
    folder = folder_of(note.file)
    named = places.named(note.file, inside if near else "", folder) if note.kind == DocumentKind.NOTE else []
    if len(named) == 1:
        return named[0]
    if not near and not spoken:
        return None
    of_the_same = places.of.get(own, []) if own else []
    if near:
        within = {d.file for d in near}
        of_the_same = [d for d in of_the_same if d.file in within]
    if of_the_same:
        in_folder = [d for d in of_the_same if near or folder_of(d.file) == folder]
        return max(in_folder or of_the_same, key=_age)
    beside = near or places.beside.get(folder, [])
    if note.kind == DocumentKind.NOTE and not own and len(beside) == 1 and folder:
        return beside[0]
    return None


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
    contents = [_content(note.text) for note in full[:_RIVALS]]
    rivals = [
        full[n]
        for n, content in enumerate(contents)
        if not any(content in other for m, other in enumerate(contents) if m != n)
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
