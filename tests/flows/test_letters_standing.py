"""What is owed is told by what stands: the letters, the state they tell of, and the files in the outbox."""

from __future__ import annotations

import email
from pathlib import Path

import pandas as pd
import pytest

from flows.post.awaiting import Addressee
from flows.post.correspondence import with_version_keys, write_letters
from flows.post.deliveries_due import WITHDRAWN
from flows.post.letters_standing import StandingLetters
from flows.post.withdrawing import lost_letters
from flows.round.workspace import Workspace
from flows.runs.beginning import nothing_new
from reports.letters.letter_numbers import letter_digest
from tests.flows.collection import collected

pytestmark = pytest.mark.slow

SENT = "2026-01-21T09:00:00+00:00"
A = Addressee("south", "south.xlsx", "0" * 64, "returned", "", "A", counts=True)


def row(version: str, sent_at: str = "", error: str = "", telling: int = 0) -> dict[str, str]:
    message_id = f"<{letter_digest('south', version, telling)}@example.org>"
    return {"organisation": "south", "version_key": version, "message_id": message_id, "stage": "",
            "file": "south.xlsx", "sent_at": sent_at, "error": error}  # fmt: skip


def standing(*rows: dict[str, str], lost: set[str] | None = None) -> StandingLetters:
    return StandingLetters.of(pd.DataFrame(list(rows), columns=list(row(""))).astype("str"), lost or set())


def owed(*rows: dict[str, str], lost: set[str] | None = None) -> list[int]:
    """Which telling of A is owed; nothing where none is."""
    return [x.telling for x in standing(*rows, lost=lost).owed([A])]


def test_a_state_is_told_once() -> None:
    assert owed() == [0]
    assert owed(row("A")) == []
    assert owed(row("A", SENT)) == []


def test_a_state_that_comes_again_is_owed_what_was_not_sent_of_it() -> None:
    assert owed(row("A", error=WITHDRAWN)) == [0]
    assert owed(row("A", error=WITHDRAWN), row("B", error=WITHDRAWN)) == [0]


def test_who_knows_of_a_state_is_not_told_again_when_nothing_was_said_in_between() -> None:
    assert owed(row("A", SENT), row("B", error=WITHDRAWN)) == []


def test_who_was_told_of_another_state_since_is_told_anew_once() -> None:
    assert owed(row("A", SENT), row("B", SENT)) == [1]
    assert owed(row("A", SENT), row("B", SENT), row("A", telling=1)) == []
    assert owed(row("A", SENT), row("B", SENT), row("A", SENT, telling=1), row("B", SENT, telling=1)) == [2]
    assert owed(row("A", SENT), row("B", SENT), row("A", error=WITHDRAWN, telling=1)) == [1]


def test_a_letter_that_some_have_received_is_taken_up_again() -> None:
    half = row("A", SENT, WITHDRAWN)
    assert standing(half).taken_up([A]) == [half["message_id"]]
    assert standing(half, row("B", SENT)).taken_up([A]) == []
    assert owed(half, row("B", SENT)) == [1]


def test_a_lost_letter_is_owed_as_it_was() -> None:
    gone = row("A")
    assert owed(gone, lost={gone["message_id"]}) == [0]
    half = row("A", SENT, "451 later")
    assert owed(half, lost={half["message_id"]}) == [0]


def test_a_letter_that_is_deleted_is_written_again(round_folder: Path, fill) -> None:  # type: ignore[no-untyped-def]
    fill("south", women=99_999)
    judgement, work = collected(round_folder), Workspace.at(round_folder)
    write_letters(work, judgement, with_version_keys(judgement))
    (path,) = (round_folder / "outbox").glob("*.eml")
    written = email.message_from_bytes(path.read_bytes())["Message-ID"]
    judgement = collected(round_folder)
    assert nothing_new(work) is not None
    path.unlink()
    assert nothing_new(work) is None
    assert write_letters(work, judgement, with_version_keys(judgement)).letters == 1
    assert email.message_from_bytes(path.read_bytes())["Message-ID"] == written
    with work.ledger() as ledger:
        assert len(ledger.letters()) == 1
        assert lost_letters(work, ledger) == set()
    assert nothing_new(work) is not None
