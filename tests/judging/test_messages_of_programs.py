"""What a program sends is nobody's return; a person is told where it brought a workbook, and may take it for one."""

from __future__ import annotations

import dataclasses

from judging.context import ArrivedDocument
from judging.judgement import Judgement, judge
from schemas.conversation import LetterOnRecord
from schemas.documents import Document, MailHead
from tests.judging.made_by_hand import cells, context, of

SEEN = "2026-01-10T08:00:00+00:00"
PROGRAM = MailHead(message_id="<p@x>", subject="Отчёт", automatic=True, returns_nothing=True)
OURS = LetterOnRecord("AB12C", "<ours@us>", "north", "k", "old.xlsx", "ru", SEEN, SEEN, ())


def judged(head: MailHead, **more: object) -> Judgement:
    figures = {"members": 100.0, "working": 90.0, "students": 9.0, "pensioners": 1.0}
    workbook = of("north", "a.eml/north.xlsx", *cells(**figures))
    sent = dataclasses.replace(workbook, mail=head, sender="north@example.org")
    message = Document("a.eml", "m", "container", "north@example.org", mail=head)
    return judge([ArrivedDocument(x, SEEN, SEEN) for x in (message, sent)], context("north", **more))


def test_a_persons_workbook_counts() -> None:
    assert list(judged(dataclasses.replace(PROGRAM, returns_nothing=False)).latest) == ["north"]


def test_a_programs_workbook_is_no_return_and_a_person_is_told() -> None:
    found = judged(PROGRAM)
    assert not found.latest
    assert set(found.returns["outcome"]) == {"ignored"}
    assert [x.file for x in found.bounces] == ["a.eml"]


def test_what_a_person_has_assigned_is_a_return() -> None:
    found = judged(PROGRAM, assignments={"a.eml/north.xlsx": "north"})
    assert list(found.latest) == ["north"]


def test_what_comes_with_a_message_id_of_ours_is_no_return() -> None:
    head = MailHead(message_id=OURS.message_id)
    assert not judged(head, letters=(OURS,)).latest
    assert list(judged(head).latest) == ["north"]
