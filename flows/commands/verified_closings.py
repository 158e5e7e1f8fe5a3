"""What was closed, held to what the closings have sealed: the chain as long as it then was, the register as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.round import CLOSED, Workspace, is_closed, sha256_of
from ledger import Ledger
from schemas.differences import Difference


def closing_differences(work: Workspace, ledger: Ledger) -> Iterator[Difference]:
    """Events that a closing has sealed and that are there no more, closings that the ledger does not know, and of a
    closed round a register that is not the one that was closed with."""
    decisions, digests = ledger.decisions(), dict(ledger.events()[["id", "digest"]].itertuples(index=False, name=None))
    seals: dict[int, dict[str, Any]] = {
        int(seal.get("version", 0)): seal for seal in decisions.loc[decisions["kind"].eq(CLOSED), "subject"]
    }
    folder = work.round.path
    places = [folder / "next" / "closing.json", *sorted((work.round.reports / "versions").glob("*/closing.json"))]
    told = [(x.relative_to(folder).as_posix(), _version(x)) for x in places if x.is_file()]
    for name, version in told:
        if version not in seals:
            yield Difference("closing-unknown", {"file": name})
    for version, seal in seals.items():
        chain = seal.get("chain", {})
        if chain and digests.get(chain["events"]) != chain["digest"]:
            yield Difference("closing-chain", {"version": str(version), "number": str(chain["events"])})
    last = list(seals.values())[-1] if seals else {}
    if is_closed(ledger) and last.get("register") and sha256_of(folder / "register.csv") != last["register"]:
        yield Difference("closed-register")


def _version(file: Path) -> int:
    """The version that a closing.json tells of; -1 where it cannot be read, which its digest tells of too."""
    try:
        return int(json.loads(file.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return -1
