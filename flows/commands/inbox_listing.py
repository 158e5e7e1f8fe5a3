"""`esep inbox`: what people wrote that a person must decide."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.commands.decisions_shown import Records
from flows.commands.status import letters_back, lines_of_letters_back
from flows.round import Workspace, reported
from judging import proposed_waivers
from reports.pages import ProposedException, QueueItem, message_queue, proposed_exceptions
from reports.wording import phrase


def inbox_items(path: Path, language: str) -> tuple[QueueItem, ...]:
    """The messages that wait for a person, then what was accepted by default.

    Raises RoundError where nothing has been collected, or not everything that has arrived is read.
    """
    work = Workspace.at(path)
    with work.ledger() as ledger:
        reported(work, ledger)
        judgement = Records.of(work, ledger).judgement
    folder = work.round
    return message_queue(judgement.messages, folder.register, folder.form, str(path), language, folder.terms.time_zone)


def inbox_proposed(path: Path, language: str) -> tuple[ProposedException, ...]:
    """What one person has proposed to let pass, and waits for a second name."""
    work = Workspace.at(path)
    with work.ledger() as ledger:
        waiting = proposed_waivers(ledger.decisions())
    folder = work.round
    return proposed_exceptions(waiting, folder.register, str(path), language, folder.terms.time_zone)


def inbox_json(items: Sequence[QueueItem], proposed: Sequence[ProposedException] = ()) -> list[dict[str, Any]]:
    """The items as plain values; after them what waits for a second name, which is no message."""
    return [dataclasses.asdict(x) for x in items] + [{"message": "", **dataclasses.asdict(x)} for x in proposed]


def inbox_lines(
    items: Sequence[QueueItem], path: Path, language: str, proposed: Sequence[ProposedException] = ()
) -> str:
    """The items as lines for a terminal, what waits for a second name, the round's letters that were not delivered."""
    waiting, explained = [x for x in items if x.waits], [x for x in items if not x.waits]
    lines = [f"{phrase('queue.title', language)}: {len(waiting)}"] if waiting else [phrase("queue.nothing", language)]
    lines += [line for item in waiting for line in ("", *_lines(item, language))]
    if explained:
        lines += ["", f"{phrase('queue.explained', language)}: {len(explained)}"]
        lines += [line for item in explained for line in ("", *_lines(item, language))]
    if proposed:
        lines += ["", f"{phrase('page.proposed', language)}: {len(proposed)}"]
        lines += [line for one in proposed for line in ("", *_proposed_lines(one))]
    back = lines_of_letters_back(letters_back(Workspace.at(path)), language)
    return "\n".join([*lines, *([""] if back else []), *back])


def _proposed_lines(one: ProposedException) -> list[str]:
    return [f"{one.name}: {one.told}", f"  {one.by}, {one.at}: «{one.because}»", f"  $ {one.command}"]


def _lines(item: QueueItem, language: str) -> list[str]:
    marked = "" if item.known else f"  ({phrase('queue.unknown_sender', language)})"
    lines = [f"{item.message}  {item.name or '?'}  <{item.sender}>{marked}  {item.received}"]
    for statement in item.statements:
        lines.append(f"  «{statement.words}»" if statement.words else "  –")
        lines.append(f"    → {'; '.join(filter(None, (statement.question, statement.reading)))}")
    lines += [f"    {item.trial}"] if item.trial else []
    return lines + [f"  $ {command}" for command in item.commands]
