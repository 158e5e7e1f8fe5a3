"""What must be so before a round is closed: that what stands now is what was published, and not less than before.

All of it is asked of the ledger, nothing of a report.
"""

from __future__ import annotations

import pandas as pd

from flows.round import (
    CARRIED,
    Workspace,
    command_text,
    figures_digest,
    last_version,
    new_files,
    refuse_incomplete,
    refuse_tampered,
    report_differences,
    unread_chunks,
)
from ledger import Ledger
from schemas.errors import TamperedError, UnpublishedError

_SHOWN = 8


def refuse_unpublished(
    work: Workspace, ledger: Ledger, standing: pd.DataFrame, *, partial: bool, language: str = "en"
) -> None:
    """Raises UnpublishedError, in the language, where `standing` (as standing_figures gives them) is not what was
    published last."""
    refuse_tampered(work, ledger, language)
    if len(new := new_files(work)):
        raise UnpublishedError(_said("unread_files", work, language, count=str(len(new)), names=_listed(new["path"])))
    if unread_chunks(work):
        raise UnpublishedError(_said("read_otherwise", work, language))
    refuse_incomplete(work, ledger, partial, language)
    if standing.empty:
        raise UnpublishedError(_said("nothing_stands", work, language))
    _refuse_other_report(work, ledger, standing, language)
    _refuse_less(work, ledger, standing, language)


def _refuse_other_report(work: Workspace, ledger: Ledger, standing: pd.DataFrame, language: str) -> None:
    runs = ledger.runs()
    done = runs.loc[runs["command"].eq("consolidate") & runs["state"].eq("done"), "counts"]
    if done.empty:
        raise UnpublishedError(_said("no_report", work, language))
    last = done.iloc[-1]
    if last.get("figures") != figures_digest(standing) or last.get("state") != work.state_digest(ledger):
        raise UnpublishedError(_said("older_report", work, language))
    if changed := report_differences(work, ledger):
        names = _listed(pd.Series([x.said["file"] for x in changed]))
        raise TamperedError(_said("changed_reports", work, language, names=names))


def _refuse_less(work: Workspace, ledger: Ledger, standing: pd.DataFrame, language: str) -> None:
    version = last_version(ledger)
    before = ledger.published(version) if version else pd.DataFrame(columns=["organisation", "origin"])
    published = set(before.loc[before["origin"].ne(CARRIED), "organisation"])
    if gone := sorted(published - set(standing["organisation"])):
        names, count = _listed(pd.Series(gone)), str(len(gone))
        raise UnpublishedError(_said("fewer", work, language, count=count, version=str(version), names=names))


def _said(name: str, work: Workspace, language: str, **values: str) -> str:
    return command_text(f"close.{name}", language, path=str(work.round.path), **values)


def _listed(names: pd.Series) -> str:
    return ", ".join(names.head(_SHOWN)) + (" …" if len(names) > _SHOWN else "")
