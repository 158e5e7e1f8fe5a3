"""The headers of a message as they came, from the top down: what stands higher was written later."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

from workbooks.files.text_encodings import decoded


class RawHeaders:
    """Pairs of a name in small letters and its value on one line, no word of it decoded but what is no ASCII."""

    def __init__(self, message: Message) -> None:
        self.items = tuple((name.lower(), " ".join(_text(value).split())) for name, value in message.raw_items())

    def all(self, name: str) -> Iterator[str]:
        """The values of the headers of this name."""
        return (value for given, value in self.items if given == name)

    def first(self, name: str) -> str:
        """The value of the topmost header of this name; empty where there is none."""
        return next(self.all(name), "")

    def word(self, name: str) -> str:
        """The first word of that value, in small letters."""
        return next(iter(self.first(name).replace(";", " ").lower().split()), "")


def _text(value: object) -> str:
    raw = str(value)
    return raw if raw.isascii() else decoded(raw.encode("utf-8", "surrogateescape"))
