"""Whether ledger and reports are as esep left them. The quick part of it runs with every command that computes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from flows.round.command_texts import command_text
from flows.round.workspace import Workspace
from ledger import Ledger
from schemas.differences import Difference
from schemas.errors import TamperedError

WRITTEN = "written"
_SHOWN = 3


def sha256_of(path: Path) -> str:
    """The sha256 of a file; "" where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def note_written(work: Workspace, ledger: Ledger, by: str, paths: Iterable[Path]) -> None:
    """Notes the digests of files of the round that were written, instead of those that were written `by` the same
    command before; by their paths below its folder."""
    digests = {path.relative_to(work.round.path).as_posix(): sha256_of(path) for path in paths}
    ledger.log_event(WRITTEN, {"by": by, "files": digests})


def report_differences(work: Workspace, ledger: Ledger) -> list[Difference]:
    """The written files that are missing, or are not as they were written."""
    events = ledger.events()
    last = {content["by"]: content["files"] for content in events.loc[events["kind"].eq(WRITTEN), "content"]}
    noted: dict[str, str] = {name: digest for files in last.values() for name, digest in files.items()}
    found = {name: sha256_of(work.round.path / name) for name in noted}
    changed = [name for name in sorted(noted) if found[name] != noted[name]]
    return [Difference("report-changed" if found[x] else "report-missing", {"file": x}) for x in changed]


def refuse_tampered(work: Workspace, ledger: Ledger, language: str = "en") -> None:
    """Raises TamperedError, in the language, where what is computed from in the ledger is not what its chain of events
    says."""
    found = ledger.differences(quick=True)
    if not found:
        return
    told = [difference_sentence(x, language) for x in found[:_SHOWN]]
    if len(found) > _SHOWN:
        told.append(command_text("close.more", language, count=str(len(found) - _SHOWN)))
    raise TamperedError(command_text("close.tampered", language, path=str(work.round.path), told=" ".join(told)))


def difference_sentence(difference: Difference, language: str) -> str:
    """What differs, in a sentence."""
    said = dict(difference.said)
    if "table" in said:
        said["table"] = command_text(f"ledger_table.{said['table']}", language)
    return command_text(f"difference.{difference.name}", language, **said)
