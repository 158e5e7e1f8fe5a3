"""The sections of a form's national note: those of its note.yaml, or else those that follow from its rows and roles."""

from __future__ import annotations

from schemas.form import Form, NoteSection


def note_outline(form: Form) -> tuple[NoteSection, ...]:
    """The sections in their order. Without a note.yaml: the total, the main rows by the form's sections, growth, fall
    and reasons of each ranked row, and the notes received."""
    if form.national_note.sections:
        return tuple(form.national_note.sections.values())
    ranked = [section for name in form.role.ranked if form.indicators[name].prior for section in _ranked(name)]
    kinds = [NoteSection(kind="opening"), NoteSection(kind="total"), *_lists(form), NoteSection(kind="incomplete")]
    return (*kinds, NoteSection(kind="admitted"), NoteSection(kind="departed"), *ranked, NoteSection(kind="notes"))


def _lists(form: Form) -> list[NoteSection]:
    """A list for each section of the form: its rows that must be filled in, and those that are computed."""
    told = [x for x in form.indicators.values() if x.core or x.name in form.national.ratios]
    beside = [x for x in told if x.name != form.role.total]
    rows = [tuple(x.name for x in beside if x.section == number) for number in form.sections]
    return [NoteSection(kind="list", rows=of) for of in rows if of]


def _ranked(name: str) -> tuple[NoteSection, ...]:
    return (
        NoteSection(kind="growth", indicator=name),
        NoteSection(kind="growth-reasons", indicator=name),
        NoteSection(kind="fall", indicator=name),
        NoteSection(kind="fall-reasons", indicator=name),
    )
