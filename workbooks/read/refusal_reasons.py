"""Why a file that is no return is not read: the word that the message to its sender explains (schemas, refusals)."""

from __future__ import annotations

from workbooks.files import SPREADSHEET_EXTENSIONS, FileKind

_BY_KIND = frozenset(
    (
        FileKind.PASSWORD, FileKind.PICTURE, FileKind.PDF, FileKind.EMPTY, FileKind.OTHER_ARCHIVE,
        FileKind.APPLE_DOCUMENT, FileKind.CORRUPT,
    )
)  # fmt: skip
_BY_HEAD = (
    (b"begin:vcard", "contact-card"),
    (b"begin:vcalendar", "calendar"),
    (b"mz", "program"),
    (b"\x7felf", "program"),
    (b"id3", "recording"),
    (b"oggs", "recording"),
    (b"sqlite format 3", "database"),
)
_BY_EXTENSION = {
    "contact-card": "vcf",
    "calendar": "ics",
    "presentation": "ppt pptx pps ppsx odp pptm",
    "program": "exe msi bat cmd js vbs jar apk dll scr com ps1 iso",
    "recording": "mp3 wav ogg oga opus m4a aac mp4 avi mov 3gp mkv webm wmv amr",
    "database": "mdb accdb dbf db sqlite sql",
    "link": "url lnk webloc",
    "picture": "svg emf wmf psd djvu heic cdr",
    "apple-document": "numbers pages key",
}
_REASONS = {suffix: reason for reason, suffixes in _BY_EXTENSION.items() for suffix in suffixes.split()}


def reason_of(kind: FileKind, suffix: str, head: bytes) -> str:
    """The reason of a file of this kind, ending and first bytes."""
    if kind in _BY_KIND:
        return str(kind)
    if suffix in SPREADSHEET_EXTENSIONS:
        return "corrupt"
    told = next((reason for mark, reason in _BY_HEAD if head[:64].lstrip().lower().startswith(mark)), "")
    default = "other-document" if kind is FileKind.OTHER_DOCUMENT else "not-a-workbook"
    return told or _REASONS.get(suffix, default)
