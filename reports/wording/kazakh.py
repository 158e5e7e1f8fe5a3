"""Case endings that the Kazakh texts need: on figures as they are read aloud, on names of organisations, on reasons."""

from __future__ import annotations

BACK, FRONT = "аоұыуяёю", "әеэөүіи"
_VOICELESS = "пфкқтсшщчцхһбвгд"
_DATIVE_UNITS = ("", "ге", "ге", "ке", "ке", "ке", "ға", "ге", "ге", "ға")
_DATIVE_TENS = ("", "ға", "ға", "ға", "қа", "ге", "қа", "ке", "ге", "ға")


def dative_of_number(value: int) -> str:
    """The dative ending of a figure, with its hyphen: 111 → «-ге» (жүз он бірге), 40 → «-қа» (қырыққа)."""
    value = abs(value)
    if value % 10:
        return f"-{_DATIVE_UNITS[value % 10]}"
    if value % 100:
        return f"-{_DATIVE_TENS[value // 10 % 10]}"
    if value % 1000:
        return "-ге"
    return "-ге" if value == 0 else "-ға"


def locative(name: str) -> str:
    """The name in the locative: «облыстық ұйымы» → «облыстық ұйымында».

    Names of organisations end in the possessive (ұйымы, одағы, орталығы), which takes -нда, -нде. A name that ends in
    a quotation mark, a bracket, an abbreviation or a digit keeps its form and is followed by «ұйымында».
    """
    name = name.strip()
    last = name[-1:]
    if not last.isalpha() or last.isupper():
        return f"{name} ұйымында"
    front = is_front(name)
    if last in "ыі":
        return name + ("нде" if front else "нда")
    if last in _VOICELESS:
        return name + ("те" if front else "та")
    return name + ("де" if front else "да")


def is_front(word: str) -> bool:
    """Whether the last vowel is a front one, so that the endings are -де, -ге rather than -да, -ға."""
    vowels = [letter for letter in word.lower() if letter in BACK or letter in FRONT]
    return bool(vowels) and vowels[-1] in FRONT


def instrumental(phrase: str) -> str:
    """The phrase in the instrumental, every part of it: «көшу, көші-қон» → «көшумен, көші-қонмен»."""
    return ", ".join(_instrumental(part.strip()) for part in phrase.split(",") if part.strip())


def _instrumental(phrase: str) -> str:
    last = phrase[-1:].lower()
    if last in _VOICELESS:
        return f"{phrase}пен"
    return f"{phrase}бен" if last in "зж" else f"{phrase}мен"
