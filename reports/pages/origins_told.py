"""Where a return came from, in words: what says whose it is, who sent it and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.wording import moment_text, phrase

_ASSIGNED = "assigned"


def evidence_text(identified_by: str, language: str, names: Mapping[str, str] = {}) -> str:
    """What identified_by of frames.Returns says, as a person reads it: «по коду и прошлогодним данным».

    For a file that is nobody's, each thing with the name of the organisation that it speaks for (`names`, by id).
    """
    kinds = [x for x in identified_by.split("|") if x]
    if any(": " in x for x in kinds):
        pairs = [x.split(": ", 1) for x in kinds if ": " in x]
        return "; ".join(_of(kind, names.get(organisation, organisation), language) for kind, organisation in pairs)
    if _ASSIGNED in kinds:
        return phrase("evidence.assigned", language)
    words = [phrase(f"evidence.words.{kind}", language) for kind in kinds]
    if not words:
        return ""
    joined = words[0]
    if len(words) > 1:
        joined = phrase("evidence.and", language, rest=", ".join(words[:-1]), last=words[-1])
    return phrase("evidence.by", language, what=joined)


def _of(kind: str, organisation: str, language: str) -> str:
    return phrase("evidence.of", language, what=phrase(f"evidence.alone.{kind}", language), organisation=organisation)


def origin(row: Mapping[Any, Any], language: str, disbelieved: str = "") -> str:
    """Of a row of frames.Returns, in one line: how its organisation is known, who sent it, when it came.

    `disbelieved` is the date that its message claims, where that cannot be right.
    """
    evidence = evidence_text(row["identified_by"], language) if row["organisation"] else ""
    assigned = evidence and _ASSIGNED in row["identified_by"].split("|")
    known = evidence if assigned or not evidence else phrase("page.identified", language, evidence=evidence)
    parts = [
        known[:1].upper() + known[1:],
        phrase("page.sender", language, sender=row["sender"]) if row["sender"] else "",
        phrase("page.came", language, moment=moment_text(row["received"], language)) if row["received"] else "",
        phrase("page.disbelieved", language, moment=moment_text(disbelieved, language)) if disbelieved else "",
    ]
    return " · ".join(filter(None, parts))
