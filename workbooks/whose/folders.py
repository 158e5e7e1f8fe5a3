"""What the place of a file tells: the container that holds it, and what lies beside it in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.documents import UNREAD, Document, DocumentKind

_CONTAINERS = (".eml/", ".zip/", ".msg/", ".mht/")
_SCANS = ("picture", "pdf")
# What keeps a workbook from being read; whatever else is refused is no workbook at all.
_OF_WORKBOOKS = (
    "password",
    "encrypted",
    "corrupt",
    "too-large",
    "timeout",
    "memory",
    "killed",
    "not-accessible",
    "unsafe",
    UNREAD,
)


def container_of(file: str) -> str:
    """The innermost archive or message that holds a file; empty for a file that lies in the inbox itself."""
    ends = [file.casefold().rfind(mark) + len(mark) - 1 for mark in _CONTAINERS if mark in file.casefold()]
    return file[: max(ends)] if ends else ""


def folder_of(file: str) -> str:
    """The folder, archive or message that a file lies in; empty for the inbox itself."""
    return file.rpartition("/")[0]


def above(file: str) -> list[str]:
    """The folders, archives and messages that a file lies in, the outermost first."""
    parts = file.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]


def is_scan(document: Document) -> bool:
    """Whether a document is a picture or a PDF, of which nothing could be read."""
    return any(x.rule == "workbook-unreadable" and x.observed in _SCANS for x in document.issues)


def is_no_workbook(document: Document) -> bool:
    """Whether a document that could not be read is of a kind that holds no tables."""
    return any(x.rule == "workbook-unreadable" and x.observed not in _OF_WORKBOOKS for x in document.issues)


def lone_pairs(documents: Sequence[Document]) -> dict[str, str]:
    """The workbook of each note that lies with it in a folder below the inbox, the only note with the only workbook."""
    workbooks = _by_folder(d.file for d in documents if d.kind == DocumentKind.WORKBOOK and not is_no_workbook(d))
    notes = _by_folder(d.file for d in documents if d.kind == DocumentKind.NOTE and d.notes)
    return {
        files[0]: workbooks[folder][0]
        for folder, files in notes.items()
        if folder and len(files) == 1 and len(workbooks.get(folder, ())) == 1
    }


def _by_folder(files: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in files:
        found.setdefault(folder_of(file), []).append(file)
    return found
