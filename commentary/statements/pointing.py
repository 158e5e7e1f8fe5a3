"""Units that point to what was told before or elsewhere: the same, of these, see row 102."""

from __future__ import annotations

from itertools import pairwise

from commentary.text import ReadUnit, begins, stem_set, word_set

DIFFERENCE = stem_set("difference")


def row_points_back(reading: ReadUnit) -> bool:
    """A row whose reason is `сол 11 балабақша`, `те же школы`, `—//—`."""
    return reading.unit.kind == "row" and any(t.key in word_set("ditto") for t in reading.tokens)


def says_same(reading: ReadUnit) -> bool:
    """`По женщинам так же`: a short unit that says no more than that it is the same."""
    words = [t.key for t in reading.tokens if t.kind == "word"]
    return len(words) <= 6 and (("так", "же") in pairwise(words) or any(begins(w, "same") for w in words))


def points_back(reading: ReadUnit) -> bool:
    """`По той же причине`, `сол бұйрықтан`, `сол түлектермен бірге`: it names what was told before as cause."""
    back = bool(reading.labels("connective") & {"back"})
    return back or says_same(reading) or row_points_back(reading) or _by_that(reading)


def _by_that(reading: ReadUnit) -> bool:
    """`сол қоқан-лоқыдан`: a thing pointed to, in the case of that from which, or with which, something comes."""
    words = [t.key for t in reading.tokens if t.kind == "word"]
    return any(a in _THAT and len(b) > _SHORTEST and b.endswith(_FROM_THAT) for a, b in pairwise(words))


_THAT = word_set("that")
_FROM_THAT = ("дан", "ден", "тан", "тен", "нан", "нен")
_SHORTEST = 4


def is_of_those(reading: ReadUnit) -> bool:
    """`Из них …`, `олардың дені`, `кеткендердің 80-і`: a unit that tells who the people just told of are."""
    return reading.has("link", "these") or reading.has("link", "most") or names_leavers(reading)


def is_result(reading: ReadUnit) -> bool:
    """`Қазір … 21 340`, `в итоге осталось`: the state after the events that were just told."""
    return any(t.key in _RESULT for t in reading.tokens[:3])


_RESULT = word_set("result")


def names_leavers(reading: ReadUnit) -> bool:
    """`Қысқарғандардың он үші`, `из уволившихся`: a participle that stands for the people just told of."""
    named = {i for m in reading.mentions for i in range(m.start, m.end)}
    words = [t.key for i, t in enumerate(reading.tokens) if t.kind == "word" and i not in named]
    if any(w.endswith(_PARTICIPLES_KK) for w in words):
        return True
    return any(a in ("из", "среди") and b.endswith(_PARTICIPLES_RU) for a, b in pairwise(words))


_PARTICIPLES_KK = (
    "гандардин",
    "гендердин",
    "кандардин",
    "кендердин",
    "гандардан",
    "гендерден",
    "кандардан",
    "кендерден",
    "гандар",
    "гендер",
)


_PARTICIPLES_RU = ("вших", "вшихся", "енних", "ених", "ятих", "нних")


def row_reference(reading: ReadUnit) -> tuple[str, str] | None:
    """`201: см. 102`, `102-жолды қараңыз`: the row that speaks, and the row that it points to."""
    names = list(dict.fromkeys(m.indicator for m in reading.mentions if not m.weak))
    if len(names) != 2 or not any(begins(t.key, "see") for t in reading.tokens):
        return None
    return names[0], names[1]
