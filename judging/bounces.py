"""Messages that no person sent a file with: what gives our letters back, what answers for one who is away, our own."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from judging.context import ArrivedDocument, Context
from schemas.documents import Cover, Document, DocumentKind


def is_bounce(document: Document) -> bool:
    """Whether a document came with a message that gives a letter back."""
    return document.mail is not None and bool(document.mail.undelivered)


def without_bounced(readings: Sequence[ArrivedDocument], context: Context) -> list[ArrivedDocument]:
    """The readings, what lies in a message of a program being no return and no note: a workbook in it is our own copy.

    What a person has assigned is taken for what it is.
    """
    ours = {x.message_id for x in context.letters}

    def passed_over(document: Document) -> bool:
        return _brings_nothing(document, ours) and not _is_assigned(document.file, context)

    return [dataclasses.replace(x, document=_set_aside(x.document)) if passed_over(x.document) else x for x in readings]


def _brings_nothing(document: Document, ours: set[str]) -> bool:
    mail = document.mail
    return mail is not None and (bool(mail.undelivered) or mail.returns_nothing or mail.message_id in ours)


def _is_assigned(file: str, context: Context) -> bool:
    return any(file == x or file.startswith(f"{x}/") for x in context.assignments)


def _set_aside(document: Document) -> Document:
    kind = document.kind if document.kind == DocumentKind.CONTAINER else str(DocumentKind.OTHER)
    return dataclasses.replace(document, kind=kind, cover=Cover(), figures=(), notes=(), issues=())


def bounces(readings: Sequence[ArrivedDocument], context: Context) -> tuple[Document, ...]:
    """The messages that give letters back, and those of programs that bring a workbook; one document each."""
    bringing = {
        x.document.file.rpartition("/")[0]
        for x in readings
        if x.document.kind == DocumentKind.WORKBOOK and x.document.mail is not None and x.document.mail.returns_nothing
    }
    bringing = {x for x in bringing if not _is_assigned(x, context)}
    found = (x.document for x in readings if x.document.kind == DocumentKind.CONTAINER)
    return tuple(x for x in found if is_bounce(x) or x.file in bringing)
