"""What is no return and no return's note: it is never passed over in silence, and never taken for a note."""

from __future__ import annotations

import io
import zipfile

import pytest
from reading_returns import KEY, full, read, rules, sheet
from test_kinds_mail_wrappings import attached, mixed, read_all

from schemas.documents import Cover, Document, FigureCell, MailHead, NoteText
from schemas.form.sentences import refusal
from workbooks.whose.identity import identify
from workbooks.whose.name_index import RegisterEntry
from workbooks.whose.note_subject import NoteSubject
from workbooks.whose.pairing import pair_notes
from workbooks.whose.strays import with_strays

REGISTER = [
    RegisterEntry("south", "regional", "", ("Оңтүстік қаласының кәсіподақ ұйымы", "Южная городская организация", "South", "Оңтүстік қ."), "south@example.org"),
    RegisterEntry("north", "regional", "", ("Солтүстік облыстық ұйымы", "Северная областная организация", "North"), "north@example.org"),
]  # fmt: skip
SUBJECT = NoteSubject(KEY, REGISTER)
BUDGET = "Оңтүстік қаласы бойынша бюджеттің атқарылуы туралы ақпарат, 2016 жылғы 1 мамыр\n" + (
    "Әлеуметтік төлемдерге байланысты шығыстар өсті, оның ішінде жер учаскелерін алып қоюға байланысты 1000  900\n" * 9
)
FIGURE = FigureCell("members", "current", "Есеп", "E7", "5", "read", 5.0)


def workbook(file: str, code: str) -> Document:
    return Document(file, file, "workbook", cover=Cover(code=code, found=True), figures=(FIGURE,))


def note(file: str, text: str, sender: str = "") -> Document:
    return Document(file, file, "note", sender, notes=(NoteText("docx", text, file),))


def settled(*documents: Document) -> dict[str, tuple[str, str, str]]:
    """Kind, reason and partner of each document."""
    whose = {file: x.organisation for file, x in identify(documents, REGISTER).items()}
    pairing = pair_notes(documents, whose, SUBJECT)
    return {
        d.file: (d.kind, d.issues[0].observed if d.issues else "", pairing.partners.get(d.file, ""))
        for d in with_strays(documents, pairing, whose)
    }


def test_an_archive_called_a_message_brings_no_message() -> None:
    archive = Document("packed.eml", "a", "container")
    found = settled(archive, note("packed.eml/SOURCES.txt", "setup.cfg\nsetup.py"))
    assert found["packed.eml/SOURCES.txt"] == ("workbook", "note-alone", "")
    assert found["packed.eml"][0] == "container"
    by_mail = Document("sent.eml", "b", "container", "x@example.org", mail=MailHead())
    assert settled(by_mail, note("sent.eml/words.txt", "Сәлем"))["sent.eml/words.txt"][0] == "message"


def test_a_budget_is_nobodys_note_though_it_names_a_place_and_causes() -> None:
    found = settled(workbook("есеп.xlsx", "south"), note("басқа/budget.xlsx", BUDGET), note("b.docx", BUDGET))
    assert found["басқа/budget.xlsx"] == ("workbook", "no-table", "")
    assert found["b.docx"] == ("workbook", "note-alone", "")


@pytest.mark.parametrize(
    "text",
    [
        "Оңтүстік қаласының кәсіподақ ұйымы\nЖаңа мектеп ашылды, сондықтан саны өсті.",
        "Оңтүстік қ.\n2026 жылғы 1 қаңтардағы жағдай бойынша\nЖаңа мектеп ашылды.",
        "Оңтүстік қ.\nКәсіподақ мүшелерінің саны 12 адамға өсті, себебі жаңа мектеп ашылды.",
        "Оңтүстік қ.\nБастауыш кәсіподақ ұйымдарының саны азайды, себебі мектептер біріктірілді.",
        "Оңтүстік қ.\n602-жолдағы өсім: төрағаларға семинар өтті.",
        "Оңтүстік қ.\nРост по строке 602: прошли семинары.",
    ],
)
def test_a_note_that_names_the_organisation_the_date_or_an_indicator_is_its_return(text: str) -> None:
    found = settled(workbook("есеп.xlsx", "south"), note("басқа/жазба.docx", text))
    assert found["басқа/жазба.docx"] == ("note", "", "есеп.xlsx")


@pytest.mark.parametrize(
    "place", ["х.eml/есеп.xlsx х.eml/жазба.docx", "а.zip/есеп.xlsx а.zip/жазба.docx", "п/есеп.xlsx п/жазба.docx"]
)
def test_a_note_in_the_same_message_archive_or_folder_is_its_returns_whatever_it_says(place: str) -> None:
    file, beside = place.split()
    assert settled(workbook(file, "south"), note(beside, "Жаңа мектеп ашылды."))[beside] == ("note", "", file)


