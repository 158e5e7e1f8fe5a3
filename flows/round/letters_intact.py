"""The letters of a round as they were written: what was said to whom can be shown, and one changed since is told."""

from __future__ import annotations

from flows.round.integrity import sha256_of
from flows.round.workspace import Workspace
from ledger import Ledger
from schemas.differences import Difference

POSTED = "posted"


def note_letters(work: Workspace, ledger: Ledger) -> None:
    """Notes the digests of the letters that lie where the ledger says and were not noted there before."""
    noted = _noted(ledger)
    places = {str(x): work.round.path / str(x) for x in ledger.letters()["path"] if x not in noted}
    if new := {name: sha256_of(path) for name, path in places.items() if path.is_file()}:
        ledger.log_event(POSTED, {"letters": new})


def letter_differences(work: Workspace, ledger: Ledger) -> list[Difference]:
    """The letters that are not as they were written, and sent ones that are gone; one that was not sent by esep may
    have been taken out of the outbox to be sent by hand."""
    noted = _noted(ledger)
    found = []
    for path, sent_at in ledger.letters()[["path", "sent_at"]].itertuples(index=False, name=None):
        digest = sha256_of(work.round.path / path) if path in noted else ""
        if digest and digest != noted[path]:
            found.append(Difference("letter-changed", {"file": path}))
        elif not digest and path in noted and sent_at:
            found.append(Difference("letter-missing", {"file": path}))
    return found


def _noted(ledger: Ledger) -> dict[str, str]:
    events = ledger.events()
    posted = events.loc[events["kind"].eq(POSTED), "content"]
    return {name: digest for content in posted for name, digest in content.get("letters", {}).items()}
