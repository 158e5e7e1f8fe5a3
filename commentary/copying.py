"""Notes that tell another organisation's causes in its words."""

from __future__ import annotations

from collections.abc import Sequence

from commentary.copies import masked_words, runs, share

_COPIED_SHARE = 0.9
_FEWEST_WORDS = 60
_FEWEST_UNITS = 3

CausalNote = tuple[str, tuple[str, ...], frozenset[int], frozenset[str]]


def copied_notes(notes: Sequence[CausalNote]) -> list[int | None]:
    """For each note the position of an earlier note of another organisation whose causes it repeats, or None.

    A note is (organisation, texts of its units, units that tell a cause, words of the organisation's name). Stock
    sentences are common, so a copy needs several causal sentences of some length, nearly all the same.
    """
    holders: dict[tuple[str, ...], list[int]] = {}
    found: list[int | None] = []
    prepared = [_causal_runs(n) for n in notes]
    for position, ((organisation, _, _, _), (own, enough)) in enumerate(zip(notes, prepared, strict=True)):
        candidates: dict[int, int] = {}
        if enough:
            for run in own:
                for other in holders.get(run, ()):
                    candidates[other] = candidates.get(other, 0) + 1
        best = max(candidates, key=lambda c: candidates[c], default=None)
        copied = best is not None and notes[best][0] != organisation and share(own, prepared[best][0]) >= _COPIED_SHARE
        found.append(best if copied else None)
        if enough:
            for run in own:
                holders.setdefault(run, []).append(position)
    return found


def _causal_runs(note: CausalNote) -> tuple[frozenset[tuple[str, ...]], bool]:
    _, texts, causal, names = note
    words = [masked_words(texts[i], names) for i in sorted(causal)]
    together = frozenset(run for w in words for run in runs(w))
    return together, len(words) >= _FEWEST_UNITS and sum(map(len, words)) >= _FEWEST_WORDS
