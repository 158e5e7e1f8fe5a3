"""Messages that give letters of ours back: nobody has sent anything with them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from judging.context import ArrivedDocument
from schemas.documents import Cover, Document, DocumentKind


def is_bounce(document: Document) -> bool:
    """Whether a document came with a message that gives a letter back."""
    return document.mail is not None and bool(document.mail.undelivered)


def without_bounced(readings: Sequence[ArrivedDocument]) -> list[ArrivedDocument]:
    """The readings, what lies in a bounce being no return and no note: a workbook in it is our own marked copy."""
    return [dataclasses.replace(x, document=_set_aside(x.document)) if is_bounce(x.document) else x for x in readings]


def _set_aside(document: Document) -> Document:
    kind = document.kind if document.kind == DocumentKind.CONTAINER else str(DocumentKind.OTHER)
    return dataclasses.replace(document, kind=kind, cover=Cover(), figures=(), notes=(), issues=())


def bounces(readings: Sequence[ArrivedDocument]) -> tuple[Document, ...]:
    """The messages that give letters back, one document each."""
    found = (x.document for x in readings)
    return tuple(x for x in found if is_bounce(x) and x.kind == DocumentKind.CONTAINER)
