"""What people write to us, heard: their statements, the reasons that join the note, the findings that they explain."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from commentary.replies import read_reply
from judging.arrived_documents import Arrived
from judging.confirmations import confirmed_ones, finding_bases
from judging.context import Context
from judging.corrected_returns import ACCEPTED, corrections_of, tried
from judging.decisions_in_force import Decision, decided_messages
from judging.held_to_rules import Ruled
from judging.incoming_messages import Incoming
from judging.reply_effects import Explained, FindingKey, Standing, outcomes_of, said_before, unheard
from schemas.conversation import (
    TO_DECIDE,
    WITHOUT_ANSWER,
    Effect,
    HeardMessage,
    MessageState,
    Question,
    ReplyKind,
    ReplyStatement,
    StatementOutcome,
    Trial,
)
from schemas.documents import NoteText
from schemas.frames import open_ones

ASK_AGAIN, SEEN, DECLINED, ANSWERED = "ask-again", "seen", "decline", "answered"
_REASONS = frozenset((ReplyKind.REASON, ReplyKind.CONFIRMED))


@dataclass(frozen=True)
class Spoken:
    """A message and the statements that its words make."""

    message: Incoming
    statements: tuple[ReplyStatement, ...]


def spoken_in(arrived: Arrived, ruled: Ruled, material: pd.DataFrame, context: Context) -> list[Spoken]:
    """The statements of every message, read beside the questions of the letter that it answers.

    Where no letter is on record they are read beside what the rules ask of the return as it stands.
    """
    asked = _asked_by_rules(ruled, material)
    found = []
    for message in arrived.messages:
        if message.head.automatic:
            found.append(Spoken(message, ()))
            continue
        questions = message.letter.questions if message.letter else ()
        questions = questions or asked.get(message.organisation, ())
        statements = read_reply(_answering_words(message), questions, context.form)
        found.append(Spoken(message, _kept(message, statements)))
    return found


def _answering_words(message: Incoming) -> str:
    parts = [message.said, *(note.text for x in message.short_texts for note in x.notes)]
    return "\n".join(filter(None, parts))


def _kept(message: Incoming, statements: Sequence[ReplyStatement]) -> tuple[ReplyStatement, ...]:
    """Of the words beside a first return only what asks something of us; the rest covers it or is its note."""
    if message.replying or not message.workbooks:
        return tuple(statements)
    return tuple(x for x in statements if x.kind == ReplyKind.QUESTION)


def _asked_by_rules(ruled: Ruled, material: pd.DataFrame) -> dict[str, tuple[Question, ...]]:
    names = ["organisation", "rule", "severity", "indicator", "period", "sheet", "cell", "observed"]
    asked: dict[str, list[Question]] = {}
    for organisation, *given in ruled.findings[names].itertuples(index=False, name=None):
        mine = asked.setdefault(str(organisation), [])
        mine.append(Question(len(mine) + 1, *map(str, given)))
    for organisation, indicator in material[["organisation", "indicator"]].itertuples(index=False, name=None):
        mine = asked.setdefault(str(organisation), [])
        mine.append(Question(len(mine) + 1, "change-not-mentioned", "commentary", str(indicator), "current"))
    return {organisation: tuple(mine) for organisation, mine in asked.items()}


def with_joined_words(arrived: Arrived, spoken: Sequence[Spoken]) -> Arrived:
    """What has arrived, the reasons that known senders give joined to the note of the return that counts."""
    notes, replied = dict(arrived.pairing.notes), dict(arrived.replied)
    for message, statements in ((x.message, x.statements) for x in spoken):
        counting = arrived.latest.get(message.organisation)
        if counting is None or not message.known or not message.replying or message.workbooks:
            continue
        file = message.document.file
        known = {x.text for x in notes.get(counting.file, ())}
        parts = [x for x in _reasons(message, statements, file) if x.text not in known]
        notes[counting.file] = (*notes.get(counting.file, ()), *parts)
        replied[message.organisation] = (*replied.get(message.organisation, ()), *(x.text for x in parts))
    pairing = dataclasses.replace(arrived.pairing, notes=notes)
    return dataclasses.replace(arrived, pairing=pairing, replied=replied)


def _reasons(message: Incoming, statements: Sequence[ReplyStatement], file: str) -> list[NoteText]:
    """The reasons among the statements: to the figure that they answer, else as words of the note."""
    asked = {x.number: x for x in message.letter.questions} if message.letter else {}
    parts, free = [], []
    for statement in statements:
        if not _tells_why(statement, statements):
            continue
        question = asked.get(statement.question)
        if question is not None and question.severity == "commentary" and question.indicator:
            parts.append(NoteText("reason", statement.words, file, question.indicator))
        elif question is None or question.severity != "soft":
            free.append(statement.words)
    return [*parts, *([NoteText("mail", "\n".join(free), file)] if free else [])]


def _tells_why(statement: ReplyStatement, statements: Sequence[ReplyStatement]) -> bool:
    """A reason, or what stands beside reasons and is nothing else: a sentence of a note."""
    if statement.kind == ReplyKind.UNCLEAR:
        return any(x.kind == ReplyKind.REASON for x in statements)
    return statement.kind in _REASONS and bool(statement.reason or statement.kind == ReplyKind.REASON)


@dataclass(frozen=True)
class Heard:
    """frames.Findings with what senders have explained, and what became of each message."""

    findings: pd.DataFrame
    messages: tuple[HeardMessage, ...]


def heard(
    findings: pd.DataFrame,
    figures: pd.DataFrame,
    arrived: Arrived,
    spoken: Sequence[Spoken],
    context: Context,
) -> Heard:
    """The findings as decisions and messages leave them, and the messages."""
    findings = confirmed_ones(findings, figures, arrived.latest, arrived.texts, context)
    open_findings = open_ones(findings)
    concerned = {x.message.organisation for x in spoken} - {""}
    mine = open_findings[open_findings["organisation"].isin(concerned)].reset_index(drop=True)
    bases = pd.Series(finding_bases(mine, figures, arrived.latest, arrived.texts, context.form), dtype="str")
    explained, repeated = Explained(), set[str]()
    asked_again, accepted = _asked_again(context), _accepted(context)
    outcomes = []
    for message, statements in ((x.message, x.statements) for x in spoken):
        organisation = message.organisation
        rows = mine["organisation"].eq(organisation)
        standing = Standing(
            arrived.latest.get(organisation),
            mine[rows],
            bases[rows.to_numpy()].tolist(),
            context.form,
            {key: x.at for key, x in asked_again.items() if key[0] == organisation},
        )
        said = _outcomes(message, statements, standing, explained, repeated)
        outcomes.append(_as_accepted(said) if message.document.sha256 in accepted else said)
    told = _told(findings, mine, bases, explained, asked_again)
    return Heard(told, tuple(_messages(spoken, outcomes, arrived, context)))


def _outcomes(
    message: Incoming,
    statements: Sequence[ReplyStatement],
    standing: Standing,
    explained: Explained,
    repeated: set[str],
) -> tuple[StatementOutcome, ...]:
    if message.head.automatic:
        return ()
    if not message.known:
        return tuple(StatementOutcome(x, _of_a_stranger(x)) for x in statements)
    letter = message.letter.message_id if message.letter else ""
    if not message.workbooks and said_before(f"{letter}\n{message.words}", message.organisation, repeated):
        return tuple(StatementOutcome(x, Effect.AGAIN) for x in statements)
    return (*outcomes_of(message, statements, standing, explained), *unheard(message, statements))


def _of_a_stranger(statement: ReplyStatement) -> Effect:
    return Effect.COURTESY if statement.kind == ReplyKind.COURTESY else Effect.STRANGER


def _asked_again(context: Context) -> dict[FindingKey, Decision]:
    asked = (x for x in decided_messages(context.decisions) if x.said("action") == ASK_AGAIN)
    return {(x.organisation, x.said("rule"), x.said("indicator"), x.said("basis")): x for x in asked}


def _accepted(context: Context) -> set[str]:
    return {x.said("sha256") for x in decided_messages(context.decisions) if x.said("action") == ACCEPTED}


def _as_accepted(said: Sequence[StatementOutcome]) -> tuple[StatementOutcome, ...]:
    """The outcomes, the corrections being made."""
    held = (Effect.PROPOSED, Effect.MOOT)
    return tuple(
        dataclasses.replace(x, effect=Effect.APPLIED)
        if x.statement.kind == ReplyKind.CORRECTION and x.effect in held
        else x
        for x in said
    )


def _told(
    findings: pd.DataFrame,
    mine: pd.DataFrame,
    bases: pd.Series,
    explained: Explained,
    asked_again: Mapping[FindingKey, Decision],
) -> pd.DataFrame:
    """The findings, those explained with who explained them, and why; those asked again with who asks, and why."""
    if not explained.given and not asked_again:
        return findings
    told = findings.copy()
    places = told.index[told["state"].eq("open") & told["organisation"].isin(set(mine["organisation"]))]
    for place, row, basis in zip(places, mine.to_dict("records"), bases, strict=True):
        key = (row["organisation"], row["rule"], row["indicator"], basis)
        if key in explained.given and row["severity"] == "soft":
            told.loc[place, ["state", "by", "because"]] = ["explained", *explained.given[key]]
        elif key in asked_again:
            told.loc[place, ["by", "because"]] = [asked_again[key].author, asked_again[key].note or ASK_AGAIN]
    return told


def _messages(
    spoken: Sequence[Spoken],
    outcomes: Sequence[tuple[StatementOutcome, ...]],
    arrived: Arrived,
    context: Context,
) -> list[HeardMessage]:
    decided = {x.said("sha256"): x for x in decided_messages(context.decisions) if x.said("action") != ASK_AGAIN}
    trials = _trials(spoken, outcomes, arrived, context)
    found = []
    for number, (one, said) in enumerate(zip(spoken, outcomes, strict=True)):
        message, document = one.message, one.message.document
        decision = decided.get(document.sha256)
        action = decision.said("action") if decision else ""
        found.append(
            HeardMessage(
                file=document.file,
                sha256=document.sha256,
                organisation=message.organisation,
                sender=document.sender,
                received=arrived.times.received(message.reading),
                arrived_at=message.reading.arrived_at,
                message_id=message.head.message_id,
                subject=message.head.subject,
                references=tuple(reversed(message.head.answers)),
                words=message.words,
                letter=message.letter.message_id if message.letter else "",
                state=str(_state(message, said, action)),
                outcomes=said,
                brings=tuple(x.file for x in message.workbooks),
                known=message.known,
                trial=trials.get(number),
                decision=action,
            )
        )
    return found


def _state(message: Incoming, said: Sequence[StatementOutcome], action: str) -> MessageState:
    effects = {x.effect for x in said}
    if message.head.automatic:
        return MessageState.AUTOMATIC
    if action and action != SEEN:
        return MessageState.DECIDED
    if effects & TO_DECIDE:
        return MessageState.DECIDED if action else MessageState.QUEUED
    if effects <= WITHOUT_ANSWER:
        return MessageState.COURTESY
    return MessageState.COUNTED


def _trials(
    spoken: Sequence[Spoken],
    outcomes: Sequence[tuple[StatementOutcome, ...]],
    arrived: Arrived,
    context: Context,
) -> dict[int, Trial]:
    """What the corrections of each message come to, by the place of the message."""
    found = {}
    for number, (one, said) in enumerate(zip(spoken, outcomes, strict=True)):
        document = arrived.latest.get(one.message.organisation)
        corrections = corrections_of(said, document) if document else []
        if corrections:
            trial = tried({one.message.organisation: corrections}, arrived.latest, context)
            found[number] = trial[one.message.organisation]
    return found
