"""What a file is, by what it holds; its extension is only asked where bytes do not tell."""

from __future__ import annotations

from enum import StrEnum

from workbooks.files.compound_files import root_names
from workbooks.files.limits import LIMITS, Refused
from workbooks.files.mailbox_files import is_mailbox
from workbooks.files.signed_content import is_signed
from workbooks.files.text_encodings import wide_encoding
from workbooks.files.winmail import SIGNATURE
from workbooks.files.zip_members import Member, directory, unpacked

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\xd7\xcd\xc6\x9a")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_LONGEST_TYPE = 200
_OTHER_TYPES = (b"application/epub", b"application/vnd.oasis.opendocument.", b"application/vnd.sun.xml.")
_READ_TYPES = tuple(b"application/vnd.oasis.opendocument." + x for x in (b"spreadsheet", b"text"))
_APPLE_DOUBLE = b"\x00\x05\x16\x07"
_WORD_XML = (b"schemas.microsoft.com/office/word/2003/wordml", b"schemas.microsoft.com/office/2006/xmlpackage")
# What programs other than offices' write as zip files: a member that tells, and no archive of somebody's files.
_OF_OTHER_PROGRAMS = ("mimetype", "[Content_Types].xml", "META-INF/MANIFEST.MF", "AndroidManifest.xml", "doc.kml")
_TEXT_TABLES = ("csv", "tsv", "txt", "xls", "xlsx", "prn")


class FileKind(StrEnum):
    """The kinds of file that offices send."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"
    HTML = "html"
    XML_SPREADSHEET = "xml-spreadsheet"
    DOCX = "docx"
    ODT = "odt"
    RTF = "rtf"
    WORD_XML = "word-xml"
    MESSAGE = "message"
    MAILBOX = "mailbox"
    OUTLOOK_MESSAGE = "outlook-message"
    WINMAIL = "winmail"
    SIGNED = "signed"
    WEB_ARCHIVE = "web-archive"
    ZIP = "zip"
    PASSWORD = "password"
    PICTURE = "picture"
    PDF = "pdf"
    OTHER_ARCHIVE = "other-archive"
    OLD_WORD = "old-word"
    RESOURCE_FORK = "resource-fork"
    APPLE_DOCUMENT = "apple-document"
    OTHER_DOCUMENT = "other-document"
    EMPTY = "empty"
    CORRUPT = "corrupt"
    UNKNOWN = "unknown"


SPREADSHEETS = frozenset(
    (FileKind.XLSX, FileKind.XLSB, FileKind.XLS, FileKind.ODS, FileKind.TEXT, FileKind.HTML, FileKind.XML_SPREADSHEET)
) | {FileKind.WEB_ARCHIVE}
SPREADSHEET_EXTENSIONS = frozenset(
    ("xlsx", "xls", "xlsm", "xlsb", "xltx", "xltm", "xlt", "ods", "fods", "csv", "tsv", "et")
)


def extension(name: str) -> str:
    """The extension of a file name, in small letters, without the dot."""
    head, dot, tail = name.rpartition(".")
    return tail.casefold() if dot and head and "/" not in tail else ""


def kind_of(data: bytes, name: str) -> FileKind:
    """The kind of a file with these bytes and this name."""
    head = data[:4096]
    if not data.strip(b"\x00 \r\n\t") if len(data) < 4096 else False:
        return FileKind.EMPTY
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06") or head.startswith(b"PK\x07\x08"):
        return _zipped_kind(data, extension(name))
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound_kind(data)
    if head.startswith(b"%PDF"):
        return FileKind.PDF
    if head.startswith(SIGNATURE):
        return FileKind.WINMAIL
    if head.startswith(_APPLE_DOUBLE):
        return FileKind.RESOURCE_FORK
    if is_signed(head, extension(name)):
        return FileKind.SIGNED
    if head.startswith(_PICTURES) or head[4:12] in (b"ftypheic", b"ftypmif1", b"ftypheix") or head[8:12] == b"WEBP":
        return FileKind.PICTURE
    if head.startswith(_ARCHIVES):
        return FileKind.OTHER_ARCHIVE
    return _text_kind(head, extension(name))


def _zipped_kind(data: bytes, suffix: str) -> FileKind:
    try:
        names = directory(data)
    except Refused:
        return FileKind.CORRUPT
    if other := _kind_of_other_program(names):
        return other
    if "xl/workbook.bin" in names:
        return FileKind.XLSB
    if any(name.startswith("xl/") for name in names):
        return FileKind.XLSX
    if any(name.startswith("word/") for name in names) or _is_word_package(names):
        return FileKind.DOCX
    if "content.xml" in names and ("mimetype" in names or "META-INF/manifest.xml" in names):
        return _open_document_kind(data, names)
    if suffix in SPREADSHEET_EXTENSIONS and not any(extension(name) in SPREADSHEET_EXTENSIONS for name in names):
        return FileKind.CORRUPT
    return FileKind.OTHER_DOCUMENT if any(name in names for name in _OF_OTHER_PROGRAMS) else FileKind.ZIP


def _is_word_package(members: dict[str, Member]) -> bool:
    """Whether the main part of an Office package is Word's, in whatever folder."""
    types = members.get("[Content_Types].xml")
    if types is None or types.unpacked > LIMITS.note_characters:
        return False
    try:
        return b"wordprocessingml" in unpacked(types, "[Content_Types].xml")
    except Refused:
        return False


