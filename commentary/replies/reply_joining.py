"""The parts of a reply joined: a confirmation with the reason that follows it, greetings and signatures into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commentary.replies.asked_points import LetterPoints
from commentary.replies.reply_drafts import ReplyDraft, Span
from commentary.replies.reply_ties import asked_by, asked_by_figure
from schemas.conversation import ReplyKind

_CONFIRMED, _REASON, _UNCLEAR = ReplyKind.CONFIRMED, ReplyKind.REASON, ReplyKind.UNCLEAR
_CORRECTION, _PROMISE, _COURTESY = ReplyKind.CORRECTION, ReplyKind.PROMISE, ReplyKind.COURTESY


def joined(drafts: Sequence[ReplyDraft], letter: LetterPoints) -> list[ReplyDraft]:
    """The parts in order, those that belong together as one."""
    found: list[ReplyDraft] = []
    courtesy = -1
    for draft in _signed(drafts):
        if draft.kind == _COURTESY:
            if courtesy < 0:
                courtesy = len(found)
                found.append(draft)
            else:
                found[courtesy] = _added(found[courtesy], draft)
            continue
        last = len(found) - 1 if found and found[-1].kind != _COURTESY else len(found) - 2
        one = _together(found[last], draft, letter) if last >= 0 else None
        if one is None:
            found.append(draft)
        else:
            found[last] = one
    return found


def _signed(drafts: Sequence[ReplyDraft]) -> list[ReplyDraft]:
    """The parts, those of the signature as courtesies: what follows `с уважением`, and names at the very end."""
    found, signed = list[ReplyDraft](), False
    for draft in drafts:
        signed = signed or bool(draft.sentence.within("courtesy", 0, 10**6, "closing"))
        plain = draft.kind in (_UNCLEAR, _REASON, _COURTESY, _CORRECTION) and not draft.placed and not draft.act.refuses
        found.append(replace(draft, act=replace(draft.act, kind=_COURTESY)) if signed and plain else draft)
    for i in reversed(range(1, len(found))):
        if found[i].kind == _COURTESY:
            continue
        if not _is_name(found[i]):
            break
        found[i] = replace(found[i], act=replace(found[i].act, kind=_COURTESY))
    return found


def _is_name(draft: ReplyDraft) -> bool:
    """`Ахметова Г.К.`, `Гульнара`: a few words with capitals, none of them known."""
    tokens = draft.sentence.tokens
    words = [t for t in tokens if t.kind == "word"]
    capitals = all(draft.sentence.text[t.start].isupper() for t in words)
    known = draft.sentence.hits or draft.sentence.reading.mentions or any(t.kind == "number" for t in tokens)
    return draft.kind == _UNCLEAR and 0 < len(words) <= _NAME_WORDS and capitals and not known


_NAME_WORDS = 4


def _together(last: ReplyDraft, draft: ReplyDraft, letter: LetterPoints) -> ReplyDraft | None:
    """The two parts as one, or None where each stands for itself."""
    if last.kind == _CONFIRMED:
        return _after_confirmation(last, draft, letter)
    if last.kind == _REASON and draft.kind == _CONFIRMED and not draft.reasons:
        near = last.paragraph == draft.paragraph and not draft.places and _same(last, draft, letter)
        if draft.act.follows or near:
            return replace(_added(last, draft), act=draft.act, reasons=last.spans, places=draft.places)
        return None
    near = last.paragraph == draft.paragraph and not draft.places and not draft.scope
    near = near and draft.context == last.context
    if last.kind == _CORRECTION and draft.kind == _CORRECTION and near:
        return _one_correction(last, draft)
    if last.act.refuses and not last.figures and near and _is_number(draft):
        act = replace(draft.act, kind=_CORRECTION, refuses=True)
        return replace(draft, act=act, spans=(*last.spans, *draft.spans), places=last.places, context=last.context)
    if last.kind == _UNCLEAR and last.act.refuses and draft.kind == _PROMISE and near:
        return replace(draft, spans=(*last.spans, *draft.spans), places=last.places)
    if last.kind == draft.kind and draft.kind in (_REASON, _UNCLEAR, _PROMISE) and near:
        return _added(last, draft, more=draft.kind == _REASON)
    if last.kind in (_CORRECTION, _PROMISE) and draft.kind == _REASON and near and draft.sentence.within("link", 0, 2):
        return _added(last, draft, more=True)
    return None


def _is_number(draft: ReplyDraft) -> bool:
    """A sentence of one figure and nothing else."""
    tokens = draft.sentence.tokens[slice(*draft.tokens)]
    return len(draft.figures) == 1 and sum(t.kind != "mark" for t in tokens) == 1


def _one_correction(last: ReplyDraft, draft: ReplyDraft) -> ReplyDraft | None:
    """`Неверно. Должно быть 24.`, `E52 24 болуы керек. Түзетіп қойыңыз.`"""
    if not draft.figures:
        return _added(last, draft)
    if not last.figures:
        spans, places = (*last.spans, *draft.spans), last.places
        return replace(draft, spans=spans, places=places, context=last.context, period=draft.period or last.period)
    return None


def _after_confirmation(last: ReplyDraft, draft: ReplyDraft, letter: LetterPoints) -> ReplyDraft | None:
    """What follows a confirmation: its reason, or words that take it back."""
    if not _same(last, draft, letter):
        return None
    if draft.act.refuses and (not draft.placed or not last.reasons):
        if draft.kind == _PROMISE and last.reasons:
            return None
        if last.scope and draft.placed:
            return None
        spans = (*last.spans, *draft.spans)
        return replace(draft, spans=spans, places=draft.places or last.places, context=draft.context or last.context)
    if draft.kind in (_REASON, _UNCLEAR) and not draft.act.refuses and not draft.scope:
        return _added(last, draft, more=True)
    return None


def _same(last: ReplyDraft, draft: ReplyDraft, letter: LetterPoints) -> bool:
    """Whether the two can be about one point: the second names none, or one that the first names too."""
    if draft.item and draft.item != last.item:
        return False
    if draft.sentence.piece.quoted != last.sentence.piece.quoted:
        return False
    if draft.placed and not last.placed:
        return True
    mine, theirs = asked_by_figure(draft, letter), asked_by_figure(last, letter)
    if mine and theirs and not mine & theirs:
        return False
    mine, theirs = asked_by(draft, letter), asked_by(last, letter)
    if not mine:
        return not any(p for p in draft.places if p.kind != "label")
    return not theirs or bool(mine & theirs)


def _added(last: ReplyDraft, draft: ReplyDraft, more: bool = False) -> ReplyDraft:
    """The first with the words of the second; these say why, where `more` tells so."""
    reasons = _run(last.reasons, draft.spans) if more else last.reasons
    return replace(last, spans=_run(last.spans, draft.spans), reasons=reasons)


def _run(first: tuple[Span, ...], second: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans one after the other; one that follows directly on the last prolongs it."""
    if first and second and 0 <= second[0][0] - first[-1][1] <= _GAP:
        return (*first[:-1], (first[-1][0], second[0][1]), *second[1:])
    return (*first, *second)


_GAP = 2
