"""The lexicons: what words a note uses for directions, causes, events, promises and furniture, and for a form's rows.

They are data (`lexicons/*.yaml`, and the form's mentions): group -> label -> entries. An entry is words; `стем*` bears
any ending (Kazakh suffixes), `слово?` may be missing, `~2` skips up to two words, `#` or digits stand for any number.
The longest entry of a group wins; the label `none` holds the words that must not match. Entries are folded as the notes
are.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from commentary.text.folding import fold
from schemas.yaml_text import read_yaml_file

LEXICONS = Path(__file__).parent / "lexicons"
NONE = "none"
WORDS = "words"


class Hit(NamedTuple):
    """Tokens start..end (end excluded) match an entry of group and label; `weight` is the letters it fixed."""

    group: str
    label: str
    start: int
    end: int
    weight: int


class _Word(NamedTuple):
    text: str
    stem: bool
    optional: bool
    gap: int


@dataclass(frozen=True, slots=True)
class _Entry:
    group: str
    label: str
    words: tuple[_Word, ...]
    weight: int


class Lexicon:
    """All entries, looked up together: one pass over the tokens finds the hits of every group."""

    def __init__(self, groups: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._exact: dict[str, list[_Entry]] = defaultdict(list)
        self._stems: dict[str, list[_Entry]] = defaultdict(list)
        for group, labels in groups.items():
            if group == WORDS:
                continue
            for label, entries in labels.items():
                for text in entries or ():
                    self._add(_parse(group, label, str(text)))
        self._longest_stem = max(map(len, self._stems), default=0)
        self._candidates = functools.lru_cache(maxsize=50_000)(self._look_up)

    def _add(self, entry: _Entry) -> None:
        first = entry.words[0]
        (self._stems if first.stem else self._exact)[first.text].append(entry)

    def _look_up(self, token: str) -> tuple[_Entry, ...]:
        found = list(self._exact.get(token, ()))
        for length in range(1, min(len(token), self._longest_stem) + 1):
            found.extend(self._stems.get(token[:length], ()))
        return tuple(found)

    def hits(self, tokens: Sequence[str]) -> list[Hit]:
        """The hits in folded tokens (numbers as `#`), in text order; within a group none overlap."""
        found: list[Hit] = []
        for start, token in enumerate(tokens):
            for entry in self._candidates(token):
                end = _end(entry.words, tokens, start)
                if end:
                    found.append(Hit(entry.group, entry.label, start, end, entry.weight))
        return sorted(_longest(found), key=lambda h: (h.start, h.group))


def _parse(group: str, label: str, text: str) -> _Entry:
    words: list[_Word] = []
    for written in fold(text).split():
        optional = written.endswith("?")
        part = written.removesuffix("?")
        if part.startswith("~") and part[1:].isdigit():
            words.append(_Word("", False, True, int(part[1:])))
        elif part.isdigit():
            words.append(_Word("#", False, optional, 0))
        else:
            words.append(_Word(part.removesuffix("*"), part.endswith("*"), optional, 0))
    return _Entry(group, label, tuple(words), sum(len(w.text) for w in words if not w.optional))


def _end(words: tuple[_Word, ...], tokens: Sequence[str], at: int) -> int:
    """Where the entry ends when its first word is at `at`, or 0."""
    return _match_from(words, 1, tokens, at + 1) if len(words) > 1 else at + 1


def _match_from(words: tuple[_Word, ...], i: int, tokens: Sequence[str], at: int) -> int:
    if i == len(words):
        return at
    word = words[i]
    if word.gap:
        for skipped in range(word.gap + 1):
            if skipped and (at + skipped > len(tokens) or not _is_word(tokens[at + skipped - 1])):
                break
            if end := _match_from(words, i + 1, tokens, at + skipped):
                return end
        return 0
    matches = at < len(tokens) and (tokens[at].startswith(word.text) if word.stem else tokens[at] == word.text)
    if matches and (end := _match_from(words, i + 1, tokens, at + 1)):
        return end
    return _match_from(words, i + 1, tokens, at) if word.optional else 0


def _is_word(token: str) -> bool:
    return token[0].isalnum() or token == "#"


def _longest(hits: Iterable[Hit]) -> Iterator[Hit]:
    taken: dict[str, set[int]] = defaultdict(set)
    for hit in sorted(hits, key=lambda h: (-h.weight, h.start - h.end, h.start)):
        places = range(hit.start, hit.end)
        if not taken[hit.group].isdisjoint(places):
            continue
        taken[hit.group].update(places)
        if hit.label != NONE:
            yield hit


def read_lexicons(folder: Path = LEXICONS) -> dict[str, dict[str, list[str]]]:
    """group -> label -> entries, as the YAML files of the folder hold them."""
    groups: dict[str, dict[str, list[str]]] = {}
    for path in sorted(folder.glob("*.yaml")):
        for group, labels in read_yaml_file(path).items():
            target = groups.setdefault(group, {})
            for label, entries in labels.items():
                target.setdefault(label, []).extend(entries or ())
    return groups


@functools.cache
def _shipped() -> dict[str, dict[str, list[str]]]:
    return read_lexicons()


def general_groups() -> dict[str, Mapping[str, Sequence[str]]]:
    """The shipped lexicons: what every note is read with, whatever its form."""
    return dict(_shipped())


@functools.cache
def word_set(name: str) -> frozenset[str]:
    """The whole words of a set of `lexicons/words.yaml`, folded. Raises KeyError."""
    return frozenset(fold(w) for w in _shipped()[WORDS][name] if not w.endswith("*"))


@functools.cache
def stem_set(name: str) -> tuple[str, ...]:
    """The words of a set of `lexicons/words.yaml` as beginnings, folded. Raises KeyError."""
    return tuple(fold(w.removesuffix("*")) for w in _shipped()[WORDS][name])


def begins(word: str, name: str) -> bool:
    """Whether a folded word is of the set: one of its words, or with one of its stems."""
    return word in word_set(name) or word.startswith(_marked_stems(name))


@functools.cache
def _marked_stems(name: str) -> tuple[str, ...]:
    return tuple(fold(w[:-1]) for w in _shipped()[WORDS][name] if w.endswith("*"))
