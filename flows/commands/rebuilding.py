"""`esep rebuild`: the ledger of a round made anew from its store and outbox, as far as these tell it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from flows.post import restore_letters
from flows.round import (
    REBUILD,
    Workspace,
    clear_leftovers,
    code_version,
    command_text,
    inbox_now,
    is_lost,
    operators_language,
    read_chunk,
    unread_chunks,
    writes_round,
)
from judging import judge
from ledger import Ledger
from schemas.errors import UsageError

_NAMELESS = "restored"


@writes_round
def rebuild_round(path: Path) -> str:
    """Make the ledger anew: every original of the store noted and read, every letter of the outbox noted, those that
    were sent as sent; what was done, and what could not be.

    Raises UsageError where the ledger is not lost.
    """
    work = dataclasses.replace(Workspace.at(path), rebuilding=True)
    work.round.read_all()
    with work.ledger() as ledger:
        if not is_lost(ledger):
            raise UsageError(f"the ledger of {path} is neither gone nor empty: there is nothing to rebuild")
        ledger.start_run(REBUILD, work.round.form.digest, code_version())
        clear_leftovers(path, work.store)
        files, altered = _noted_again(work, ledger)
    for chunk in unread_chunks(work):
        read_chunk(work, chunk)
    with work.ledger() as ledger:
        judgement = judge(work.readings(ledger), work.context(ledger))
        letters, sent = restore_letters(work, ledger, judgement)
        for run in ledger.unfinished_runs(REBUILD):
            ledger.finish_run(run, "done", {"files": files, "letters": letters, "sent": sent})
    said = {"path": str(path), "files": str(files), "letters": str(letters), "sent": str(sent)}
    language = operators_language()
    lines = [command_text("rebuild.done", language, **said)]
    lines += [command_text("rebuild.altered", language, file=x) for x in altered]
    if (path / "next" / "closing.json").is_file():
        lines.append(command_text("rebuild.closed", language, **said))
    return "\n".join([*lines, command_text("rebuild.lost", language, **said)])


def _noted_again(work: Workspace, ledger: Ledger) -> tuple[int, list[str]]:
    """Notes the originals as arrived, in the order in which they were stored; how many, and those that were changed."""
    store = work.store
    whole = [x for x in store.names() if store.is_whole(x)]
    named = _names(work, ledger)
    rows = pd.DataFrame(_rows(work, whole, named), columns=["path", "sha256", "size", "file_time", "arrived_at"])
    count = ledger.add_files(rows.sort_values(["arrived_at", "path"], kind="stable"))
    return count, sorted(set(store.names()) - set(whole))


def _names(work: Workspace, ledger: Ledger) -> dict[str, list[tuple[str, str]]]:
    """Under which paths each content lies in the inbox, with the time of each file."""
    seen, _ = inbox_now(work, ledger)
    names: dict[str, list[tuple[str, str]]] = {}
    for path, sha256, time in seen.files[["path", "sha256", "file_time"]].itertuples(index=False, name=None):
        names.setdefault(sha256, []).append((path, time))
    return names


def _rows(
    work: Workspace, whole: list[str], named: dict[str, list[tuple[str, str]]]
) -> Iterator[tuple[str, str, int, str, str]]:
    for sha256 in whole:
        status = work.store.path_of(sha256).stat()
        stored = dt.datetime.fromtimestamp(status.st_mtime, dt.UTC).isoformat(timespec="seconds")
        for path, time in named.get(sha256, [(f"{_NAMELESS}/{sha256[:12]}", stored)]):
            yield path, sha256, status.st_size, time, stored
