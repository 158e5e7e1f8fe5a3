"""What people write on a sheet beside its cells: comments, threads of comments, text boxes."""

from __future__ import annotations

from workbooks.grids.grid import Place, place
from workbooks.grids.sheet_xml import parse

_MOST_BOXES = 200


def comments(data: bytes) -> dict[Place, str]:
    """The comments of a part, by cell."""
    return _texts_at(data, "comment", "t")


def threads(data: bytes) -> dict[Place, str]:
    """The words of a part of threaded comments, by cell, an answer below what it answers."""
    return _texts_at(data, "threadedComment", "text")


def _texts_at(data: bytes, element: str, words: str) -> dict[Place, str]:
    found: dict[Place, list[str]] = {}
    here: list[Place] = [(0, 0)]
    inside = [False]
    pieces: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == element:
            here[0] = place(attributes.get("ref", "A1"))
            pieces.clear()
        inside[0] = inside[0] or tag == words

    def end(tag: str) -> None:
        if tag == words:
            inside[0] = False
        elif tag == element:
            found.setdefault(here[0], []).append("".join(pieces))

    def text(piece: str) -> None:
        if inside[0]:
            pieces.append(piece)

    parse(data, start, end, text)
    return {cell: "\n".join(texts) for cell, texts in found.items()}


def box_texts(data: bytes) -> list[str]:
    """The texts of the shapes of a drawing, a line a paragraph."""
    found: list[str] = []
    pieces: list[str] = []
    inside = [False, False]

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if tag == "txBody":
            inside[0] = True
            pieces.clear()
        elif inside[0] and tag == "br":
            pieces.append("\n")
        inside[1] = tag == "t"

    def end(tag: str) -> None:
        if tag == "t":
            inside[1] = False
        elif inside[0] and tag == "p":
            pieces.append("\n")
        elif tag == "txBody":
            inside[0] = False
            if len(found) < _MOST_BOXES and (text := "".join(pieces).strip()):
                found.append(text)

    def text(piece: str) -> None:
        if inside[0] and inside[1]:
            pieces.append(piece)

    parse(data, start, end, text)
    return found
