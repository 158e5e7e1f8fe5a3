"""What belongs to no return: words to a person are messages; texts and archives without a file are unreadable."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from schemas.documents import Document, DocumentKind, Issue
from workbooks.files import SPREADSHEET_EXTENSIONS, extension
from workbooks.whose.folders import above, container_of
from workbooks.whose.pairing import Pairing

_MESSAGES = ("eml", "msg")


def with_strays(
    documents: Sequence[Document],
    pairing: Pairing,
    organisations: Mapping[str, str],
    answers: Collection[str] = (),
) -> list[Document]:
    """The documents; a note that no return takes, and a container without a file, as unreadable workbooks.

    A mail without a file whose words are no return's note is a message; so is a text that came by mail and no return
    takes. `answers` are messages that answer a letter: they are such whatever they say. What no person wrote is passed
    over.
    """
    by_file = {d.file: d for d in documents}
    reported = {organisations.get(d.file, "") for d in documents if d.kind == DocumentKind.WORKBOOK and d.figures}
    containers = {d.file for d in documents if d.kind == DocumentKind.CONTAINER}
    passed_over = _filled(documents) | {file for file in containers if not containers.isdisjoint(above(file))}

    def told(document: Document) -> Document:
        partner = by_file.get(pairing.partners.get(document.file, ""))
        is_container = document.kind == DocumentKind.CONTAINER
        if is_container and document.mail is not None and document.mail.automatic:
            return document
        if is_container and document.file in answers and document.file not in passed_over:
            return replace(document, kind=str(DocumentKind.MESSAGE))
        if partner is not None and (partner.figures or organisations.get(partner.file)):
            return document
        if document.kind == DocumentKind.NOTE:
            by_mail = by_file.get(container_of(document.file))
            if by_mail is not None and document.notes and _is_mail(by_mail):
                return replace(document, kind=str(DocumentKind.MESSAGE))
            return _unreadable(document, _issue_of_note(document))
        if not is_container or document.file in passed_over:
            return document
        if _is_mail(document) and document.words:
            return replace(document, kind=str(DocumentKind.MESSAGE))
        if organisations.get(document.file, "") in reported - {""}:
            return document
        return _unreadable(document, _refusal(_reason_of_container(document)))

    return [told(document) for document in documents]


def _is_mail(document: Document) -> bool:
    is_container = document.kind == DocumentKind.CONTAINER and document.mail is not None
    return is_container and extension(document.file) in _MESSAGES


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
