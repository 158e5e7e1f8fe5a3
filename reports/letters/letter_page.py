"""What both parts of a letter show: the verdict, the points, what was mended since, the file, whom to ask."""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from reports.letters.letter_causes import all_holds
from reports.letters.letter_content import UNCONFIRMED, LetterContent, points_of
from reports.letters.letter_point import Point, PointKind
from reports.letters.letter_points import numbered_questions
from reports.letters.letter_remarks import messages_in
from reports.wording import as_at, day_text, known, moment_text, one_line, phrase, until
from schemas.conversation import Question
from schemas.form import Form, format_number

# what the sender need do nothing about
CLOSED = ("accepted", "duplicate", UNCONFIRMED)
PROVISIONAL = "provisional"
_SHOWN_CELLS = 12


@dataclass(frozen=True)
class PointGroup:
    """The points of one kind under their heading, each with its number; `said` is what holds of most of them."""

    kind: str
    heading: str
    said: str
    points: tuple[tuple[int, Point], ...]


@dataclass(frozen=True)
class LetterPage:
    """What both templates show. `lines` are the first lines: the verdict, how much there is to do, by when."""

    title: str
    lines: tuple[str, ...]
    since: tuple[str, ...]
    groups: tuple[PointGroup, ...]
    answer_help: str
    files: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    closing: tuple[str, ...]
    with_sheets: bool


def letter_page(content: LetterContent, form: Form) -> LetterPage:
    """The letter in words, in its language."""
    language = content.language
    points = points_of(content, form)
    sheets = {line.sheet for point in points for line in point.lines if line.cell} - {""}
    return LetterPage(
        title=phrase(f"letter.subject.{_standing(content)}", language),
        lines=tuple(x for x in (_verdict(content, points), *_to_do(content, points)) if x),
        since=(
            *_since(content, numbered_questions(points)),
            *_waived(content, form),
            *_kept_note(content),
            *content.waits,
        ),
        groups=_groups(points, language, settles=all_holds(content.suspects)),
        answer_help=_answer_help(points, language),
        files=_files(content),
        figures=_figures(content, form) if content.outcome == "accepted" else (),
        closing=(_received(content), *_contact(content, asked=bool(points))),
        with_sheets=len(sheets) > 1,
    )


def _standing(content: LetterContent) -> str:
    """The outcome, or that the return is accepted only until what it waits for has come."""
    return PROVISIONAL if content.outcome == "accepted" and content.waits else content.outcome


def _verdict(content: LetterContent, points: Sequence[Point]) -> str:
    """What became of the return; of one that is not accepted for a question alone, that it is to be answered."""
    # a waiver is no correction of the sender's
    corrected = content.earlier is not None and (content.waived.empty or content.earlier.file != content.file)
    again = corrected and known(f"letter.verdict_again.{content.outcome}")
    name = f"letter.verdict{'_again' if again else ''}.{content.outcome}"
    if content.outcome == "returned" and not again and points and all(x.kind != PointKind.MEND for x in points):
        name = "letter.verdict_asked"
    if _standing(content) == PROVISIONAL:
        name = f"letter.verdict.{PROVISIONAL}"
    return phrase(name, content.language, as_at=as_at(content.as_of, content.language))


def _to_do(content: LetterContent, points: Sequence[Point]) -> tuple[str, str]:
    """How much there is to do, and by when."""
    language = content.language
    if content.outcome in CLOSED:
        return "", ""
    mend = [x for x in points if x.kind == PointKind.MEND]
    cells = sum(point.to_correct for point in mend)
    counts = {"cells": cells, "whole": sum(not x.lines for x in mend), "questions": len(points) - len(mend)}
    told = [phrase(f"letter.count.{name}", language, count=count) for name, count in counts.items() if count]
    today = local(content.written, content.time_zone).date()
    if today <= content.deadline:
        when = until(content.deadline, language, today.year)
    else:
        when = phrase("letter.when_late", language, deadline=day_text(content.deadline, language, today.year))
    how_much = "letter.left" if content.earlier is not None else "letter.count.all"
    to_do = phrase(how_much, language, counts="; ".join(told)) if told else ""
    return to_do, phrase("letter.when", language, when=when)


def _since(content: LetterContent, asked: Sequence[Question]) -> tuple[str, ...]:
    """What the letter before this one asked and nothing asks any more."""
    if content.earlier is None:
        return ()
    still = {(x.rule, x.indicator, x.period) for x in asked}
    places = {(x.sheet, x.cell) for x in asked if x.severity == "hard"}
    still |= set(content.waived[["rule", "indicator", "period"]].itertuples(index=False, name=None))
    gone = [x for x in content.earlier.questions if (x.rule, x.indicator, x.period) not in still]
    mended = [x.cell for x in gone if x.severity == "hard" and x.cell and (x.sheet, x.cell) not in places]
    cells = list(dict.fromkeys(mended))
    open_numbers = {x.number for x in content.earlier.questions if x not in gone}
    settled = {x.number for x in gone if x.severity != "hard"} - open_numbers
    told = []
    if cells:
        shown = ", ".join(cells[:_SHOWN_CELLS]) + (" …" if len(cells) > _SHOWN_CELLS else "")
        told.append(phrase("letter.mended", content.language, cells=shown))
    if settled:
        numbers = ", ".join(str(x) for x in sorted(settled))
        told.append(phrase("letter.settled", content.language, numbers=numbers, letter=content.earlier.number))
    return tuple(told)


