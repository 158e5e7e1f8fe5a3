"""Texts made comparable: what two people write of the same thing folds to the same words.

Case, quotes, dashes, punctuation and spaces go; Latin letters that look Cyrillic, and the letters of Kazakh texts
that were decoded as plain Windows-1251, become the letters they stand for.
"""

from __future__ import annotations

import functools
import re
import unicodedata

# The same bytes as KZ-1048 (Kazakh) and as Windows-1251 (Russian): «Ќазаќ» is «Қазақ», «ЈЄЌ» stands for Ә, Ғ, Қ.
_KZ_BYTES = bytes((0x8D, 0x9D, 0x8E, 0x9E, 0xA1, 0xA2, 0xA3, 0xA5, 0xAA, 0xAF, 0xB4, 0xBA, 0xBC, 0xBD, 0xBE, 0xBF))
_DAMAGED = str.maketrans(dict(zip(_KZ_BYTES.decode("cp1251"), _KZ_BYTES.decode("kz1048"), strict=True)))
# The other table of old Kazakh fonts, where «є», «ѓ», «њ» stand for ә, ғ, ң: «жєне ѓылым … ныњ». No text in the first
# table has the last two, so they tell; «є» alone does not.
_OTHER_FONT = str.maketrans("ЄєЃѓЊњ", "ӘәҒғҢң")
_OF_OTHER_FONT = re.compile("[ЃѓЊњ]")
_LATIN = "ABCEHIKMOPTXYaceikopxyhəөƏӨ"
_CYRILLIC = "АВСЕНІКМОРТХУасеікорхуһәөӘӨ"
_LOOKALIKES = str.maketrans(dict(zip(_LATIN, _CYRILLIC, strict=True)))
_ALL_LOOKALIKE = frozenset(_LATIN)
_KAZAKH_TO_RUSSIAN = str.maketrans("әғқңөұүһі", "агкноуухи")
_WORD = re.compile(r"[^\W_]+")
_HAS_LATIN = re.compile(r"[A-Za-zəƏ]")
_CYRILLIC_LETTER = re.compile(r"[Ѐ-ӿ]")
_CASES = """
    ның нің дың дің тың тің ын ін н ына іне на не ға ге қа ке ны ні ды ді ты ті нда нде да де та те ында інде нан нен
    дан ден тан тен ынан інен мен бен пен ымен імен ы і сы сі сының сінің ының інің сында сінде
"""
_CASE_ENDINGS = frozenset(_CASES.split())


@functools.lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The words of `text` in one canonical writing, single spaces between."""
    if _OF_OTHER_FONT.search(text):
        text = in_other_font(text)
    plain = unicodedata.normalize("NFKC", text.translate(_DAMAGED)).replace("\u00ad", "").replace("\u200b", "")
    words = _WORD.findall(plain)
    if _HAS_LATIN.search(plain) and (_CYRILLIC_LETTER.search(plain) or _ALL_LOOKALIKE.issuperset("".join(words))):
        words = [_in_one_script(word) for word in words]
    return " ".join(words).casefold().replace("ё", "е")


def _in_one_script(word: str) -> str:
    """A word that mixes the scripts, or could be either, in Cyrillic; a truly Latin word as it is."""
    if _CYRILLIC_LETTER.search(word) or _ALL_LOOKALIKE.issuperset(word):
        return word.translate(_LOOKALIKES)
    return word


def russian_letters(folded: str) -> str:
    """A folded text with its Kazakh letters written as offices without a Kazakh keyboard write them."""
    return folded.translate(_KAZAKH_TO_RUSSIAN)


@functools.lru_cache(maxsize=65536)
def without_case_ending(folded: str) -> frozenset[str]:
    """What a folded name can be without the Kazakh case ending of its last word; the name itself among them."""
    head, _, last = folded.rpartition(" ")
    names = {folded}
    if head and last in _CASE_ENDINGS:
        names.add(head)
    for cut in range(4, len(last)):
        if last[cut:] in _CASE_ENDINGS:
            names.add(f"{head} {last[:cut]}".strip())
    return frozenset(names)


def in_other_font(text: str) -> str:
    """The text with «є», «ѓ», «њ» read as in the second table of old Kazakh fonts."""
    return text.translate(_OTHER_FONT)


def repaired_encoding(text: str) -> str:
    """The text that UTF-8 bytes read as Windows-1251 («РђР±Р°Р№») stand for; any other text as it is."""
    try:
        return text.encode("cp1251").decode("utf-8")
    except UnicodeError:
        return text
