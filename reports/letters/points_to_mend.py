"""The points of a letter that ask to mend something: one for each cause, what follows from it folded under it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from reports.letters.letter_causes import OF_ONE_ACT, ONE_OF, UNKNOWN, WrongCells, mistakes
from reports.letters.letter_point import (
    Place,
    Point,
    PointKind,
    PointLine,
    empty_cell,
    place_of,
    places_of_rule,
    question_of,
    row_number,
    row_of,
)  # fmt: skip
from reports.letters.letter_remarks import CONSEQUENCES, FOLDED_FROM, grouped, messages_folded
from reports.letters.points_on_last_year import asked_at_once, of_last_year
from reports.wording import ablative_of_number, phrase
from schemas.conversation import Question
from schemas.form import Form, format_number, plain_number, quoted

_BOUND = re.compile(r"([≤≥])\s*(-?\d+(?:\.\d+)?)")
Finding = Mapping[Hashable, Any]


def points_to_mend(
    findings: pd.DataFrame, suspects: pd.DataFrame, figures: pd.DataFrame, form: Form, language: str
) -> tuple[tuple[Point, ...], frozenset[Place]]:
    """The points that hard findings make, and the places that they ask to mend; what is soft there is folded too.

    All frames are of one return: frames.Findings in the letter's language, frames.Suspects, frames.Figures.
    """
    records = findings.to_dict("records")
    hard = [x for x in records if x["severity"] == "hard"]
    if not hard:
        return (), frozenset()
    roots, left = _roots(hard, suspects, language)
    if _swap_unsolved(hard, suspects):
        # What would mend the cells as they stand is no repair once the columns have changed places.
        suspects = suspects.iloc[:0]
    raw = {place_of(x): str(x["raw"]) for x in figures.to_dict("records")}
    told = []
    for act in mistakes(suspects):
        own = [x for x in left if places_of_rule(x, form) & _places(act)]
        left = [x for x in left if x not in own]
        if own:
            told.append((act, _of_act(act, own, raw, form, language)))
        elif told and act.kind not in ("swapped-columns", ONE_OF):
            # a cell that must change with the one before, though no rule names it as it stands
            first = next(x for x in hard if x["rule"] == told[-1][1].asked[0].rule)
            told.append((act, replace(_of_act(act, [first], raw, form, language), why="")))
    likeliest = suspects[suspects["rank"].eq(1)]
    mended = frozenset(likeliest[["indicator", "period"]].itertuples(index=False, name=None))
    points = [*roots, *(point for _, point in told), *_of_rules(left, form, language)]
    soft = [x for x in records if x["severity"] == "soft"]
    folded = _with_soft(points, [act for act, _ in told], len(roots), soft, form)
    return tuple(asked_at_once(folded, soft, suspects, figures, language)), mended


def _swap_unsolved(hard: Sequence[Finding], suspects: pd.DataFrame) -> bool:
    """Whether the columns are exchanged and something else is wrong beside: the exchange alone mends not all."""
    return any(x["rule"] == "columns-swapped" for x in hard) and not suspects["kind"].eq("swapped-columns").any()


def _roots(hard: Sequence[Finding], suspects: pd.DataFrame, language: str) -> tuple[list[Point], list[Finding]]:
    """What is wrong with the return as a whole, each with all that follows from it; and the other findings."""
    points, left = [], list(hard)
    for cause, effects in CONSEQUENCES.items():
        found = [x for x in left if x["rule"] == cause]
        if not found:
            continue
        follows = [x for x in left if x["rule"] in effects]
        swapped = suspects[suspects["rank"].eq(1) & suspects["kind"].eq("swapped-columns")]
        columns = "–".join(sorted({x.rstrip("0123456789") for x in swapped["cell"]} - {""}))
        lines = (PointLine("", columns, "", ""),) if columns and cause == "columns-swapped" else ()
        message = str(found[0]["message"])
        ask, why = (phrase("letter.mend.swap", language), message) if lines else (message, "")
        point = Point(PointKind.MEND, lines, ask, (question_of(found[0]),), why, folded=tuple(follows))
        points.append(point)
        left = [x for x in left if x not in found and x not in follows]
    return points, left


def _of_act(
    act: WrongCells, own: Sequence[Finding], raw: Mapping[Place, str], form: Form, language: str
) -> Point:  # fmt: skip
    rows = act.cells.to_dict("records")
    lines = tuple(_line_of_cell(row, raw, form, language) for row in rows)
    read = [x for x in own if x["rule"] not in form.rules]
    first = (read or list(own))[0]
    if read:
        ask, why = str(first["message"]), ""
    else:
        ask = _what_to_do(act, first, raw, form, language)
        why = "" if _is_empty(rows[0], raw) else str(first["message"])
    asked = tuple(_question_at(row, first, raw) for row in rows)
    prior = _are_locked(act)
    return Point(
        PointKind.CONFIRM if prior else PointKind.MEND, lines, ask, asked, why,
        folded=tuple(x for x in own if x is not first), one_of=act.kind == ONE_OF,
    )  # fmt: skip


def _are_locked(act: WrongCells) -> bool:
    """Whether the cells are of last year's column, which the form locks; not where a value may be told for one."""
    return bool(act.cells["period"].eq("prior").all() and act.cells["proposed"].isna().all())


