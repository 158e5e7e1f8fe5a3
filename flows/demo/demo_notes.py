"""The explanatory notes of the demo's organisations: from the analytical one to the one that says nothing.

The sentences stand in data/sentences.yaml; causes are those that the published note names, or invented ones.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from flows.demo.figures import DATA
from schemas.yaml_text import read_yaml_file

CURRENT, PRIOR = "current", "prior"
_NBSP = "\u00a0"
_TRAINED = ("trained_chairs", "trained_activists", "trained_audit", "trained_conciliation", "trained_members")
_OF_THE_YEAR = ("trained", *_TRAINED)


class Quality(StrEnum):
    """How much a note says: `wrong_way` tells a fall as a rise, `last_year` is last year's note once more."""

    ANALYTICAL = "analytical"
    RESTATING = "restating"
    BOILERPLATE = "boilerplate"
    ABSENT = "absent"
    WRONG_WAY = "wrong way"
    LAST_YEAR = "last year"


@dataclass(frozen=True)
class NoteOrder:
    """Whose note, in which language, over which figures (a row of demo_figures), what it must explain, of when.

    `mended` notes come with a return that was sent back before, and say so. An `institution` (a university, a
    ministry) has other causes than a region.
    """

    organisation: str
    name: str
    language: str
    figures: pd.Series
    material: Sequence[str]
    chair: str
    year: int = 2026
    mended: bool = False
    institution: bool = False


@functools.cache
def _sentences() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml_file(DATA / "sentences.yaml")
    return loaded


def chair_of(organisation: str) -> str:
    """The chair's initials; the demo names no person."""
    initials = "АБГДЕЖКМНРСТ"
    number = zlib.crc32(organisation.encode())
    return f"{initials[number % 12]}. {initials[number // 12 % 12]}."


def demo_note(order: NoteOrder, quality: Quality = Quality.ANALYTICAL) -> str:
    """The text of the note; "" where there is none."""
    if quality == Quality.ABSENT:
        return ""
    words = _sentences()[order.language]
    body = [words["boilerplate"]] if quality == Quality.BOILERPLATE else _paragraphs(order, words, quality)
    head = [words["title"], order.name, words["date"].format(**_years(order))]
    if order.mended:
        body.append(words["mended"])
    return "\n".join([*head, "", *body, "", words["signed"].format(chair=order.chair)])


def last_year_note(order: NoteOrder) -> str:
    """The note of the year before, over the figures accepted then and invented ones of the year before that."""
    prior = {name: float(order.figures[name, PRIOR]) for name in ("members", "women", "trained")}
    shifted = {(name, CURRENT): value for name, value in prior.items()}
    shifted |= {(name, PRIOR): round(value * 0.964) for name, value in prior.items()}
    figures = pd.Series(shifted)
    return demo_note(
        NoteOrder(order.organisation, order.name, order.language, figures, ("women",), order.chair, order.year - 1)
    )


def _years(order: NoteOrder) -> dict[str, int]:
    return {"year": order.year, "prior_year": order.year - 1, "year_before_last": order.year - 2}


def _paragraphs(order: NoteOrder, words: dict[str, Any], quality: Quality) -> list[str]:
    opening = _variant(words["opening"], order.organisation).format(members=_number(order.figures["members", CURRENT]))
    if order.figures["members", PRIOR] == 0:
        return [words["admitted"].format(**_counts(order))]
    told = [x for x in order.material if x in words["subjects"]]
    if any(x in order.material for x in _TRAINED) and "trained" not in told:
        told.append("trained")
    head = [] if "members" in told else [opening]
    paragraphs = head + [_paragraph(order, name, words, quality) for name in told]
    if "workplaces" in order.material and quality != Quality.RESTATING:
        paragraphs.append(_variant(words["workplaces"], order.organisation).format(**_counts(order)))
    return paragraphs


def _paragraph(order: NoteOrder, name: str, words: dict[str, Any], quality: Quality) -> str:
    statement = _statement(order, name, words, quality)
    if quality == Quality.RESTATING:
        return statement
    own = words["own"].get(order.organisation, {}).get(name)
    causes = _causes(order, name, words, _told_way(order, name, quality))
    cause = own or _variant(causes, f"{order.organisation}/{name}")
    sentences = [statement, cause.format(parts=_training_parts(order, words))]
    if name == "women" and _way(order, name) == "up" and _men(order, CURRENT) < _men(order, PRIOR):
        sentences.append(_variant(_causes(order, "women", words, "men"), order.organisation))
    return " ".join(sentences)


def _causes(order: NoteOrder, name: str, words: dict[str, Any], way: str) -> list[str]:
    """The causes that a note may give; an institution's own where there are any."""
    own = words["institution"].get(name, {}).get(way) if order.institution else None
    causes: list[str] = own or words["reasons"][name][way]
    return causes


def _statement(order: NoteOrder, name: str, words: dict[str, Any], quality: Quality) -> str:
    way = _told_way(order, name, quality)
    patterns = [words["year"]] if name in _OF_THE_YEAR else words["stock"]
    if way != _way(order, name):
        patterns = [words["misread"][way]]
    key = f"{order.organisation}/{name}"
    return _variant(patterns, order.organisation).format(
        subject=words["subjects"][name],
        prior=_number(order.figures[name, PRIOR]),
        current=_number(order.figures[name, CURRENT]),
        change=_number(abs(order.figures[name, CURRENT] - order.figures[name, PRIOR])),
        verb=_variant(words["verbs"][way], key),
        more=words["more"][way],
        then=words["then"].format(**_years(order)),
        year_before=words["year_before"].format(**_years(order)),
    )


def _training_parts(order: NoteOrder, words: dict[str, Any]) -> str:
    parts = []
    for name in _TRAINED:
        if (name, CURRENT) in order.figures.index:
            numbers = {p: _number(order.figures[name, p]) for p in (PRIOR, CURRENT)}
            parts.append(words["parts"][name].format(**numbers))
    return ", ".join(parts)


def _way(order: NoteOrder, name: str) -> str:
    return "up" if order.figures[name, CURRENT] >= order.figures[name, PRIOR] else "down"


def _told_way(order: NoteOrder, name: str, quality: Quality) -> str:
    way = _way(order, name)
    wrong = quality == Quality.WRONG_WAY and name == "under_35"
    return {"up": "down", "down": "up"}[way] if wrong else way


def _men(order: NoteOrder, period: str) -> float:
    return float(order.figures["members", period] - order.figures["women", period])


def _counts(order: NoteOrder) -> dict[str, str]:
    return {name: _number(order.figures[name, CURRENT]) for name in ("members", "women", "workplaces", "primaries")}


def _number(value: float) -> str:
    return f"{int(value):,}".replace(",", _NBSP)


def _variant(texts: Sequence[str], key: str) -> str:
    return texts[zlib.crc32(f"{key}.".encode()) % len(texts)]
