"""Which messages wait for an answer, which letter answers them, and when: each once, in a thread one an hour."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from flows.post.deliveries_due import WITHDRAWN
from judging import Judgement, finding_bases
from schemas.conversation import HeardMessage, LetterOnRecord, MessageState, Question

BETWEEN_ANSWERS = dt.timedelta(hours=1)
_ANSWERED = frozenset((MessageState.COUNTED, MessageState.QUEUED, MessageState.DECIDED))

Waiting = Mapping[str, Sequence[HeardMessage]]


@dataclass(frozen=True)
class Addressee:
    """Whom a letter goes to, about which return; `telling` counts how often it was told of before another was."""

    organisation: str
    file: str
    sha256: str
    outcome: str
    received: str
    version_key: str
    counts: bool
    telling: int = 0


def waiting_messages(messages: Sequence[HeardMessage], letters: pd.DataFrame) -> Waiting:
    """The messages that no letter answers, by organisation. Nobody answers a program, a stranger, or mere thanks."""
    told = {sha256 for given in _standing(letters)["replies_to"] for sha256 in given}
    waiting: dict[str, list[HeardMessage]] = {}
    for message in messages:
        if message.state in _ANSWERED and message.known and message.organisation and message.sha256 not in told:
            waiting.setdefault(message.organisation, []).append(message)
    return waiting


def _standing(letters: pd.DataFrame) -> pd.DataFrame:
    """The letters that were not withdrawn."""
    return letters[letters["error"].ne(WITHDRAWN)]


def is_of_new_file(to: Addressee, letters: pd.DataFrame) -> bool:
    """Whether no letter has spoken of this file yet."""
    mine = letters[letters["organisation"].eq(to.organisation)]
    return not mine["file"].eq(to.file).any()


def answered_with(to: Addressee, waiting: Waiting) -> list[HeardMessage]:
    """The messages that a letter answers: of the return that counts all, else the one that brought the file."""
    mine = waiting.get(to.organisation, ())
    return [x for x in mine if to.counts or to.file.startswith(f"{x.file}/")]


def without(waiting: Waiting, answered: Sequence[HeardMessage]) -> Waiting:
    """The messages that still wait."""
    done = {x.sha256 for x in answered}
    left = {o: [x for x in messages if x.sha256 not in done] for o, messages in waiting.items()}
    return {o: messages for o, messages in left.items() if messages}


def held_until(messages: Sequence[HeardMessage], heard: Sequence[HeardMessage], letters: pd.DataFrame) -> str:
    """Until when the answer is held back, because one went into the thread less than an hour ago; "" for now."""
    by_sha256 = {x.sha256: x for x in heard}
    threads = {_thread(x, by_sha256, letters) for x in messages}
    now, last = dt.datetime.now(dt.UTC), ""
    for answered, created in _standing(letters)[["replies_to", "created"]].itertuples(index=False, name=None):
        theirs = {_thread(by_sha256[x], by_sha256, letters) for x in answered if x in by_sha256}
        if threads & theirs:
            last = max(last, created)
    if not last:
        return ""
    free = dt.datetime.fromisoformat(last) + BETWEEN_ANSWERS
    return free.isoformat() if free > now else ""


def _thread(message: HeardMessage, heard: Mapping[str, HeardMessage], letters: pd.DataFrame) -> str:
    """What a thread is known by: our letter that began it, else the message that did."""
    answered = letters.set_index("message_id")["replies_to"].to_dict()
    seen: set[str] = set()
    while message.letter in answered and message.letter not in seen:
        seen.add(message.letter)
        before = next((heard[x] for x in answered[message.letter] if x in heard), None)
        if before is None or before is message:
            return message.letter
        message = before
    return (message.references or (message.message_id or message.sha256,))[0]


def with_bases(asked: Sequence[Question], judgement: Judgement, to: Addressee) -> tuple[Question, ...]:
    """The questions, each with the digest of the figures that it rests on."""
    open_findings = judgement.open_findings
    mine = open_findings[open_findings["organisation"].eq(to.organisation) & open_findings["file"].eq(to.file)]
    bases = finding_bases(mine, judgement.figures, judgement.latest, judgement.notes, judgement.form)
    keys = mine[["rule", "indicator", "period"]].itertuples(index=False, name=None)
    known = dict(zip(keys, bases, strict=True))
    return tuple(dataclasses.replace(x, basis=known.get((x.rule, x.indicator, x.period), "")) for x in asked)


def numbered_as_before(
    asked: Sequence[Question], messages: Sequence[HeardMessage], letters: Sequence[LetterOnRecord]
) -> tuple[Question, ...]:
    """The questions with the numbers that the letter gave them that the messages answer; new ones count on."""
    named = {x.letter for x in messages}
    before = next((x.questions for x in reversed(letters) if x.message_id in named), ())
    numbers = {(x.rule, x.indicator, x.period): x.number for x in before}
    last = max(numbers.values(), default=0)
    # a change that was asked about keeps its number when another rule asks about it now
    changes = {(x.indicator, x.period): x.number for x in before if x.severity == "soft"}
    changes |= {(x.indicator, x.period): x.number for x in before if x.severity == "commentary"}
    new: dict[int, int] = {}
    found = []
    for question in asked:
        number = numbers.get((question.rule, question.indicator, question.period))
        if number is None and question.severity == "commentary" and question.indicator:
            number = changes.get((question.indicator, question.period))
        if number is None:
            number = new.setdefault(question.number, last + len(new) + 1)
        found.append(dataclasses.replace(question, number=number))
    return tuple(sorted(found, key=lambda x: x.number))
