"""Words of a sender as our own sentences may repeat them: one line, short, nothing that a program would follow."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80
_BREAKS = re.compile(r"[\t\r\n\v\f\u2028\u2029]+ *")
_SCHEME = re.compile(r"(?<=[A-Za-z0-9])://")
_HOST = re.compile(r"(?<=[A-Za-z0-9])\.(?=[A-Za-z]{2,}(?:[./:?#]|\b))")
_LOOKS_LIKE_A_LINK = re.compile(r"://|\bwww\.|\b[A-Za-z0-9-]+\.[A-Za-z]{2,}/", re.IGNORECASE)


def quoted(text: str, longest: int = LONGEST) -> str:
    """The words on one line without control characters, cut at a word with an ellipsis, links defanged."""
    visible = "".join(x if unicodedata.category(x)[0] != "C" or x in "\t\n\r" else "" for x in text[: 4 * longest])
    line = _BREAKS.sub(" ", visible)
    if _LOOKS_LIKE_A_LINK.search(line):
        line = _HOST.sub("[.]", _SCHEME.sub("[:]//", line))
    if len(line) <= longest and len(text) <= 4 * longest:
        return line
    cut = line[:longest]
    head, _, _ = cut.rpartition(" ")
    return f"{head if len(head) > longest // 2 else cut} …"
