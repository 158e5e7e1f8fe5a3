"""What people write, heard beside the letter that it answers: what it settles, what waits for a person."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

from judging.confirmations import finding_bases
from judging.context import ArrivedDocument
from judging.decisions_in_force import CONFIRMED, MESSAGE
from judging.incoming_messages import incoming_messages
from judging.judgement import Judgement, judge
from schemas.conversation import HeardMessage, LetterOnRecord, Question
from schemas.documents import Document, MailHead
from tests.judging.made_by_hand import FORM, cells, context, decisions, of

pytestmark = pytest.mark.slow

FIRST, WRITTEN, LATER = "2026-01-10T08:00:00+00:00", "2026-01-11T08:00:00+00:00", "2026-01-12T08:00:00+00:00"
SOFT = "trained-chairs-plausible"
BECAUSE = "Верно, потому что обучались также заместители председателей."


def a_return(**changes: float | None) -> Document:
    """A return in which more chairs were trained than there are."""
    given = {"members": 100.0, "working": 90.0, "students": 9.0, "pensioners": 1.0, "primaries": 5.0, "branches": 0.0,
             "trained_chairs": 8.0}  # fmt: skip
    return of("north", "north.xlsx", *cells(**(given | changes)), sha256=str(sorted(changes.items())))


def mail(words: str, file: str = "answer.eml", sender: str = "north@example.org", **head: object) -> Document:
    told = MailHead(**({"message_id": f"{file}@x", "subject": "Re: report"} | head))  # type: ignore[arg-type]
    return Document(file, f"sha-{file}", "container", sender, mail=told, words=words)


def judged(
    *documents: Document,
    letters: Sequence[LetterOnRecord] = (),
    decided: Sequence[tuple[str, str, Mapping[str, object]]] = (),
    seen: str = LATER,
) -> Judgement:
    readings = [ArrivedDocument(x, FIRST, seen if x.kind == "container" else FIRST) for x in documents]
    return judge(readings, context("north", "south", letters=tuple(letters), decisions=decisions(*decided)))


def letter(*documents: Document, number: str = "AB12C", **more: object) -> LetterOnRecord:
    """The letter that was written about the return: its questions are what is open in it."""
    found = judged(*documents)
    mine = found.findings[found.findings["organisation"].eq("north") & found.findings["file"].ne("")]
    mine = mine[mine["rule"].ne("required")]
    bases = finding_bases(mine, found.figures, found.latest, found.notes, FORM)
    names = ("rule", "severity", "indicator", "period", "sheet", "cell", "observed")
    asked = tuple(
        Question(n, **{x: str(row[x]) for x in names}, basis=basis)
        for n, (row, basis) in enumerate(zip(mine.to_dict("records"), bases, strict=True), 1)
    )
    given: dict[str, object] = {"message_id": "<letter@us>", "written": WRITTEN, "questions": asked}
    return LetterOnRecord(
        number, organisation="north", version_key="k", file="north.xlsx", language="ru", **(given | more)
    )  # type: ignore[arg-type]


def number_of(asked: LetterOnRecord, rule: str) -> int:
    return next(x.number for x in asked.questions if x.rule == rule)


def states(found: Judgement) -> dict[str, str]:
    mine = found.findings[found.findings["organisation"].eq("north")]
    return dict(zip(mine["rule"], mine["state"], strict=True))


def effects(message: HeardMessage) -> list[str]:
    return [str(x.effect) for x in message.outcomes]


def test_right_because_settles_a_soft_question_and_stays_listed() -> None:
    asked = letter(a_return())
    assert states(judged(a_return()))[SOFT] == "open"
    found = judged(a_return(), mail(f"{number_of(asked, SOFT)}. {BECAUSE}"), letters=[asked])
    row = found.findings[found.findings["rule"].eq(SOFT)].iloc[0]
    assert (row["state"], row["by"]) == ("explained", "north@example.org")
    assert "заместители" in row["because"]
    assert SOFT not in set(found.open_findings["rule"])
    assert len(found.open_effect) == len(found.open_findings)
    assert (found.messages[0].state, effects(found.messages[0])) == ("counted", ["explained"])
    assert found.returns.set_index("file").at["answer.eml", "outcome"] == "message"


@pytest.mark.parametrize(
    ("answer", "state", "effect"),
    [
        (mail("Число 8 верно."), "queued", "bare"),
        (mail(BECAUSE, sender="stranger@example.net"), "queued", "stranger"),
        (mail(BECAUSE, failed=("dmarc",)), "queued", "stranger"),
        (mail("Спасибо!"), "courtesy", "courtesy"),
        (mail("Исправим и пришлём."), "courtesy", "promised"),
    ],
)
def test_what_settles_nothing(answer: Document, state: str, effect: str) -> None:
    found = judged(a_return(), answer, letters=[letter(a_return())])
    assert states(found)[SOFT] == "open"
    assert found.messages[0].state == state
    assert effect in effects(found.messages[0])


def test_words_beside_a_return_in_an_archive_are_no_answer() -> None:
    other = of("south", "answer.eml/a.zip/south.xlsx", *cells(members=100.0), sha256="other")
    inner = mail(BECAUSE, file="answer.eml/a.zip/inner.eml")
    found = judged(a_return(), mail("Высылаем."), other, inner, letters=[letter(a_return())])
    assert states(found)[SOFT] == "open"
    assert [x.file for x in found.messages] == ["answer.eml"]


def test_a_program_is_not_heard() -> None:
    found = judged(a_return(), mail(BECAUSE, automatic=True), letters=[letter(a_return())])
    assert found.messages[0].state == "automatic"
    assert states(found)[SOFT] == "open"
    assert found.returns.set_index("file").at["answer.eml", "outcome"] == "ignored"


def test_an_answer_expires_with_the_figures_that_it_was_given_about() -> None:
    asked = letter(a_return())
    answer = mail(f"{number_of(asked, SOFT)}. {BECAUSE}")
    found = judged(a_return(trained_chairs=9.0), answer, letters=[asked])
    assert states(found)[SOFT] == "open"
    assert effects(found.messages[0]) == ["moot"]
    same = judged(a_return(women=60.0), answer, letters=[asked])
    assert states(same)[SOFT] == "explained", "the figures that it rests on have stayed"


def test_words_cannot_confirm_what_does_not_add_up() -> None:
    broken = a_return(working=80.0)
    asked = letter(broken)
    number = next(x.number for x in asked.questions if x.severity == "hard")
    found = judged(broken, mail(f"{number}. {BECAUSE}"), letters=[asked])
    assert found.messages[0].state == "queued"
    assert effects(found.messages[0]) == ["hard"]
    assert set(found.findings["state"]) == {"open"}


def test_the_same_answer_twice_counts_once() -> None:
    asked = letter(a_return())
    words = f"{number_of(asked, SOFT)}. {BECAUSE}"
    found = judged(a_return(), mail(words), mail(words, "b.eml"), letters=[asked])
    assert [effects(x) for x in found.messages] == [["explained"], ["again"]]


def test_an_answer_to_an_older_letter_counts_while_its_question_is_open() -> None:
    old = letter(a_return())
    new = dataclasses.replace(old, message_id="<new@us>", number="ZZ99Z", questions=())
    answer = mail(f"{number_of(old, SOFT)}. {BECAUSE}", answers=("letter@us",))
    found = judged(a_return(), answer, letters=[old, new])
    assert states(found)[SOFT] == "explained"
    assert found.messages[0].letter == "<letter@us>"


def test_a_reply_is_tied_by_id_then_by_number_then_by_time() -> None:
    first = letter(a_return())
    second = dataclasses.replace(first, message_id="<second@us>", number="ZZ99Z")
    after = dataclasses.replace(first, message_id="<after@us>", number="YY88Y", written="2026-01-13T08:00:00+00:00")

    def tied(**head: object) -> str:
        found = judged(a_return(), mail("Спасибо", **head), letters=[first, second, after])
        return found.messages[0].letter

    assert tied(answers=("unknown@x", "letter@us")) == "<letter@us>"
    assert tied(subject="Re: report [AB12C]") == "<letter@us>"
    assert tied(answers=("second@us",), subject="Re: report [AB12C]") == "<second@us>"
    assert tied() == "<second@us>", "a letter written after the message was seen is not what it answers"


def test_a_correction_is_held_and_tried_before_it_is_made() -> None:
    broken = a_return(working=80.0)
    asked = letter(broken)
    found = judged(broken, mail("В строке 102 должно быть 90."), letters=[asked])
    message = found.messages[0]
    assert (message.state, effects(message)) == ("queued", ["proposed"])
    assert message.trial is not None
    assert "members-balance" not in message.trial.broken
    half = judged(broken, mail("В строке 102 должно быть 85."), letters=[asked]).messages[0]
    assert half.trial is not None
    assert "members-balance" in half.trial.broken
    assert found.figures.set_index(["indicator", "period"]).at[("working", "current"), "value"] == 80


def accepted(base: Document) -> tuple[str, str, Mapping[str, object]]:
    correction = {"indicator": "working", "period": "current", "value": 90.0, "words": "должно быть 90"}
    return ("north", MESSAGE, {"sha256": "sha-answer.eml", "action": "accept-correction", "return": base.sha256,
                               "corrections": [correction]})  # fmt: skip


def test_an_accepted_correction_is_a_version_whose_figures_tell_where_they_come_from() -> None:
    broken = a_return(working=80.0)
    found = judged(broken, mail("В строке 102 должно быть 90."), decided=[accepted(broken)], letters=[letter(broken)])
    told = found.returns.set_index("file")
    assert told.at["answer.eml", "counts"] == "yes"
    assert told.at["north.xlsx", "outcome"] == "superseded"
    figures = found.figures_by_source.set_index(["indicator", "period"])
    new, old = figures.loc[("working", "current")], figures.loc[("members", "current")]
    assert (new["value"], new["file"], new["raw"], new["cell"]) == (90, "answer.eml", "должно быть 90", "E102")
    assert (old["value"], old["file"], old["raw"]) == (100, "north.xlsx", "100")
    assert set(found.figures["file"]) == {"answer.eml"}, "as a return's figures they are the message's"
    assert "members-balance" not in set(found.findings["rule"])
    assert (found.messages[0].state, effects(found.messages[0])) == ("decided", ["applied"])


def test_a_workbook_that_comes_after_an_accepted_correction_supersedes_it() -> None:
    broken, mended = a_return(working=80.0), dataclasses.replace(a_return(), file="mended.xlsx", sha256="m")
    later = ArrivedDocument(mended, FIRST, "2026-01-14T08:00:00+00:00")
    readings = [ArrivedDocument(broken, FIRST, FIRST), ArrivedDocument(mail("102 должно быть 90"), FIRST, LATER), later]
    found = judge(readings, context("north", "south", decisions=decisions(accepted(broken))))
    assert found.returns.set_index("file")["counts"].to_dict() == {
        "north.xlsx": "",
        "answer.eml": "",
        "mended.xlsx": "yes",
    }


def test_what_a_person_asks_again_is_open_until_more_is_said() -> None:
    asked = letter(a_return())
    point = next(x for x in asked.questions if x.rule == SOFT)
    again = ("north", MESSAGE, {"sha256": "sha-answer.eml", "action": "ask-again", "rule": SOFT,
                                "indicator": point.indicator, "basis": point.basis})  # fmt: skip
    answer = mail(f"{point.number}. {BECAUSE}")
    found = judged(a_return(), answer, letters=[asked], decided=[again])
    row = found.findings[found.findings["rule"].eq(SOFT)].iloc[0]
    assert (row["state"], row["by"], row["because"]) == ("open", "me", "ask-again")
    assert effects(found.messages[0]) == ["insufficient"]
    more = ArrivedDocument(
        mail(f"{point.number}. Верно, потому что было три семинара.", "b.eml"), FIRST, "2026-02-05T08:00:00+00:00"
    )
    readings = [ArrivedDocument(a_return(), FIRST, FIRST), ArrivedDocument(answer, FIRST, LATER), more]
    found = judge(readings, context("north", "south", letters=(asked,), decisions=decisions(again)))
    assert states(found)[SOFT] == "explained"


def test_what_the_department_confirms_stays_listed_as_confirmed() -> None:
    point = next(x for x in letter(a_return()).questions if x.rule == SOFT)
    given = ("north", CONFIRMED, {"rule": SOFT, "indicator": point.indicator, "basis": point.basis})
    found = judged(a_return(), decided=[given])
    row = found.findings[found.findings["rule"].eq(SOFT)].iloc[0]
    assert (row["state"], row["by"]) == ("confirmed", "me")


def test_figures_without_a_return_wait_for_a_person() -> None:
    found = judged(mail("Мүшелер саны 2214.", subject="Есеп"))
    assert found.returns["outcome"].tolist() == ["message"]
    assert (found.messages[0].state, set(effects(found.messages[0]))) == ("queued", {"figures"})
    assert "return-missing" in states(found)


def test_no_message_is_lost() -> None:
    mails = [mail("Спасибо", "a.eml"), mail("", "b.eml"), mail(BECAUSE, "c.eml", "x@y.example"), mail("абракадабра", "d.eml"),
             mail("Какой срок?", "e.eml"), mail("", "f.eml", automatic=True)]  # fmt: skip
    found = judged(a_return(), *mails, letters=[letter(a_return())])
    assert {x.file for x in found.messages} == {x.file for x in mails}
    assert {x.file: x.state for x in found.messages} == {
        "a.eml": "courtesy", "b.eml": "courtesy", "c.eml": "queued", "d.eml": "queued", "e.eml": "queued", "f.eml": "automatic",
    }  # fmt: skip


def test_messages_are_in_the_order_in_which_they_came() -> None:
    readings = [ArrivedDocument(mail("a", "a.eml"), "", LATER), ArrivedDocument(mail("b", "b.eml"), "", FIRST)]
    told = context("north")
    from judging.senders import Senders

    assert [x.document.file for x in incoming_messages(readings, {}, Senders(told), told)] == ["b.eml", "a.eml"]


def test_reasons_join_the_note_of_the_return_that_counts() -> None:
    base = dataclasses.replace(
        a_return(trained_chairs=5.0), figures=(*cells("prior", members=150.0), *a_return(trained_chairs=5.0).figures)
    )
    before = judged(base)
    assert before.commentary["verdict"].tolist() == ["unmentioned"]
    asked = letter(base)
    words = "Число членов уменьшилось, потому что закрылись две школы и сокращены учителя."
    found = judged(base, mail(words), letters=[asked])
    assert words in found.notes["north"]
    assert found.commentary["verdict"].tolist() == ["explained"]
    assert isinstance(found.findings, pd.DataFrame)
