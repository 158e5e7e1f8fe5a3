"""The messages of an mbox file, as mail programs export a folder.

`mailbox` of the standard library reads from a path only, and nothing that is sent to us is ever written to one.
"""

from __future__ import annotations

import re

# The line before a message: who sent it and when, and a header right below.
_FROM_LINE = re.compile(rb"^From [^\r\n]{0,300}\d{4}[^\r\n]{0,40}\r?\n(?=[A-Za-z][\w-]{0,60}:)", re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def is_mailbox(head: bytes) -> bool:
    """Whether a file that begins so is an mbox, of one message or more."""
    return _FROM_LINE.match(head) is not None


def messages_in(data: bytes) -> list[bytes]:
    """The messages of an mbox, in their order."""
    starts = list(_FROM_LINE.finditer(data))
    ends = [match.start() for match in starts[1:]] + [len(data)]
    return [_QUOTED_FROM.sub(rb"\1", data[match.end() : end]) for match, end in zip(starts, ends, strict=True)]
