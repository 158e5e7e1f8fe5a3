"""The text of documents and plain files that carry a note, of whatever kind."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable

from workbooks.files import LIMITS, FileKind, Refused, decoded, directory, html_rows, unpacked
from workbooks.read.old_word_text import old_word_text
from workbooks.read.open_document_text import open_document_text
from workbooks.read.rich_text import rich_text
from workbooks.read.word_text import word_text, word_xml_text


def document_text(data: bytes, kind: FileKind) -> str:
    """The text of a document, a line a paragraph. Raises Refused where it cannot be read."""
    return _READERS.get(kind, decoded)(data)[: LIMITS.note_characters]


def _odt_text(data: bytes) -> str:
    member = directory(data).get("content.xml")
    if member is None:
        raise Refused("corrupt", "no content.xml")
    if member.unpacked > LIMITS.unpacked_bytes // 4:
        raise Refused("too-large", "content.xml")
    return open_document_text(unpacked(member, "content.xml"))


def _page_text(data: bytes) -> str:
    return "\n".join("  ".join(cell for cell in row if cell) for row in html_rows(data)[0]).strip()


def _archived_page_text(data: bytes) -> str:
    """The text of the page in a web archive."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    page = next((x for x in message.walk() if x.get_content_type() == "text/html"), None)
    content = page.get_payload(decode=True) if page else b""
    return _page_text(content if isinstance(content, bytes) else b"")


_READERS: dict[FileKind, Callable[[bytes], str]] = {
    FileKind.DOCX: word_text,
    FileKind.WORD_XML: word_xml_text,
    FileKind.ODT: _odt_text,
    FileKind.RTF: rich_text,
    FileKind.OLD_WORD: old_word_text,
    FileKind.HTML: _page_text,
    FileKind.WEB_ARCHIVE: _archived_page_text,
}
DOCUMENTS = frozenset(_READERS) - {FileKind.HTML, FileKind.WEB_ARCHIVE}
