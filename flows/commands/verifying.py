"""`esep verify`: whether a round is what it says of itself, told in sentences. Nothing is changed by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.commands.verified_closings import closing_differences
from flows.commands.verified_figures import figures_computed_again, published_otherwise, readings_otherwise
from flows.round import (
    Workspace,
    command_text,
    difference_sentence,
    history_changed,
    is_closed,
    letter_differences,
    report_differences,
)
from judging import judge
from ledger import Ledger
from schemas.differences import Difference
from schemas.errors import RoundError
from schemas.form import plain_number
from schemas.languages import SHIPPED


@dataclass(frozen=True)
class Verification:
    """What was found: how many events and files were checked; whether the figures could be computed again."""

    path: Path
    differences: tuple[Difference, ...]
    events: int
    files: int
    collected: bool
    languages: tuple[str, ...] = SHIPPED

    def as_json(self, language: str) -> dict[str, Any]:
        """The verification as plain values, each difference with its sentence."""
        told = [{"name": x.name, **x.said, "sentence": difference_sentence(x, language)} for x in self.differences]
        return {"differences": told, "events": self.events, "files": self.files, "collected": self.collected}


def verify_round(path: Path, *, quick: bool = False, language: str = "en") -> Verification:
    """Everything in which a round differs from what it says of itself.

    The chain of events, the ledger held to it, the store to its hashes, the reports to the ledger; and unless `quick`,
    what was read to the originals, read again, and the figures to what they come to, computed again. Raises RoundError
    for a folder without a ledger.
    """
    work = Workspace.at(path)
    if not work.has_ledger:
        raise RoundError(command_text("verify.no_ledger", language, path=str(path)))
    with work.ledger() as ledger:
        found = recorded_differences(work, ledger)
        again, collected = ([], True) if quick else _computed_again(work, ledger)
        events, files = len(ledger.events()), len(ledger.known_files())
    return Verification(path, (*found, *again), events, files, collected)


def recorded_differences(work: Workspace, ledger: Ledger) -> list[Difference]:
    """In what the round differs from what it noted of itself: chain, ledger, closings, store, reports, letters, last
    year's figures."""
    found = [*ledger.differences(), *closing_differences(work, ledger), *_store_differences(work, ledger)]
    found += [*report_differences(work, ledger), *letter_differences(work, ledger)]
    return [*found, *_edited_history(work, ledger)]


def verification_lines(found: Verification, language: str) -> str:
    """What was found, as lines for a terminal."""
    said = {"path": str(found.path), "events": str(found.events), "files": str(found.files)}
    said["count"] = str(len(found.differences))
    lines = [command_text("verify.differs" if found.differences else "verify.fine", language, **said)]
    lines += [f"  {difference_sentence(x, language)}" for x in found.differences]
    if not found.collected:
        lines.append(command_text("verify.not_collected", language, path=str(found.path)))
    return "\n".join(lines)


def _store_differences(work: Workspace, ledger: Ledger) -> Iterator[Difference]:
    """Originals that are gone, are not what arrived, or that esep did not put there."""
    store, known = work.store, ledger.known_files()
    for path, sha in known.drop_duplicates("sha256").itertuples(index=False, name=None):
        if not store.has(sha):
            yield Difference("store-missing", {"store": f"store/{sha[:2]}/{sha}", "file": path})
        elif not store.is_whole(sha):
            yield Difference("store-changed", {"store": f"store/{sha[:2]}/{sha}", "file": path})
    for name in sorted(set(store.names()) - set(known["sha256"])):
        yield Difference("store-added", {"store": f"store/{name[:2]}/{name}"})


def _edited_history(work: Workspace, ledger: Ledger) -> Iterator[Difference]:
    for row in history_changed(work, ledger).to_dict("records"):
        numbers = {x: plain_number(row[x]) or "–" for x in ("old", "new")}
        said = {"organisation": row["organisation"], "indicator": row["indicator"]}
        yield Difference("history-edited", said | numbers)


def _computed_again(work: Workspace, ledger: Ledger) -> tuple[list[Difference], bool]:
    """What the originals say otherwise when they are read again; and whether everything was collected."""
    readings, found = readings_otherwise(work, ledger)
    runs = ledger.runs()
    done = runs.loc[runs["command"].eq("collect") & runs["state"].eq("done"), "counts"]
    judged = bool(len(done)) and done.iloc[-1].get("state") == work.state_digest(ledger)
    collected = bool(readings) and (judged or is_closed(ledger))  # what is closed was judged as it stands
    if not collected:
        return found, False
    judgement = judge(readings, work.context(ledger))
    return [*found, *figures_computed_again(ledger, judgement), *published_otherwise(ledger, judgement)], True
