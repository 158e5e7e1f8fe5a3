"""The addresses that stand in a header, taken from it before anything in it is decoded.

The parser of the standard library decodes words first and finds an address in what they say; and `boss@org <a@b>`,
which many programs write, it takes for the address of boss.
"""

from __future__ import annotations

import re
import string

_LONGEST = 2_000
_ASIDE = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_BARE = re.compile(r"[^\s<>(),;:\"]+@[^\s<>(),;:\"]+")
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def address_form(address: str) -> str:
    """The address in small letters, so that two can be compared.

    Only Latin letters change: ſ and the sign of Kelvin would become those of somebody else's address.
    """
    return address.strip().translate(_SMALL)


def addresses_of(raw: str) -> tuple[str, ...]:
    """The different addresses in the raw text of a header, in small letters; what is shown beside them is no address.

    What stands between angle brackets and is none is given as it stands.
    """
    text = _ASIDE.sub(" ", " ".join(raw[:_LONGEST].split()))
    bracketed = [match.strip() for match in _IN_BRACKETS.findall(text)]
    bare = _BARE.findall(_IN_BRACKETS.sub(" ", text))
    return tuple(dict.fromkeys(_told(x) for x in (*bracketed, *bare) if x))


def _told(address: str) -> str:
    printable = "".join(x if x.isprintable() and not x.isspace() else "?" for x in address)
    return address_form(printable)
