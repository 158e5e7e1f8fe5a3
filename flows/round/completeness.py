"""Which members' returns stand, as the last collection says: what must be known before anything is consolidated."""

from __future__ import annotations

import pandas as pd

from flows.round.command_texts import command_text
from flows.round.unread_files import given_up
from flows.round.workspace import Workspace
from ledger import Ledger
from schemas.errors import MissingReturnsError, RoundError
from schemas.frames import STANDING, not_due

_SHOWN = 8


def reported(work: Workspace, ledger: Ledger, language: str = "en") -> pd.DataFrame:
    """frames.Returns as the last collection left them, from the ledger. Raises RoundError where there was none."""
    returns = ledger.last_returns()
    if returns.empty and not ledger.runs().query("command == 'collect' and state == 'done'").size:
        raise RoundError(command_text("close.not_collected", language, path=str(work.round.path)))
    return returns


def missing_members(work: Workspace, ledger: Ledger) -> pd.DataFrame:
    """The member organisations without a standing return, and whose is due: rows of frames.Register."""
    returns = reported(work, ledger)
    standing = set(returns.loc[returns["counts"].eq("yes") & returns["outcome"].isin(STANDING), "organisation"])
    register = work.round.register
    asked = register["parent"].eq("") & ~register["id"].isin(not_due(ledger.last_findings()))
    return register[asked & ~register["id"].isin(standing)]


def refuse_incomplete(work: Workspace, ledger: Ledger, partial: bool, language: str = "en") -> None:
    """Raises MissingReturnsError, in the language, where a member's return does not stand and --partial was not given.

    RoundError where what was collected has not been read by this esep with this form: nothing of it would be seen.
    """
    if reported(work, ledger, language)["outcome"].isin(STANDING).any() and not work.readings(ledger):
        raise RoundError(
            f"esep or the form has changed since the returns in {work.round.path} were read: "
            f"run `esep collect {work.round.path}` first"
        )
    if (unread := given_up(ledger, work.reader_digest)) and not partial:
        files = sorted({path for path, _ in unread})
        said = {"count": str(len(files)), "files": _listed(files), "path": str(work.round.path)}
        raise MissingReturnsError(command_text("stands_in_the_way.files-unread", language, **said))
    missing = missing_members(work, ledger)
    members = work.round.register["parent"].eq("").sum()
    if len(missing) and not partial:
        said = {"count": str(len(missing)), "all": str(members), "names": _listed(missing["id"].tolist())}
        raise MissingReturnsError(command_text("close.missing", language, **said))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
