"""The text of a document in Rich Text Format, read by striprtf.

The library gives hidden and deleted words too, leaves footnotes out, and looks for links in a time that grows with the
square of a long line: so the file is made ready for it first.
"""

from __future__ import annotations

import re

from workbooks.files import LIMITS, Refused

_PICTURE = re.compile(r"(?<![0-9A-Fa-f\s])[0-9A-Fa-f\s]{256,}")
_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})?|\\[^a-z]|[{}]")
_UNSEEN = ("v", "deleted")
_CLOSING = {"hidden": "}}", "note": "\\par }", "": "}"}
_MOST = 8 * LIMITS.note_characters


def rich_text(data: bytes) -> str:
    """The text, a line a paragraph. Raises Refused (corrupt)."""
    from striprtf.striprtf import rtf_to_text

    source = _PICTURE.sub("", data.decode("latin-1"))[:_MOST]
    try:
        text = rtf_to_text(_made_ready(source), errors="replace")  # type: ignore[no-untyped-call]
    except Exception as error:
        raise Refused("corrupt", f"RTF: {error}"[:200]) from error
    lines = (line.strip(" |\t") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[: LIMITS.note_characters]


def _made_ready(source: str) -> str:
    """The file with hidden and deleted words in groups that are passed over, footnotes in the text, links on lines."""
    pieces: list[str] = []
    # For each group that is open, what is open in it: hidden words, a note, or nothing.
    opened = [""]
    done = 0
    for token in _TOKEN.finditer(source):
        pieces.append(source[done : token.start()])
        done = token.end()
        word = token[1]
        if token[0] == "{":
            opened.append("")
            # A line break says nothing in RTF; the library's search for links ends at it.
            pieces.append("\n{")
        elif token[0] == "}":
            pieces.append(_CLOSING[opened.pop() if len(opened) > 1 else ""])
        elif word in _UNSEEN and token[2] != "0":
            pieces.append("" if opened[-1] == "hidden" else "{\\*\\hid ")
            opened[-1] = "hidden"
        elif opened[-1] == "hidden" and (word == "plain" or word in _UNSEEN):
            pieces.append("}")
            opened[-1] = ""
        elif word == "footnote":
            pieces.append("\\par ")
            opened[-1] = "note"
        else:
            pieces.append(token[0])
    pieces.append(source[done:])
    return "".join(pieces)
