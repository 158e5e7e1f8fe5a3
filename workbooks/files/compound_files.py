"""Compound files, the container of Microsoft's older formats, read by olefile: names and streams at their root."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from workbooks.files.limits import Refused

if TYPE_CHECKING:
    from olefile import OleFileIO

_ENTRY = 128  # bytes of an entry of the directory; it begins with its name


def stream(data: bytes, *names: str) -> bytes:
    """The bytes of the first stream that has one of these names, in whatever letters: Excel asks for no case either.

    Raises Refused (corrupt) where there is none.
    """
    import olefile

    wanted = {name.casefold() for name in names}
    try:
        with _opened(data) as file:
            kids = sorted(file.root.kids, key=lambda kid: kid.sid)
            found = next(x for x in kids if x.entry_type == olefile.STGTY_STREAM and x.name.casefold() in wanted)
            return bytes(file.openstream([found.name]).read())
    # olefile tells a broken file by many kinds of exceptions.
    except Exception as error:
        raise Refused("corrupt", f"no stream {min(names)}") from error


def root_names(data: bytes) -> frozenset[str]:
    """The names of the streams and storages that stand in no other, in small letters; none for a broken file."""
    try:
        with _opened(data) as file:
            return frozenset(kid.name.casefold() for kid in file.root.kids)
    except Exception:
        return frozenset()


def runs_in_circles(data: bytes) -> bool:
    """Whether a chain of sectors leads back into itself: calamine 0.9 follows such a chain without end.

    False for a file that olefile cannot open.
    """
    try:
        with _opened(data) as file:
            small = file.minisectorcutoff
            large = [x.isectStart for x in file.root.kids if x.size >= small]
            begun = {file.first_dir_sector, file.first_mini_fat_sector, file.root.isectStart, *large}
            return any(_never_ends(list(file.fat), start) for start in begun)
    except Exception:
        return False


def _never_ends(following: list[int], sector: int) -> bool:
    steps = 0
    while sector < len(following) and steps <= len(following):
        sector, steps = following[sector], steps + 1
    return steps > len(following)


def with_usual_names(data: bytes, *names: str) -> bytes:
    """The file with its streams called as these names are written: calamine 0.9 finds them in no other letters.

    Raises Refused (corrupt) where the directory cannot be read.
    """
    usual = {name.casefold(): name for name in names}
    try:
        with _opened(data) as file:
            found = [(_offset(file, kid.sid), usual.get(kid.name.casefold(), kid.name)) for kid in file.root.kids]
    except Exception as error:
        raise Refused("corrupt", "compound file") from error
    for offset, name in found:
        raw = name.encode("utf-16-le")
        if data[offset : offset + len(raw)] != raw:
            data = data[:offset] + raw + data[offset + len(raw) :]
    return data


def _opened(data: bytes) -> OleFileIO:
    import olefile

    return olefile.OleFileIO(io.BytesIO(data))


def _offset(file: OleFileIO, number: int) -> int:
    """Where in the file an entry of its directory stands; olefile does not say."""
    sector, place = file.first_dir_sector, number * _ENTRY
    for _ in range(place // file.sector_size):
        sector = file.fat[sector]
    return int((sector + 1) * file.sector_size + place % file.sector_size)
