"""Notes that tell another organisation's causes in its words, or hand in its whole note with its figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from commentary.text import masked_words, plain_words, runs, share

_COPIED_SHARE = 0.9
_FEWEST_WORDS = 60
_FEWEST_UNITS = 3
_FEWEST_NUMBERS = 5
_HOLDERS, _LIKELY = 50, 20

_Runs = frozenset[tuple[str, ...]]
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ComparedNote:
    """A note as its copies are sought: the texts of its units, which of them tell a cause, the words of its name.

    `numbers` are the large figures that stand in it, dates and years left out.
    """

    organisation: str
    texts: tuple[str, ...]
    causal: frozenset[int]
    names: frozenset[str]
    numbers: frozenset[float]


def copied_notes(notes: Sequence[ComparedNote]) -> list[int | None]:
    """For each note the position of an earlier note of another organisation that it repeats, or None.

    Stock sentences are common, so words alone are a copy only where several causal sentences of some length are nearly
    all the same; a shorter note is one where it shares its figures too.
    """
    whole = _whole_copies(notes)
    return [a if a is not None else b for a, b in zip(_causal_copies(notes), whole, strict=True)]


def _causal_copies(notes: Sequence[ComparedNote]) -> list[int | None]:
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    found: list[int | None] = []
    prepared = [_causal_runs(n) for n in notes]
    for position, (note, (own, enough)) in enumerate(zip(notes, prepared, strict=True)):
        candidates = _likeliest(holders, own) if enough else []
        others = (c for c in candidates if notes[c].organisation != note.organisation)
        found.append(next((c for c in others if share(own, prepared[c][0]) >= _COPIED_SHARE), None))
        if enough:
            _hold(holders, own, position)
    return found


def _likeliest(holders: Mapping[_Key, list[int]], own: Iterable[_Key], fewest: int = 1) -> list[int]:
    """The notes that hold most of what this one has, at least so many."""
    shared = Counter(other for key in own for other in holders.get(key, ()))
    return [other for other, count in shared.most_common(_LIKELY) if count >= fewest]


def _hold(holders: dict[_Key, list[int]], own: Iterable[_Key], position: int) -> None:
    """Remembers who has what. Of what very many have the first holders are enough: the work stays in proportion."""
    for key in own:
        if len(holders[key]) < _HOLDERS:
            holders[key].append(position)


def _causal_runs(note: ComparedNote) -> tuple[_Runs, bool]:
    words = [masked_words(note.texts[i], note.names) for i in sorted(note.causal)]
    together = frozenset(run for w in words for run in runs(w))
    return together, len(words) >= _FEWEST_UNITS and sum(map(len, words)) >= _FEWEST_WORDS


def _whole_copies(notes: Sequence[ComparedNote]) -> list[int | None]:
    """Copies with their figures: five large numbers in common, and nearly all runs of words and numbers."""
    holders: dict[float, list[int]] = defaultdict(list)
    found: list[int | None] = []
    for position, note in enumerate(notes):
        likely = _likeliest(holders, note.numbers, _FEWEST_NUMBERS)
        others = (c for c in likely if notes[c].organisation != note.organisation)
        own = _plain_runs(note) if likely else frozenset()
        found.append(next((c for c in others if share(own, _plain_runs(notes[c])) >= _COPIED_SHARE), None))
        _hold(holders, note.numbers, position)
    return found


def _plain_runs(note: ComparedNote) -> _Runs:
    return frozenset(run for text in note.texts for run in runs(plain_words(text, note.names)))
