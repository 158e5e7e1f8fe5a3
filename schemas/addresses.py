"""Mail addresses: how two are compared, and those in a cell of the register, which may hold several."""

from __future__ import annotations

import re
import string

_BETWEEN = re.compile(r"[;,\s]+")
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_WRITABLE = re.compile(rf"{_WORD}(?:\.{_WORD})*@{_LABEL}(?:\.{_LABEL})*")


def address_form(address: str) -> str:
    """The address in small letters, so that two can be compared.

    Only Latin letters change: ſ and the sign of Kelvin would become those of somebody else's address.
    """
    return address.strip().translate(_SMALL)


def addresses_in(text: str) -> tuple[str, ...]:
    """The addresses that the text names, in small letters, each once: `A@x.kz; b@x.kz` → a@x.kz, b@x.kz."""
    return tuple(dict.fromkeys(address_form(x) for x in _BETWEEN.split(text) if "@" in x))


def recipients_in(text: str) -> tuple[str, ...]:
    """The addresses that a letter goes to; none where anything else stands among them: it may mean something else."""
    pieces = [x for x in _BETWEEN.split(text.strip()) if x]
    return addresses_in(text) if all(map(can_be_written_to, pieces)) else ()


def can_be_written_to(address: str) -> bool:
    """Whether it is one address of the plain kind that every mail server takes."""
    return bool(_WRITABLE.fullmatch(address))
