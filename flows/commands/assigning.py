"""`esep assign`: a person says whose a file is, and so vouches for whoever sent it; or takes that back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flows.round import Workspace, refuse_closed, reported, writes_round
from judging import ADDRESS, ArrivedDocument, Context, Senders, foreign_names
from ledger import Ledger
from schemas.errors import UsageError


@dataclass(frozen=True)
class _Assignment:
    """What a person says, and all that it is said about."""

    ledger: Ledger
    context: Context
    reading: ArrivedDocument
    sha256: str
    organisation: str
    author: str


@writes_round
def assign_file(path: Path, file: str, organisation: str, author: str) -> str:
    """Note whose a file is; the names on its cover become aliases, its sender's address is known from then on.

    A name that another organisation goes by officially is never taken for an alias. Raises UsageError for what is
    unknown, RoundError where the round is closed.
    """
    work = Workspace.at(path)
    if organisation not in set(work.round.register["id"]):
        raise UsageError(f"«{organisation}» is no id of {path / 'register.csv'}")
    with work.ledger() as ledger:
        told = _Assignment(ledger, *_document(work, ledger, file), organisation, author)
        ledger.assign_file(file, told.sha256, organisation, author)
        learnt = [*_aliases_learnt(told), *_address_learnt(told)]
    kept = f"; kept from it: {', '.join(f'«{x}»' for x in learnt)}" if learnt else ""
    return f"{file} is {organisation}'s{kept}. Run `esep collect {path}` to judge it."


@writes_round
def take_back(path: Path, file: str, author: str) -> str:
    """Take back whose a file is, and what was learnt from it. Raises UsageError where nobody has said whose it is."""
    work = Workspace.at(path)
    with work.ledger() as ledger:
        _, reading, sha256 = _document(work, ledger, file)
        organisation = ledger.assignments().get((file, sha256), "")
        if not organisation:
            raise UsageError(f"nobody has said whose «{file}» is")
        ledger.assign_file(file, sha256, "", author)
        known = ledger.aliases()
        for name in (x for x in reading.document.cover.names if known.get(x) == organisation):
            ledger.add_alias(name, "", author)
        if reading.document.sender:
            ledger.decide(organisation, ADDRESS, {"address": reading.document.sender, "taken_back": True}, author, "")
    return f"{file} is nobody's again. Run `esep collect {path}` to judge it."


def _document(work: Workspace, ledger: Ledger, file: str) -> tuple[Context, ArrivedDocument, str]:
    """The document as it was read, and its sha256."""
    refuse_closed(work, ledger)
    returns = reported(work, ledger).set_index("file")
    reading = next((x for x in work.readings(ledger) if x.document.file == file), None)
    if file not in returns.index or reading is None:
        raise UsageError(f"«{file}» is no file of {work.round.path / 'reports' / 'returns.csv'}")
    return work.context(ledger), reading, str(returns.at[file, "sha256"])


def _aliases_learnt(told: _Assignment) -> list[str]:
    names = [x for x in told.reading.document.cover.names if x]
    foreign = foreign_names(names, told.organisation, told.context)
    learnt = [x for x in names if x not in foreign]
    for name in learnt:
        told.ledger.add_alias(name, told.organisation, told.author)
    return learnt


def _address_learnt(told: _Assignment) -> list[str]:
    document = told.reading.document
    if Senders(told.context).may_speak(document, told.organisation):
        return []
    told.ledger.decide(told.organisation, ADDRESS, {"address": document.sender}, told.author, "")
    return [document.sender]
