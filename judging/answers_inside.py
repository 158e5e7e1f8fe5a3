"""What a sender typed inside the letter that the message quotes: people answer there, in another colour or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+")
_POINT = re.compile(r"\s*\d{1,2}\.\s+\S")
# more words are not looked at; fewer in common are no quotation of a letter
_MOST_WORDS, _FEWEST_COMMON, _SHORTEST_RUN, _QUOTED_SHARE = 4_000, 30, 2, 0.9
_BEFORE, _AFTER = " \t\r\n>|·•.,:;)»”", " \t\r\n>|·•«“("


def answers_inside(thread: str, letter: Sequence[str], own: str) -> str:
    """What was typed inside the letter, each answer below the line of its point, which begins with `>`; "" for nothing.

    `thread` is the whole text of the message, `letter` the text of ours as its parts show it (a program quotes one of
    them), `own` the words that are known as the sender's anyhow. The words that stand in the message between those of
    the letter, and not in it, are the sender's: found by aligning the two, word by word.
    """
    if not thread:
        return ""
    aligned = [x for x in (_Aligned.of(thread, text) for text in letter) if x is not None]
    best = max(aligned, key=lambda x: x.common, default=None)
    known = _letters(own)
    typed = [(point, words) for point, words in best.typed() if _letters(words) not in known] if best else []
    return "\n".join(f"> {point}\n{words}" if point else f">\n{words}" for point, words in typed)


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


class _Aligned:
    """The words of a message beside those of a letter, and the runs that both have in the same order."""

    def __init__(self, thread: str, letter: str) -> None:
        self._thread, self._letter = thread, letter
        self._theirs = list(_WORD.finditer(thread))[:_MOST_WORDS]
        self._ours = list(_WORD.finditer(letter))[:_MOST_WORDS]
        ours, theirs = ([x[0].casefold() for x in words] for words in (self._ours, self._theirs))
        found = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
        self._runs = [x for x in found if x.size >= _SHORTEST_RUN]

    @classmethod
    def of(cls, thread: str, letter: str) -> _Aligned | None:
        """None where the message does not quote the letter."""
        found = cls(thread, letter)
        enough = found.common >= min(_FEWEST_COMMON, len(found._ours)) > 0
        return found if enough and found._is_quoted_whole() else None

    def _is_quoted_whole(self) -> bool:
        """Whether hardly a word of the letter is missing between the first and the last that both have: another letter
        of ours says much the same."""
        first, last = self._runs[0], self._runs[-1]
        return bool(self.common >= _QUOTED_SHARE * (last.a + last.size - first.a))

    @property
    def common(self) -> int:
        """How many words both have."""
        return sum(x.size for x in self._runs)

    def typed(self) -> Iterator[tuple[str, str]]:
        """The line of the letter's point above each run of the sender's words ("" for none), and the run."""
        for before, after in zip(self._runs, self._runs[1:], strict=False):
            ours = self._ours[before.a + before.size : after.a]
            theirs = self._theirs[before.b + before.size : after.b]
            changed = {x[0].casefold() for x in theirs} - {x[0].casefold() for x in ours}
            if not theirs or not changed or (ours and len(theirs) < _SHORTEST_RUN):
                continue
            start = self._theirs[before.b + before.size - 1].end()
            words = self._thread[start : self._theirs[after.b].start()].lstrip(_BEFORE).rstrip(_AFTER)
            yield self._point_above(self._ours[before.a + before.size - 1].end()), _unquoted(words)

    def _point_above(self, place: int) -> str:
        """The numbered line of the letter's paragraph that ends at this place."""
        paragraph = re.split(r"\n\s*\n", self._letter[:place].rstrip())[-1]
        return next((x.strip() for x in reversed(paragraph.splitlines()) if _POINT.match(x)), "")


def _unquoted(words: str) -> str:
    return "\n".join(line.lstrip("> ").rstrip() for line in words.splitlines()).strip()