def _kind_of_other_program(names: dict[str, Member]) -> FileKind | None:
    """What a zip file is that a program writes whose files nobody here reads: Apple's, presentations, books.

    Apple's programs write folders, which some mail programs pack as they are.
    """
    if any(name.endswith((".iwa", "buildVersionHistory.plist")) for name in names):
        return None if any(extension(x) in SPREADSHEET_EXTENSIONS for x in names) else FileKind.APPLE_DOCUMENT
    if "ppt/presentation.xml" in names or "visio/document.xml" in names:
        return FileKind.OTHER_DOCUMENT
    kind = names.get("mimetype")
    if kind is None or kind.unpacked > _LONGEST_TYPE:
        return None
    try:
        stated = unpacked(kind, "mimetype").strip()
    except Refused:
        return None
    read = not stated.startswith(_OTHER_TYPES) or stated.startswith(_READ_TYPES)
    return None if read else FileKind.OTHER_DOCUMENT


def _open_document_kind(data: bytes, members: dict[str, Member]) -> FileKind:
    manifest = members.get("META-INF/manifest.xml")
    try:
        if manifest and b"encryption-data" in unpacked(manifest, "manifest"):
            return FileKind.PASSWORD
        if members["content.xml"].unpacked > LIMITS.unpacked_bytes:
            return FileKind.CORRUPT
        head = unpacked(members["content.xml"], "content.xml")
    except Refused:
        return FileKind.CORRUPT
    return FileKind.ODT if b"office:text" in head and b"office:spreadsheet" not in head else FileKind.ODS


def _compound_kind(data: bytes) -> FileKind:
    found = root_names(data)

    def names(stream: str) -> bool:
        # A directory that cannot be read may yet be a file that says what it was.
        return stream.casefold() in found if found else stream.encode("utf-16-le") in data

    if "__properties_version1.0" in found:
        return FileKind.OUTLOOK_MESSAGE
    if "worddocument" in found:
        return FileKind.OLD_WORD
    if names("EncryptedPackage") or names("EncryptionInfo"):
        return FileKind.PASSWORD
    if names("Workbook") or names("Book"):
        return FileKind.XLS
    return FileKind.UNKNOWN


def _text_kind(head: bytes, suffix: str) -> FileKind:
    text = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if (
        b"office:document" in text
        and text.startswith(b"<")
        and (b"opendocument.spreadsheet" in text or suffix == "fods")
    ):
        return FileKind.ODS
    if text.startswith(b"{\\rtf"):
        return FileKind.RTF
    if text.startswith(b"<") and any(name in text for name in _WORD_XML):
        return FileKind.WORD_XML
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text and text.startswith(b"<"):
        return FileKind.XML_SPREADSHEET
    if text.startswith(b"<") and any(
        tag in text for tag in (b"<html", b"<table", b"<!doctype html", b"<meta", b"<body")
    ):
        return FileKind.HTML
    if text.startswith(b"mime-version:") and suffix != "eml":
        return FileKind.WEB_ARCHIVE
    if is_mailbox(head):
        return FileKind.MAILBOX
    if suffix in ("eml", "mht", "mhtml") or (
        text.startswith((b"received:", b"return-path:", b"from:")) and b"\nsubject:" in text
    ):
        return FileKind.MESSAGE
    if suffix in _TEXT_TABLES and _is_text(head):
        return FileKind.TEXT
    return FileKind.UNKNOWN


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or wide_encoding(head):
        return True
    odd = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return odd * 50 <= len(head)
