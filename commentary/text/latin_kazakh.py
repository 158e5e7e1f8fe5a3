"""Kazakh in Latin letters, of the alphabets of 2018 and 2021 or as it is typed without either, read as Cyrillic."""

from __future__ import annotations

import re

_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "абкдефгхижклмнопқрстувухыз", strict=True)) | {
    "ä": "ә", "á": "ә", "ö": "ө", "ó": "ө", "ü": "ү", "ú": "ү", "ū": "ұ", "ğ": "ғ", "ǵ": "ғ", "ñ": "ң", "ń": "ң",
    "ş": "ш", "ı": "и", "ý": "у", "ç": "ч", "é": "е",
}  # fmt: skip
_PAIRS = {"sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "yu": "ю", "ya": "я", "ts": "ц"}
_VOWELS = frozenset("aeiouyäáöóüúūı")
_WORD = re.compile(r"[^\W\d_]+")
_OWN = re.compile(r"[äöüūğşñıáóúýǵńç]|q(?!u)")
# endings of words or behind figures that English and the names of files do not have
_ENDINGS = re.compile(r"(?:dar|der|lar|ler|tar|ter|dyn|din|nyn|gen|gan|dy|di|ty|ti|men|ge|ga|nan|nen|dan|den)$")
_MOST_LATIN, _FEWEST_SIGNS = 0.7, 2


def is_latin_kazakh(text: str) -> bool:
    """Whether most words of a text are Latin and several are Kazakh by their letters and endings."""
    words = [w.lower() for w in _WORD.findall(text)]
    latin = [w for w in words if w[0].isascii() or _OWN.search(w)]
    if not latin or len(latin) < _MOST_LATIN * len(words):
        return False
    own = sum(bool(_OWN.search(w)) for w in latin)
    return own >= 1 and own + sum(bool(_ENDINGS.search(w)) for w in latin) >= _FEWEST_SIGNS


def in_cyrillic(text: str) -> tuple[str, list[int]]:
    """The text in Cyrillic letters, and for each of its characters, and its end, the place in the text as written."""
    written: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        letter, used = _letter(text, at, written[-1] if written else "")
        written.append(letter)
        places.append(at)
        at += used
    return "".join(written), [*places, len(text)]


def _letter(text: str, at: int, last: str) -> tuple[str, int]:
    """The Cyrillic letter at a place, behind the `last` one, and how many Latin ones it stands for."""
    lowered = text[at].lower()
    pair = (text[at : at + 2]).lower()
    before = text[at - 1].lower() if at else ""
    if pair in _PAIRS:
        found, used = _PAIRS[pair], 2
    elif lowered in "iı" and pair[1:] in ("a", "á") and not before.isalpha():
        found, used = "я", 2
    elif lowered in "iı" and before in _VOWELS and last != "й":
        found, used = ("я", 2) if pair[1:] == "a" else ("й", 1)
    else:
        found, used = _LETTERS.get(lowered, text[at]), 1
    return (found.upper() if text[at].isupper() else found), used
