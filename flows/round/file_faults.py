"""What our own side could not do with files that arrived, told to who runs esep: never to who sent them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from flows.round.command_texts import command_text
from flows.round.intake import TakenIn
from flows.round.terminal_language import operator_language
from flows.round.terminal_text import speak
from flows.round.unread_files import FileKey
from schemas.errors import StorageError, TamperedError

ALTERED = "altered"
_SHOWN = 20


class FileFault(TypedDict):
    """A file, and why it was not taken in or not read: a name of the texts, or what the system says."""

    file: str
    reason: str
    said: str


def faults_of(taken: TakenIn, unread: Mapping[FileKey, str]) -> list[FileFault]:
    """What our side failed in a collection: files of the inbox that stay closed, originals that are gone, and those
    that could not be read."""
    found: list[FileFault] = [
        FileFault(file=path, reason="inbox-closed", said=why) for path, why in sorted(taken.closed.items())
    ]
    failed = {path: reason for (path, _), reason in unread.items()}
    found += [FileFault(file=path, reason=reason, said="") for path, reason in sorted(failed.items())]
    return found + [FileFault(file=x, reason="gone", said="") for x in sorted(set(taken.gone) - failed.keys())]


def say_growing(paths: Sequence[str]) -> None:
    """Say which files are still being written."""
    say_faults([FileFault(file=x, reason="growing", said="") for x in paths])


def say_faults(faults: Sequence[FileFault]) -> None:
    """Say what was failed, a line each, on standard error."""
    for line in _lines(faults):
        speak(line, error=True)


def refuse_faults(results: Iterable[Mapping[str, Any]]) -> None:
    """Raises StorageError that says everything which our side failed (`failed` of results), TamperedError where a file
    of the store was changed. To be called when all else is done."""
    faults = [x for result in results for x in result.get("failed", ())]
    if faults:
        kind = TamperedError if any(x["reason"] == ALTERED for x in faults) else StorageError
        raise kind("\n".join(_lines(faults)))


def _lines(faults: Sequence[FileFault]) -> list[str]:
    language = operator_language()
    told = [command_text(f"fault.{x['reason']}", language, file=x["file"], said=x["said"]) for x in faults[:_SHOWN]]
    more = len(faults) - _SHOWN
    return [*told, command_text("fault.more", language, count=str(more))] if more > 0 else told
