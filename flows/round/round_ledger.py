"""Where a round's ledger lies, and how it is opened: in its folder, or in a database that several rounds share."""

from __future__ import annotations

from flows.round.lost_ledgers import has_remains, is_lost, lost_ledger
from flows.round.round_folder import RoundFolder
from flows.round.round_identity import FILE, round_identity
from flows.round.settings import Settings
from ledger import Ledger, open_ledger


def shares_database(settings: Settings) -> bool:
    """Whether the ledger lies in a database that other rounds may use too."""
    return bool(settings.ledger_url.get_secret_value())


def name_in_database(folder: RoundFolder) -> str:
    """By what the round is told from others in a database. Raises RoundError, StorageError."""
    return round_identity(folder.path)


def ledger_of(folder: RoundFolder, settings: Settings, *, rebuilding: bool) -> Ledger:
    """The round's ledger, to be closed (`with`). Raises LedgerError, also where it is lost and not being rebuilt."""
    begun = not rebuilding and has_remains(folder)
    if begun and not is_there(folder, settings):
        raise lost_ledger(folder)
    ledger = _opened(folder, settings)
    if begun and is_lost(ledger):
        ledger.close()
        raise lost_ledger(folder)
    return ledger


def is_there(folder: RoundFolder, settings: Settings) -> bool:
    """Whether a ledger was made."""
    return (folder.path / (FILE if shares_database(settings) else "ledger.sqlite")).is_file()


def is_due(folder: RoundFolder, settings: Settings) -> bool:
    """Whether there is a ledger yet, or should be."""
    return is_there(folder, settings) or has_remains(folder)


def _opened(folder: RoundFolder, settings: Settings) -> Ledger:
    if shares_database(settings):
        return open_ledger(settings.ledger_url.get_secret_value(), name_in_database(folder))
    return open_ledger(folder.ledger_url)
