"""Builds compound files, the container of Microsoft's older formats, for the tests of reading."""

from __future__ import annotations

import struct

_SECTOR, _END, _FREE, _FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound_file(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams; `/` in a name stands for a storage.

    What is shorter than 4096 bytes is filled up with zeros: shorter streams would lie in a stream of their own.
    """
    entries: list[list[object]] = [["Root Entry", 5, b"", []]]
    places = {"": 0}
    for name, data in streams.items():
        parent = ""
        *folders, last = name.split("/")
        for folder in folders:
            path = f"{parent}/{folder}"
            if path not in places:
                places[path] = len(entries)
                entries[places[parent]][3].append(len(entries))  # type: ignore[attr-defined]
                entries.append([folder, 1, b"", []])
            parent = path
        entries[places[parent]][3].append(len(entries))  # type: ignore[attr-defined]
        entries.append([last, 2, data.ljust(4096, b"\0"), []])
    return _written(entries)


def _written(entries: list[list[object]]) -> bytes:
    directory_sectors = -(-len(entries) * 128 // _SECTOR)
    bodies, fat, starts = [], [], []
    number = 1 + directory_sectors
    for _, _, data, _ in entries:
        assert isinstance(data, bytes)
        count = -(-max(len(data), 1) // _SECTOR) if data else 0
        starts.append(number if count else _END)
        bodies.append(data.ljust(count * _SECTOR, b"\0"))
        fat += [number + n + 1 for n in range(count - 1)] + [_END] * bool(count)
        number += count
    table = [_FAT, *[n + 2 for n in range(directory_sectors - 1)], _END, *fat]
    assert len(table) <= 128, "the builder writes one sector of the allocation table"
    table += [_FREE] * (128 - len(table))
    siblings = {child: chain for entry in entries if (chain := entry[3]) for child in chain}  # type: ignore[attr-defined]
    directory = b""
    for place, (name, kind, data, children) in enumerate(entries):
        assert isinstance(name, str)
        assert isinstance(data, bytes)
        chain = siblings.get(place, [])
        following = chain[chain.index(place) + 1] if chain and chain[-1] != place else _FREE
        raw = (name + "\0").encode("utf-16-le")
        first = children[0] if children else _FREE  # type: ignore[index]
        directory += raw.ljust(64, b"\0") + struct.pack("<HBBLLL", len(raw), kind, 1, _FREE, following, first)
        directory += bytes(36) + struct.pack("<LQ", starts[place], len(data))
    directory = directory.ljust(directory_sectors * _SECTOR, b"\0")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6xLLLLLLLLL", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    )
    header += struct.pack("<109L", 0, *[_FREE] * 108)
    return header.ljust(512, b"\0") + struct.pack("<128L", *table) + directory + b"".join(bodies)
