"""Whose a return is, and which note belongs to it."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.documents import Cover, Document, FigureCell, Issue, NoteText
from workbooks.whose.file_names import FileNameIndex
from workbooks.whose.identity import RegisterEntry, identify
from workbooks.whose.pairing import pair_notes, without_companions

REGISTER = (
    RegisterEntry(
        "north",
        "regional",
        "",
        ("Солтүстік облыстық ұйымы", "Северная областная организация", "Northern", "СО|Х", "Солтүстік обл.", "СҚО"),
        "north@example.org",
    ),
    RegisterEntry(
        "lake",
        "regional",
        "",
        (
            "«Көл» Балқаш облыстық ұйымы",
            "Балхашская областная организация «Көл»",
            "Lake",
            "Балқаш облыстық ұйымы",
            "Көл",
        ),
        "lake@example.org",
    ),
    RegisterEntry(
        "lake-city",
        "branch",
        "lake",
        ("Балқаш қалалық кәсіподақ ұйымы (филиалы)", "Балхашская городская организация", "", "Балқаш қалалық филиалы"),
        "lake-city@example.org",
    ),
    RegisterEntry(
        "uni",
        "primary",
        "",
        (
            "М.Әуезов атындағы университеттің бастауыш кәсіподақ ұйымы",
            "ППО университета имени М. Ауэзова",
            "",
            "ОҚУ БКҰ",
            "ППО ЮКУ",
        ),
        "uni@example.org",
    ),
    RegisterEntry(
        "satbayev-a",
        "local",
        "",
        ("Сәтбаев Университетінің жергілікті одағы", "ЛП Satbayev University", "", "Сәтбаев"),
        "sa@example.org",
    ),
    RegisterEntry(
        "satbayev-b",
        "primary",
        "",
        ("Сәтбаев атындағы университеттің бастауыш ұйымы", "ППО им. Сатпаева", "", "Сәтбаев"),
        "sb@example.org",
    ),
)


def workbook(file: str = "есеп.xlsx", *names: str, code: str = "", sender: str = "", **more: Any) -> Document:
    return Document(
        file, file, "workbook", sender=sender, cover=Cover(code=code, names=names, found=bool(names or code)), **more
    )


def identified(document: Document, **known: str) -> tuple[str, str, list[str]]:
    found = identify([document], REGISTER, known)[document.file]
    return found.organisation, found.how, [issue.rule for issue in found.issues]


def test_by_code_before_all() -> None:
    assert identified(workbook(code="north")) == ("north", "code", [])
    assert identified(workbook("е.xlsx", "Солтүстік облыстық ұйымы", code=" NORTH ")) == ("north", "code", [])
    assert identified(workbook("е.xlsx", "Бөтен ұйым", code="north")) == ("north", "code", [])


@pytest.mark.parametrize(
    "name",
    [
        "Солтүстік облыстық ұйымы",
        "СОЛТҮСТІК ОБЛЫСТЫҚ ҰЙЫМЫ",
        "«Солтүстік» облыстық ұйымы",
        "Солтүстік  облыстық\nұйымы",
        "Северная областная организация",
        "Cолтүcтiк облыстық ұйымы".replace("i", "і"),
        "Солтүстік облыстық ұйымында",
        "Солтүстік облыстық ұйымының",
        "СҚО",
        "CҚo",
        "Солтустик областык уйымы".replace("областык", "облыстык"),
        "Солт?стік облысты? ?йымы",
        "Солтїстік облыстыќ ўйымы",
        "Солтүстік облыстық ұйымы".encode().decode("cp1251", "replace"),
    ],
)
def test_by_a_name_however_it_is_written(name: str) -> None:
    organisation, how, issues = identified(workbook("е.xlsx", name))
    assert (organisation, issues) == ("north", [])
    assert how in ("name", "alias", "damaged-name")


def test_two_candidates_are_none() -> None:
    assert identified(workbook("е.xlsx", "Сәтбаев")) == ("", "", ["organisation-unidentified"])
    assert identified(workbook("е.xlsx", "Солтүстік облыстық ұйымы", "Балхашская областная организация «Көл»")) == (
        "",
        "",
        ["organisation-unidentified"],
    )
    assert identified(workbook("е.xlsx", "Солтүстік облыстық ұйымы", code="lake")) == (
        "",
        "",
        ["organisation-unidentified"],
    )
    assert identified(workbook("е.xlsx", "Сәтбаев", "ППО им. Сатпаева")) == ("satbayev-b", "alias", [])


def test_an_unknown_name_is_never_matched_by_likeness() -> None:
    for name in ("Солтүстік-Шығыс облыстық ұйымы", "Солтүстік", "Балқаш", "Белгісіз ұйым"):
        assert identified(workbook("Солтүстік обл.xlsx", name)) == ("", "", ["organisation-unidentified"])


def test_by_an_assigned_name_or_file() -> None:
    assert identified(workbook("е.xlsx", "Жаңа атау"), **{"жаңа  «атау»": "uni"}) == ("uni", "assigned", [])
    assert identified(workbook("папка/е.xlsx", "Жаңа атау"), **{"папка/е.xlsx": "uni"}) == ("uni", "assigned", [])


def test_by_the_registered_address_where_no_name_is_known() -> None:
    assert identified(workbook("е.xlsx", sender="UNI@example.org")) == ("uni", "address", [])
    assert identified(workbook("е.xlsx", "Белгісіз", sender="uni@example.org")) == ("uni", "address", [])
    assert identified(workbook("е.xlsx", sender="stranger@example.org"))[0] == ""


def test_a_name_from_anothers_address_is_disputed() -> None:
    disputed = ("", "", ["organisation-disputed"])
    assert identified(workbook("е.xlsx", code="north", sender="uni@example.org")) == disputed
    assert identified(workbook("е.xlsx", code="north", sender="stranger@example.org")) == ("north", "code", [])
    assert identified(workbook("е.xlsx", code="lake-city", sender="lake@example.org")) == ("lake-city", "code", [])
    assert identified(workbook("е.xlsx", code="lake", sender="lake-city@example.org")) == disputed


@pytest.mark.parametrize(
    ("file", "organisation"),
    [
        ("ОҚУ БКҰ есеп.xlsx", "uni"),
        ("ЮКУ отчет 2025.xlsx", "uni"),
        ("Ауэзов.xlsx", "uni"),
        ("Солтүстік есеп_2026.xlsx", "north"),
        ("СҚО/есеп.xlsx", "north"),
        ("Көл (2).xlsx", "lake"),
        ("город Балхаш.xlsx", "lake-city"),
        ("Балхашская обл/город Балхаш.xlsx", "lake-city"),
        ("Балхашская областная.xlsx", "lake"),
        ("Копия Форма стат.xlsx", ""),
        ("есеп.xlsx", ""),
        ("Сәтбаев.xlsx", ""),
        ("ЮКУ и СҚО.xlsx", ""),
        ("2026.xlsx", ""),
    ],
)
def test_an_unreadable_file_by_its_name(file: str, organisation: str) -> None:
    assert FileNameIndex(REGISTER).organisation_of(file)[0] == organisation
    broken = Document(file, "", "workbook", issues=(Issue("workbook-unreadable", observed="password"),))
    found = identify([broken], REGISTER)[file]
    assert found.organisation == organisation
    assert [issue.rule for issue in found.issues] == ([] if organisation else ["organisation-unidentified"])


def test_a_readable_file_that_names_nobody_only_by_an_exact_name() -> None:
    assert identified(workbook("СҚО есеп 2026.xlsx")) == ("north", "file-name", [])
    assert identified(workbook("Балқаш облыстық ұйымы/есеп.xlsx")) == ("lake", "file-name", [])
    assert identified(workbook("Солтүстік есеп.xlsx")) == ("", "", ["organisation-unidentified"])


CITIES = (
    RegisterEntry("city", "regional", "", ("«Тау» Таулы қалалық ұйымы", "г. Таулы", "Таулы қ.")),
    RegisterEntry("region", "regional", "", ("Таулы облыстық ұйымы", "Таулинская областная организация", "Таулы обл.")),
    RegisterEntry(
        "branch", "branch", "region", ("Өзен қалалық ұйымы", "Узенская городская ПО", "Өзен кәсіподақ ұйымында")
    ),
    RegisterEntry("academy", "primary", "", ("ППО НАО им. И. Алтын", "ҰАБ БКҰ")),
)


@pytest.mark.parametrize(
    ("file", "organisation"),
    [
        ("г. Таулы.xlsx", "city"),
        ("Отчет г. Таулы 2026 (1).xlsx", "city"),
        ("Таулы обл есеп.xlsx", "region"),
        ("Узенская городская ПО (1).xlsm", "branch"),
        ("Узенская городская ПО есеп 2026.xlsx", "branch"),
        ("Отчет Өзен кәсіподақ ұйымында.XLSX", "branch"),
        ("ППО НАО им. И. Алтын (1).xlsm", "academy"),
        ("ППО НАО им. И. Алтын.zip/1.xlsx", "academy"),
        ("Таулы.xlsx", ""),
        ("по г. за 2026.xlsx", ""),
        ("г. Таулы и Узенская городская ПО.xlsx", ""),
    ],
)
def test_a_name_that_holds_generic_words_is_found_in_a_file_name(file: str, organisation: str) -> None:
    assert FileNameIndex(CITIES).named_exactly(file) == organisation
    broken = Document(file, "", "workbook", issues=(Issue("workbook-unreadable", observed="password"),))
    if organisation:
        assert identify([broken], CITIES)[file].organisation == organisation


def test_by_a_name_in_the_other_table_of_old_fonts() -> None:
    register = (
        RegisterEntry("науки", "primary", "", ("Білім және ғылым қызметкерлерінің кәсіподағы",)),
        RegisterEntry("тәж", "primary", "", ("Тәж кәсіподағы",)),
    )
    for text, organisation in (
        ("Білім жєне ѓылым ќызметкерлерініњ кєсіподаѓы", "науки"),
        ("Тєж кєсіподаѓы", "тәж"),
        ("Тєж кєсіподағы", "тәж"),
    ):
        assert identify([workbook("е.xlsx", text)], register)["е.xlsx"].organisation == organisation


def scan(file: str, kind: str = "pdf") -> Document:
    return Document(file, file, "workbook", issues=(Issue("workbook-unreadable", observed=kind),))


def of_scans(*documents: Document) -> dict[str, tuple[str, str]]:
    organisations = {file: found.organisation for file, found in identify(documents, REGISTER).items()}
    told = without_companions(documents, organisations)
    return {d.file: (organisations[d.file], d.kind) for d in told if d.file.endswith(("pdf", "jpg"))}


def test_a_scan_in_a_folder_is_of_the_organisation_whose_returns_lie_there() -> None:
    figures = (FigureCell("members", "current", "Есеп", "E7", "5", "read", 5.0),)
    north, lake = (
        workbook("п/е.xlsx", code="north", figures=figures),
        workbook("п/к.xlsx", code="lake", figures=figures),
    )
    assert of_scans(north, scan("п/скан 1.pdf")) == {"п/скан 1.pdf": ("north", "other")}
    assert of_scans(north, scan("п/фото.jpg", "picture")) == {"п/фото.jpg": ("north", "other")}
    assert of_scans(north, lake, scan("п/скан 1.pdf")) == {"п/скан 1.pdf": ("", "workbook")}
    assert of_scans(north, scan("п/ОҚУ БКҰ.pdf")) == {"п/ОҚУ БКҰ.pdf": ("uni", "workbook")}
    assert of_scans(north, scan("скан.pdf")) == {"скан.pdf": ("", "workbook")}
    assert of_scans(north, scan("СҚО.pdf")) == {"СҚО.pdf": ("north", "other")}
    assert of_scans(workbook("п/е.xlsx", code="north"), scan("п/скан 1.pdf")) == {"п/скан 1.pdf": ("", "workbook")}


def test_what_lies_in_a_container_is_its_workbooks() -> None:
    documents = [
        Document("хат.eml", "", "container", sender="uni@example.org"),
        workbook("хат.eml/е.xlsx", code="uni", sender="uni@example.org"),
        Document("хат.eml/сурет.png", "", "other"),
        Document("хат.eml/жазба.docx", "", "note", notes=(NoteText("docx", "Жалпы сөз."),)),
    ]
    assert {found.organisation for found in identify(documents, REGISTER).values()} == {"uni"}


LONG = "Мүшелер саны өсті, себебі жаңа мектептер ашылып, оған көптеген мұғалімдер жұмысқа қабылданды: {}."


def note(file: str, text: str = LONG.format("1"), kind: str = "note", source: str = "docx") -> Document:
    return Document(file, file, kind, notes=(NoteText(source, text, place=file),))


def paired(*documents: Document) -> dict[str, list[str]]:
    organisations = {file: found.organisation for file, found in identify(documents, REGISTER).items()}
    pairing = pair_notes(documents, organisations)
    return {file: [x.place for x in notes] for file, notes in pairing.notes.items()}


@pytest.mark.parametrize(
    "name",
    ["Түсіндірме жазба есеп А.docx", "Пояснительная записка есеп А.docx", "есеп А түсіндірме.docx", "есеп_А.docx"],
)
def test_a_note_beside_its_workbook_by_name(name: str) -> None:
    documents = (workbook("есеп А.xlsx", code="north"), workbook("есеп Б.xlsx", code="lake"), note(name))
    assert paired(*documents) == {"есеп А.xlsx": [name], "есеп Б.xlsx": []}


def test_a_note_by_folder_by_container_or_by_what_it_says() -> None:
    assert paired(workbook("п/есеп.xlsx", code="north"), note("п/жазба 1.docx"))["п/есеп.xlsx"] == ["п/жазба 1.docx"]
    assert paired(workbook("а.zip/е.xlsx", code="north"), note("а.zip/ж.docx"), workbook("б.xlsx", code="uni"))[
        "а.zip/е.xlsx"
    ] == ["а.zip/ж.docx"]
    named = note("кейін келген.docx", "Солтүстік облыстық ұйымы\n" + LONG.format("2"))
    found = paired(workbook("есеп.xlsx", code="north"), workbook("е2.xlsx", code="uni"), named)
    assert found == {"есеп.xlsx": ["кейін келген.docx"], "е2.xlsx": []}


def test_the_only_note_beside_the_only_workbook_of_a_folder_is_its_own_whatever_it_says() -> None:
    foreign = "Солтүстік облыстық ұйымы\n" + LONG.format("2")
    lake, north = workbook("п/е.xlsx", code="lake"), workbook("с/е.xlsx", code="north")
    documents = (lake, north, note("п/ж.docx", foreign))
    assert paired(*documents) == {"п/е.xlsx": ["п/ж.docx"], "с/е.xlsx": []}
    assert identify(documents, REGISTER)["п/ж.docx"].organisation == "lake"
    in_the_root = (workbook("е.xlsx", code="lake"), north, note("ж.docx", foreign))
    assert paired(*in_the_root) == {"е.xlsx": [], "с/е.xlsx": ["ж.docx"]}
    two = (lake, north, note("п/ж.docx", foreign), note("п/ж2.docx", LONG.format("3")))
    assert paired(*two)["с/е.xlsx"] == ["п/ж.docx"]


def test_a_note_in_the_message_of_several_returns_goes_to_the_one_it_names() -> None:
    mail = note("х.eml", "Солтүстік облыстық ұйымы\n" + LONG.format("3"), "container", "mail")
    found = paired(mail, workbook("х.eml/1.xlsx", code="north"), workbook("х.eml/2.xlsx", code="lake"))
    assert found == {"х.eml/1.xlsx": ["х.eml"], "х.eml/2.xlsx": []}


def test_a_note_that_arrives_alone_is_told_by_what_it_names() -> None:
    alone = note("жазба.docx", "Солтүстік облыстық ұйымы\n" + LONG.format("4"))
    organisations = {file: found.organisation for file, found in identify([alone], REGISTER).items()}
    pairing = pair_notes([alone], organisations)
    assert (dict(pairing.notes), dict(pairing.organisations)) == ({}, {"жазба.docx": "north"})


def test_two_notes_that_differ_are_a_question_and_a_copy_is_none() -> None:
    own = workbook("есеп А.xlsx", code="north", notes=(NoteText("sheet", LONG.format("5"), "Түсіндірме"),))
    same, other = note("есеп А.docx", LONG.format("5")), note("есеп А.docx", LONG.format("6"))
    organisations = {"есеп А.xlsx": "north"}
    assert dict(pair_notes([own, same], organisations).issues) == {}
    issue = pair_notes([own, other], organisations).issues["есеп А.xlsx"][0]
    assert (issue.rule, issue.observed) == ("note-ambiguous", "Түсіндірме, есеп А.docx")


def test_a_scan_beside_a_readable_return_is_no_return() -> None:
    figure = FigureCell("members", "current", "Есеп", "E7", "5", "read", 5.0)
    scan = Document("скан.pdf", "", "workbook", issues=(Issue("workbook-unreadable", observed="pdf"),))
    readable = workbook("есеп.xlsx", code="north", figures=(figure,))
    kinds = [d.kind for d in without_companions([scan, readable], {"скан.pdf": "north", "есеп.xlsx": "north"})]
    assert kinds == ["other", "workbook"]
    assert without_companions([scan], {"скан.pdf": "north"}) == [scan]


RENAMED = (
    RegisterEntry(
        "shore", "regional", "", ("Жаға облыстық ұйымы", "Береговая организация", ""), former=("old-coast", "lake")
    ),
    RegisterEntry("lake", "regional", "", ("Көл облыстық ұйымы", "Озёрная организация", "")),
)


@pytest.mark.parametrize(
    ("cover", "file", "owner", "evidence"),
    [
        (Cover(code="old-coast"), "a.xlsx", "shore", "code"),
        (Cover(code="shore"), "a.xlsx", "shore", "code"),
        (Cover(code="lake"), "a.xlsx", "lake", "code"),
        (Cover(), "old-coast 2026.xlsx", "shore", "file name"),
        (Cover(code="elsewhere"), "a.xlsx", "", ""),
    ],
)
def test_a_former_id_on_the_cover_or_in_the_file_name_means_who_bears_another_now(cover, file, owner, evidence):
    document = Document(file=file, sha256="0" * 64, kind="workbook", cover=cover)
    found = identify([document], RENAMED)[file]
    assert (found.organisation, found.evidence(owner)) == (owner, evidence)
