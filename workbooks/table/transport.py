"""Documents on their way from a worker process: figures go as plain tuples, which cost a quarter of pickled records."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from itertools import starmap
from typing import NamedTuple

from schemas.documents import Document, FigureCell


class FigureRow(NamedTuple):
    """A figure's fields in the order of `FigureCell`, as long as it stays within reading."""

    indicator: str
    period: str
    sheet: str
    cell: str
    raw: str
    state: str
    value: float | None = None
    proposed: float | None = None
    repair: str = ""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document whose figures are still rows."""

    document: Document
    rows: tuple[FigureRow, ...] = ()

    def whole(self) -> Document:
        """The document with its figures."""
        return replace(self.document, figures=tuple(starmap(FigureCell, self.rows))) if self.rows else self.document


def packed(number: int, documents: list[ReadDocument] | str) -> bytes:
    """The bytes of a file's number and documents, or of the word for why there are none."""
    if isinstance(documents, str):
        return pickle.dumps((number, documents))
    plain = [(x.document, list(map(tuple, x.rows))) for x in documents]
    return pickle.dumps((number, plain), pickle.HIGHEST_PROTOCOL)


def unpacked(data: bytes) -> tuple[int, list[Document] | str]:
    """The number and the whole documents of `packed` bytes, or the word for why there are none."""
    number, plain = pickle.loads(data)
    if isinstance(plain, str):
        return number, plain
    return number, [ReadDocument(document, rows).whole() for document, rows in plain]
