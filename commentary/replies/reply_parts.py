"""A sentence of a reply cut where it goes on to another point: `1 верно, 2 исправим`, `верно, но E52 исправьте`."""

from __future__ import annotations

from collections.abc import Iterator

from commentary.replies.named_places import LABEL, POINT
from commentary.replies.reply_lexicon import reply_words
from commentary.replies.reply_sentence import ReplySentence

SAYING = ("confirm", "assent", "deny", "amend", "mend", "send", "mended", "ours")
_MARKS = frozenset(",;:–()—") | {"-", "/"}


def parts_of(sentence: ReplySentence) -> list[tuple[int, int]]:
    """The token ranges of a sentence that each speak of one thing, in order."""
    cuts = sorted(set(_candidates(sentence)))
    ranges: list[tuple[int, int]] = []
    begin = 0
    for cut in [*cuts, len(sentence.tokens)]:
        if cut == len(sentence.tokens) or (
            (says(sentence, begin, cut) and _goes_on(sentence, cut)) or sentence.within("scope", cut, cut + 1, "rest")
        ):
            ranges.append((begin, cut))
            begin = cut
    told = [(a, b) for a, b in ranges if any(t.kind != "mark" for t in sentence.tokens[a:b])]
    return told or [(a, b) for a, b in ranges if b > a]


def _goes_on(sentence: ReplySentence, cut: int) -> bool:
    """Whether something is said between this cut and the end, and not only named."""
    rest = len(sentence.tokens)
    outright = [n for n in sentence.named if n.kind != LABEL]
    sure = sentence.within("act", 0, cut, "confirm", "assent")
    if sure and any(n.start < sure[0].start for n in outright) and any(cut <= n.start <= cut + 2 for n in outright):
        return True
    return says(sentence, cut, rest) or bool(sentence.within("act", cut, rest, *SAYING))


def says(sentence: ReplySentence, start: int, end: int) -> bool:
    """Whether the tokens say what becomes of something: a word that does, or a place with its value."""
    places = [n for n in sentence.named if start <= n.start < end]
    taken = {i for n in places for i in range(n.start, n.end)}
    numbers = [i for i in range(start, end) if sentence.tokens[i].kind == "number" and i not in taken]
    acts = {h.label for h in sentence.within("act", start, end, *SAYING)}
    if any(n.end <= h.start <= n.end + 1 for n in places for h in sentence.within("bare", start, end)):
        return True
    if (
        acts - {"amend", "deny"}
        or (acts and (places or numbers))
        or sentence.within("courtesy", start, end, "thanks", "greeting")
    ):
        return True
    return bool(places and numbers)


def _candidates(sentence: ReplySentence) -> Iterator[int]:
    """Where another thing may begin: at what is named, at a contrast, at a promise behind a reason."""
    yield from _at_places(sentence)
    yield from _at_words(sentence)
    yield from _at_promises(sentence)


def _at_places(sentence: ReplySentence) -> Iterator[int]:
    tokens = sentence.tokens
    named_before = -1
    because = [h.start for h in sentence.within("link", 0, len(tokens), "because")]
    for place in sentence.named:
        joined = all(
            t.key in reply_words("joiners") or t.kind == "mark" for t in tokens[max(0, named_before) : place.start]
        )
        joined = joined and named_before >= 0
        named_before = place.end
        start = _opening(sentence, place.start)
        explained = any(at < start for at in because)
        if place.kind == LABEL and (explained or (start == place.start and not _after_mark(sentence, start))):
            continue
        listed = place.kind == POINT and sentence.text[tokens[place.end - 1].end :].startswith(")")
        if start > 0 and not joined and (listed or not explained or _after_mark(sentence, start)):
            yield start


def _at_words(sentence: ReplySentence) -> Iterator[int]:
    """At a contrast, at a word for all or the rest, behind a greeting."""
    tokens = sentence.tokens
    for hit in sentence.within("link", 1, len(tokens), "but", "other"):
        if _after_mark(sentence, hit.start) or hit.label == "but":
            yield hit.start
    for hit in sentence.within("scope", 1, len(tokens)):
        if tokens[hit.start - 1].kind == "mark":
            yield hit.start
    for hit in sentence.within("courtesy", 0, 2, "greeting"):
        if hit.end + 1 < len(tokens) and tokens[hit.end].kind == "mark":
            yield hit.end + 1


def _at_promises(sentence: ReplySentence) -> Iterator[int]:
    """At a figure that will be mended (`25 787 верно; 505 исправим`), at a promise or enclosure behind a reason."""
    tokens = sentence.tokens
    because = [h.start for h in sentence.within("link", 0, len(tokens), "because")]
    mended = {h.start for h in sentence.within("act", 2, len(tokens), "mend")}
    for i in range(2, len(tokens)):
        if tokens[i].kind == "number" and tokens[i - 1].kind == "mark" and i + 1 in mended:
            yield i
    for hit in sentence.within("act", 1, len(tokens), "send", "mend", "enclose"):
        clause, end = sentence.reading.clauses[sentence.reading.clause_of[hit.start]]
        mends = sentence.within("act", clause, end, "mend")
        agreed = sentence.within("act", 0, clause, "deny", "ours", "mend", "mended")
        if clause and (hit.label == "enclose" or not (mends or agreed) or any(at < clause for at in because)):
            yield clause


def _opening(sentence: ReplySentence, at: int) -> int:
    """The token with which a clause that names something begins: `а по 602`, `в ячейке E52`, `ал 2-сұраққа`."""
    while at > 0 and sentence.tokens[at - 1].key in reply_words("leads"):
        at -= 1
    return at


def _after_mark(sentence: ReplySentence, at: int) -> bool:
    """Whether the token at this place opens a clause, or what stands before it does."""
    opened = _opening(sentence, at)
    return (
        opened == 0 or sentence.tokens[opened].key in _MARKS or sentence.tokens[opened - 1].key in _MARKS or opened < at
    )
