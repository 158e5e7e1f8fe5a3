"""The mail addresses in a cell of the register, which may hold several."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"[;,\s]+")
_WRITABLE = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def addresses_in(text: str) -> tuple[str, ...]:
    """The addresses that the text names, in small letters, each once: `A@x.kz; b@x.kz` → a@x.kz, b@x.kz."""
    return tuple(dict.fromkeys(x.casefold() for x in _BETWEEN.split(text) if "@" in x))


def recipients_in(text: str) -> tuple[str, ...]:
    """The addresses that a letter goes to; none where anything else stands among them: it may mean something else."""
    pieces = [x for x in _BETWEEN.split(text.strip()) if x]
    return addresses_in(text) if all(map(can_be_written_to, pieces)) else ()


def can_be_written_to(address: str) -> bool:
    """Whether it is one address of the plain kind that every mail server takes."""
    return bool(_WRITABLE.fullmatch(address))
