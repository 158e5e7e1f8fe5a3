"""The names at the root of a compound file, told by olefile: which of Microsoft's older formats it is."""

from __future__ import annotations

import io


def root_names(data: bytes) -> frozenset[str]:
    """The names of its streams and storages that stand in no other storage, in small letters; none for a broken one."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return frozenset(path[0].casefold() for path in file.listdir(streams=True, storages=True))
    except Exception:
        return frozenset()