def _what_to_do(act: WrongCells, first: Finding, raw: Mapping[Place, str], form: Form, language: str) -> str:
    rows = act.cells
    if act.kind == "swapped-columns":
        return phrase("letter.mend.swap", language)
    if _are_locked(act):
        return of_last_year(language)
    if len(rows) == 1 and _is_empty(rows.iloc[0].to_dict(), raw):
        return phrase("letter.mend.fill", language)
    if rows["period"].eq("change").all():
        return phrase("letter.mend.change", language)
    if rows["proposed"].isna().any() or act.kind == UNKNOWN:
        return _to_compare(act, language)
    values = ", ".join(format_number(float(x), language) for x in rows["proposed"])
    name = "letter.mend.shifted" if act.kind in OF_ONE_ACT else "letter.mend.value"
    return phrase(name, language, value=values, slip=phrase(f"slip.{act.kind}", language))


def _to_compare(act: WrongCells, language: str) -> str:
    """That the cells are to be compared with the source document, and between which values the rules hold."""
    if len(act.cells) > 1:
        return phrase("letter.mend.one_of" if act.kind == ONE_OF else "letter.mend.slid", language)
    row = act.cells.iloc[0]
    least, most = (float(row[x]) for x in ("least", "most"))
    ends = [name for name, tells in (("least", least > 0), ("most", most < float("inf"))) if tells]
    if least == most or not ends:
        return phrase("letter.mend.compare", language)
    bound = phrase(f"letter.mend.{'_'.join(ends)}", language, least=least, most=most)
    return phrase("letter.mend.bounded", language, bound=bound)


def _line_of_cell(row: Finding, raw: Mapping[Place, str], form: Form, language: str) -> PointLine:
    value = float(row["value"])
    stands = format_number(value, language) if value == value else quoted(raw.get(place_of(row), ""))
    label = row_of(*place_of(row), form, language)
    number = row_number(str(row["indicator"]), form)
    return PointLine(str(row["sheet"]), str(row["cell"]), label, stands.strip() or empty_cell(language), number)


def _question_at(row: Finding, first: Finding, raw: Mapping[Place, str]) -> Question:
    observed = plain_number(float(row["value"])) or quoted(raw.get(place_of(row), ""))
    return Question(
        0, str(first["rule"]), str(first["severity"]), *place_of(row), str(row["sheet"]), str(row["cell"]), observed
    )


def _is_empty(row: Finding, raw: Mapping[Place, str]) -> bool:
    return float(row["value"]) != float(row["value"]) and not raw.get(place_of(row), "").strip()


def _of_rules(left: Sequence[Finding], form: Form, language: str) -> list[Point]:
    """The findings whose cause nobody knows: one point for each place, or for each rule where they are many."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in left:
        by_rule.setdefault(str(finding["rule"]), []).append(finding)
    points: list[Point] = []
    taken: dict[Place, int] = {}
    for found in by_rule.values():
        for group in [found] if len(found) >= FOLDED_FROM else _same_sentence(found):
            place = place_of(group[0])
            if len(group) == 1 and place in taken and place != ("", ""):
                known = points[taken[place]]
                points[taken[place]] = replace(known, folded=(*known.folded, group[0]))
                continue
            taken.setdefault(place, len(points))
            points.append(_of_group(group, form, language))
    return points


def _same_sentence(found: Iterable[Finding]) -> list[list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for finding in found:
        groups.setdefault(str(finding["message"]), []).append(finding)
    return list(groups.values())


def _of_group(group: Sequence[Finding], form: Form, language: str) -> Point:
    first = group[0]
    message = messages_folded(str(first["rule"]), [str(x["message"]) for x in group], language)
    lines = tuple(line_of_finding(x, form, language) for x in group if x["cell"] or x["indicator"])
    asked = tuple(question_of(x) for x in group)
    if all(x["period"] == "prior" for x in group):
        return Point(PointKind.CONFIRM, lines, of_last_year(language), asked, message)
    bound = _BOUND.fullmatch(str(first["expected"])) if len(group) == 1 else None
    if bound is not None:
        number = float(bound[2])
        ending = ablative_of_number(number) if language == "kk" else ""
        name = "letter.mend.at_most" if bound[1] == "≤" else "letter.mend.at_least"
        return Point(
            PointKind.MEND, lines, phrase(name, language, value=number, ending=ending), asked,
            message,
        )  # fmt: skip
    if first["rule"] in form.rules and len(group) == 1 and lines:
        empty = not str(first["observed"]).strip()
        alone = empty and len(places_of_rule(first, form)) == 1
        name = "letter.mend.fill" if empty else "letter.mend.compare"
        return Point(PointKind.MEND, lines, phrase(name, language), asked, "" if alone else message)
    return Point(PointKind.MEND, lines, message, asked)


def line_of_finding(finding: Finding, form: Form, language: str) -> PointLine:
    """The place of a finding, and what stands there."""
    stands = grouped(quoted(str(finding["observed"])), language).strip()
    if finding["cell"] and not stands:
        stands = empty_cell(language)
    label = row_of(*place_of(finding), form, language)
    number = row_number(str(finding["indicator"]), form)
    return PointLine(str(finding["sheet"]), str(finding["cell"]), label, stands, number)


def _with_soft(
    points: Sequence[Point], acts: Sequence[WrongCells], first: int, soft: Sequence[Finding], form: Form
) -> list[Point]:  # fmt: skip
    """The points with the soft findings at the cells to mend folded under them: once mended they may be no more."""
    made = list(points)
    left = list(soft)
    for n, act in enumerate(acts, first):
        follows = [x for x in left if x["rule"] in form.rules and places_of_rule(x, form) & _places(act)]
        left = [x for x in left if x not in follows]
        made[n] = replace(made[n], folded=(*made[n].folded, *follows))
    if first:
        made[0] = replace(made[0], folded=(*made[0].folded, *left))
    return made


def _places(act: WrongCells) -> set[Place]:
    return set(act.cells[["indicator", "period"]].itertuples(index=False, name=None))
