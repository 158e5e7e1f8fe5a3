"""The tree of errors. Each carries one sentence that its reader can act on, and the exit code of the command.

    EsepError                 1  what was asked cannot be concluded
    ├── UsageError            2  the command was called wrongly
    ├── RoundError            3  a file of the round itself is missing or wrong
    │   ├── FormError         3  the form's YAML is wrong; says line and column
    │   ├── RegisterError     3  register.csv is missing or wrong
    │   ├── HistoryError      3  history.csv is wrong
    │   ├── LedgerError       3  the ledger cannot be opened or written
    │   ├── StorageError      3  a folder cannot be read or written, the disk is full
    │   ├── ClosedRoundError  3  the round is closed, its figures are locked
    │   └── MailError         3  the SMTP server or its settings are at fault
    ├── MissingReturnsError   1  members have not reported, and --partial was not given
    ├── UnpublishedError      1  what would be locked is not what was published
    ├── BrokenRulesError      1  a figure would no longer add up with others, and nobody says why it may
    └── TamperedError         1  store, ledger or reports are not as esep left them

An error that is none of these is a fault of esep and ends with exit code 4.
"""

from __future__ import annotations


class EsepError(Exception):
    """What was asked cannot be concluded; the text says why, in a sentence."""

    exit_code = 1


class UsageError(EsepError):
    """The command was called wrongly."""

    exit_code = 2


class RoundError(EsepError):
    """A file of the round itself (round.yaml, register.csv, history.csv, …) is missing or wrong."""

    exit_code = 3


class FormError(RoundError):
    """The form's YAML does not load. `line` and `column` are 1-based, 0 where unknown."""

    def __init__(self, message: str, *, source: str = "", line: int = 0, column: int = 0) -> None:
        self.line, self.column, self.source = line, column, source
        place = f"{source}:{line}:{column}: " if line else f"{source}: " if source else ""
        super().__init__(f"{place}{message}")


class RegisterError(RoundError):
    """register.csv is missing or wrong."""


class HistoryError(RoundError):
    """history.csv is missing or wrong."""


class LedgerError(RoundError):
    """The ledger cannot be opened, read or written."""


class StorageError(RoundError):
    """A folder or file cannot be read or written, or the disk is full."""


class MissingReturnsError(EsepError):
    """Members have not reported; the totals would not be the nation's."""


class ClosedRoundError(RoundError):
    """The round is closed, its figures are locked."""


class UnpublishedError(EsepError):
    """What would be locked is not what was published: a report is missing, older than the ledger, or holds less."""


class BrokenRulesError(EsepError):
    """With a restated figure rules of the form no longer hold, and nobody has said why that may be."""


class TamperedError(EsepError):
    """Store, ledger or reports are not as esep left them."""


class MailError(RoundError):
    """The SMTP server refuses, cannot be reached, or its settings are wrong."""
