"""Letters that a scanner put in the place of digits, and digits in the place of letters, read as they were meant."""

from __future__ import annotations

import re

_DIGIT = re.compile(r"\d")
# beside digits the letter O is a nought (3 64О, 2О25), and a capital I, or l, before them a one (I6О, I О5О)
_NUMBER = re.compile(r"(?<!\w)[IІl]?[\dОоOo]*\d[\dОоOo]*(?!\w)|(?<!\w)[IІl](?= [\dОоOo]{3}(?!\w))")
_NOUGHTS = str.maketrans("ОоOoIІl", "0000111")
# within a word a one is the letter л, a nought the letter о
_IN_WORDS = re.compile(r"(?<=[а-яёәғқңөұүһі])[10](?=[а-яёәғқңөұүһі]{2})", re.IGNORECASE)


def as_meant(text: str) -> str:
    """The text, as long as it was, with the letters among digits and the digits within words put right."""
    if _DIGIT.search(text) is None:
        return text
    read = _NUMBER.sub(lambda m: m.group().translate(_NOUGHTS), text)
    return _IN_WORDS.sub(lambda m: "л" if m.group() == "1" else "о", read)
