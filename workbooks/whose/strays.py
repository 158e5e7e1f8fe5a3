"""What belongs to no return: texts, and messages that bring no file. They are not passed over, they are unreadable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas.documents import Document, DocumentKind, Issue
from workbooks.files import SPREADSHEET_EXTENSIONS, extension
from workbooks.whose.folders import above
from workbooks.whose.pairing import Pairing

_MESSAGES = ("eml", "msg")


def with_strays(documents: Sequence[Document], pairing: Pairing, organisations: Mapping[str, str]) -> list[Document]:
    """The documents; a note that no return takes, and a message or archive without a file, as unreadable workbooks.

    A message without a file from an organisation whose return is there is an answer to us, and stays what it is; so
    does one that no person wrote.
    """
    by_file = {d.file: d for d in documents}
    answering = {organisations.get(d.file, "") for d in documents if d.kind == DocumentKind.WORKBOOK and d.figures}
    containers = {d.file for d in documents if d.kind == DocumentKind.CONTAINER}
    passed_over = _filled(documents) | {file for file in containers if not containers.isdisjoint(above(file))}

    def told(document: Document) -> Document:
        partner = by_file.get(pairing.partners.get(document.file, ""))
        if partner is not None and (partner.figures or organisations.get(partner.file)):
            return document
        if document.kind == DocumentKind.NOTE:
            return _unreadable(document, _issue_of_note(document))
        answers = organisations.get(document.file, "") in answering - {""}
        written_by_none = document.mail is not None and document.mail.automatic
        if document.kind != DocumentKind.CONTAINER or document.file in passed_over or answers or written_by_none:
            return document
        return _unreadable(document, _refusal(_reason_of_container(document)))

    return [told(document) for document in documents]


def _filled(documents: Sequence[Document]) -> set[str]:
    """Every container, and folder, with a file somewhere in it."""
    return {place for d in documents if d.kind != DocumentKind.CONTAINER for place in above(d.file)}


def _unreadable(document: Document, issue: Issue) -> Document:
    return replace(document, kind=str(DocumentKind.WORKBOOK), notes=(), issues=(issue,))


def _issue_of_note(document: Document) -> Issue:
    if extension(document.file) in SPREADSHEET_EXTENSIONS:
        return Issue("sheet-not-found", observed="no-table", parameters=(("reason", "no-table"), ("sheets", "")))
    return _refusal("note-alone" if document.notes else "empty")


def _refusal(reason: str) -> Issue:
    return Issue("workbook-unreadable", observed=reason, parameters=(("raw", reason), ("reason", reason)))


def _reason_of_container(document: Document) -> str:
    suffix = extension(document.file)
    if suffix in _MESSAGES:
        return "message-only"
    return "empty" if suffix == "zip" else "not-a-workbook"
