"""Taking in what has arrived, and reading it: files into the store, their documents into the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from flows.round.inbox import scan_inbox
from flows.round.letter_sentences import own_sentences
from flows.round.workspace import Workspace
from ledger import FileReading
from schemas.errors import TamperedError
from workbooks.form_key import form_key
from workbooks.read import read_isolated

Item = tuple[str, str]


def new_files(work: Workspace) -> pd.DataFrame:
    """The files of the inbox that the ledger does not know: columns of scan_inbox."""
    found = scan_inbox(work.round.inbox)
    with work.ledger() as ledger:
        known = ledger.known_files()
    keys = pd.MultiIndex.from_frame(found[["path", "sha256"]])
    return found[~keys.isin(pd.MultiIndex.from_frame(known[["path", "sha256"]]))].reset_index(drop=True)


def store_new_files(work: Workspace) -> int:
    """Copy every new file into the store under its sha256, then note it in the ledger; how many there were."""
    new = new_files(work)
    store = work.store
    for source in new["source"]:
        store.put(Path(source))
    with work.ledger() as ledger:
        return ledger.add_files(new[["path", "sha256", "size", "file_time"]])


def unread_chunks(work: Workspace) -> list[list[Item]]:
    """The files that this version of the reader has not read, in chunks of (path, sha256).

    What a killed run had read is not read again: each chunk is in the ledger as soon as it is done.
    """
    with work.ledger() as ledger:
        unread = ledger.unread(work.reader_digest)
    items = list(unread[["path", "sha256"]].itertuples(index=False, name=None))
    return list(_chunks(items, work.settings.chunk))


def _chunks(items: list[Item], size: int) -> Iterator[list[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def read_chunk(work: Workspace, chunk: list[Item]) -> int:
    """Read a chunk in worker processes and note its documents; how many there were."""
    form = work.round.form
    store = work.store
    for path, sha in chunk:
        if store.has(sha) and not store.is_whole(sha):
            raise TamperedError(
                f"store/{sha[:2]}/{sha} is not what arrived as {path}: put the original back, from the sender or a copy"
            )
    read = read_isolated(
        [(str(store.path_of(sha)), path) for path, sha in chunk],
        form_key(form, form.as_of, form.prior_as_of, own_sentences(form), work.own_post),
        workers=work.settings.workers,
        seconds=work.settings.read_seconds,
        memory=work.settings.read_memory_mb * 2**20,
    )
    with work.ledger() as ledger:
        ledger.save_readings(
            work.reader_digest, (FileReading(path, sha, found) for (path, sha), found in zip(chunk, read, strict=True))
        )
    return sum(len(x) for x in read)
