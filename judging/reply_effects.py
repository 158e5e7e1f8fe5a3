"""What becomes of each statement of a message, beside what is found in the return that it speaks of."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from judging.confirmations import REPAIRED, can_be_confirmed
from judging.corrected_returns import correction_of, holds_already
from judging.decisions_in_force import OPEN_CHANGES, digest
from judging.incoming_messages import Incoming
from schemas.conversation import Effect, Question, ReplyKind, ReplyStatement, StatementOutcome
from schemas.documents import Document
from schemas.form import Form

# a reply cannot vouch for its own sender, nor make a repair of the figures by itself
NOT_BY_WORDS = frozenset(("sender-unknown", "organisation-disputed", "organisation-unidentified", REPAIRED))
_SIMPLE = {
    ReplyKind.PROMISE: Effect.PROMISED,
    ReplyKind.COURTESY: Effect.COURTESY,
    ReplyKind.QUESTION: Effect.ASKED,
}


# organisation, rule, indicator, and the digest of the figures that it rests on
FindingKey = tuple[str, str, str, str]


@dataclass
class Explained:
    """The soft findings that senders have explained so far: by whom each, and why."""

    given: dict[FindingKey, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """What stands at one organisation: its return, the findings open in it with the digest of each, what was asked.

    `asked_again` tells since when a person wants to hear more of a finding.
    """

    document: Document | None
    findings: pd.DataFrame
    bases: Sequence[str]
    form: Form
    asked_again: Mapping[FindingKey, str] = field(default_factory=dict)


def outcomes_of(
    message: Incoming, statements: Sequence[ReplyStatement], standing: Standing, explained: Explained
) -> tuple[StatementOutcome, ...]:
    """What becomes of each statement; what settles a finding is added to `explained`."""
    if standing.document is None:
        return _with_figures_told(tuple(_without_return(message, x) for x in statements))
    reasons = any(x.kind == ReplyKind.REASON for x in statements)
    # what gives a reason goes first: a bare word on the same figure beside it asks for nothing more
    order = sorted(range(len(statements)), key=lambda n: not statements[n].reason)
    made = {n: _outcome(message, statements[n], standing, explained, reasons=reasons) for n in order}
    found = [made[n] for n in range(len(statements))]
    if message.pictures and not message.workbooks and all(x.effect == Effect.COURTESY for x in found):
        found.append(StatementOutcome(ReplyStatement(ReplyKind.UNCLEAR, ""), Effect.PICTURE))
    return tuple(found)


def _with_figures_told(said: tuple[StatementOutcome, ...]) -> tuple[StatementOutcome, ...]:
    """Beside figures in words, what else is told goes with them, and no file is missed."""
    if all(x.effect != Effect.FIGURES for x in said):
        return said
    beside = {Effect.NO_FILE: Effect.COURTESY, Effect.UNCLEAR: Effect.FIGURES}
    return tuple(dataclasses.replace(x, effect=beside.get(Effect(x.effect), x.effect)) for x in said)


def unheard(message: Incoming, statements: Sequence[ReplyStatement]) -> tuple[StatementOutcome, ...]:
    """What a message holds that nobody has read as its sender's: a person must look.

    Words of somebody else that it passes on with a greeting alone, or a body in which only what it quotes was found.
    """
    if message.replying and not message.workbooks and (notes := _notes_beside(message)):
        return notes
    if message.workbooks or message.pictures or message.texts or any(x.kind != ReplyKind.COURTESY for x in statements):
        return ()
    if message.passed_on:
        words = message.passed_on.replace(message.document.words, "", 1).strip()[:_LONGEST_PASSED_ON]
        return (StatementOutcome(ReplyStatement(ReplyKind.UNCLEAR, words), Effect.UNCLEAR),)
    if not statements and message.document.thread:
        return (StatementOutcome(ReplyStatement(ReplyKind.UNCLEAR, ""), Effect.UNCLEAR),)
    return ()


def _notes_beside(message: Incoming) -> tuple[StatementOutcome, ...]:
    """The texts that lie in the message and are no answers but notes, each by its beginning."""
    long = [x for x in message.texts if x not in message.short_texts]
    told = (" ".join(note.text for note in x.notes)[:_LONGEST_PASSED_ON] for x in long)
    return tuple(StatementOutcome(ReplyStatement(ReplyKind.REASON, x, reason=x), Effect.REASONED) for x in told)


_LONGEST_PASSED_ON = 500


def _without_return(message: Incoming, statement: ReplyStatement) -> StatementOutcome:
    """No return stands: figures in words are none, a greeting alone may have lost its file."""
    kind = ReplyKind(statement.kind)
    if kind in (ReplyKind.QUESTION, ReplyKind.PROMISE):
        return StatementOutcome(statement, _SIMPLE[kind])
    if any(x.isdigit() for x in statement.words) or message.texts:
        return StatementOutcome(statement, Effect.FIGURES)
    return StatementOutcome(statement, Effect.NO_FILE if kind == ReplyKind.COURTESY else Effect.UNCLEAR)


def _outcome(
    message: Incoming, statement: ReplyStatement, standing: Standing, explained: Explained, *, reasons: bool
) -> StatementOutcome:
    asked = _asked_in(message, statement)
    question = next((x for x in asked if x.severity == "soft"), asked[0] if asked else None)
    if statement.kind in (ReplyKind.CONFIRMED, ReplyKind.REASON):
        return _confirmed(message, statement, asked, question, standing, explained)
    if statement.kind == ReplyKind.CORRECTION:
        assert standing.document is not None
        made = correction_of(statement, standing.document)
        held = Effect.MOOT if holds_already(statement, standing.document) else Effect.UNCLEAR
        return StatementOutcome(statement, Effect.PROPOSED if made else held, question)
    if statement.kind == ReplyKind.UNCLEAR and reasons:
        return StatementOutcome(statement, Effect.REASONED, question)
    return StatementOutcome(statement, _SIMPLE.get(ReplyKind(statement.kind), Effect.UNCLEAR), question)


def _asked_in(message: Incoming, statement: ReplyStatement) -> list[Question]:
    """What the point of the letter asks that the statement answers; one point may stand for several findings."""
    asked = message.letter.questions if message.letter else ()
    return [x for x in asked if statement.question and x.number == statement.question]


def _confirmed(
    message: Incoming,
    statement: ReplyStatement,
    asked: Sequence[Question],
    question: Question | None,
    standing: Standing,
    explained: Explained,
) -> StatementOutcome:
    if question is not None and question.severity == "hard":
        is_reason = statement.kind == ReplyKind.REASON
        return StatementOutcome(statement, Effect.REASONED if is_reason else Effect.HARD, question)
    wanted = [x for x in _candidates(statement, asked, standing) if can_be_confirmed(str(x["rule"]), standing.form)]
    if question is not None and question.severity == "soft" and not wanted:
        return StatementOutcome(statement, Effect.MOOT, question)
    if not wanted or (question is not None and question.severity == "commentary"):
        return StatementOutcome(statement, _without_soft(statement, question, standing), question)
    if len(wanted) > 1 and question is None and not statement.indicator:
        if statement.kind == ReplyKind.CONFIRMED and not statement.reason:
            return StatementOutcome(statement, Effect.BARE)
        return StatementOutcome(statement, Effect.UNCLEAR, question)
    effect = _settle(message, statement, wanted, standing, explained)
    return StatementOutcome(statement, effect, question or _asked(wanted[0]))


def _without_soft(statement: ReplyStatement, question: Question | None, standing: Standing) -> Effect:
    """What a word on no soft finding is: a reason, a word against a broken rule, or one that hangs in the air."""
    hard = standing.findings["severity"].eq("hard") & standing.findings["indicator"].eq(statement.indicator or "?")
    if statement.kind == ReplyKind.CONFIRMED and question is None and hard.any():
        return Effect.HARD
    if statement.kind == ReplyKind.REASON or statement.reason:
        return Effect.REASONED
    if question is not None:
        return Effect.BARE
    return Effect.MOOT if statement.indicator else Effect.UNCLEAR


def _candidates(statement: ReplyStatement, asked: Sequence[Question], standing: Standing) -> list[dict[str, Any]]:
    """The soft findings that the statement can be about, each with its basis."""
    records = standing.findings.to_dict("records")
    rows = [{**{str(k): v for k, v in x.items()}, "basis": b} for x, b in zip(records, standing.bases, strict=True)]
    soft = [x for x in rows if x["severity"] == "soft" and x["rule"] not in (*NOT_BY_WORDS, *OPEN_CHANGES)]
    if asked:
        return [x for x in soft if any(_is_same(x, question) for question in asked)]
    if statement.indicator:
        return [x for x in soft if x["indicator"] == statement.indicator]
    return soft if statement.kind == ReplyKind.CONFIRMED else []


def _is_same(finding: dict[str, Any], question: Question) -> bool:
    """Whether a finding is the one that was asked about, with the figures that it was asked about."""
    if (finding["rule"], finding["indicator"]) != (question.rule, question.indicator):
        return False
    if question.basis:
        return bool(finding["basis"] == question.basis)
    return not question.observed or finding["observed"] == question.observed


def _settle(
    message: Incoming,
    statement: ReplyStatement,
    wanted: Sequence[dict[str, Any]],
    standing: Standing,
    explained: Explained,
) -> Effect:
    keys = [(x["organisation"], x["rule"], x["indicator"], x["basis"]) for x in wanted]
    since = max(standing.asked_again.get(x, "") for x in keys)
    if since and message.reading.arrived_at and message.reading.arrived_at <= since:
        return Effect.INSUFFICIENT
    new = [x for x in keys if x not in explained.given]
    if not new:
        return Effect.AGAIN
    if not statement.reason and statement.kind != ReplyKind.REASON:
        return Effect.BARE
    explained.given.update(dict.fromkeys(new, (message.document.sender, statement.words)))
    return Effect.EXPLAINED


def _asked(finding: dict[str, Any]) -> Question:
    kept = {
        x: str(finding[x]) for x in ("rule", "severity", "indicator", "period", "sheet", "cell", "observed", "basis")
    }
    return Question(0, **kept)


def said_before(words: str, organisation: str, known: set[str]) -> bool:
    """Whether the organisation has said the very same; notes it where not."""
    key = digest(organisation, "".join(words.casefold().split()))
    before = key in known
    known.add(key)
    return before
