"""What a person must decide of the messages that came: who, what they said to which question, and what to type."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reports.letters import cell_text, row_text
from reports.wording import moment_text, one_line, phrase
from schemas.conversation import TO_DECIDE, Effect, HeardMessage, MessageState, StatementOutcome
from schemas.form import Form, format_number, quoted
from schemas.languages import name_in

_LONGEST_WORDS = 400
_SHORT = 8


@dataclass(frozen=True)
class QueuedStatement:
    """One statement of a queued message: to which question, in which words, and how it was read."""

    question: str
    words: str
    reading: str


@dataclass(frozen=True)
class QueueItem:
    """A message in the queue. `waits` tells whether a person must decide; else it was accepted by default.

    `message` is what the commands know it by, `trial` what its corrections come to.
    """

    message: str
    waits: bool
    organisation: str
    name: str
    sender: str
    known: bool
    received: str
    file: str
    statements: tuple[QueuedStatement, ...]
    trial: str
    commands: tuple[str, ...]


def message_queue(
    messages: Sequence[HeardMessage], register: pd.DataFrame, form: Form, round_name: str, language: str, time_zone: str
) -> tuple[QueueItem, ...]:
    """The messages that wait for a decision, then those that explained a finding and that nobody has looked at."""
    names = {str(x["id"]): name_in(x, language) for x in register.to_dict("records")}
    waiting = [x for x in messages if x.state == MessageState.QUEUED]
    explained = [
        x for x in messages if x.state == MessageState.COUNTED and not x.decision and _has(x, Effect.EXPLAINED)
    ]
    return tuple(_item(x, names, form, round_name, language, time_zone) for x in (*waiting, *explained))


def _has(message: HeardMessage, effect: Effect) -> bool:
    return any(x.effect == effect for x in message.outcomes)


def _item(
    message: HeardMessage, names: dict[str, str], form: Form, round_name: str, language: str, time_zone: str
) -> QueueItem:
    trial = ""
    if message.trial is not None:
        rules = ", ".join(message.trial.broken)
        trial = phrase("queue.holds" if message.trial.holds else "queue.breaks", language, rules=rules)
    return QueueItem(
        message=message.sha256[:_SHORT],
        waits=message.state == MessageState.QUEUED,
        organisation=message.organisation,
        name=names.get(message.organisation, ""),
        sender=one_line(message.sender),
        known=message.known,
        received=moment_text(message.received or message.arrived_at, language, time_zone),
        file=one_line(message.file),
        statements=tuple(_statement(x, form, language) for x in message.outcomes),
        trial=trial,
        commands=tuple(_commands(message, round_name)),
    )


def _statement(outcome: StatementOutcome, form: Form, language: str) -> QueuedStatement:
    statement, question = outcome.statement, outcome.question
    value = "" if statement.value is None else format_number(statement.value, language)
    place = cell_text(statement.sheet, statement.cell) or row_text(
        statement.indicator, statement.period, form, language
    )
    reading = phrase(f"queue.reading.{outcome.effect}", language, value=f"{place} = {value}" if place else value)
    about = ""
    if question is not None:
        row = row_text(question.indicator, question.period, form, language)
        about = " · ".join(filter(None, (str(question.number or ""), question.rule, row)))
    return QueuedStatement(about, quoted(one_line(statement.words), _LONGEST_WORDS), reading)


def _commands(message: HeardMessage, round_name: str) -> list[str]:
    """What may be typed, likeliest first."""
    decide, short = f"esep decide {shlex.quote(round_name)}", message.sha256[:_SHORT]
    effects = {x.effect for x in message.outcomes}
    why = '--because "…"'
    found = []
    if Effect.STRANGER in effects:
        whose = message.organisation or "ORGANISATION"
        found.append(f"esep assign {shlex.quote(round_name)} {shlex.quote(message.file)} {whose}")
    if Effect.PROPOSED in effects:
        found += [f"{decide} --accept-correction {short} {why}", f"{decide} --decline {short} {why}"]
    for outcome in message.outcomes:
        if outcome.effect == Effect.BARE and outcome.question is not None:
            about = ":".join(filter(None, (outcome.question.rule, outcome.question.indicator)))
            found.append(f"{decide} {message.organisation} {about} confirmed {why}")
    if Effect.EXPLAINED in effects:
        found.append(f"{decide} --ask-again {short} {why}")
    if effects & TO_DECIDE - {Effect.PROPOSED, Effect.BARE}:
        found.append(f"{decide} --answered {short} {why}")
    return [*found, f"{decide} --seen {short}"]
