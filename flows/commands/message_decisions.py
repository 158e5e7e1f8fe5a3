"""What a person decides about a message: corrections accepted or declined, words answered, seen or asked again."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.commands.decisions_shown import Records
from flows.commands.given_reasons import reason_in_words
from flows.round import Workspace, refuse_closed, reported, writes_round
from judging import ACCEPTED, ASK_AGAIN, MESSAGE, ArrivedDocument, corrections_of, counts_once_accepted
from ledger import Ledger
from schemas.conversation import Effect, HeardMessage, MessageState
from schemas.errors import UsageError

_FEWEST_DIGITS = 4


@writes_round
def decide_message(path: Path, action: str, message: str, because: str, author: str) -> str:
    """Keep a decision about a message, which is named by its file or by the first digits of its sha256.

    Raises UsageError for a message that is none, or where the action does not fit it, or a `because` without words;
    RoundError where nothing has been collected or the round is closed.
    """
    because = reason_in_words(because)
    work = Workspace.at(path)
    with work.ledger() as ledger:
        reported(work, ledger)
        refuse_closed(work, ledger)
        records = Records.of(work, ledger)
        heard = _message(message, records.judgement.messages)
        if action != ASK_AGAIN and heard.state not in (MessageState.QUEUED, MessageState.COUNTED):
            raise UsageError(f"{heard.file} waits for nothing: it is {heard.decision or heard.state}")
        subjects = _subjects(action, heard, records)
        if action == ACCEPTED:
            _refuse_what_is_past(heard, subjects[0], records, work.readings(ledger))
        for subject in subjects:
            _keep(ledger, heard, action, subject, author, because)
    return f"{heard.file}: {action}. Run `esep collect {path}` to apply it."


def _message(name: str, messages: tuple[HeardMessage, ...]) -> HeardMessage:
    by_digits = len(name) >= _FEWEST_DIGITS
    found = [x for x in messages if x.file == name or (by_digits and x.sha256.startswith(name.lower()))]
    if len(found) != 1:
        listed = ", ".join(f"{x.sha256[:8]} ({x.file})" for x in messages if x.state == MessageState.QUEUED)
        several = "several messages are" if found else "no message is"
        raise UsageError(f"{several} «{name}»; waiting: {listed or 'none'}")
    return found[0]


def _subjects(action: str, heard: HeardMessage, records: Records) -> list[dict[str, Any]]:
    if action == ACCEPTED:
        return [_accepted(heard, records)]
    return _asked_again(heard, records) if action == ASK_AGAIN else [{}]


def _accepted(heard: HeardMessage, records: Records) -> dict[str, Any]:
    """Every correction of the message, and the return that they mend."""
    document = records.judgement.latest.get(heard.organisation)
    corrections = corrections_of(heard.outcomes, document) if document else []
    if document is None or not corrections:
        raise UsageError(f"{heard.file} proposes no correction to the return that counts")
    return {"return": document.sha256, "corrections": [dataclasses.asdict(x) for x in corrections]}


def _refuse_what_is_past(
    heard: HeardMessage, subject: dict[str, Any], records: Records, readings: Sequence[ArrivedDocument]
) -> None:
    """The words were about the return before: in one that has come since the sender may have mended more, or less."""
    if not counts_once_accepted(heard, _told(heard, ACCEPTED, subject), readings, records.context):
        newer = records.judgement.latest[heard.organisation].file
        raise UsageError(
            f"{newer} has come since {heard.file} was written, and is what counts for {heard.organisation}; the "
            f"correction was of the return before it. Ask the sender, or decline it: --decline {heard.sha256[:8]}"
        )


def _asked_again(heard: HeardMessage, records: Records) -> list[dict[str, Any]]:
    """The findings that the message has explained, each with the figures that it is about."""
    about = {
        (x.question.rule, x.question.indicator) for x in heard.outcomes if x.effect == Effect.EXPLAINED and x.question
    }
    found = records.judgement.findings
    mine = found[found["organisation"].eq(heard.organisation) & found["state"].eq("explained")]
    mine = mine[[key in about for key in zip(mine["rule"], mine["indicator"], strict=True)]]
    if mine.empty:
        raise UsageError(f"{heard.file} has explained nothing that could be asked again")
    rows = zip(mine["rule"], mine["indicator"], records.bases(mine), strict=True)
    return [{"rule": rule, "indicator": indicator, "basis": basis} for rule, indicator, basis in rows]


def _keep(ledger: Ledger, heard: HeardMessage, action: str, subject: dict[str, Any], author: str, because: str) -> None:
    ledger.decide(heard.organisation, MESSAGE, _told(heard, action, subject), author, because)


def _told(heard: HeardMessage, action: str, subject: dict[str, Any]) -> dict[str, Any]:
    return {"sha256": heard.sha256, "file": heard.file, "action": action, **subject}
