"""Which members' returns stand, as the last collection says: what must be known before anything is consolidated."""

from __future__ import annotations

import pandas as pd

from flows.round.workspace import Workspace
from schemas.errors import MissingReturnsError, RoundError
from schemas.frames import STANDING, Returns


def reported(work: Workspace) -> pd.DataFrame:
    """frames.Returns as the last collection wrote it. Raises RoundError where nothing has been collected."""
    path = work.round.reports / "returns.csv"
    if not path.is_file():
        raise RoundError(f"{path} is missing: run `esep collect {work.round.path}` first")
    returns: pd.DataFrame = Returns.validate(pd.read_csv(path, dtype=str, keep_default_na=False))
    return returns


def missing_members(work: Workspace) -> pd.DataFrame:
    """The member organisations without a standing return: rows of frames.Register."""
    returns = reported(work)
    standing = set(returns.loc[returns["outcome"].isin(STANDING), "organisation"])
    register = work.round.register
    return register[register["parent"].eq("") & ~register["id"].isin(standing)]


def refuse_incomplete(work: Workspace, partial: bool) -> None:
    """Raises MissingReturnsError where a member's return does not stand and --partial was not given."""
    missing = missing_members(work)
    members = work.round.register["parent"].eq("").sum()
    if len(missing) and not partial:
        names = ", ".join(missing["id"].head(8)) + (" …" if len(missing) > 8 else "")
        raise MissingReturnsError(
            f"{len(missing)} of {members} members have no return that stands ({names}); "
            "the totals would not be the nation's. Give --partial to consolidate all the same."
        )
