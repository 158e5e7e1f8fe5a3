"""The text of bytes whose encoding nobody names: UTF-8, UTF-16 with or without its mark, or 8-bit Cyrillic."""

from __future__ import annotations

import re

from workbooks.files.limits import Refused
from workbooks.text import repaired_encoding

_WIDE_SAMPLE, _FEWEST_WIDE = 4096, 16
# The upper halves of UTF-16 signs in such texts: Latin and digits, Cyrillic, punctuation.
_UPPER_HALVES = (0x00, 0x04, 0x20, 0x21)
# Windows for Kazakh, DOS, Unix, the Mac, the ISO's, and the other Kazakh table of Windows (Asian Cyrillic).
_CYRILLIC = ("kz1048", "cp866", "koi8-r", "mac_cyrillic", "iso8859-5", "ptcp154")
_CYRILLIC_SAMPLE = 20_000
# In UTF-8 text a sign in ten that is none is another encoding's, not damage.
_MOST_DAMAGE = 0.1
_BAD = re.compile("[\udc80-\udcff]+")
_SPACE_OF_WINDOWS, _LOST = "\udca0", "\ufffd"
_COMMON = """
    по из них на от до за не для год года году лет том числе всего итого членов члены численность количество код
    организаций организация организации профсоюз профсоюза профсоюзных работников работающих женщин женщины отчет
    отчетный показателя наименование единица разница чел ед область области город человек председатель исполнитель
    және бойынша саны жыл жылы жылғы барлығы мүшелерінің адам бірлік ұйымы қаңтар өткен есептік көрсеткіштің
"""
_COMMON_WORDS = frozenset(_COMMON.split())
_WORD = re.compile(r"[^\W\d_]{2,}")


def decoded(data: bytes) -> str:
    """The text of bytes; of the 8-bit code pages the one that gives the most common words of Russian or Kazakh.

    charset-normalizer 3.5 was tried on short tables in either language and seven code pages: it read 13 of 14 rightly
    (a Kazakh one from a Mac came out as Windows-1251), this reads all.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    wide = wide_encoding(data)
    if wide:
        return data.decode(wide, "replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        damaged = _damaged(data)
        return damaged or data.decode(_code_page(data[:_CYRILLIC_SAMPLE]), "replace")
    return (
        "\n".join(_repaired(line) for line in text.split("\n"))
        if ("Р" in text and "Рђ" in text) or "Т›" in text
        else text
    )


def unbroken(text: str) -> str:
    """A text that is to hold figures. Raises Refused (corrupt) where a part of it is zeros: a copy that broke off."""
    if "\x00" in text:
        raise Refused("corrupt", "zeros within a text")
    return text


def _damaged(data: bytes) -> str:
    """UTF-8 in which few bytes are none, those marked as lost; empty for bytes in another encoding.

    A space of Windows' code page, which people paste into numbers, is a space.
    """
    text = data.decode("utf-8-sig", "surrogateescape")
    bad = sum(map(len, _BAD.findall(text)))
    if bad > _MOST_DAMAGE * sum(sign > "\x7f" for sign in text):
        return ""
    return _BAD.sub(lambda x: "\xa0" if x[0] == _SPACE_OF_WINDOWS else _LOST, text)


def wide_encoding(data: bytes) -> str:
    """The byte order of UTF-16 text without its mark, told by the upper halves of its signs; empty for other bytes."""
    sample = data[:_WIDE_SAMPLE]
    signs = len(sample) // 2
    if signs < _FEWEST_WIDE:
        return ""
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        halves = sample[first::2]
        likely = sum(map(halves.count, _UPPER_HALVES))
        # Spaces are 0x20 too: only zeros tell that a half is one.
        if likely >= 0.95 * signs and halves.count(0) >= 0.1 * signs:
            return encoding
    return ""


def _code_page(sample: bytes) -> str:
    """The code page of 8-bit Cyrillic; the Kazakh one of Windows where words do not tell."""

    def known(encoding: str) -> int:
        return sum(word in _COMMON_WORDS for word in _WORD.findall(sample.decode(encoding, "replace").casefold()))

    return max(_CYRILLIC, key=known)


def _repaired(line: str) -> str:
    better = repaired_encoding(line)
    return better if len(better) < len(line) else line
