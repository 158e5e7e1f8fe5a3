"""What our own letters say is nobody's note, in whatever style it is quoted, or not marked as quoted at all."""

from __future__ import annotations

import dataclasses

from reading_returns import KEY
from test_kinds_documents_text import docx, paragraph, run
from test_kinds_mail_quoted import both

from workbooks.read.file_reading import read_bytes
from workbooks.read.own_sentences import without_own_sentences
from workbooks.text import fold

SAID = (
    "Түсіндірме жазба жоқ, ал көрсеткіштер айтарлықтай өзгерген: себептерін түсіндіріп, жазбаны жіберіңіз.",
    "есебіңіз қабылданды, көрсеткіштері жинақталған есепке енеді; төмендегі сұрақтарға",
    "жолындағы «Кәсіподақ мүшелерінің жалпы саны» мәні неліктен азайғанын түсіндіріңіз.",
)
OURS = dataclasses.replace(KEY, own_sentences=frozenset(map(fold, SAID)))
OWN = "Кәсіподақ мүшелерінің жалпы саны 12 адамға азайды, себебі екі мектеп жабылды."
LETTER = (
    "Есебіңіз қабылданды, көрсеткіштері\nжинақталған есепке енеді; төмендегі сұрақтарға 31 қаңтарға дейін\nжауап беріңіз.\n\n"
    "101-жолындағы «Кәсіподақ мүшелерінің жалпы саны» мәні неліктен азайғанын\nтүсіндіріңіз. " + SAID[0]
)


def notes_of(data: bytes, name: str) -> list[str]:
    return [note.text for document in read_bytes(data, name, OURS) for note in document.notes]


def test_our_letter_pasted_without_any_mark_is_no_note() -> None:
    assert notes_of(both(f"Рақмет, хатыңызды алдым.\n\n{LETTER}", ""), "хат.eml") == []
    assert notes_of(docx("".join(paragraph(run(x)) for x in LETTER.split("\n"))), "хат.docx") == []


def test_the_senders_sentences_between_ours_stay() -> None:
    assert notes_of(both(f"{SAID[0]}\n{OWN}\n\n{LETTER}", ""), "хат.eml") == [OWN]
    assert notes_of(docx(paragraph(run(SAID[0])) + paragraph(run(OWN))), "хат.docx") == [OWN]


def test_the_labels_of_the_form_are_everybodys() -> None:
    for text in (OWN, "35 жасқа дейінгі кәсіподақ мүшелерінің саны өсті.", "", "а\r\n\r\nб", ". " * 5_000):
        assert without_own_sentences(text, OURS) == text
    assert without_own_sentences(LETTER, KEY) == LETTER
