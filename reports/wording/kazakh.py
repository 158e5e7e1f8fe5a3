"""Case endings that the Kazakh texts need: on figures as they are read aloud, on names of organisations, on reasons."""

from __future__ import annotations

from collections.abc import Sequence

BACK, FRONT = "аоұыуяёю", "әеэөүіи"
_ALPHABET = " 0123456789abcdefghijklmnopqrstuvwxyzаәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACES = {letter: place for place, letter in enumerate(_ALPHABET)}
_VOICELESS = "пфкқтсшщчцхһбвгд"
_ABLATIVE_UNITS = ("", "ден", "ден", "тен", "тен", "тен", "дан", "ден", "ден", "дан")
_ABLATIVE_TENS = ("", "нан", "дан", "дан", "тан", "ден", "тан", "тен", "нен", "нан")
_DATIVE_UNITS = ("", "ге", "ге", "ке", "ке", "ке", "ға", "ге", "ге", "ға")
_DATIVE_TENS = ("", "ға", "ға", "ға", "қа", "ге", "қа", "ке", "ге", "ға")


def dative_of_number(number: float) -> str:
    """The dative ending of a figure, with its hyphen: 111 → «-ге» (жүз он бірге), 40 → «-қа» (қырыққа).

    Of a decimal the last word read is its fraction: 2,5 → «-ке» (екі бүтін оннан беске).
    """
    return _ending(number, _DATIVE_UNITS, _DATIVE_TENS, hundred="ге", thousand="ға", zero="ге")


def ablative_of_number(number: float) -> str:
    """The ablative ending of a figure, with its hyphen: 1 948 → «-ден» (қырық сегізден), 40 → «-тан» (қырықтан)."""
    return _ending(number, _ABLATIVE_UNITS, _ABLATIVE_TENS, hundred="ден", thousand="нан", zero="ден")


def _ending(number: float, units: Sequence[str], tens: Sequence[str], *, hundred: str, thousand: str, zero: str) -> str:
    fraction = f"{abs(number):.2f}".partition(".")[2].rstrip("0")
    value = int(fraction or abs(number))
    if value % 10:
        return f"-{units[value % 10]}"
    if value % 100:
        return f"-{tens[value // 10 % 10]}"
    if value % 1000:
        return f"-{hundred}"
    return f"-{thousand if value else zero}"


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


def alphabetical(name: str) -> tuple[int, ...]:
    """What sorts names as the Kazakh alphabet does, whatever their marks and capitals: Қ after К, Ұ after У."""
    return tuple(_PLACES[x] for x in name.lower() if x in _PLACES)


def is_front(word: str) -> bool:
    """Whether the last vowel is a front one, so that the endings are -де, -ге rather than -да, -ға."""
    vowels = [letter for letter in word.lower() if letter in BACK or letter in FRONT]
    return bool(vowels) and vowels[-1] in FRONT


def within_sentence(label: str) -> str:
    """The label as it stands within a sentence: its first letter small, unless it begins with an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2].isspace() else label


def instrumental(phrase: str) -> str:
    """The phrase in the instrumental, every part of it: «көшу, көші-қон» → «көшумен, көші-қонмен»."""
    return ", ".join(_instrumental(part.strip()) for part in phrase.split(",") if part.strip())


def _instrumental(phrase: str) -> str:
    last = phrase[-1:].lower()
    if last in _VOICELESS:
        return f"{phrase}пен"
    return f"{phrase}бен" if last in "зж" else f"{phrase}мен"
