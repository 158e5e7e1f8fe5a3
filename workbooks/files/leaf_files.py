"""The leaves of an inbox file: itself, or what its archives and messages hold, under limits of size and nesting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from schemas.documents import MailHead
from workbooks.files.archives import Member, members, safe_label
from workbooks.files.file_kinds import FileKind, extension, kind_of
from workbooks.files.limits import LIMITS, Refused
from workbooks.files.mail import OpenedMessage, open_message, open_outlook_message
from workbooks.files.mailbox_files import messages_in
from workbooks.files.own_post import OwnPost
from workbooks.files.signed_content import signed_content
from workbooks.files.winmail import winmail_attachments

_CONTAINERS = frozenset(
    (FileKind.ZIP, FileKind.MESSAGE, FileKind.OUTLOOK_MESSAGE, FileKind.MAILBOX, FileKind.WINMAIL, FileKind.SIGNED)
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One file of an inbox: its name below the inbox, bytes and kind, who sent it when, and why it was refused.

    A container is a leaf too, with the text of a message's body; `answers` is it with what it
    stands below, `thread` all that stands there, where that is more. `companions` are the kinds beside it in its
    container.
    `mail` is the head of the message that brought it, the outermost one: what lies in a message came with that, and not
    with another that lies within. `is_ours` marks a letter of ours and all that lies in it.
    """

    name: str
    data: bytes
    kind: FileKind
    sender: str = ""
    received: dt.datetime | None = None
    modified: dt.datetime | None = None
    body: str = ""
    answers: str = ""
    thread: str = ""
    refused: str = ""
    is_container: bool = False
    companions: tuple[FileKind, ...] = field(default=())
    mail: MailHead | None = None
    is_ours: bool = False


def leaves(name: str, data: bytes, modified: dt.datetime | None = None, post: OwnPost = OwnPost()) -> list[Leaf]:
    """The file and, if it is a container, everything in it, outermost first. Refused members are listed as such."""
    budget = _Budget(post)
    return list(_unpacked(Leaf(name, data, kind_of(data, name), modified=modified), 0, budget))


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked of one inbox file, and by what our own post is known in it."""

    post: OwnPost
    unpacked: int = LIMITS.unpacked_bytes
    count: int = LIMITS.leaves


def _unpacked(leaf: Leaf, depth: int, budget: _Budget) -> Iterator[Leaf]:
    if leaf.kind not in _CONTAINERS or leaf.refused:
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
    messages = messages_in(leaf.data) if leaf.kind is FileKind.MAILBOX else []
    container, parts, ours = leaf, _parts(leaf, messages, budget), set[int]()
    if leaf.kind in (FileKind.MESSAGE, FileKind.OUTLOOK_MESSAGE) or len(messages) == 1:
        message = _message(leaf, messages, budget.post)
        container = _with_message(leaf, message)
        parts = [(part.name, part.data, None, "") for part in message.attachments]
        ours = {number for number, part in enumerate(message.attachments) if part.is_ours}
    budget.unpacked -= sum(len(part[1]) for part in parts)
    budget.count -= len(parts)
    if budget.unpacked < 0 or budget.count < 0:
        raise Refused("too-large", leaf.name)
    found = []
    taken: set[str] = set()
    for number, (name, data, modified, refused) in enumerate(parts):
        label = _free_label(f"{leaf.name}/{name}", taken)
        kind = (FileKind.MESSAGE if len(messages) > 1 else kind_of(data, name)) if not refused else FileKind.UNKNOWN
        part = replace(
            container, name=label, data=data, kind=kind, modified=modified, refused=refused, body="", answers=""
        )
        found.append(replace(part, thread="", companions=(), is_ours=container.is_ours or number in ours))
    return replace(container, is_container=True), found


def _with_message(leaf: Leaf, message: OpenedMessage) -> Leaf:
    """The leaf with what the message says; of one within another the body alone."""
    told = replace(leaf, body=message.body, answers=message.answers, thread=message.thread)
    told = replace(told, is_ours=leaf.is_ours or message.is_ours)
    if leaf.mail is not None:
        return told
    return replace(told, sender=message.sender, received=message.received, mail=message.head)


def _message(leaf: Leaf, messages: list[bytes], post: OwnPost) -> OpenedMessage:
    if leaf.kind is FileKind.OUTLOOK_MESSAGE:
        return open_outlook_message(leaf.data, post)
    return open_message(messages[0] if messages else leaf.data, post)


def _parts(leaf: Leaf, messages: list[bytes], budget: _Budget) -> list[Member]:
    """The members of an archive, of a mailbox of several messages, and of what wraps a single one."""
    if leaf.kind is FileKind.ZIP:
        return list(members(leaf.data, budget.unpacked))
    if leaf.kind is FileKind.WINMAIL:
        return [(safe_label(name), data, None, "") for name, data in winmail_attachments(leaf.data)]
    if leaf.kind is FileKind.SIGNED:
        content = signed_content(leaf.data)
        return [(_name_of_signed(leaf.name, content), content, None, "")] if content else []
    return [(f"{number}.eml", data, None, "") for number, data in enumerate(messages, 1)] if len(messages) > 1 else []


def _name_of_signed(name: str, content: bytes) -> str:
    """The name of a signed file without the ending that says so; a signed message has none of its own."""
    head = content[:200].lstrip().lower()
    if head.startswith((b"mime-version:", b"content-type:", b"content-transfer-encoding:")):
        return "message.eml"
    own = name.rpartition("/")[2]
    return own[: -len(extension(own)) - 1] if extension(own) else own


def _free_label(label: str, taken: set[str]) -> str:
    """The label, with a number where a container holds two members of one name."""
    candidate, number = label, 2
    while candidate in taken:
        candidate, number = f"{label} ({number})", number + 1
    taken.add(candidate)
    return candidate
