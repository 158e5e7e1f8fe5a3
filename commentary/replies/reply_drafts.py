"""The parts of a reply with what each does and names, before they are joined and tied to the letter's points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from commentary.replies.asked_points import LetterPoints
from commentary.replies.named_places import CELL, LABEL, POINT, NamedPlace, addresses
from commentary.replies.new_values import numbers_of, value_at
from commentary.replies.reply_acts import Act, act_of
from commentary.replies.reply_parts import parts_of
from commentary.replies.reply_pieces import ReplyPiece
from commentary.replies.reply_sentence import ReplySentence
from schemas.conversation import ReplyKind

Span = tuple[int, int]
_QUOTED_NUMBER = re.compile(r"^\s{0,6}\(?(\d{1,2})[.)]\s")


@dataclass(frozen=True)
class ReplyDraft:
    """A part of the reply: what it does, its places in the text, and what it names.

    `places` are named in the part itself, `context` by the list item, heading or quotation that it stands under.
    `period` is told, or "". `scope` is all, rest or "". `figures` are the numbers, `beside` those in the clause of a
    word that they are right; `plain` tells that hardly a word stands with them, `bare` that none does.
    """

    act: Act
    spans: tuple[Span, ...]
    reasons: tuple[Span, ...]
    paragraph: int
    sentence: ReplySentence
    tokens: Span
    places: tuple[NamedPlace, ...] = ()
    context: tuple[NamedPlace, ...] = ()
    period: str = ""
    scope: str = ""
    figures: tuple[float, ...] = ()
    beside: tuple[float, ...] = ()
    plain: bool = False
    bare: bool = False
    item: int = 0
    excepted: tuple[NamedPlace, ...] = ()

    @property
    def kind(self) -> ReplyKind:
        """What the part does."""
        return self.act.kind

    @property
    def placed(self) -> tuple[NamedPlace, ...]:
        """What the part is about by its own words or by what it stands under, as far as numbers and addresses go."""
        return tuple(p for p in (*self.places, *self.context) if p.kind != LABEL)


@dataclass
class _Heading:
    """A place that was named and nothing said of it yet: it holds for what follows in the paragraph."""

    places: tuple[NamedPlace, ...] = ()
    spans: tuple[Span, ...] = ()
    paragraph: int = -1
    draft: ReplyDraft | None = field(default=None)


def drafts_of(sentences: Sequence[ReplySentence], letter: LetterPoints) -> list[ReplyDraft]:
    """The parts of all sentences, in order."""
    heading, drafts = _Heading(), list[ReplyDraft]()
    blocks = {s.piece.quoted for s in sentences}
    numbered = not _is_list_of_its_own(sentences, letter)
    for sentence in sentences:
        around = _around(sentence.piece, letter, interleaved=len(blocks) > 1, numbered=numbered)
        for start, end in parts_of(sentence):
            if heading.paragraph not in (-1, sentence.piece.paragraph):
                drafts += [heading.draft] if heading.draft else []
                heading = _Heading()
            draft = _draft(sentence, start, end, letter, placed=bool(heading.places or around or letter.single()))
            if _only_names(draft):
                spans = (*heading.spans, *draft.spans)
                heading = _Heading(draft.places, spans, draft.paragraph, replace(draft, spans=spans))
                continue
            under = heading.places or (around if _may_be_about(draft, around, letter) else ())
            drafts.append(replace(draft, context=under, spans=(*heading.spans, *draft.spans)))
            heading = replace(heading, spans=(), draft=None)
            if draft.excepted:
                heading = _Heading(draft.excepted, (), draft.paragraph)
    return drafts + ([heading.draft] if heading.draft else [])


def _draft(sentence: ReplySentence, start: int, end: int, letter: LetterPoints, placed: bool) -> ReplyDraft:
    act = act_of(sentence, start, end, placed)
    tokens, offset = sentence.tokens, sentence.piece.start
    span = (
        offset + (tokens[start].start if start else 0),
        offset + (tokens[end].start if end < len(tokens) else len(sentence.text)),
    )
    why = act.reason
    reasons = ((offset + tokens[why[0]].start, offset + tokens[why[1] - 1].end),) if why[1] > why[0] else ()
    named = [n for n in sentence.named if start <= n.start < end]
    inside = tuple(n for n in named if why[0] <= n.start < why[1])
    figures = [i for i in numbers_of(sentence, start, end) if not why[0] <= i < why[1]]
    clauses = {sentence.reading.clause_of[h.start] for h in sentence.within("act", start, end, "confirm", "assent")}
    scopes = [h.label for h in sentence.within("scope", start, end) if not why[0] <= h.start < why[1]]
    outside = () if act.kind == ReplyKind.REASON else tuple(n for n in named if n not in inside)
    if act.kind == ReplyKind.CONFIRMED:
        sure = sentence.within("act", start, end, "confirm", "assent")
        inside += tuple(n for n in outside if _tells_why(sentence, n, sure[0].start))
        outside = tuple(n for n in outside if n not in inside)
    excepted = outside if act.excepts else ()
    outside = () if act.excepts else outside
    return ReplyDraft(
        act, (span,), reasons, sentence.piece.paragraph, sentence, (start, end),
        places=outside or (tuple(named) if act.kind == ReplyKind.REASON else ()),
        period=_period(sentence, start, end, letter),
        scope="rest" if "rest" in scopes or act.excepts else scopes[0] if scopes else "",
        figures=tuple(value_at(sentence, i) for i in figures),
        beside=tuple(value_at(sentence, i) for i in figures if sentence.reading.clause_of[i] in clauses),
        plain=_is_plain(sentence, start, end, figures, _PLAIN_WORDS),
        bare=_is_plain(sentence, start, end, figures, 0),
        item=sentence.piece.item, excepted=excepted,
    )  # fmt: skip


def _period(sentence: ReplySentence, start: int, end: int, letter: LetterPoints) -> str:
    """The column that the part tells, by its words or by the day that its figures are of."""
    told = {h.label for h in sentence.within("period", start, end)}
    told |= {
        letter.days[day]
        for t in sentence.tokens[start:end]
        if t.kind == "date" and (day := (int(t.value), t.month, t.day)) in letter.days
    }
    return told.pop() if len(told) == 1 else ""


def _tells_why(sentence: ReplySentence, named: NamedPlace, sure: int) -> bool:
    """Whether a row is called by its name only behind the word that all is right, in a clause that goes on from it."""
    return (
        named.kind == LABEL
        and named.start > sure
        and sentence.reading.clause_of[named.start] > sentence.reading.clause_of[sure]
    )


def _is_plain(sentence: ReplySentence, start: int, end: int, figures: Sequence[int], most: int) -> bool:
    """Whether a number stands alone with the word that they are right: `24 дұрыс`, `верно: 24`."""
    hits = [*sentence.within("act", start, end), *sentence.within("courtesy", start, end)]
    covered = {i for h in hits for i in range(h.start, h.end)} | sentence.named_tokens
    words = [i for i in range(start, end) if sentence.tokens[i].kind == "word" and i not in covered]
    return len(figures) == 1 and len(words) <= most


_PLAIN_WORDS = 2


def _only_names(draft: ReplyDraft) -> bool:
    """`По первому вопросу:`, `E52 ұяшығы:`: a place, and no word of what becomes of it."""
    start, end = draft.tokens
    if draft.kind != ReplyKind.UNCLEAR or not draft.places or draft.act.refuses or draft.figures:
        return False
    covered = {i for n in draft.places for i in range(n.start, n.end)}
    words = [i for i in range(start, end) if draft.sentence.tokens[i].kind == "word" and i not in covered]
    return len(words) <= (_HEADING_WORDS if draft.sentence.tokens[end - 1].key in (":", "–", "-") else 1)


_HEADING_WORDS = 4


def _is_list_of_its_own(sentences: Sequence[ReplySentence], letter: LetterPoints) -> bool:
    """Whether the items are those of a note and no answers: there are more than points, and none says what becomes of
    one."""
    items = [s for s in sentences if s.piece.item]
    more = max((s.piece.item for s in items), default=0) > max(letter.numbers, default=0)
    return more and not any(s.hits.get("act") for s in items)


def _may_be_about(draft: ReplyDraft, around: Sequence[NamedPlace], letter: LetterPoints) -> bool:
    """Whether words that tell why can be about the points that they stand under: they name no other row alone."""
    told = {p.indicator for p in draft.places if p.kind == LABEL}
    asked = {q.indicator for place in around for q in letter.named(place)}
    plain = draft.kind in (ReplyKind.REASON, ReplyKind.UNCLEAR)
    return not (plain and told and "" not in asked and not told & asked)


def _around(piece: ReplyPiece, letter: LetterPoints, interleaved: bool, numbered: bool) -> tuple[NamedPlace, ...]:
    """The point of the list item, or of the quoted question that the sentence stands directly below."""
    if numbered and piece.item in letter.numbers:
        return (NamedPlace(POINT, 0, 0, number=piece.item),)
    asked = list(_quoted_places(piece.quoted, letter))
    return tuple(asked[-1:]) if interleaved or len(asked) == 1 else ()


def _quoted_places(quoted: str, letter: LetterPoints) -> Iterator[NamedPlace]:
    """The points in the last paragraph of the quoted lines: by their numbers, else by their cells."""
    last = re.split(r"\n\s*\n", quoted.rstrip())[-1] if quoted.strip() else ""
    for line in last.splitlines():
        number = _QUOTED_NUMBER.match(line)
        if number and int(number.group(1)) in letter.numbers:
            yield NamedPlace(POINT, 0, 0, number=int(number.group(1)))
            continue
        for address in addresses(line, letter.columns):
            place = NamedPlace(CELL, 0, 0, sheet=address.sheet, cell=address.cell)
            if letter.named(place):
                yield place
