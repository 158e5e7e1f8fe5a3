"""What each thing about a workbook says of whose it is: cover, last year's figures, address, folder and file name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schemas.documents import Document, Period

CODE, NAME, FILE_NAME, FOLDER, ADDRESS, PRIOR, ASSIGNED = (
    "code", "name", "file name", "folder", "address", "prior figures", "assigned",
)  # fmt: skip
STRONG = frozenset({CODE, NAME, ADDRESS, PRIOR})
# Figures below this are the same at many organisations; from so many that agree an owner is told.
TELLING, FEWEST, SHARE = 10.0, 3, 0.6


@dataclass(frozen=True, slots=True)
class Witness:
    """One thing about a file, and the organisation that it speaks for."""

    kind: str
    organisation: str


class AcceptedFigures:
    """Last year's accepted figures, asked whose the prior column of a return is."""

    def __init__(self, accepted: Mapping[tuple[str, str], float]) -> None:
        self._owners: dict[tuple[str, float], list[str]] = {}
        for (organisation, indicator), value in accepted.items():
            if value >= TELLING:
                self._owners.setdefault((indicator, float(value)), []).append(organisation)

    def owners(self, document: Document) -> frozenset[str]:
        """The organisations whose accepted figures most of the prior column repeats; empty where too few tell."""
        stated = {
            (x.indicator, float(x.value))
            for x in document.figures
            if x.period == Period.PRIOR and x.value is not None and x.value >= TELLING
        }
        votes = Counter(owner for figure in stated for owner in self._owners.get(figure, ()))
        most = max(votes.values(), default=0)
        if most < max(FEWEST, SHARE * len(stated)):
            return frozenset()
        return frozenset(owner for owner, count in votes.items() if count == most)


class Families:
    """Who may send whose return, and whose figures may be the same: parents and their children."""

    def __init__(self, parents: Mapping[str, str]) -> None:
        self._parents = parents

    def may_speak(self, witness: Witness, organisation: str) -> bool:
        """Whether the witness agrees with the organisation: itself, its parent; by figures its only child too."""
        if witness.organisation in (organisation, self._parents.get(organisation, "")):
            return True
        return witness.kind == PRIOR and self._parents.get(witness.organisation) == organisation


def contradicting(witnesses: Sequence[Witness], organisation: str, families: Families) -> tuple[Witness, ...]:
    """The witnesses that dispute the organisation: strong ones always, a folder's or file's name where fewer than two
    strong ones are for it."""
    own_figures = any(x.kind == PRIOR and families.may_speak(x, organisation) for x in witnesses)
    # Figures that several organisations had alike, the one in question among them, speak against none.
    asked = [x for x in witnesses if x.kind != PRIOR or not own_figures]
    against = [x for x in asked if not families.may_speak(x, organisation)]
    strong = [x for x in against if x.kind in STRONG]
    supported = sum(x.kind in STRONG and x.organisation == organisation for x in witnesses)
    return tuple(against if strong or supported < 2 else ())


def told(witnesses: Iterable[Witness], organisation: str) -> str:
    """The evidence as returns.csv has it: the kinds that name the organisation; for none, each with whom it names."""
    if organisation:
        return "|".join(dict.fromkeys(x.kind for x in witnesses if x.organisation == organisation))
    return "|".join(dict.fromkeys(f"{x.kind}: {x.organisation}" for x in witnesses))
