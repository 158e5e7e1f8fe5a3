"""Passwords that esep was given, so that nothing it says or writes of a fault repeats them."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

_SHOWN = "***"
_known: set[str] = set()


def never_say(secret: str) -> None:
    """Keep a password, or the one within a database's address, from what is said."""
    found = {secret} if "://" not in secret else _within(secret)
    _known.update(x for x in found if len(x) > 2)


def unsaid(text: str) -> str:
    """The text with *** for each password."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, _SHOWN)
    return text


def _within(address: str) -> set[str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return {address}
    asked = dict(x.partition("=")[::2] for x in parts.query.split("&") if x)
    given = {parts.password or "", asked.get("password", "")}
    return {y for x in given if x for y in (x, unquote(x))}
