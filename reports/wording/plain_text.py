"""Texts from files, made fit for letters, workbooks and documents: no control characters, all can be encoded."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with line breaks and tabs, without other control and direction characters; lone surrogates become �."""
    return _LONE_SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text))


def one_line(text: str) -> str:
    """The printable text on one line, single spaces between its words; no-break spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", printable(text)).strip()
