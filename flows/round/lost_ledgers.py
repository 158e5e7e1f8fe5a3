"""A ledger that is gone or empty although the round has begun: nothing is done on it, lest all letters go out again."""

from __future__ import annotations

from flows.round.command_texts import command_text
from flows.round.fault_sentences import operators_language
from flows.round.round_folder import RoundFolder
from ledger import Ledger
from schemas.errors import LedgerError

REBUILD = "rebuild"


def has_remains(folder: RoundFolder) -> bool:
    """Whether there is an original or a letter, which only a round with a ledger has."""
    originals, letters = folder.store.glob("[0-9a-f][0-9a-f]/*"), folder.outbox.glob("*.eml")
    return next(originals, None) is not None or next(letters, None) is not None


def is_lost(ledger: Ledger) -> bool:
    """Whether nothing is noted in it, or its rebuilding was broken off."""
    return ledger.is_blank() or bool(ledger.unfinished_runs(REBUILD))


def lost_ledger(folder: RoundFolder) -> LedgerError:
    """What to say and do."""
    return LedgerError(command_text("stands_in_the_way.ledger-lost", operators_language(), path=str(folder.path)))
