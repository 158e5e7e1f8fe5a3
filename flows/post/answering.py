"""Answers to messages that no letter about a new file answers: each message gets exactly one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from flows.post.awaiting import Addressee, Waiting, held_until, numbered_as_before, with_bases
from flows.post.copies_to_parents import copy_addresses, put_copies
from flows.post.letter_making import letter_content_of
from flows.post.prefilled_forms import prefilled_form, template_orders
from flows.round import Workspace, write_file
from judging import Judgement
from ledger import Ledger
from reports.letters import AnswerContent, answer_letter, asked_questions, letter_number, words_of_points
from schemas.conversation import HeardMessage, LetterOnRecord, Question
from schemas.form import Text
from schemas.languages import in_language, names_of


def write_answers(
    work: Workspace,
    ledger: Ledger,
    judgement: Judgement,
    waiting: Waiting,
    counting: Mapping[str, Addressee],
    letters: pd.DataFrame,
) -> tuple[int, str]:
    """How many answers were written, and when the next that is held back may go ("" for none).

    `waiting` are the messages by organisation, `counting` the returns that count, `letters` those of the ledger.
    """
    count, held = 0, ""
    for organisation, messages in waiting.items():
        until = held_until(messages, judgement.messages, letters)
        if until:
            held = min(filter(None, (held, until)))
            continue
        _answer(work, ledger, judgement, organisation, messages, counting.get(organisation))
        count += 1
    return count, held


def _answer(
    work: Workspace,
    ledger: Ledger,
    judgement: Judgement,
    organisation: str,
    messages: Sequence[HeardMessage],
    to: Addressee | None,
) -> None:
    """The answer to messages that no letter about a new file answers; of the return it tells what is open still."""
    row = work.round.register.set_index("id").loc[organisation].to_dict()
    language, terms = str(row["language"]), work.round.terms
    points: tuple[Question, ...] = ()
    sentences: Mapping[tuple[str, str, str], str] = {}
    if to is not None:
        told, form = letter_content_of(work, judgement, to), work.round.form
        sentences = words_of_points(told, form)
        asked = with_bases(asked_questions(told, form), judgement, to)
        points = numbered_as_before(asked, messages, ledger.letters_on_record())
    content = AnswerContent(
        organisation=organisation,
        names=Text(names_of(row)),
        language=language,
        recipient=str(row["email"]),
        sender=terms.sender,
        department=in_language(terms.federation, language) if terms.federation else terms.contact.name,
        contact=terms.contact,
        outcome=to.outcome if to else "",
        deadline=terms.deadline,
        written=dt.datetime.now(dt.UTC).replace(microsecond=0),
        time_zone=terms.time_zone,
        messages=tuple(messages),
        open_points=_open_points(points, sentences),
        blank=None if to else _blank(work, organisation),
    )
    message = answer_letter(content, work.round.form)
    put_copies(message, copy_addresses(work.round.register).get(organisation, ()))
    key = to.version_key if to else ""
    name = f"{organisation}-{messages[-1].sha256[:8]}.eml"
    write_file(work.round.outbox / name, message.as_bytes())
    record = LetterOnRecord(
        letter_number(content.message_id), content.message_id, organisation, key, to.file if to else "", language, "",
        questions=points,
    )  # fmt: skip
    ledger.add_letter(
        organisation, key, f"outbox/{name}", content.message_id, content.recipient,
        asked=record, replies_to=[x.sha256 for x in messages],
    )  # fmt: skip


def _blank(work: Workspace, organisation: str) -> tuple[str, bytes]:
    """The form of an organisation that has not reported."""
    return prefilled_form(work, next(x for x in template_orders(work) if x.organisation == organisation))


def _open_points(
    points: Sequence[Question], sentences: Mapping[tuple[str, str, str], str]
) -> tuple[tuple[Question, str], ...]:
    """Each number once, and each sentence once, in the order of the numbers."""
    told: dict[str, Question] = {}
    numbers: set[int] = set()
    for question in points:
        sentence = sentences.get((question.rule, question.indicator, question.period), "")
        if question.number not in numbers and sentence not in told:
            told[sentence] = question
            numbers.add(question.number)
    return tuple((question, sentence) for sentence, question in told.items())
