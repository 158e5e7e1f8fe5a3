"""The national note of a form: what `forms/<name>/note.yaml` holds. The note is written in Kazakh."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from pydantic import Field

from schemas.form.strict import Strict
from schemas.form.text_by_language import unknown_placeholders

NoteSectionKind = Literal[
    "opening", "total", "compared", "list", "incomplete", "admitted", "departed", "growth", "growth-reasons", "fall",
    "fall-reasons", "holders", "notes",
]  # fmt: skip
# The sentences of each kind, which a section may say otherwise, with the placeholders that they may hold. {year},
# {prior_year}, and {label}, {row} (the label within a sentence), {unit} of the section's indicator stand in any.
_FIGURE = frozenset({"current", "prior", "change", "moved"})
SENTENCES: dict[str, dict[str, frozenset[str]]] = {
    "opening": {
        "title": frozenset({"as_at", "title"}), "subtitle": frozenset(),
        "warning": frozenset({"all", "missing"}), "warning_share": frozenset({"share"}),
        "warning_meaning": frozenset({"included"}), "warning_list": frozenset(),
        "warning_item": frozenset({"name", "reason", "accepted"}), "warning_item_new": frozenset({"name", "reason"}),
    },
    "total": {
        "total": frozenset({"current", "organisations"}), "total_incomplete": frozenset({"current", "included"}),
        "total_change": frozenset({"prior_as_at", "change"}),
    },
    "compared": {"compared": _FIGURE, "alone": _FIGURE},
    "list": {"lead": _FIGURE | {"section"}, "item": _FIGURE, "item_alone": _FIGURE},
    "incomplete": {"incomplete": frozenset({"indicators"})},
    "admitted": {"admitted": frozenset({"names"}), "admitted_item": frozenset({"name", "current"})},
    "departed": {"departed": frozenset({"names"}), "departed_item": frozenset({"name", "prior"})},
    "growth": {"growth": frozenset(), "growth_item": frozenset({"name", "by"}), "growth_none": frozenset()},
    "growth-reasons": {"growth_reasons": frozenset({"reasons", "organisations"})},
    "fall": {
        "fall": frozenset({"count"}), "fall_item": frozenset({"name", "by"}), "fall_none": frozenset(),
        "fall_item_beside_down": frozenset({"name", "by", "beside", "beside_by"}),
        "fall_item_beside_up": frozenset({"name", "by", "beside", "beside_by"}),
    },
    "fall-reasons": {
        "reasons": frozenset(), "reasons_item": frozenset({"name", "reasons"}), "reasons_quote": frozenset({"quote"}),
        "reasons_other": frozenset({"name"}), "reasons_missing": frozenset({"names"}),
        "reasons_elsewhere": frozenset({"names"}), "reasons_not_asked": frozenset({"names"}),
    },
    "holders": {
        "holders": _FIGURE, "holders_where": frozenset({"names"}), "holders_item": frozenset({"name", "count"}),
    },
    "notes": {
        "notes": frozenset(),
        **{f"notes_{x}": frozenset({"count", "names"})
           for x in ("analytical", "partial", "restating", "boilerplate", "absent")},
    },
}  # fmt: skip
# The keys by which each kind names rows and reasons.
_KEYS: dict[str, frozenset[str]] = {
    "opening": frozenset(), "total": frozenset({"indicator", "organisations"}), "compared": frozenset({"indicator"}),
    "list": frozenset({"indicator", "rows"}), "incomplete": frozenset(), "admitted": frozenset({"indicator"}),
    "departed": frozenset({"indicator"}),
    "growth": frozenset({"indicator"}), "growth-reasons": frozenset({"indicator", "about", "reasons"}),
    "fall": frozenset({"indicator", "beside"}), "fall-reasons": frozenset({"indicator", "about", "reasons"}),
    "holders": frozenset({"indicator"}), "notes": frozenset(),
}  # fmt: skip
ANYWHERE = frozenset({"year", "prior_year", "label", "row", "unit"})


class NoteSection(Strict):
    """A section of the note: its kind, the rows that it speaks of, and what it says otherwise than any form's note.

    `indicator` is the row it speaks of, the form's total where it is left out (a list may be led by one, and has none
    where it is left out). `rows` are those of a list. `beside` is told with each fall. `organisations` is the row that
    counts the organisations. `about` are the rows whose explanations count as reasons, the indicator's own where it is
    left out; `reasons` are those of growth: where a form names none, any reason of a row that rose is one.
    """

    kind: NoteSectionKind
    indicator: str = ""
    rows: tuple[str, ...] = ()
    beside: str = ""
    organisations: str = ""
    about: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    says: dict[str, str] = Field(default_factory=dict)


class NotePlan(Strict):
    """The national note of a form: what `forms/<name>/note.yaml` holds, its sections by name, in their order.

    Where there is none, the sections follow from the form's rows and roles.
    """

    sections: dict[str, NoteSection] = Field(default_factory=dict)

    def faults(self, indicators: Collection[str], reasons: Collection[str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """What the plan names that the form does not know: the keys that lead there, and what is wrong."""
        for name, section in self.sections.items():
            path = ("national_note", "sections", name)
            for key in sorted(section.model_fields_set - _KEYS[section.kind] - {"kind", "says"}):
                yield (*path, key), f"a section of the kind «{section.kind}» has no {key}"
            if section.kind == "list" and not section.rows:
                yield path, "a list without rows"
            for key in ("indicator", "beside", "organisations", "rows", "about"):
                value: str | tuple[str, ...] = getattr(section, key)
                for row in (value,) if isinstance(value, str) else value:
                    if row and row not in indicators:
                        yield (*path, key), f"«{row}» is no indicator of the form"
            for reason in section.reasons:
                if reason not in reasons:
                    yield (*path, "reasons"), f"«{reason}» is no reason of the form"
            for key, text in section.says.items():
                known = SENTENCES[section.kind]
                if key not in known:
                    yield (*path, "says", key), f"«{key}» is no sentence of this kind; known: {', '.join(known)}"
                elif wrong := unknown_placeholders(text, known[key] | ANYWHERE):
                    yield (*path, "says", key), f"nothing fills {', '.join(wrong)}"
