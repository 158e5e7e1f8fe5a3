"""What has arrived and could not be read here: noted with the reason, tried again, never told to its sender.

The ledger keeps no reading of it. It keeps that it was tried in vain, so that the rest of the round can go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ledger import Arrival, Ledger
from schemas.documents import Document, not_read

FileKey = tuple[str, str]
_EVENT = "unread"


def given_up(ledger: Ledger, reader: str) -> dict[FileKey, str]:
    """Why each file that this reader has tried in vain could not be read, by path and sha256."""
    noted = _noted(ledger, reader)
    if not noted:
        return {}
    unread = ledger.unread(reader)[["path", "sha256"]].itertuples(index=False, name=None)
    return {x: noted[x] for x in unread if x in noted}


def note_unread(ledger: Ledger, reader: str, tried: Iterable[FileKey], failed: Mapping[FileKey, str]) -> None:
    """Notes which of the files that were tried could not be read, and why."""
    before = _noted(ledger, reader)
    now = {key: reason for key, reason in before.items() if key not in set(tried)} | dict(failed)
    if now != before:
        rows = [[path, sha256, reason] for (path, sha256), reason in sorted(now.items())]
        ledger.log_event(_EVENT, {"reader": reader, "files": rows})


def documents_unread(ledger: Ledger, reader: str) -> list[tuple[Arrival, Document]]:
    """What stands in a judgement for the files that were tried in vain."""
    if not (tried := given_up(ledger, reader)):
        return []
    arrivals = (Arrival(*row) for row in ledger.unread(reader).itertuples(index=False, name=None))
    return [(x, not_read(x.path, x.sha256)) for x in arrivals if (x.path, x.sha256) in tried]


def _noted(ledger: Ledger, reader: str) -> dict[FileKey, str]:
    said = ledger.last_event(_EVENT)
    rows = said.get("files", []) if said.get("reader") == reader else []
    return {(path, sha256): reason for path, sha256, reason in rows}
