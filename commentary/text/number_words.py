"""Numbers written as words, in Kazakh with case endings and in Russian in all cases."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from commentary.text.folding import fold

_KAZAKH = {
    "бір": 1, "екі": 2, "үш": 3, "төрт": 4, "бес": 5, "алты": 6, "жеті": 7, "сегіз": 8, "тоғыз": 9, "он": 10,
    "жиырма": 20, "отыз": 30, "қырық": 40, "елу": 50, "алпыс": 60, "жетпіс": 70, "сексен": 80, "тоқсан": 90,
    "жүз": 100, "мың": 1000,
}  # fmt: skip
_SOFTENED = {"қырық": "қырығ", "төрт": "төрд"}
_COLLECTIVE = {
    "біреу": 1, "екеу": 2, "үшеу": 3, "төртеу": 4, "бесеу": 5, "алтау": 6, "жетеу": 7, "сегізеу": 8, "тоғызу": 9,
}  # fmt: skip
_DATIVE = ("ға", "ге", "қа", "ке", "на", "не", "ына", "іне", "сына", "сіне")
_ABLATIVE = ("дан", "ден", "тан", "тен", "нан", "нен", "ынан", "інен", "сынан", "сінен")
_POSSESSIVE = ("ы", "і", "сы", "сі", "ының", "інің", "сының", "сінің", "ын", "ін", "сын", "сін")
_OTHER = ("ды", "ді", "ты", "ті", "ны", "ні", "дың", "дің", "тың", "тің", "ның", "нің", "да", "де", "та", "те",
          "мен", "бен", "пен", "лар", "лер", "дар", "дер", "дық", "дік", "лық", "лік")  # fmt: skip
_NEARLY = ("дай", "дей", "тай", "тей", "даған", "деген", "дайы", "дейі", "дайға", "дейге")

_RUSSIAN = {
    1: "один одна одно одного одной одному одним одном одну", 2: "два две двух двум двумя двое двоих",
    3: "три трех трем тремя трое троих", 4: "четыре четырех четырем четырьмя четверо четверых",
    5: "пять пяти пятью пятеро пятерых", 6: "шесть шести шестью шестеро шестерых", 7: "семь семи семью семеро семерых",
    8: "восемь восьми восемью", 9: "девять девяти девятью", 10: "десять десяти десятью",
    11: "одиннадцать одиннадцати", 12: "двенадцать двенадцати двенадцатью", 13: "тринадцать тринадцати",
    14: "четырнадцать четырнадцати", 15: "пятнадцать пятнадцати", 16: "шестнадцать шестнадцати",
    17: "семнадцать семнадцати", 18: "восемнадцать восемнадцати", 19: "девятнадцать девятнадцати",
    20: "двадцать двадцати двадцатью", 30: "тридцать тридцати тридцатью", 40: "сорок сорока",
    50: "пятьдесят пятидесяти", 60: "шестьдесят шестидесяти", 70: "семьдесят семидесяти",
    80: "восемьдесят восьмидесяти", 90: "девяносто девяноста", 100: "сто ста", 200: "двести двухсот двумстам",
    300: "триста трехсот тремстам", 400: "четыреста четырехсот", 500: "пятьсот пятисот", 600: "шестьсот шестисот",
    700: "семьсот семисот", 800: "восемьсот восьмисот", 900: "девятьсот девятисот",
    1000: "тысяча тысячи тысяч тысяче тысячу тысячей тыс", 1500: "полторы полутора",
}  # fmt: skip
_SCALES = frozenset({100, 1000})


@functools.cache
def _forms() -> dict[str, tuple[int, str]]:
    """Folded word form -> (value, ending): dative, ablative, possessive, nearly or nothing."""
    forms: dict[str, tuple[int, str]] = {}
    for stem, value in (_KAZAKH | _COLLECTIVE).items():
        for base in {stem, _SOFTENED.get(stem, stem)}:
            for endings, name in ((("",), ""), (_OTHER, ""), (_DATIVE, "dative"), (_ABLATIVE, "ablative"),
                                  (_POSSESSIVE, "possessive"), (_NEARLY, "nearly")):  # fmt: skip
                for ending in endings:
                    forms.setdefault(fold(base + ending), (value, name))
    forms.pop(fold("үшін"))  # 'for', not 'its three'
    forms.pop(fold("бірдей"))  # 'alike', not 'about one'
    for value, words in _RUSSIAN.items():
        for word in words.split():
            forms[fold(word)] = (value, "")
    return forms


# words that are also something else: 'he', 'one of', 'quarter'
_AMBIGUOUS = frozenset(
    map(
        fold,
        ("он", "бір", "біреу", "бес", "тоқсан", "тоқсанда", "тоқсанның", "тоқсанға", "жүзде", "один", "одна", "одно"),
    )
) | {"одного", "одной", "одним", "одном"}


def read_numeral(words: Sequence[str], at: int, kazakh: bool) -> tuple[float, int, str] | None:
    """(value, number of words, case ending) of the numeral that begins at `at`, or None.

    `words` are folded. A word that is also something else (он, бір, тоқсан) counts only within a longer numeral, and
    он also where the text is Kazakh.
    """
    forms = _forms()
    total, group, used, ending, last = 0.0, 0.0, 0, "", 10**9
    while at + used < len(words):
        found = forms.get(words[at + used])
        if found is None:
            break
        value, name = found
        if value in _SCALES and used:
            if value == 1000:
                total, group = total + (group or 1) * 1000, 0.0
            else:
                group = (group or 1) * 100
            last = value
        elif used and (value >= last or last < 10 or 10 < last < 20):
            break
        else:
            group, last = group + value, value
        used, ending = used + 1, name
        if name in ("dative", "ablative", "possessive", "nearly"):
            break
    if not used or (used == 1 and words[at] in _AMBIGUOUS and not (kazakh and words[at] == "он")):
        return None
    return total + group, used, ending


def case_of(suffix: str) -> str:
    """The case that a suffix behind a figure shows (240-қа): dative, ablative, possessive, nearly, or nothing."""
    for endings, name in (
        (_DATIVE, "dative"),
        (_ABLATIVE, "ablative"),
        (_POSSESSIVE, "possessive"),
        (_NEARLY, "nearly"),
    ):
        if suffix in {fold(x) for x in endings}:
            return name
    return ""
