"""Files that are written whole or not at all, and last through a power cut; what killed processes left is removed."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from ledger import Store
from schemas.errors import StorageError

_PREFIX, _SUFFIX = ".", ".part"
_WRITTEN = ("reports", "outbox", "next")


def write_file(path: Path, content: str | bytes) -> None:
    """Write a whole file, for its owner alone, or nothing: a killed process leaves the old one. Raises StorageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=_SUFFIX)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content.encode() if isinstance(content, str) else content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}") from None


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear_leftovers(round_folder: Path, store: Store) -> None:
    """Remove what killed processes have left unfinished. Only who holds the round may: another may be writing."""
    store.clear_unfinished()
    left = list(round_folder.glob(f"{_PREFIX}*{_SUFFIX}"))
    for name in _WRITTEN:
        left += (round_folder / name).rglob(f"{_PREFIX}*{_SUFFIX}")
    for path in left:
        with contextlib.suppress(OSError):
            path.unlink()
