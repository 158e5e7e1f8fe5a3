"""The streams of a compound file, the container of Excel's older formats."""

from __future__ import annotations

import struct

from workbooks.files.limits import Refused

_FREE = 0xFFFFFFFA
_ENTRY = 128


def stream(data: bytes, *names: str) -> bytes:
    """The bytes of the first stream that has one of these names. Raises Refused (corrupt) where there is none."""
    try:
        return _Reader(data).stream(names)
    except (struct.error, IndexError, MemoryError, OverflowError) as error:
        raise Refused("corrupt", "compound file") from error


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
        self._mini_size = 1 << min(struct.unpack_from("<H", data, 32)[0], 16)
        first, self._cutoff, first_mini = struct.unpack_from("<L4xLL", data, 48)
        self._fat = self._table()
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
        return self._numbers(b"".join(self._sector(place) for place in places if place < _FREE))

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

    def stream(self, names: tuple[str, ...]) -> bytes:
        container = b""
        for place in range(0, len(self._directory) - _ENTRY + 1, _ENTRY):
            entry = self._directory[place : place + _ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            start, size = struct.unpack_from("<LL", entry, 116)
            if kind == 5:
                container = self._chain(start)
            elif kind == 2 and entry[: max(length - 2, 0)].decode("utf-16-le", "replace") in names:
                whole = self._mini_chain(start, container) if size < self._cutoff else self._chain(start)
                return whole[:size]
        raise Refused("corrupt", f"no stream {names[0]}")
