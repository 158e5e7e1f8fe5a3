"""What is asked or sent back because of a note."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commentary.statements import NoteTable
from commentary.verdicts.contradiction import Contradiction
from commentary.verdicts.verdicts import EXPLAINED, RESTATED, UNMENTIONED, Verdict
from schemas.form import Form


@dataclass(frozen=True, slots=True)
class NoteFinding:
    """A finding about a note: `rule` is a name of the form's note findings, `parameters` fill its message.

    `confidence` is the probability that it is right; NaN for what is a fact of the files.
    """

    rule: str
    indicator: str = ""
    period: str = ""
    observed: str = ""
    expected: str = ""
    quote: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    confidence: float = math.nan


def open_changes(
    verdicts: Mapping[str, Verdict], quotes: Mapping[str, str], parameters: Mapping[str, Mapping[str, Any]]
) -> list[NoteFinding]:
    """change-not-mentioned and change-only-restated, for what the note leaves open."""
    rules = {UNMENTIONED: "change-not-mentioned", RESTATED: "change-only-restated"}
    return [
        NoteFinding(
            rules[v.verdict],
            i,
            "current",
            quote=quotes.get(i, ""),
            parameters=dict(parameters.get(i, {})),
            confidence=v.confidence,
        )
        for i, v in verdicts.items()
        if v.verdict in rules
    ]


def wrong_statements(
    found: Sequence[Contradiction],
    text: str,
    quotes: Mapping[int, str],
    rows: Mapping[str, int],
    sure: Mapping[str, float],
) -> list[NoteFinding]:
    """note-number-unknown (also for percentages) and note-direction-wrong, the latter only where certain.

    `sure` is by indicator how likely each is right, "" for any other indicator.
    """
    findings, seen = [], set()
    for c in found:
        rule = "note-direction-wrong" if c.kind == "direction" else "note-number-unknown"
        if (c.indicator, rule) in seen or c.kind == "flat" or (rule == "note-direction-wrong" and not c.certain):
            continue
        seen.add((c.indicator, rule))
        word = text[c.start : c.end]
        observed = c.observed or word
        values = {"row": rows.get(c.indicator, ""), "num": " ".join(word.split()), "word": word, "diff": c.expected}
        quote, confidence = quotes.get(c.unit, ""), sure.get(c.indicator, sure[""])
        findings.append(NoteFinding(rule, c.indicator, c.period, observed, c.expected, quote, values, confidence))
    return findings


def missing_note() -> NoteFinding:
    """Changes that need an explanation, and no note."""
    return NoteFinding("note-missing")


def unread_note() -> NoteFinding:
    """A note that broke the limits of its assessment: a person must read it."""
    return NoteFinding("note-not-assessed")


def incompatible_reasons(
    verdicts: Mapping[str, Verdict],
    reasons: Mapping[str, tuple[str, ...]],
    quotes: Mapping[str, str],
    table: NoteTable,
    organisation: str,
    form: Form,
) -> list[NoteFinding]:
    """reason-incompatible: a fall of the total blamed on the main part's leaving, while that rose.

    Raised where the form has a sentence for it; there is none that would suit every form.
    """
    if "reason-incompatible" not in form.note:
        return []
    total, main = form.role.total, form.role.main_part
    verdict, rise = verdicts.get(total), table.change(main).difference
    if verdict is None or verdict.verdict != EXPLAINED or rise <= 0 or table.change(total).difference >= 0:
        return []
    if any((v := verdicts.get(part)) is not None and v.unit == verdict.unit for part in form.role.parts[1:]):
        return []
    codes = [c for c in reasons.get(total, ()) if c in form.reasons]
    if not codes or any(main not in form.reasons[c].explains for c in codes):
        return []
    shown = f"{rise:+.0f}"
    values = {"org": organisation, "d102": shown}
    quote = quotes.get(total, "")
    return [NoteFinding("reason-incompatible", total, "current", "|".join(codes), shown, quote, values)]
