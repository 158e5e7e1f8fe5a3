"""Two numbers of a reply typed as if they were one: `вместо 948 474`, `1.дұрыс 2.386`; the letter tells them apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from commentary.replies.asked_points import LetterPoints, figure_of
from commentary.replies.reply_lexicon import Hits
from commentary.text import Token

_NEXT_POINT = re.compile(r"(?P<number>\d{1,2})\.\d{1,3}")


def run_together(text: str, tokens: Sequence[Token], hits: Hits, item: int, letter: LetterPoints) -> dict[int, str]:
    """What must stand at which place of the text, so that such numbers are read as two; `item` is that of the list."""
    return dict([*_old_and_new(text, tokens, hits, letter), *_point_and_value(text, tokens, hits, item, letter)])


def replaced(text: str, gaps: Mapping[int, str]) -> str:
    """The text with other letters at these places."""
    letters = list(text)
    for at, letter in gaps.items():
        letters[at] = letter
    return "".join(letters)


def _old_and_new(text: str, tokens: Sequence[Token], hits: Hits, letter: LetterPoints) -> Iterator[tuple[int, str]]:
    """The space behind a figure that stands there now, where a word tells that it is the old one."""
    for hit in hits.get("old", ()):
        if hit.label != "before" or hit.end >= len(tokens) or letter.with_figure(tokens[hit.end].value):
            continue
        token = tokens[hit.end]
        for gap in re.finditer(" ", text[token.start : token.end]):
            old = figure_of(text[token.start : token.start + gap.start()])
            if old is not None and letter.with_figure(old):
                yield token.start + gap.start(), "\n"
                break


def _point_and_value(
    text: str, tokens: Sequence[Token], hits: Hits, item: int, letter: LetterPoints
) -> Iterator[tuple[int, str]]:
    """The stop behind the number of the point that follows the one before, where something was said of that one."""
    first = re.match(r"\s*(\d{1,2})\s?[.)]", text)
    before = int(first[1]) if first else item
    said = {h.end for h in hits.get("act", ())}
    for i, token in enumerate(tokens):
        found = _NEXT_POINT.fullmatch(text, token.start, token.end)
        if not found or i not in said or letter.with_figure(token.value):
            continue
        if before and int(found["number"]) == before + 1 and before + 1 in letter.numbers:
            yield found.end("number"), ")"
