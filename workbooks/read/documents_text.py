"""The text of documents and plain files that carry a note: .docx, .odt, .txt."""

from __future__ import annotations

from workbooks.files import LIMITS, FileKind, Refused, decoded, directory, unpacked
from workbooks.grids import parse


def document_text(data: bytes, kind: FileKind) -> str:
    """The text of a document, a line a paragraph. Raises Refused where it cannot be read."""
    if kind is FileKind.DOCX:
        return _xml_text(_part(data, "word/document.xml"), paragraphs=("p",), texts=("t",))
    if kind is FileKind.ODT:
        return _xml_text(_part(data, "content.xml"), paragraphs=("p", "h"), texts=("p", "h", "span", "a"))
    return decoded(data)[: LIMITS.note_characters]


def _part(data: bytes, name: str) -> bytes:
    member = directory(data).get(name)
    if member is None:
        raise Refused("corrupt", f"no {name}")
    if member.unpacked > LIMITS.unpacked_bytes // 4:
        raise Refused("too-large", name)
    return unpacked(member, name)


def _xml_text(data: bytes, paragraphs: tuple[str, ...], texts: tuple[str, ...]) -> str:
    lines: list[str] = []
    pieces: list[str] = []
    depth = [0, 0]

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if tag in ("del", "instrText", "annotation", "AlternateContent", "Fallback"):
            depth[1] += tag in ("del", "annotation", "Fallback")
        depth[0] += tag in texts
        if tag in ("tab", "s"):
            pieces.append(" ")
        elif tag in ("br", "cr", "line-break"):
            pieces.append("\n")

    def end(tag: str) -> None:
        depth[0] -= tag in texts
        depth[1] -= tag in ("del", "annotation", "Fallback")
        if tag in paragraphs:
            lines.append("".join(pieces).strip())
            pieces.clear()

    def text(piece: str) -> None:
        if depth[0] and not depth[1]:
            pieces.append(piece)

    parse(data, start, end, text)
    return "\n".join(lines).strip()[: LIMITS.note_characters]
