"""The sections of the national note that speak of its figures, each a kind of section that a form's note may have."""

from __future__ import annotations

import datetime as dt
import math

from reports.national.note_blocks import Block, NationalSubject, items
from reports.national.note_sentences import linked
from reports.wording import as_at, date_text, locative, one_line, phrase
from schemas.form import NoteSection, format_number

_STATE = " жағдай бойынша"


def opening(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """The title, and at the very top who is missing and what that means."""
    title = subject.form.consolidated_title.kk
    blocks = [
        Block("title", subject.say(section, "title", as_at=as_at(subject.form.as_of, "kk"), title=title)),
        Block("subtitle", subject.say(section, "subtitle")),
    ]
    return blocks if subject.consolidated.complete else blocks + _warning(subject, section)


def _warning(subject: NationalSubject, section: NoteSection) -> list[Block]:
    consolidated = subject.consolidated
    missing, included = len(consolidated.missing), len(consolidated.included)
    told = [subject.say(section, "warning", all=missing + included, missing=missing)]
    if consolidated.coverage == consolidated.coverage:
        told.append(subject.say(section, "warning_share", share=consolidated.covered))
    told.append(subject.say(section, "warning_meaning", included=included))
    absent = []
    for row in consolidated.missing.to_dict("records"):
        reason, accepted = phrase(f"outcome.{row['reason']}", "kk"), float(row["accepted_total"])
        given = {"name": subject.names[str(row["organisation"])], "reason": reason}
        name = "warning_item" if accepted > 0 else "warning_item_new"
        absent.append(subject.say(section, name, **given, accepted=accepted))
    lead = Block("lead", subject.say(section, "warning_list"))
    return [Block("warning", " ".join(told)), lead, *items(absent)]


def total(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """The total, over how many organisations it is, and its change."""
    name = subject.row_of(section)
    if not name:
        return []
    current, included = linked(name, subject.figure(name, "current")), len(subject.consolidated.included)
    if subject.consolidated.complete:
        counted = section.organisations
        told = linked(counted, subject.figure(counted, "current")) if counted else format_number(included, "kk")
        first = subject.say(section, "total", current=current, organisations=told)
    else:
        first = subject.say(section, "total_incomplete", current=current, included=included)
    change = subject.figure(name, "change")
    if math.isnan(change) and not subject.form.indicators[name].prior:
        return [Block("text", first)]
    prior = as_at(subject.form.prior_as_of, "kk").removesuffix(_STATE) + " жағдаймен"
    second = subject.say(section, "total_change", prior_as_at=prior, change=subject.moved(name, change))
    return [Block("text", f"{first} {second}")]


def compared(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """One row: this year, last year, the change. Nothing where no figure is known."""
    name = subject.row_of(section)
    if not subject.knows(name):
        return []
    return [
        Block("text", subject.say(section, _sentence(subject, section, name, "compared"), **subject.compared(name)))
    ]


def listed(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """Rows as a list, led by a sentence or by another row; those of which no figure is known are left out."""
    rows = [x for x in section.rows if subject.knows(x)]
    if not rows:
        return []
    leader, form = section.indicator or rows[0], subject.form
    title = form.sections[form.indicators[leader].section].kk
    lead = subject.say(section, "lead", leader, section=title, **subject.compared(leader))
    told = [subject.say(section, _sentence(subject, section, x, "item"), x, **subject.compared(x)) for x in rows]
    return [Block("lead", lead), *items(told)]


def _sentence(subject: NationalSubject, section: NoteSection, indicator: str, kind: str) -> str:
    """The name of the sentence: without last year where nobody states it and the form has no words of its own."""
    alone = "alone" if kind == "compared" else "item_alone"
    return kind if kind in section.says or not math.isnan(subject.figure(indicator, "change")) else alone


def incomplete(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """The rows that some organisation left empty although it had to fill them in."""
    lacking = subject.consolidated.national["missing"]
    short = [x.label.kk for x in subject.form.indicators.values() if x.sum and x.core and lacking[x.name] > 0]
    return [Block("text", subject.say(section, "incomplete", indicators="; ".join(short)))] if short else []


def admitted(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """The organisations that joined during the year."""
    figures = subject.regional(subject.row_of(section), "current")
    told = [
        subject.say(section, "admitted_item", name=name, current=figures[key]) if key in figures else name
        for key, name in subject.newcomers.items()
    ]
    return [Block("text", subject.say(section, "admitted", names=", ".join(told)))] if told else []


def departed(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """The organisations that report no longer, whose figures of last year stay in its totals."""
    told = []
    for row in subject.consolidated.departed.to_dict("records"):
        total, day = float(row["accepted_total"]), str(row["day"])
        name = one_line(row["name_kk"])
        said = subject.say(section, "departed_item", name=name, prior=total) if total == total else name
        facts = [date_text(dt.date.fromisoformat(day), "kk")] if day else []
        facts += [one_line(row["because"])] if row["because"] else []
        told.append(f"{said} – {', '.join(facts)}" if facts else str(said))
    return [Block("text", subject.say(section, "departed", names="; ".join(told)))] if told else []


def growth(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """The organisations whose figure grew, largest first; those just admitted are told apart."""
    name = subject.row_of(section)
    risen = {k: v for k, v in subject.changes(name).items() if v > 0 and k not in subject.newcomers}
    if not risen:
        return [Block("text", subject.say(section, "growth_none"))]
    told = [
        subject.say(section, "growth_item", name=locative(subject.names[k]), by=subject.by(name, v))
        for k, v in risen.items()
    ]
    return [Block("lead", subject.say(section, "growth")), *items(told)]


def fall(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """The organisations whose figure fell, largest fall first, with what became of another row."""
    name, beside = subject.row_of(section), section.beside
    fallen = subject.falls(name)
    if not fallen:
        return [Block("text", subject.say(section, "fall_none"))]
    also = subject.changes(beside) if beside else {}
    told = []
    for organisation, change in fallen.items():
        given = {"name": locative(subject.names[organisation]), "by": subject.by(name, change)}
        moved = also.get(organisation, 0.0)
        if not moved:
            told.append(subject.say(section, "fall_item", **given))
            continue
        given |= {"beside": subject.form.indicators[beside].label.kk, "beside_by": subject.by(beside, moved)}
        told.append(subject.say(section, f"fall_item_beside_{'down' if moved < 0 else 'up'}", **given))
    return [Block("lead", subject.say(section, "fall", count=len(fallen))), *items(told)]


def holders(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """One row, and the organisations that have any of it, the largest first."""
    name = subject.row_of(section)
    if not subject.knows(name):
        return []
    blocks = [subject.say(section, "holders", **subject.compared(name))]
    some = {k: v for k, v in subject.regional(name, "current").items() if v > 0}
    if some:
        told = [subject.say(section, "holders_item", name=locative(subject.names[k]), count=v) for k, v in some.items()]
        blocks.append(subject.say(section, "holders_where", names=", ".join(told)))
    return [Block("text", " ".join(blocks))]
