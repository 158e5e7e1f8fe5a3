"""Which of the numbers beside a place is the value that it must have."""

from __future__ import annotations

from collections.abc import Collection

from commentary.replies.reply_lexicon import reply_words
from commentary.replies.reply_sentence import ReplySentence

_ARROWS = frozenset("→⇒>")


def numbers_of(sentence: ReplySentence, start: int, end: int) -> list[int]:
    """The tokens start..end that are figures: no points, rows, cells, dates, nor numbers of a name."""
    taken = {i for n in sentence.named for i in range(n.start, n.end)}
    taken |= {i for m in sentence.reading.mentions for i in range(m.start, m.end)}
    taken |= {h.start - 1 for h in sentence.hits.get("times", ())}
    taken |= {i for h in sentence.hits.get("scope", ()) for i in range(h.start, h.end)}
    tokens = sentence.tokens
    return [i for i in range(start, end) if tokens[i].kind == "number" and i not in taken]


def value_at(sentence: ReplySentence, i: int) -> float:
    """The number at a token, with the sign that stands before it."""
    token = sentence.tokens[i]
    return -token.value if token.sign == "-" else token.value


def new_value(sentence: ReplySentence, start: int, end: int, observed: Collection[float]) -> float | None:
    """The value that the tokens start..end ask for, or None where none or more than one could be meant.

    `observed` are the figures that stand there now: of two numbers the other one is new.
    """
    numbers = numbers_of(sentence, start, end)
    left = [i for i in numbers if not is_old(sentence, i, numbers)]
    if len(left) > 1:
        left = [i for i in left if value_at(sentence, i) not in observed] or left
    values = {value_at(sentence, i) for i in left}
    return values.pop() if len(values) == 1 else None


def is_old(sentence: ReplySentence, i: int, numbers: list[int]) -> bool:
    """`вместо 42`, `с 42 на 24`, `42 → 24`, `42 емес, 24`, `24, а не 42`, `42-ден 24-ке`."""
    tokens = sentence.tokens
    if any(h.end == i for h in sentence.hits.get("old", ()) if h.label in ("before", "negated")):
        return True
    behind = _behind(sentence, i)
    if any(h.start == behind for h in sentence.hits.get("old", ()) if h.label == "behind"):
        return True
    if tokens[i].case == "ablative":
        return True
    if len(numbers) < 2:
        return False
    arrow = [t.key for t in tokens[behind : behind + 2]]
    return bool(arrow) and (arrow[0] in _ARROWS or arrow in (["-", ">"], ["=", ">"], ["–", ">"]))


def _behind(sentence: ReplySentence, i: int) -> int:
    """The token behind a number, its ending (`42-нің`) and the persons that it counts left out."""
    tokens = sentence.tokens
    at = i + 1
    if at + 1 < len(tokens) and tokens[at].key == "-" and tokens[at + 1].kind == "word":
        at += 2 if len(tokens[at + 1].key) <= _LONGEST_ENDING else 0
    while at < len(tokens) and tokens[at].key.startswith(reply_words("persons")):
        at += 1
    return at


_LONGEST_ENDING = 4
