"""Taking in what has arrived, and reading it: files into the store, their documents into the ledger."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from flows.round.inbox import InboxFiles, is_fresh, name_below, scan_inbox, wait_till_still
from flows.round.letter_sentences import own_sentences
from flows.round.unread_files import given_up, note_unread
from flows.round.workspace import Workspace
from ledger import FileReading, Ledger
from schemas.errors import SourceError
from workbooks.form_key import form_key
from workbooks.read import Unread, read_isolated

Item = tuple[str, str]
PATIENCE = 10.0


@dataclass(frozen=True)
class TakenIn:
    """What was stored: how many `files` were new. `closed` says of those that cannot be opened why, by path; `growing`
    are still being written and come with the next run; `gone` are those whose original is nowhere any more."""

    files: int = 0
    closed: dict[str, str] = field(default_factory=dict)
    growing: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def inbox_now(work: Workspace, ledger: Ledger) -> tuple[InboxFiles, pd.DataFrame]:
    """What lies in the inbox, and those of its files that the ledger does not know."""
    seen, known = scan_inbox(work.round.inbox), ledger.known_files()
    keys = pd.MultiIndex.from_frame(seen.files[["path", "sha256"]])
    new = ~keys.isin(pd.MultiIndex.from_frame(known[["path", "sha256"]]))
    return seen, seen.files[new].reset_index(drop=True)


def new_files(work: Workspace) -> pd.DataFrame:
    """The files of the inbox that the ledger does not know: columns of scan_inbox."""
    with work.ledger() as ledger:
        return inbox_now(work, ledger)[1]


def store_new_files(work: Workspace, patience: float = 0.0) -> TakenIn:
    """Copy every new file into the store under its sha256, then note it in the ledger under that.

    It is waited for `patience` seconds at the most for files that are still being written. Originals that have gone
    from the store are put back where the inbox still has them.
    """
    with work.ledger() as ledger:
        seen, new = inbox_now(work, ledger)
        moving: frozenset[str] = frozenset()
        inbox = work.round.inbox
        unsure = [x for x in map(Path, new["source"]) if is_fresh(x)] + [inbox / x for x in seen.growing]
        if patience and unsure:
            waited = wait_till_still(unsure, patience)
            moving = frozenset(name_below(x, inbox) for x in waited)
            seen, new = inbox_now(work, ledger)
        stored, closed, growing = _store(work, new[~new["path"].isin(moving)])
        count = ledger.add_files(stored[["path", "sha256", "size", "file_time"]])
        gone = _healed(work, ledger.known_files(), seen.files)
    left = (*seen.growing, *growing, *moving.intersection(new["path"]))
    return TakenIn(count, seen.closed | closed, tuple(sorted(set(left))), gone)


def _store(work: Workspace, new: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str], list[str]]:
    """The files that are in the store now, why others could not be opened, and those that had changed by then."""
    store, closed, growing = work.store, {}, []
    for path, source, sha256 in new[["path", "source", "sha256"]].itertuples(index=False, name=None):
        try:
            if store.put(Path(source), only=sha256) != sha256:
                growing.append(path)
        except SourceError as error:
            closed[path] = error.reason
    return new[~new["path"].isin([*closed, *growing])], closed, growing


def _healed(work: Workspace, known: pd.DataFrame, seen: pd.DataFrame) -> tuple[str, ...]:
    """Puts originals that are gone back from the inbox; the paths of those that it has no more."""
    sources = dict(zip(seen["sha256"], seen["source"], strict=True))
    lost = known[~known["sha256"].map(work.store.has).astype(bool)]
    for sha256 in lost.loc[lost["sha256"].isin(list(sources)), "sha256"].unique():
        with contextlib.suppress(SourceError):
            work.store.put(Path(sources[sha256]), only=sha256)
    return tuple(lost.loc[~lost["sha256"].map(work.store.has).astype(bool), "path"])


def unread_chunks(work: Workspace) -> list[list[Item]]:
    """The files that this version of the reader has not read, in chunks of (path, sha256).

    What a killed run had read is not read again: each chunk is in the ledger as soon as it is done.
    """
    with work.ledger() as ledger:
        unread = ledger.unread(work.reader_digest)
    items = list(unread[["path", "sha256"]].itertuples(index=False, name=None))
    return list(_chunks(items, work.settings.chunk))


def untried_files(work: Workspace) -> list[Item]:
    """Those of them that nobody has tried to read yet."""
    with work.ledger() as ledger:
        tried = given_up(ledger, work.reader_digest)
        unread = ledger.unread(work.reader_digest)
    return [x for x in unread[["path", "sha256"]].itertuples(index=False, name=None) if x not in tried]


def _chunks(items: list[Item], size: int) -> Iterator[list[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def read_chunk(work: Workspace, chunk: list[Item]) -> int:
    """Read a chunk in worker processes and note its documents; how many there were.

    What could not be read here is noted as that, with the reason, and is no reading.
    """
    form = work.round.form
    store = work.store
    read = read_isolated(
        [(str(store.path_of(sha)), path, sha) for path, sha in chunk],
        form_key(form, form.as_of, form.prior_as_of, own_sentences(form), work.own_post),
        workers=work.settings.workers,
        seconds=work.settings.read_seconds,
        memory=work.settings.read_memory_mb * 2**20,
    )
    both = list(zip(chunk, read, strict=True))
    readings = [FileReading(path, sha, found) for (path, sha), found in both if not isinstance(found, Unread)]
    with work.ledger() as ledger:
        ledger.save_readings(work.reader_digest, readings)
        failed = {key: found.reason for key, found in both if isinstance(found, Unread)}
        note_unread(ledger, work.reader_digest, chunk, failed)
    return sum(len(x.documents) for x in readings)
