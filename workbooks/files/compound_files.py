"""The streams of a compound file, the container of Excel's older formats."""

from __future__ import annotations

import struct
from typing import NamedTuple

from workbooks.files.limits import Refused

_FREE = 0xFFFFFFFA
_ENTRY = 128
_STREAM = 2


def stream(data: bytes, *names: str) -> bytes:
    """The bytes of the first stream that has one of these names, in whatever letters: Excel asks for no case either.

    Raises Refused (corrupt) where there is none.
    """
    try:
        return _Reader(data).stream(_folded(names))
    except (struct.error, IndexError, MemoryError, OverflowError) as error:
        raise Refused("corrupt", "compound file") from error


def stream_names(data: bytes) -> frozenset[str]:
    """The names of the outermost streams, in small letters; none of a file whose directory cannot be read."""
    try:
        return frozenset(entry.name.casefold() for entry in _Reader(data).entries())
    except (struct.error, IndexError, MemoryError, OverflowError):
        return frozenset()


def with_usual_names(data: bytes, *names: str) -> bytes:
    """The file with its streams called as these names are written: calamine 0.9 finds them in no other letters.

    Raises Refused (corrupt) where the directory cannot be read.
    """
    usual = {name.casefold(): name for name in names}
    try:
        found = [
            entry for entry in _Reader(data).entries() if usual.get(entry.name.casefold(), entry.name) != entry.name
        ]
    except (struct.error, IndexError, MemoryError, OverflowError) as error:
        raise Refused("corrupt", "compound file") from error
    for entry in found:
        raw = usual[entry.name.casefold()].encode("utf-16-le")
        data = data[: entry.offset] + raw + data[entry.offset + len(raw) :]
    return data


def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


class _Entry(NamedTuple):
    """A stream's name, its first sector and size, and where in the file its name stands."""

    name: str
    start: int
    size: int
    offset: int


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size: int = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
        self._mini_size = 1 << min(struct.unpack_from("<H", data, 32)[0], 16)
        first, self._cutoff, first_mini = struct.unpack_from("<L4xLL", data, 48)
        self._fat = self._table()
        self._first_of_directory: int = first
        self._directory = self._chain(first)
        self._mini_fat = self._numbers(self._chain(first_mini)) if first_mini < _FREE else ()

    def _table(self) -> tuple[int, ...]:
        """The table that gives each sector's next."""
        places = list(struct.unpack_from("<109L", self._data, 76))
        following = struct.unpack_from("<L", self._data, 68)[0]
        seen: set[int] = set()
        while following < _FREE and following not in seen:
            seen.add(following)
            *more, following = self._numbers(self._sector(following))
            places += more
        return self._numbers(b"".join(self._sector(place) for place in dict.fromkeys(places) if place < _FREE))

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    @staticmethod
    def _numbers(data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}L", data[: len(data) // 4 * 4])

    def _chain(self, first: int) -> bytes:
        sectors = []
        seen: set[int] = set()
        while first < _FREE and first not in seen:
            seen.add(first)
            sectors.append(self._sector(first))
            first = self._fat[first]
        return b"".join(sectors)

    def _mini_chain(self, first: int, container: bytes) -> bytes:
        pieces = []
        seen: set[int] = set()
        while first < _FREE and first not in seen:
            seen.add(first)
            pieces.append(container[first * self._mini_size : (first + 1) * self._mini_size])
            first = self._mini_fat[first]
        return b"".join(pieces)

    def entries(self) -> list[_Entry]:
        """The streams of the outermost storage; those of all storages, where its tree leads to none."""
        outermost = self._of_root()
        found = []
        for place in range(0, len(self._directory) - _ENTRY + 1, _ENTRY):
            entry = self._directory[place : place + _ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            start, size = struct.unpack_from("<LL", entry, 116)
            if kind == _STREAM and (not outermost or place // _ENTRY in outermost):
                name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
                found.append(_Entry(name, start, size, self._offset(place)))
        return found

    def _of_root(self) -> set[int]:
        """The numbers of the root's own entries, which hang from its child as a tree."""
        found: set[int] = set()
        waiting = [self._links(0)[2]] if self._directory else []
        while waiting:
            number = waiting.pop()
            if number not in found and number * _ENTRY + _ENTRY <= len(self._directory):
                found.add(number)
                waiting += self._links(number)[:2]
        return found

    def _links(self, number: int) -> tuple[int, int, int]:
        """The entries before and after an entry in its tree, and its first child."""
        before, after, child = struct.unpack_from("<3L", self._directory, number * _ENTRY + 68)
        return before, after, child

    def _offset(self, place: int) -> int:
        """Where in the file a place of the directory stands."""
        sector = self._first_of_directory
        for _ in range(place // self._size):
            sector = self._fat[sector]
        return int((sector + 1) * self._size + place % self._size)

    def stream(self, names: frozenset[str]) -> bytes:
        entry = next((x for x in self.entries() if x.name.casefold() in names), None)
        if entry is None:
            raise Refused("corrupt", f"no stream {min(names)}")
        if entry.size >= self._cutoff:
            return self._chain(entry.start)[: entry.size]
        container = self._chain(struct.unpack_from("<L", self._directory, 116)[0])
        return self._mini_chain(entry.start, container)[: entry.size]
