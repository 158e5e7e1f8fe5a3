"""What a document says: footnotes and endnotes count, moved-away, deleted and hidden text does not, in every format."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from compound_files import compound_file
from reading_returns import KEY, sheet

from schemas.documents import Document
from workbooks.files.limits import LIMITS
from workbooks.read.file_reading import read_bytes

TITLE, REASON, OTHER = "Түсіндірме жазба", "Мүшелер саны өсті, себебі мектеп ашылды.", "Студенттер оқуын аяқтады."
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="m" xmlns:v="v"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def text_of(data: bytes, name: str = "жазба.docx") -> str:
    documents = read_bytes(data, name, KEY)
    assert [(x.kind, x.issues) for x in documents] == [("note", ())]
    return "\n".join(note.text for note in documents[0].notes)


def refusal_of(data: bytes, name: str) -> str:
    return read_bytes(data, name, KEY)[0].issues[0].observed


def relationships(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{x}"/>' for n, (kind, x) in enumerate(targets)
    )
    return f"<Relationships>{listed}</Relationships>"


def docx(body: str, main: str = "word/document.xml", **parts: str) -> bytes:
    folder, _, file = main.rpartition("/")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types>application/vnd…wordprocessingml.document.main+xml</Types>")
        archive.writestr("_rels/.rels", relationships(("officeDocument", f"/{main}")))
        archive.writestr(main, f"<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>")
        archive.writestr(f"{folder}/_rels/{file}.rels".lstrip("/"), relationships(*[(x, f"{x}.xml") for x in parts]))
        for name, content in parts.items():
            archive.writestr(f"{folder}/{name}.xml".lstrip("/"), content)
    return stream.getvalue()


def run(text: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*content: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{''.join(content)}</w:p>"


UNSEEN = {
    "moved away": f"<w:p><w:moveFrom>{run(OTHER)}</w:moveFrom></w:p>",
    "deleted": f"<w:p><w:del><w:r><w:delText>{OTHER}</w:delText></w:r></w:del></w:p>",
    "deleted, as other programs write it": f"<w:p><w:del>{run(OTHER)}</w:del></w:p>",
    "hidden": paragraph(run(OTHER, "<w:vanish/>")),
    "hidden by a style": paragraph(run(OTHER, '<w:rStyle w:val="unseen"/>')),
    "hidden by the paragraph's style": paragraph(run(OTHER), style="unseen"),
    "hidden by a style it is based on": paragraph(run(OTHER), style="based"),
    "a field's instruction": f"<w:p><w:r><w:instrText>{OTHER}</w:instrText></w:r></w:p>",
    "said again for old programs": f"<w:p><mc:AlternateContent><mc:Fallback><w:r><w:t>{OTHER}</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>",
}
SEEN = {
    "moved here": f"<w:p><w:moveTo>{run(OTHER)}</w:moveTo></w:p>",
    "inserted": f"<w:p><w:ins>{run(OTHER)}</w:ins></w:p>",
    "not hidden": paragraph(run(OTHER, '<w:vanish w:val="0"/>')),
    "not hidden against its style": paragraph(run(OTHER, '<w:vanish w:val="false"/>'), style="unseen"),
    "a hidden paragraph mark": f"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{run(OTHER)}</w:p>",
    "in a table": f"<w:tbl><w:tr><w:tc>{paragraph(run(OTHER))}</w:tc></w:tr></w:tbl>",
    "in a text box": f"<w:p><w:r><w:txbxContent>{paragraph(run(OTHER))}</w:txbxContent></w:r></w:p>",
}  # fmt: skip
STYLES = (
    f'<w:styles {NAMESPACE}><w:style w:styleId="unseen"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="based"><w:basedOn w:val="unseen"/></w:style></w:styles>'
)


@pytest.mark.parametrize("way", UNSEEN)
def test_what_is_not_shown_does_not_count(way: str) -> None:
    assert text_of(docx(paragraph(run(REASON)) + UNSEEN[way] + paragraph(run("Соңы")), styles=STYLES)).split("\n") in (
        [REASON, "", "Соңы"], [REASON, "Соңы"],
    )  # fmt: skip


@pytest.mark.parametrize("way", SEEN)
def test_what_is_shown_counts(way: str) -> None:
    assert OTHER in text_of(docx(paragraph(run(REASON)) + SEEN[way], styles=STYLES)).split("\n")


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_at_the_foot_or_the_end_stands_below_its_paragraph(kind: str) -> None:
    listed = "".join(
        f'<w:{kind} w:id="{n}">{paragraph(run(text))}</w:{kind}>' for n, text in ((1, OTHER), (2, "аталмаған"))
    )
    parts = {f"{kind}s": f"<w:{kind}s {NAMESPACE}>{listed}</w:{kind}s>"}
    reference = f'<w:r><w:{kind}Reference w:id="1"/></w:r>'
    data = docx(paragraph(run(REASON), reference, run(" Соңы.")) + paragraph(run("Тағы", ""), reference), **parts)
    assert text_of(data) == f"{REASON} Соңы.\n{OTHER}\nТағы"
    gone = docx(paragraph(run(REASON)) + f"<w:p><w:del>{reference}</w:del></w:p>", **parts)
    assert text_of(gone) == REASON


@pytest.mark.parametrize("main", ["word/document2.xml", "document.xml", "word/glossary/main.xml"])
def test_the_main_part_is_found_by_its_relationship(main: str) -> None:
    assert text_of(docx(paragraph(run(REASON)), main)) == REASON


def test_a_document_whose_parts_are_not_there_is_unreadable() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/other.xml", "<x/>")
    assert refusal_of(stream.getvalue(), "жазба.docx") == "corrupt"


def odt(body: str, styles: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        spaces = " ".join(f'xmlns:{x}="{x}"' for x in ("office", "text", "style"))
        archive.writestr("content.xml", f"<office:d {spaces}>{styles}<office:text>{body}</office:text></office:d>")
    return stream.getvalue()


def test_an_open_document_says_what_it_shows() -> None:
    styles = '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    gone = f"<text:tracked-changes><text:p>{OTHER}</text:p></text:tracked-changes>"
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>ескерту</text:p></text:note-body></text:note>"
    hidden = f'<text:p>а<text:span text:style-name="T1">{OTHER}</text:span>б</text:p><text:p text:style-name="T1">{OTHER}</text:p>'
    assert text_of(odt(f"{gone}<text:p>{REASON}{note} Соңы.</text:p>{hidden}", styles), "ж.odt") == (
        f"{REASON} Соңы.\nескерту\nаб"
    )


def rtf(*content: str) -> bytes:
    def escaped(text: str) -> str:
        return "".join(x if x.isascii() else f"\\u{ord(x)}?" for x in text)

    return (
        "{\\rtf1\\ansi\\ansicpg1251\\deff0{\\fonttbl{\\f0 Arial;}}\\f0 " + "".join(map(escaped, content)) + "}"
    ).encode()


@pytest.mark.parametrize("name", ["жазба.rtf", "жазба.docx", "жазба.doc"])
def test_rich_text_is_read_whatever_it_is_called(name: str) -> None:
    assert text_of(rtf(TITLE, "\\par ", REASON, "\\par"), name) == f"{TITLE}\n{REASON}"


def test_rich_text_in_the_code_page_of_its_font() -> None:
    source = b"{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0\\fcharset204 Arial;}}\\f0 "
    letters = "".join(f"\\'{x:02x}" for x in "Сокращение штата".encode("cp1251"))
    assert text_of(source + letters.encode() + b"\\par}", "ж.rtf") == "Сокращение штата"


def test_rich_text_says_what_it_shows() -> None:
    for unseen in (
        f"{{\\v {OTHER}}}",
        f"\\v {OTHER}\\v0 ",
        f"{{\\deleted {OTHER}}}",
        f"{{\\b\\v {OTHER}{{\\i {OTHER}}}}}",
    ):
        assert text_of(rtf(REASON, "\\par ", unseen, "Соңы\\par"), "ж.rtf") == f"{REASON}\nСоңы"
    footnote = rtf(REASON, "{\\footnote ", OTHER, "} Соңы.\\par")
    assert text_of(footnote, "ж.rtf") == f"{REASON}\n{OTHER}\nСоңы."


def test_a_picture_in_rich_text_is_no_text() -> None:
    assert text_of(rtf("{\\pict\\pngblip " + "89504e470d0a1a0a" * 90_000 + "}", REASON, "\\par"), "ж.rtf") == REASON


def old_word(
    text: str, *, foot: str = "", flags: int = 0x0200, version: int = 0xC1, eight_bit: bool = False, look: bytes = b""
) -> bytes:
    """A document of Word 97; `look` are the properties of what stands between two |."""
    runs = [0x400 + 2 * n for n in (0, text.find("|") + 1, text.rfind("|"), len(text))]
    whole = text + foot
    letters = whole.encode("cp1252") if eight_bit else whole.encode("utf-16-le")
    document = bytearray(0x400)
    struct.pack_into("<HH", document, 0, 0xA5EC, version)
    struct.pack_into("<H", document, 10, flags)
    struct.pack_into("<6L", document, 0x4C, len(text), len(foot), 0, 0, 0, 0)
    place = 0x400 * 2 | 0x40000000 if eight_bit else 0x400
    pieces = struct.pack("<LLHLH", 0, len(whole), 0, place, 0)
    clx = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<L", len(pieces)) + pieces
    struct.pack_into("<LL", document, 0x1A2, 0, len(clx))
    page = struct.pack("<4L", *runs).ljust(16, b"\0") + bytes((0, 200, 0))
    page = page.ljust(400, b"\0") + bytes((len(look),)) + look
    table = struct.pack("<3L", runs[0], runs[-1], 0x2000 // 512)
    struct.pack_into("<LL", document, 0xFA, len(clx), len(table) if look else 0)
    whole_document = (bytes(document) + letters).ljust(0x2000, b"\0") + page.ljust(511, b"\0") + b"\x03"
    return compound_file({"WordDocument": whole_document, "1Table": clx + table})


@pytest.mark.parametrize("name", ["жазба.doc", "жазба.docx"])
def test_a_document_of_word_97_is_read(name: str) -> None:
    data = old_word(f"{TITLE}\r{REASON}\x02\r\x13 HYPERLINK x \x14сілтеме\x15\r", foot=f"\x02 {OTHER}\r")
    assert text_of(data, name) == f"{TITLE}\n{REASON}\nсілтеме\n\n{OTHER}"
    assert text_of(old_word("Members rose.\r", eight_bit=True), name) == "Members rose."


HIDDEN, DELETED, SHOWN = b"\x3c\x08\x01", b"\x00\x08\x01", b"\x3c\x08\x00"


@pytest.mark.parametrize("look", [HIDDEN, DELETED, b"\x09\xca\x02ab" + HIDDEN, b"\x43\x4a\x18\x00" + DELETED, SHOWN])
def test_a_document_of_word_97_says_what_it_shows(look: bytes) -> None:
    found = text_of(old_word(f"{REASON}\r|{OTHER}\r|Соңы", look=look), "ж.doc").replace("|", "")
    assert found.split("\n") == ([REASON, OTHER, "Соңы"] if look == SHOWN else [REASON, "Соңы"])


def test_a_document_of_an_older_word_or_with_a_password_says_what_to_do() -> None:
    assert refusal_of(old_word("x", version=0x65), "жазба.doc") == "old-word"
    assert refusal_of(old_word("x", flags=0x0300), "жазба.doc") == "password"
    broken = compound_file({"WordDocument": b"\xec\xa5\xc1\x00" + b"\xff" * 4000})
    assert refusal_of(broken, "жазба.doc") in ("old-word", "password")


def test_a_page_that_word_saved_is_a_note_and_one_with_the_table_a_return() -> None:
    page = f"<html><meta charset='utf-8'><body><p>{TITLE}</p><p>{REASON}</p></body></html>".encode()
    assert text_of(page, "жазба.doc") == f"{TITLE}\n{REASON}"
    archive = b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + page
    assert text_of(archive, "жазба.doc") == f"{TITLE}\n{REASON}"
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in sheet().rows)
    table = f"<html><meta charset='utf-8'><table>{rows}</table></html>".encode()
    found: Document = read_bytes(table, "есеп.doc", KEY)[0]
    assert (found.kind, len(found.figures) > 100) == ("workbook", True)


def test_a_document_that_word_saved_as_one_xml_file() -> None:
    data = f'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>{paragraph(run(REASON))}</w:body></w:wordDocument>'
    assert text_of(data.encode(), "жазба.doc") == REASON


def test_a_hostile_document_takes_no_more_than_its_share() -> None:
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    parts = {
        "footnotes": f'<w:footnotes {NAMESPACE}><w:footnote w:id="1">{paragraph(run("а" * 100_000))}</w:footnote></w:footnotes>'
    }
    assert len(text_of(docx(paragraph(reference * 5_000), **parts))) <= LIMITS.note_characters
    for source in ("{" * 60_000, "{\\field{\\*\\fldinst{x " * 20_000, "\\v " * 90_000, "ab" * 300_000, "}" * 60_000):
        read_bytes(b"{\\rtf1 " + source.encode(), "ж.rtf", KEY)
    assert refusal_of(docx("<w:p>" * 3_000 + run("x") + "</w:p>" * 3_000), "ж.docx") == "corrupt"
    assert refusal_of(odt("<text:p>" * 3_000 + "x" + "</text:p>" * 3_000), "ж.odt") == "corrupt"
