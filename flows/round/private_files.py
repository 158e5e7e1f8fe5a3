"""What a round holds is its owner's alone: letters, originals and figures name people, esep.env may hold a password."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_FOLDERS = ("store", "outbox", "reports", "templates", "next")
_FILES = ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "ledger.id", "esep.env")
_OTHERS = 0o077


def keep_private(folder: Path) -> None:
    """From now on this process makes files for their owner alone; what of the round was open to others is so no more.

    What is another's stays as it is: its owner decides who reads it.
    """
    os.umask(_OTHERS)
    for name in (*_FOLDERS, *_FILES):
        with contextlib.suppress(OSError):
            _close(folder / name)


def _close(path: Path) -> None:
    status = path.stat(follow_symlinks=False)
    link = path.is_symlink()
    if not link and status.st_uid == os.geteuid() and status.st_mode & _OTHERS:
        path.chmod(status.st_mode & 0o7777 & ~_OTHERS)
