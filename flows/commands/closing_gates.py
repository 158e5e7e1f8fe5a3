"""What must be so before a round is closed: that what stands now is what was published, and not less than before.

All of it is asked of the ledger, nothing of a report.
"""

from __future__ import annotations

import pandas as pd

from flows.round import (
    CARRIED,
    Workspace,
    figures_digest,
    last_version,
    new_files,
    refuse_incomplete,
    refuse_tampered,
    report_differences,
    untried_files,
)
from ledger import Ledger
from schemas.errors import TamperedError, UnpublishedError

_SHOWN = 8


def refuse_unpublished(work: Workspace, ledger: Ledger, standing: pd.DataFrame, *, partial: bool) -> None:
    """Raises UnpublishedError where `standing` (as standing_figures gives them) is not what was published last."""
    refuse_tampered(work, ledger)
    path = work.round.path
    if len(new := new_files(work)):
        raise UnpublishedError(
            f"{len(new)} files have arrived that nobody has read ({_listed(new['path'])}): run `esep run {path}`, look "
            "the report through, and close then"
        )
    if untried_files(work):
        raise UnpublishedError(
            f"esep, the form or the date has changed since what has arrived in {path} was read: run `esep run {path}`, "
            "look the report through, and close then"
        )
    refuse_incomplete(work, ledger, partial)
    if standing.empty:
        raise UnpublishedError(f"no return of {path} stands: there is nothing to close")
    _refuse_other_report(work, ledger, standing)
    _refuse_less(ledger, standing, str(path))


def _refuse_other_report(work: Workspace, ledger: Ledger, standing: pd.DataFrame) -> None:
    path, runs = work.round.path, ledger.runs()
    done = runs.loc[runs["command"].eq("consolidate") & runs["state"].eq("done"), "counts"]
    if done.empty:
        raise UnpublishedError(f"there is no national report of {path} yet: run `esep run {path}` first")
    last = done.iloc[-1]
    if last.get("figures") != figures_digest(standing) or last.get("state") != work.state_digest(ledger):
        raise UnpublishedError(
            f"the national report of {path} is older than what has arrived or was decided since: run "
            f"`esep run {path}`, look the report through, and close then"
        )
    if changed := report_differences(work, ledger):
        names = _listed(pd.Series([x.said["file"] for x in changed]))
        raise TamperedError(f"reports are not as esep wrote them ({names}): run `esep run {path}` to write them anew")


def _refuse_less(ledger: Ledger, standing: pd.DataFrame, path: str) -> None:
    version = last_version(ledger)
    before = ledger.published(version) if version else pd.DataFrame(columns=["organisation", "origin"])
    published = set(before.loc[before["origin"].ne(CARRIED), "organisation"])
    if gone := sorted(published - set(standing["organisation"])):
        raise UnpublishedError(
            f"{len(gone)} organisations were published in version {version} and have no return that stands now "
            f"({_listed(pd.Series(gone))}): settle their returns first (`esep status {path}`)"
        )


def _listed(names: pd.Series) -> str:
    return ", ".join(names.head(_SHOWN)) + (" …" if len(names) > _SHOWN else "")
