"""Which points of the letter a part of a reply answers, and the place and value that it tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from commentary.replies.asked_points import LetterPoints, figure_of
from commentary.replies.named_places import CELL, LABEL, POINT, ROW, NamedPlace
from commentary.replies.new_values import new_value
from commentary.replies.reply_drafts import ReplyDraft
from schemas.conversation import Question, ReplyKind, ReplyStatement

_ORDER = (POINT, CELL, ROW)
_FREE = frozenset({ReplyKind.COURTESY, ReplyKind.QUESTION})


def asked_by(draft: ReplyDraft, letter: LetterPoints) -> frozenset[int]:
    """The points that the part names outright: by number, address, row or label."""
    own = [p for p in draft.places if p.kind != LABEL]
    places = own or draft.context or draft.places
    return frozenset(q.number for p in places for q in letter.named(p, draft.period))


def asked_by_figure(draft: ReplyDraft, letter: LetterPoints) -> frozenset[int]:
    """The points about a cell in which a figure stood that the part tells."""
    return frozenset(q.number for value in draft.figures for q in letter.with_figure(value))


def tied(drafts: Sequence[ReplyDraft], text: str, letter: LetterPoints) -> tuple[ReplyStatement, ...]:
    """The statements of all parts, in order."""
    found = [list(_statements(d, text, letter)) for d in drafts]
    loose = any(_is_loose(s) for d, some in zip(drafts, found, strict=True) if not d.scope for s in some)
    drafts = [
        replace(d, act=replace(d.act, kind=ReplyKind.UNCLEAR)) if d.scope == "rest" and loose else d for d in drafts
    ]
    found = [list(_statements(d, text, letter)) for d in drafts] if loose else found
    settled = {s.question for d, some in zip(drafts, found, strict=True) if not d.scope for s in some}
    settled |= {q.number for d in drafts for p in d.excepted for q in letter.named(p)}
    return tuple(
        s
        for d, some in zip(drafts, found, strict=True)
        for s in (_scoped(d, some, settled, letter) if d.scope else some)
    )


def _is_loose(statement: ReplyStatement) -> bool:
    """Whether it is not told what a statement is about, so that nobody knows what `the rest` is."""
    return statement.kind in (ReplyKind.UNCLEAR, ReplyKind.CORRECTION) and not statement.question and not statement.cell


def _scoped(
    draft: ReplyDraft, found: list[ReplyStatement], settled: set[int], letter: LetterPoints
) -> Iterator[ReplyStatement]:
    """What is said of all points, or of those that nothing else is said of, as a statement for each."""
    if draft.kind in _FREE or draft.kind == ReplyKind.UNCLEAR or any(s.question for s in found):
        yield from found
        return
    meant = [q for q in letter.questions if q.number not in settled]
    if draft.kind == ReplyKind.REASON or not meant or (draft.kind == ReplyKind.PROMISE and draft.scope == "rest"):
        yield from found
        return
    yield from (_about(found[0], q) for q in meant)


@dataclass(frozen=True)
class _Target:
    """A point that is answered, or a place that no point is about."""

    question: Question | None = None
    place: NamedPlace | None = None


def _statements(draft: ReplyDraft, text: str, letter: LetterPoints) -> Iterator[ReplyStatement]:
    words = " ".join(" ".join(text[a:b].split()) for a, b in draft.spans)
    reason = " ".join(" ".join(text[a:b].split()) for a, b in draft.reasons).strip(" ,;")
    base = ReplyStatement(kind=draft.kind, words=words, reason=reason)
    if draft.kind in _FREE:
        yield _about(base, _question_of(draft, letter)) if draft.kind == ReplyKind.QUESTION else base
        return
    for target in _targets(draft, letter):
        yield _told(draft, base, target)


def _question_of(draft: ReplyDraft, letter: LetterPoints) -> Question | None:
    numbers = asked_by(draft, letter)
    return letter.by_number(next(iter(numbers))) if len(numbers) == 1 else None


def _told(draft: ReplyDraft, base: ReplyStatement, target: _Target) -> ReplyStatement:
    """The statement about one target: its place, and the value that it must have."""
    place, question = target.place, target.question
    found = _about(base, question)
    if place is not None and question is None:
        found = replace(found, sheet=place.sheet, cell=place.cell, indicator=place.indicator, period=draft.period)
    stood = figure_of(question.observed) if question else None
    if draft.kind == ReplyKind.CORRECTION:
        value = new_value(draft.sentence, *draft.tokens, observed=() if stood is None else (stood,))
        return _corrected(found, value, stood, draft)
    if draft.kind == ReplyKind.UNCLEAR and question and question.severity == "commentary" and _tells(draft, base):
        return replace(found, kind=ReplyKind.REASON, reason=base.words)
    if draft.kind == ReplyKind.CONFIRMED and (draft.beside or draft.bare):
        return _confirmed_figure(found, draft, question, stood)
    if draft.kind == ReplyKind.CONFIRMED and draft.act.assent and not (question or place):
        return replace(found, kind=ReplyKind.UNCLEAR)
    return found


def _tells(draft: ReplyDraft, base: ReplyStatement) -> bool:
    """Whether words under a question that asks why are an answer to it."""
    return not (draft.act.refuses or draft.act.left_open) and len(base.words.split()) > 1


def _confirmed_figure(
    found: ReplyStatement, draft: ReplyDraft, question: Question | None, stood: float | None
) -> ReplyStatement:
    """A figure that is said to be right: that which stands there, or another one, which it should be."""
    value = new_value(draft.sentence, *draft.tokens, observed=())
    if draft.scope:
        return replace(found, kind=ReplyKind.UNCLEAR)
    if question is None and stood is None:
        return replace(found, value=_only(draft.figures))
    if stood in draft.beside and value in (None, stood):
        return replace(found, value=stood)
    if value is not None and (draft.plain or stood in draft.figures):
        return replace(found, kind=ReplyKind.CORRECTION, value=value)
    return replace(found, kind=ReplyKind.UNCLEAR)


def _only(figures: Sequence[float]) -> float | None:
    return figures[0] if len(set(figures)) == 1 else None


def _corrected(found: ReplyStatement, value: float | None, stood: float | None, draft: ReplyDraft) -> ReplyStatement:
    """A correction to what stands there already is none."""
    if value is not None and value == stood and not draft.act.refuses:
        return replace(found, kind=ReplyKind.UNCLEAR, value=value)
    return replace(found, value=value)


def _about(statement: ReplyStatement, question: Question | None) -> ReplyStatement:
    if question is None:
        return statement
    return replace(
        statement,
        question=question.number,
        indicator=question.indicator,
        period=question.period,
        sheet=question.sheet,
        cell=question.cell,
    )


def _targets(draft: ReplyDraft, letter: LetterPoints) -> list[_Target]:
    """What the part is about: what it names by number or address, else what it stands under, else what it calls by
    name, else the only point that it can be about."""
    for places in (draft.places, draft.context):
        for kind in _ORDER:
            if some := [p for p in places if p.kind == kind]:
                return _of_places(draft, some, places, letter)
    numbers = asked_by_figure(draft, letter)
    if len(numbers) == 1 and draft.kind in (ReplyKind.CONFIRMED, ReplyKind.CORRECTION, ReplyKind.PROMISE):
        return [_Target(letter.by_number(next(iter(numbers))))]
    labels = [p for p in draft.places if p.kind == LABEL]
    if labels and (found := _of_labels(draft, labels, letter)):
        return found
    return [_Target(_only_point(draft, letter))]


def _of_places(
    draft: ReplyDraft, named: Sequence[NamedPlace], places: Sequence[NamedPlace], letter: LetterPoints
) -> list[_Target]:
    targets: list[_Target] = []
    for place in named:
        asked = _fitting(draft, letter.named(place, draft.period))
        beside = next((p.indicator for p in places if p.kind in (ROW, LABEL)), "")
        shown = replace(place, indicator=place.indicator or beside) if len(named) == 1 else place
        targets += [_Target(q) for q in asked] or [_Target(None, shown)]
    return list(dict.fromkeys(targets))


def _of_labels(draft: ReplyDraft, labels: Sequence[NamedPlace], letter: LetterPoints) -> list[_Target]:
    """The points about the rows that are called by name; a correction or confirmation may be of another row."""
    found: list[_Target] = []
    for place in labels:
        found += [_Target(q) for q in _fitting(draft, letter.named(place, draft.period))]
    if found:
        return list(dict.fromkeys(found))
    if draft.kind in (ReplyKind.CORRECTION, ReplyKind.CONFIRMED):
        return [_Target(None, labels[0])]
    return []


def _fitting(draft: ReplyDraft, asked: Sequence[Question]) -> list[Question]:
    """Of several points about one row those that the words can answer; none where they are about several cells."""
    if len(asked) > 1 and draft.kind in (ReplyKind.REASON, ReplyKind.CONFIRMED):
        wanted = [q for q in asked if (q.severity == "commentary") == (draft.kind == ReplyKind.REASON)]
        asked = wanted or asked
    if len({(q.sheet, q.cell, q.indicator, q.period) for q in asked}) > 1:
        return []
    return list(asked) if draft.kind == ReplyKind.CONFIRMED else list(asked[:1])


def _only_point(draft: ReplyDraft, letter: LetterPoints) -> Question | None:
    """The only point of the letter; of a confirmation the only one that asks for it."""
    if draft.kind == ReplyKind.UNCLEAR or draft.scope:
        return None
    sure = draft.kind == ReplyKind.CONFIRMED and not draft.act.assent
    return letter.single() or (letter.single(soft=True) if sure else None)
