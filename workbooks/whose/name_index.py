"""The register's names made findable: exact after folding, without case endings, or with letters lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbooks.text import fold, in_other_font, repaired_encoding, russian_letters, without_case_ending

_LOST = re.compile(r"[?\ufffd□]")
_BEFORE_WORD = re.compile(" ")
_LONG = 8
_SHORT_FORMS = (("қр", "қазақстан республикасы"), ("рк", "республики казахстан"), ("бкұ", "бастауыш кәсіподақ ұйымы"))


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """An organisation of the register. `names` are its names in kk, ru and en, then its aliases.

    `official` are the first of them, where fewer than three are given. `former` are the ids that it had before.
    """

    id: str
    kind: str
    parent: str
    names: tuple[str, ...]
    email: str = ""
    official: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The organisations that go by a name, and how it was matched: name, alias, assigned, damaged-name."""

    organisations: frozenset[str]
    how: str


class NameIndex:
    """Looks names up in the register and among the names that somebody assigned."""

    def __init__(self, register: Sequence[RegisterEntry], known_aliases: Mapping[str, str]) -> None:
        former = {fold(code): entry.id for entry in register for code in entry.former}
        self._codes = former | {fold(entry.id): entry.id for entry in register}
        self._exact: dict[str, set[str]] = {}
        self._official: set[str] = set()
        self._endless: dict[str, set[str]] = {}
        self._russian: dict[str, set[str]] = {}
        self._assigned = {fold(name): organisation for name, organisation in known_aliases.items()}
        for entry in register:
            self._official.update(fold(name) for name in entry.names[:3])
            for name in entry.names:
                self._add(name, entry.id)
        self._by_beginning: dict[str, list[str]] = {}
        for name in self._exact:
            if len(name) >= _LONG:
                self._by_beginning.setdefault(name[:_LONG], []).append(name)

    def _add(self, name: str, organisation: str) -> None:
        folded = fold(name)
        if not folded:
            return
        self._exact.setdefault(folded, set()).add(organisation)
        self._russian.setdefault(russian_letters(folded), set()).add(organisation)
        for form in _written_out(folded):
            for stem in without_case_ending(form):
                self._endless.setdefault(stem, set()).add(organisation)

    def by_code(self, code: str) -> str:
        """The organisation with this code, or that had it before; empty if none."""
        return self._codes.get(fold(code), "")

    def assigned(self, name: str) -> str:
        """The organisation that somebody assigned to a name or file; empty if none."""
        return self._assigned.get(fold(name), "")

    def by_name(self, name: str) -> NameMatch | None:
        """The organisations that a name means, by the strictest reading that means any; None if none does."""
        for text in dict.fromkeys((name, repaired_encoding(name), in_other_font(name))):
            folded = fold(text)
            if not folded:
                continue
            if folded in self._assigned:
                return NameMatch(frozenset((self._assigned[folded],)), "assigned")
            if folded in self._exact:
                return NameMatch(frozenset(self._exact[folded]), "name" if folded in self._official else "alias")
            endless = set().union(
                *(self._endless.get(stem, set()) for form in _written_out(folded) for stem in without_case_ending(form))
            )
            if endless:
                return NameMatch(frozenset(endless), "alias")
            russian = self._russian.get(russian_letters(folded))
            if russian:
                return NameMatch(frozenset(russian), "alias")
            damaged = self._with_lost_letters(text)
            if damaged:
                return NameMatch(frozenset(damaged), "damaged-name")
        return None

    def _with_lost_letters(self, text: str) -> set[str]:
        """The organisations whose name has any letter where the text has a question mark."""
        lost = len(_LOST.findall(text))
        if not lost or lost > len(text) // 2:
            return set()
        pattern = re.compile(re.escape(fold(_LOST.sub("ѫ", text))).replace("ѫ", r"\w"))
        return {x for name, organisations in self._exact.items() if pattern.fullmatch(name) for x in organisations}

    def named_in(self, text: str) -> str:
        """The one organisation that a text names: by a line of its own, or the longest name that it contains."""
        lines = [line for line in text.splitlines() if line.strip()][:12]
        for line in lines:
            match = self.by_name(line.strip()) if len(line) < 300 else None
            if match and len(match.organisations) == 1:
                return next(iter(match.organisations))
        folded = f" {fold(text[:20_000])} "
        held = {name: self._exact[name] for name in self._standing_in(folded)}
        for name in sorted(held, key=len, reverse=True):
            outer = [other for other in held if name != other and name in other]
            if outer:
                held.pop(name)
        organisations = set().union(*held.values()) if held else set()
        return organisations.pop() if len(organisations) == 1 else ""

    def _standing_in(self, folded: str) -> Iterator[str]:
        """The names of some length that begin where a word of the text does."""
        for start in (match.end() for match in _BEFORE_WORD.finditer(folded)):
            for name in self._by_beginning.get(folded[start : start + _LONG], ()):
                if folded.startswith(name, start):
                    yield name


def _written_out(folded: str) -> tuple[str, ...]:
    """A folded name as it is and with its common short forms written out."""
    words = folded.split()
    full = " ".join(dict(_SHORT_FORMS).get(word, word) for word in words)
    return (folded,) if full == folded else (folded, full)
