"""`esep pack`: everything that a round's figures rest on, in one file."""

from __future__ import annotations

from pathlib import Path

from flows.commands.verifying import recorded_differences
from flows.evidence import pack_members, write_pack
from flows.round import Workspace, difference_sentence, is_closed
from ledger import Ledger
from schemas.errors import RoundError, TamperedError, UnpublishedError

PACK = "evidence.zip"
_SHOWN = 3


def pack_round(path: Path, out: Path | None = None) -> str:
    """Write the evidence pack of a round, ROUND/evidence.zip or `out`, signed where ESEP_SIGNING_KEY_FILE names a key.

    Nothing of the round is changed by it; packing again gives the same bytes. Raises RoundError for a round that was
    not collected, UnpublishedError where something has come since, TamperedError where it is not as it says of itself.
    """
    work = Workspace.at(path)
    if not work.has_ledger:
        raise RoundError(f"{path} has no ledger yet: run `esep collect {path}` first")
    target = out or path / PACK
    key = Path(work.settings.signing_key_file) if work.settings.signing_key_file else None
    with work.ledger() as ledger:
        _refuse_older(work, ledger)
        _refuse_differing(work, ledger)
        digest = write_pack(target, pack_members(work, ledger), key)
    signed = f"signed with {key}" if key else "not signed (ESEP_SIGNING_KEY_FILE names no key)"
    return (
        f"{target}: the evidence of {path}, {signed}; sha256 of its manifest {digest}. `esep verify {target}` checks it"
    )


def _refuse_older(work: Workspace, ledger: Ledger) -> None:
    runs = ledger.runs()
    done = runs.loc[runs["command"].eq("collect") & runs["state"].eq("done"), "counts"]
    if done.empty:
        raise RoundError(f"{work.round.path} was never collected: run `esep collect {work.round.path}` first")
    if done.iloc[-1].get("state") != work.state_digest(ledger) and not is_closed(ledger):
        raise UnpublishedError(
            f"something has arrived or was decided since {work.round.path} was collected: run "
            f"`esep run {work.round.path}` first"
        )


def _refuse_differing(work: Workspace, ledger: Ledger) -> None:
    if found := recorded_differences(work, ledger):
        told = " ".join(difference_sentence(x, "en") for x in found[:_SHOWN])
        more = f" And {len(found) - _SHOWN} more." if len(found) > _SHOWN else ""
        path = work.round.path
        raise TamperedError(f"{path} is not as it says of itself. {told}{more} `esep verify {path}` tells everything")
