"""The leaves of an inbox file: itself, or what its archives and messages hold, under limits of size and nesting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from workbooks.files.archives import Member, members
from workbooks.files.file_kinds import FileKind, kind_of
from workbooks.files.limits import LIMITS, Refused
from workbooks.files.mail import open_message


@dataclass(frozen=True, slots=True)
class Leaf:
    """One file of an inbox: its name below the inbox, bytes and kind, who sent it when, and why it was refused.

    A container is a leaf too, with the text of a message's body. `companions` are the kinds beside it in its container.
    """

    name: str
    data: bytes
    kind: FileKind
    sender: str = ""
    received: dt.datetime | None = None
    modified: dt.datetime | None = None
    body: str = ""
    refused: str = ""
    is_container: bool = False
    companions: tuple[FileKind, ...] = field(default=())


def leaves(name: str, data: bytes, modified: dt.datetime | None = None) -> list[Leaf]:
    """The file and, if it is a container, everything in it, outermost first. Refused members are listed as such."""
    budget = _Budget()
    return list(_unpacked(Leaf(name, data, kind_of(data, name), modified=modified), 0, budget))


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked of one inbox file."""

    unpacked: int = LIMITS.unpacked_bytes
    count: int = LIMITS.leaves


def _unpacked(leaf: Leaf, depth: int, budget: _Budget) -> Iterator[Leaf]:
    if leaf.kind not in (FileKind.ZIP, FileKind.MESSAGE) or leaf.refused:
        yield leaf
        return
    if depth >= LIMITS.depth:
        yield replace(leaf, refused="nested-too-deep", is_container=True)
        return
    try:
        container, found = _opened(leaf, budget)
    except Refused as refused:
        yield replace(leaf, refused=refused.reason, is_container=True)
        return
    yield container
    kinds = tuple(member.kind for member in found)
    for member in found:
        yield from _unpacked(replace(member, companions=kinds), depth + 1, budget)


def _opened(leaf: Leaf, budget: _Budget) -> tuple[Leaf, list[Leaf]]:
    """The container's own record and its members."""
    if leaf.kind is FileKind.MESSAGE:
        message = open_message(leaf.data)
        container = replace(
            leaf, sender=message.sender or leaf.sender, received=message.received or leaf.received, body=message.body
        )
        parts: list[Member] = [(name, data, None, "") for name, data in message.attachments]
    else:
        container = leaf
        parts = list(members(leaf.data, budget.unpacked))
    budget.unpacked -= sum(len(part[1]) for part in parts)
    budget.count -= len(parts)
    if budget.unpacked < 0 or budget.count < 0:
        raise Refused("too-large", leaf.name)
    found = []
    taken: set[str] = set()
    for name, data, modified, refused in parts:
        label = _free_label(f"{leaf.name}/{name}", taken)
        kind = kind_of(data, name) if not refused else FileKind.UNKNOWN
        found.append(Leaf(label, data, kind, container.sender, container.received, modified, refused=refused))
    return replace(container, is_container=True), found


def _free_label(label: str, taken: set[str]) -> str:
    """The label, with a number where a container holds two members of one name."""
    candidate, number = label, 2
    while candidate in taken:
        candidate, number = f"{label} ({number})", number + 1
    taken.add(candidate)
    return candidate
