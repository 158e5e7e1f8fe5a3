"""The short number by which a letter is named: in its subject, in its text, in the subject of an answer."""

from __future__ import annotations

import hashlib
import re

LENGTH = 6
# Neither letters that look like digits or like one another, nor those that Cyrillic has too: some retype the number.
LETTERS = "DFGJNQRSUWZ"
SIGNS = "3479" + LETTERS


def letter_digest(organisation: str, version_key: str, telling: int = 0) -> str:
    """What the Message-ID of a letter about a version of a return begins with: the same for the same `telling`.

    A version is told of again where another was told of in between.
    """
    told = f"{organisation}\0{version_key}" + (f"\0{telling}" if telling else "")
    return hashlib.sha256(told.encode()).hexdigest()[:40]


def letter_number(message_id: str) -> str:
    """The number of the letter with this Message-ID: six signs, the first a letter; the same for the same letter."""
    rest = int.from_bytes(hashlib.sha256(message_id.strip().encode()).digest()[:8])
    rest, first = divmod(rest, len(LETTERS))
    signs = [LETTERS[first]]
    for _ in range(LENGTH - 1):
        rest, place = divmod(rest, len(SIGNS))
        signs.append(SIGNS[place])
    return "".join(signs)


def without_letter_numbers(subject: str) -> str:
    """A subject without the numbers of letters that answers to answers have gathered."""
    return _NUMBERED.sub("", subject).strip()


_NUMBERED = re.compile(rf"\s*№\s?[{LETTERS}][{SIGNS}]{{{LENGTH - 1}}}(?!\w)")