def _waived(content: LetterContent, form: Form) -> tuple[str, ...]:
    """What the department has let pass, so that nothing of it has to be corrected."""
    told = messages_in(content.waived, form, content.language)
    lines = []
    for message, rows in told.groupby("message", sort=False):
        cells = ", ".join(dict.fromkeys(x for x in rows["cell"] if x))
        at = f"{cells}. " if cells else ""
        lines.append(phrase("letter.waived", content.language, cells=at, message=one_line(str(message))))
    return tuple(lines)


def _kept_note(content: LetterContent) -> tuple[str, ...]:
    """That the note of an earlier version counts on, where this one came without."""
    if not content.kept_note:
        return ()
    year = local(content.written, content.time_zone).year
    day = day_text(dt.date.fromisoformat(content.kept_note[:10]), content.language, year)
    return (phrase("letter.kept_note", content.language, day=day),)


def _groups(points: Sequence[Point], language: str, *, settles: bool) -> tuple[PointGroup, ...]:
    """The points by kind; that all rules hold once what is to be mended is mended, is said where it is true."""
    runs = itertools.groupby(enumerate(points, 1), key=lambda x: x[1].kind)
    groups = [_group(kind, tuple(run), language) for kind, run in runs]
    holds = phrase("letter.mend.all_holds", language).rstrip(".")
    return tuple(replace(x, said=holds) if settles and x.kind == PointKind.MEND else x for x in groups)


def _group(kind: PointKind, points: tuple[tuple[int, Point], ...], language: str) -> PointGroup:
    """The points of a kind; what the note says of most changes stands once, under the heading."""
    said = Counter(point.why for _, point in points if kind == PointKind.EXPLAIN and point.why)
    most, count = said.most_common(1)[0] if said else ("", 0)
    shared = most if count > 1 and len(said) == 1 else ""
    told = tuple((n, replace(x, why="") if shared and x.why == shared else x) for n, x in points)
    return PointGroup(str(kind), phrase(f"letter.{kind}.heading", language), shared, told)


def _answer_help(points: Sequence[Point], language: str) -> str:
    asked = [(n, point.kind) for n, point in enumerate(points, 1) if point.kind != PointKind.MEND and point.lines]
    if not asked:
        return ""
    (number, kind), *_ = asked
    name = "letter.answer_help_change" if kind == PointKind.EXPLAIN else "letter.answer_help"
    return phrase(name, language, number=str(number))


def _files(content: LetterContent) -> tuple[str, ...]:
    language, told = content.language, []
    if content.attachment is not None:
        told.append(phrase("letter.attachment", language, name=content.attachment[0]))
        if content.lost:
            told.append(phrase("letter.lost", language, lost=", ".join(content.lost)))
    if content.blank is not None:
        told.append(phrase("letter.blank", language, name=content.blank[0]))
    return tuple(told)


def _figures(content: LetterContent, form: Form) -> tuple[tuple[str, str], ...]:
    """The main figures as they were read; none where the file holds no figures at all."""
    if content.figures.empty:
        return ()
    current = content.figures[content.figures["period"].eq("current")].drop_duplicates("indicator")
    values = current.set_index("indicator")["value"]
    return tuple(
        (
            f"{form.indicators[name].row} · {form.indicators[name].label[content.language]}",
            format_number(float(values[name]), content.language),
        )
        for name in form.role.headline
        if pd.notna(values.get(name))
    )


def local(moment: dt.datetime, time_zone: str) -> dt.datetime:
    """The moment as clocks of the time zone show it."""
    return moment.astimezone(zoneinfo.ZoneInfo(time_zone))


def _received(content: LetterContent) -> str:
    language, year = content.language, local(content.written, content.time_zone).year
    moment = moment_text(content.received, language, content.time_zone, year)
    name = "letter.received" if moment else "letter.received_file"
    return phrase(name, language, file=one_line(content.file.rpartition("/")[2]), moment=moment)


def _contact(content: LetterContent, *, asked: bool) -> tuple[str, ...]:
    """Whom to ask and who writes; that one may answer is said where nothing else asks for an answer."""
    contact, language = content.contact, content.language
    told = [
        contact.name,
        phrase("letter.contact.phone", language, phone=contact.phone) if contact.phone else "",
        phrase("letter.contact.room", language, room=contact.room) if contact.room else "",
        contact.hours,
    ]
    whom = ", ".join(x for x in told if x)
    footer = "" if asked else phrase("letter.footer", language, sender=content.sender)
    lines = (footer, phrase("letter.contact.whom", language, whom=whom) if whom else "", content.department)
    return tuple(x for x in lines if x)
