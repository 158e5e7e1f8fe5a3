"""Whether a round is closed, and what was published of it: as the decisions say, of which the last one holds."""

from __future__ import annotations

import hashlib

import pandas as pd

from flows.round.command_texts import command_text
from flows.round.workspace import Workspace
from judging import changes_of_last_year, changes_since
from ledger import Ledger
from schemas.errors import ClosedRoundError
from schemas.frames import STANDING

CLOSED, REOPENED = "closed", "reopened"
READ, CARRIED = "read", "carried"
_WHERE = ["organisation", "indicator", "value", "file", "sheet", "cell"]


def is_closed(ledger: Ledger) -> bool:
    """Whether the round is closed, and nobody has reopened it since."""
    kinds = ledger.decisions()["kind"]
    kinds = kinds[kinds.isin((CLOSED, REOPENED))]
    return bool(len(kinds) and kinds.iloc[-1] == CLOSED)


def refuse_closed(work: Workspace, ledger: Ledger, language: str = "en") -> None:
    """Raises ClosedRoundError, in the language, where the figures of the round are locked."""
    if is_closed(ledger):
        raise ClosedRoundError(command_text("close.closed", language, path=str(work.round.path)))


def last_version(ledger: Ledger) -> int:
    """The number of the version that was published last; 0 before the first."""
    decisions = ledger.decisions()
    closed = decisions.loc[decisions["kind"].eq(CLOSED), "subject"]
    return int(closed.iloc[-1].get("version", len(closed))) if len(closed) else 0


def standing_figures(figures: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    """The current figures of the standing returns, each with its source: organisation, indicator, value, file, sheet,
    cell; a figure that was not read is left out."""
    standing = returns.loc[returns["outcome"].isin(STANDING), "organisation"]
    kept = figures["organisation"].isin(standing) & figures["period"].eq("current") & figures["value"].notna()
    return figures.loc[kept, _WHERE].reset_index(drop=True)


def figures_digest(figures: pd.DataFrame) -> str:
    """A digest of the figures that standing_figures gives: two of the same say the same of every organisation."""
    return hashlib.sha256(figures.sort_values(_WHERE[:2]).to_csv(index=False).encode()).hexdigest()


def changed_figures(ledger: Ledger, figures: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    """frames.PublishedChanges: what differs from the version that was published before, and last year's figures that
    were restated."""
    decisions = ledger.decisions()
    restated = changes_of_last_year(decisions)
    if not (version := last_version(ledger)):
        return restated
    before = ledger.published(version)
    if before.empty:  # closed by an esep that did not keep it
        return restated
    published = before[before["origin"].ne(CARRIED)]
    since = changes_since(published, standing_figures(figures, returns), decisions)
    return pd.concat([since, restated], ignore_index=True)