def test_a_note_from_the_registered_address_may_speak_plainly_of_the_rows() -> None:
    text = "Студенттер оқуын бітірді, зейнеткерлер көбейді: студенттер азайды."
    own, others = (
        settled(workbook("е.xlsx", "south"), note("х.eml/ж.docx", text, x)) for x in ("south@example.org", "")
    )
    assert own["х.eml/ж.docx"][0] == "note"
    assert others["х.eml/ж.docx"][:2] == ("workbook", "note-alone")


def test_a_note_that_somebody_has_assigned_needs_no_witness() -> None:
    told = note("b.docx", BUDGET)
    assert NoteSubject(KEY, REGISTER, ["b.docx"]).is_note_of(told, "south")
    assert not SUBJECT.is_note_of(told, "south")


def test_a_message_without_words_is_unreadable_and_a_text_in_one_is_for_a_person_to_read() -> None:
    mail = Document("х.eml", "1", "container", "south@example.org", mail=MailHead())
    assert settled(mail)["х.eml"][:2] == ("workbook", "message-only")
    assert settled(mail, workbook("е.xlsx", "south"))["х.eml"][0] == "container"
    assert settled(mail, workbook("е.xlsx", "north"))["х.eml"][0] == "workbook"
    assert settled(Document("а.zip", "1", "container"))["а.zip"][:2] == ("workbook", "empty")
    inner = Document("х.eml/winmail.dat", "2", "container", "south@example.org")
    assert settled(mail, inner)["х.eml"][:2] == ("workbook", "message-only")
    assert settled(mail, inner)["х.eml/winmail.dat"][0] == "container"
    table = note("х.eml/есеп.docx", "101 Кәсіподақ мүшелерінің жалпы саны 38447", "south@example.org")
    assert settled(mail, table)["х.eml/есеп.docx"][:2] == ("message", "")
    assert settled(mail, table)["х.eml"][0] == "container"
    assert settled(note("есеп.docx", "101 Кәсіподақ мүшелері 38447"))["есеп.docx"][:2] == ("workbook", "note-alone")


FOREIGN = {
    "карточка.vcf": (b"BEGIN:VCARD\r\nFN:A\r\nEND:VCARD", "contact-card"),
    "встреча.ics": (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "calendar"),
    "setup.exe": (b"MZ\x90\x00\x03", "program"),
    "жаңалық.mp3": (b"ID3\x04\x00", "recording"),
    "база.mdb": (b"\x00\x01\x00\x00Standard Jet DB", "database"),
    "сілтеме.url": (b"[InternetShortcut]\r\nURL=x", "link"),
    "құжат.pdf": (b"%PDF-1.7", "pdf"),
    "есеп.rar": (b"Rar!\x1a\x07\x00", "other-archive"),
    "қолы.p7s": (b"\x01\x02 something", "not-a-workbook"),
    "белгісіз": (b"\x01\x02 something", "not-a-workbook"),
    "бос.docx": (b"", "empty"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_file_is_unreadable_with_a_reason_even_beside_a_return(name: str) -> None:
    data, reason = FOREIGN[name]
    document = read(data, name)
    assert [(x.rule, x.observed) for x in document.issues] == [("workbook-unreadable", reason)]
    beside = read_all(mixed(attached(data, "f"), attached(full(sheet()), "e.xlsx")))
    assert beside["хат.eml/f"].kind in ("workbook", "note")


@pytest.mark.parametrize(
    "reason",
    sorted(
        {reason for _, reason in FOREIGN.values()}
        | {
            "note-alone",
            "no-text",
            "message-only",
            "old-word",
            "encrypted",
            "apple-document",
            "other-document",
            "presentation",
        }
    ),
)
def test_every_reason_is_said_in_three_languages(reason: str) -> None:
    said = {language: refusal(reason, language) for language in ("kk", "ru", "en")}
    assert len(set(said.values())) == 3
    assert reason not in (said["kk"], said["ru"])


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return stream.getvalue()


def test_a_document_of_another_program_is_one_line() -> None:
    for names, reason in (
        (("Index/Document.iwa", "preview.jpg"), "apple-document"),
        (("[Content_Types].xml", "ppt/presentation.xml"), "other-document"),
        (("mimetype", "META-INF/container.xml"), "other-document"),
    ):
        assert [x.observed for x in read(zipped(*names), "құжат").issues] == [reason]


def test_lock_files_and_signature_pictures_are_passed_over() -> None:
    for name in ("~$есеп.xlsx", "._есеп.xlsx", ".~lock.есеп.ods#", "Thumbs.db"):
        assert (read(b"\x05user", name).kind, rules(read(b"\x05user", name))) == ("other", [])
    found = read_all(mixed(attached(b"\x89PNG\r\n", "image001.png"), attached(full(sheet()), "e.xlsx")))
    assert found["хат.eml/image001.png"].kind == "other"
