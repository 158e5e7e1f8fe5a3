"""The originals: every file that arrived, kept under the sha256 of its content, before anything is done with it."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from schemas.errors import SourceError, StorageError

_BLOCK = 1 << 20
_HEX = 64
_UNFINISHED = ".unfinished-"
_OWNERS_FILE, _OWNERS_FOLDER = 0o600, 0o700


class Store:
    """A folder of files named by their content, `sha256[:2]/sha256`, which their owner alone may read.

    Content that is there is never written again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, sha256: str) -> Path:
        """Where the content of this digest is, or would be."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"no sha256: {sha256!r}")
        return self._folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the content of this digest is kept."""
        return self.path_of(sha256).is_file()

    def names(self) -> list[str]:
        """The digests under which something is kept, in order."""
        return sorted(x.name for x in self._folder.glob("[0-9a-f][0-9a-f]/*") if len(x.name) == _HEX)

    def clear_unfinished(self) -> None:
        """Removes the copies that killed processes did not finish; nobody else may be writing."""
        for path in self._folder.glob(f"{_UNFINISHED}*"):
            path.unlink(missing_ok=True)

    def is_whole(self, sha256: str) -> bool:
        """Whether the content that is kept is that of the digest. Raises StorageError where it cannot be read."""
        return _digest(self.path_of(sha256)) == sha256

    def put(self, source: Path, only: str = "") -> str:
        """Keeps a copy of the file's content and returns its sha256; a copy is whole or not there at all.

        With `only` a content of another digest is not kept: the file has changed since that was told. Raises
        SourceError when the file cannot be read, StorageError when the store cannot be written.
        """
        sha256 = only or _digest(source)
        return sha256 if self.has(sha256) else self._copy(source, only)

    def _copy(self, source: Path, only: str) -> str:
        """A file may change while it is copied: the digest is that of the bytes that were written."""
        unfinished = self._folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=_OWNERS_FOLDER)
            try:
                sha256 = _write_copy(source, unfinished)
                if only in ("", sha256):
                    self._keep(unfinished, self.path_of(sha256))
            finally:
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(
                f"The file {source} cannot be kept in the store of originals ({self._folder}): {_reason(error)}."
            ) from error
        return sha256

    def _keep(self, unfinished: Path, path: Path) -> None:
        if path.exists():
            return
        if not path.parent.exists():
            path.parent.mkdir(exist_ok=True, mode=_OWNERS_FOLDER)
            _sync_folder(self._folder)
        unfinished.replace(path)
        _sync_folder(path.parent)


def _digest(source: Path) -> str:
    try:
        with source.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(source, error) from error


def _unreadable(source: Path, error: OSError) -> SourceError:
    return SourceError(f"The file {source} cannot be read: {_reason(error)}.", _reason(error))


def _write_copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with contextlib.ExitStack() as opened:
        try:
            incoming = opened.enter_context(source.open("rb"))
        except OSError as error:
            raise _unreadable(source, error) from error
        made = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNERS_FILE)
        outgoing = opened.enter_context(os.fdopen(made, "wb"))
        while block := _block(incoming, source):
            digest.update(block)
            outgoing.write(block)
        outgoing.flush()
        os.fsync(outgoing.fileno())
    return digest.hexdigest()


def _block(incoming: BinaryIO, source: Path) -> bytes:
    try:
        return incoming.read(_BLOCK)
    except OSError as error:
        raise _unreadable(source, error) from error


def _sync_folder(folder: Path) -> None:
    """A new name lasts through a power cut only when its folder is written too; Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    reasons = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk quota is used up",
        errno.EROFS: "the disk is read-only",
        errno.EACCES: "access is denied",
        errno.EPERM: "access is denied",
        errno.ENOENT: "it does not exist",
        errno.EIO: "the disk fails",
    }
    known = reasons.get(error.errno or 0)
    return known or (error.strerror or str(error)).rstrip(".")
