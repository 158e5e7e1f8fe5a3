"""What a part of a sentence does: it confirms, corrects, promises, asks, explains, greets, or is not clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commentary.replies.new_values import is_old, numbers_of
from commentary.replies.reply_lexicon import reply_words
from commentary.replies.reply_sentence import ReplySentence
from commentary.text import Hit
from schemas.conversation import ReplyKind


@dataclass(frozen=True)
class Act:
    """What tokens start..end do. `reason` is the range of those that say why, empty where start equals end.

    `assent` tells of a mere yes, `refuses` of words that take a confirmation back: doubt, a denial, a promise to mend.
    `follows` says that the reason stands in the sentence before, `excepts` that all is right but for what is named,
    `left_open` that a reason is announced and not given.
    """

    kind: ReplyKind
    reason: tuple[int, int] = (0, 0)
    assent: bool = False
    refuses: bool = False
    follows: bool = False
    excepts: bool = False
    left_open: bool = False


def act_of(sentence: ReplySentence, start: int, end: int, placed: bool = False) -> Act:
    """What the tokens start..end of the sentence do; `placed` tells that they stand under a point of the letter."""
    reason, follows = _reason(sentence, start, end)
    labels = _labels(sentence, start, end, reason)
    numbered = any(t.kind == "number" for t in sentence.tokens[start:end])
    if (
        numbered
        and sentence.within("courtesy", start, end, "phone")
        and not labels & {"confirm", "amend", "deny", "mend"}
    ):
        return Act(ReplyKind.COURTESY)
    if _asks(sentence, start, end, labels):
        return Act(ReplyKind.QUESTION)
    if labels & {"doubt", "unsure"} and labels & {"confirm", "assent", "amend", "deny"}:
        return Act(ReplyKind.PROMISE if "mend" in labels else ReplyKind.UNCLEAR, refuses=True)
    if labels & {"mend", "send"} and not ("send" in labels and "confirm" in labels and "mend" not in labels):
        return Act(ReplyKind.PROMISE, refuses=bool(labels & {"mend", "deny"}))
    if correction := _correction(sentence, start, end, labels, reason, placed):
        return correction
    return _confirmation(sentence, start, end, labels, reason, follows) or _rest(sentence, start, end, labels)


def _labels(sentence: ReplySentence, start: int, end: int, reason: tuple[int, int]) -> set[str]:
    """The labels of what the part does, outside the words that say why."""
    hits = sentence.within("act", start, end)
    return {h.label for h in hits if not reason[0] <= h.start < reason[1]}


def _reason(sentence: ReplySentence, start: int, end: int) -> tuple[tuple[int, int], bool]:
    """The tokens that say why, and whether they lie before the sentence (`Поэтому верно`)."""
    sure = sentence.within("act", start, end, "confirm", "assent")
    for hit in sentence.within("link", start, end, "because"):
        if not sure or sure[0].start < hit.start:
            return (hit.start, end), False
        if hit.start > start:
            continue
        return (hit.start, sure[0].start), False
    for hit in sentence.within("link", start, end, "therefore", "ground"):
        if hit.label == "therefore" and hit.start - start <= 1:
            return (start, start), bool(sure)
        if any(h.start >= hit.end for h in sure):
            return (start, hit.start if hit.label == "therefore" else hit.end), False
    for i in range(start, end):
        if sentence.tokens[i].key.endswith(reply_words("since")) and any(h.start > i for h in sure):
            return (start, i + 1), False
    return (start, start), False


def _asks(sentence: ReplySentence, start: int, end: int, labels: set[str]) -> bool:
    """A question mark at the end, or a word that asks at the beginning."""
    tokens = sentence.tokens
    if any(t.key == "?" for t in tokens[start:end]) and tokens[end - 1].key in ("?", ")", "!", "?)"):
        return True
    asked = sentence.within("act", start, end, "ask")
    return any(h.start <= start + 3 for h in asked) and not labels & {"confirm", "mend", "send"}


def _correction(
    sentence: ReplySentence, start: int, end: int, labels: set[str], reason: tuple[int, int], placed: bool
) -> Act | None:
    """Another value for a place, or the word that what stands there is wrong."""
    figures = [i for i in numbers_of(sentence, start, end) if not reason[0] <= i < reason[1]]
    placed = placed or any(start <= n.start < end for n in sentence.named)
    if labels & {"deny", "amend"} and "confirm" not in labels:
        return Act(ReplyKind.CORRECTION, reason, refuses=True)
    if labels & {"deny", "amend"}:
        told = bool(figures) and ("amend" in labels or _right_instead(sentence, start, end, figures))
        return Act(ReplyKind.CORRECTION if told else ReplyKind.UNCLEAR, refuses=True)
    if "ours" in labels:
        return Act(ReplyKind.CORRECTION if figures else ReplyKind.UNCLEAR, reason, refuses=True)
    if "mended" in labels:
        if figures and placed:
            return Act(ReplyKind.CORRECTION, reason, refuses=True)
        return Act(ReplyKind.COURTESY if "enclose" in labels else ReplyKind.PROMISE, refuses=True)
    figures = [i for i in figures if not _counts_something(sentence, i, end)]
    if labels & {"confirm", "assent", "doubt"} or not figures or _explains(sentence, start, end):
        return None
    old = [i for i in figures if is_old(sentence, i, figures)]
    told = (placed or bool(old)) and len(old) < len(figures)
    return Act(ReplyKind.CORRECTION, reason) if told and _untold(sentence, start, end) <= _FEW else None


_FEW = 1


def _right_instead(sentence: ReplySentence, start: int, end: int, figures: Sequence[int]) -> bool:
    """`Ошиблись, правильно 24`: what is wrong is told first, then beside its figure what is right."""
    clauses = sentence.reading.clause_of
    wrong = sentence.within("act", start, end, "deny")
    right = sentence.within("act", start, end, "confirm")
    return any(
        clauses[w.start] < clauses[r.start] == clauses[i] and r.end <= i <= r.end + 1
        for w in wrong
        for r in right
        for i in figures
    )


def _counts_something(sentence: ReplySentence, i: int, end: int) -> bool:
    """`екі курстан`, `два семинара`: a number in words before a word that is none of the form's persons."""
    tokens = sentence.tokens
    following = tokens[i + 1] if i + 1 < end else tokens[i]
    counted = following.kind == "word" and not following.key.startswith(reply_words("persons"))
    return tokens[i].spelled and counted


def _untold(sentence: ReplySentence, start: int, end: int) -> int:
    """How many words say something beside places, values and what ties them."""
    groups = ("old", "courtesy", "point", "link", "period", "unit", "scope")
    hits = [h for group in groups for h in sentence.within(group, start, end)]
    covered = _tokens_of(hits) | sentence.named_tokens
    covered |= {i for h in sentence.reading.by_group.get("common", ()) for i in range(h.start, h.end)}
    return sum(sentence.tokens[i].kind == "word" and i not in covered for i in range(start, end))


def _tokens_of(hits: Sequence[Hit]) -> set[int]:
    return {i for h in hits for i in range(h.start, h.end)}


def _explains(sentence: ReplySentence, start: int, end: int) -> bool:
    """Whether a movement, an event or a word that ties a cause is told; that nothing has changed is none."""
    moved = [h for h in sentence.reading.by_group.get("direction", ()) if start <= h.start < end and h.label != "flat"]
    return bool(moved) or any(sentence.reading.has(group, "", start, end) for group in ("event", "connective"))


def _confirmation(
    sentence: ReplySentence, start: int, end: int, labels: set[str], reason: tuple[int, int], follows: bool
) -> Act | None:
    """A word that the figure is right, and nothing that takes it back."""
    if "confirm" not in labels and "assent" not in labels:
        return None
    if _excepts(sentence, start, end):
        placed = any(start <= n.start < end for n in sentence.named)
        return Act(ReplyKind.CONFIRMED, excepts=True) if placed else Act(ReplyKind.UNCLEAR, refuses=True)
    sure = [h for h in sentence.within("act", start, end, "confirm", "assent") if not reason[0] <= h.start < reason[1]]
    if _is_pattern(sentence, reason):
        return Act(ReplyKind.UNCLEAR, left_open=True)
    if _taken_back(sentence, sure[0].start, end) or _tainted(sentence, start, end, sure, reason):
        return Act(ReplyKind.UNCLEAR, refuses=True)
    if reason[0] == reason[1]:
        reason = _loose_reason(sentence, start, end, sure[0].start, sure[-1].end)
    if "confirm" in labels:
        return Act(ReplyKind.CONFIRMED, reason, follows=follows)
    if _words(sentence, start, end) > sum(h.end - h.start for h in sure) + _named_words(sentence, start, end):
        return Act(ReplyKind.UNCLEAR) if reason[0] == reason[1] else Act(ReplyKind.CONFIRMED, reason, assent=True)
    return Act(ReplyKind.CONFIRMED, assent=True)


def _taken_back(sentence: ReplySentence, start: int, end: int) -> bool:
    """`верно, но …`, `верно, а за 2025 нет`."""
    if sentence.within("link", start, end, "but"):
        return True
    return bool(sentence.within("link", start, end, "other")) and bool(sentence.within("bare", start, end))


def _is_pattern(sentence: ReplySentence, reason: tuple[int, int]) -> bool:
    """Our own `верно, потому что …`: the reason is announced and left open."""
    opened = sentence.within("link", *reason, "because")
    behind = sentence.tokens[opened[0].end : reason[1]] if opened else ()
    words = any(t.kind in ("word", "number") for t in behind)
    return bool(opened) and opened[0].start == reason[0] and (not words or behind[0].key == "…")


def _tainted(sentence: ReplySentence, start: int, end: int, sure: Sequence[Hit], reason: tuple[int, int]) -> bool:
    """Whether the clause of the word, or one that leads on to it (`не думаю, что верно`), says that it is not so."""
    reading = sentence.reading
    clauses = {reading.clause_of[h.start] for h in sure}
    clauses |= {
        c - 1
        for c in clauses
        if any(t.key in reply_words("that") for t in sentence.tokens[slice(*reading.clauses[c])][:2])
    }
    acts = sentence.within("act", start, end, "confirm", "assent", "ask")
    known = _tokens_of(acts)
    near = [i for i in range(start, end) if reading.clause_of[i] in clauses and i not in known]
    near = [i for i in near if not reason[0] <= i < reason[1]]
    denied = {h.start for h in sentence.within("taint", start, end)}
    ended = (*reply_words("refused"), *reply_words("promised"))
    return any(i in denied or sentence.tokens[i].key.endswith(ended) for i in near)


def _excepts(sentence: ReplySentence, start: int, end: int) -> bool:
    """`всё верно, кроме 2`, `2-ден басқасы дұрыс`; a bare `басқа` only behind what it excepts."""
    places = {n.end for n in sentence.named}
    return any(
        h.label == "except" or any(h.start - 3 <= at <= h.start for at in places)
        for h in sentence.within("link", start, end, "except", "other_than")
    )


def _loose_reason(sentence: ReplySentence, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """`верно, открыли колледж`, `открыли колледж, верно`: a clause of its own that tells of something."""
    tokens = sentence.tokens
    behind = [i for i in range(last, end) if tokens[i].kind != "mark"]
    if behind and _tells(sentence, last, end) and not _is_courtesy(sentence, last, end):
        return behind[0], end
    marks = [i for i in range(start, first) if tokens[i].kind == "mark" and tokens[i].key in ",–-;"]
    if marks and _explains(sentence, start, marks[-1]):
        return start, marks[-1]
    return start, start


_TELLING = 2


def _tells(sentence: ReplySentence, start: int, end: int) -> bool:
    """Whether something is said: `открыли колледж`, or `обучались и замы`, where one word names a row."""
    told = _untold(sentence, start, end)
    named = any(n.kind == "label" and start <= n.start < end for n in sentence.named)
    return told >= _TELLING or (told > 0 and named)


def _rest(sentence: ReplySentence, start: int, end: int, labels: set[str]) -> Act:
    """Enclosures, courtesies and reasons; what is none of them is not clear."""
    if "unsure" in labels:
        return Act(ReplyKind.UNCLEAR, refuses=True)
    if sentence.within("courtesy", start, start + 2, "greeting") and _words(sentence, start, end) <= _ADDRESS_WORDS:
        return Act(ReplyKind.COURTESY)
    if "enclose" in labels or _is_courtesy(sentence, start, end):
        return Act(ReplyKind.COURTESY)
    if sentence.within("bare", start, end) and _words(sentence, start, end) <= _TELLING:
        return Act(ReplyKind.UNCLEAR, refuses=True)
    if _is_left_open(sentence, start, end):
        return Act(ReplyKind.UNCLEAR, left_open=True)
    if sentence.within("link", start, end, "because", "ground"):
        return Act(ReplyKind.REASON, (start, end))
    if _explains(sentence, start, end):
        return Act(ReplyKind.REASON, (start, end))
    whole = sentence.reading.furniture and end - start == len(sentence.tokens)
    return Act(ReplyKind.COURTESY if whole and not sentence.within("taint", start, end) else ReplyKind.UNCLEAR)


def _is_left_open(sentence: ReplySentence, start: int, end: int) -> bool:
    """Our own `Причина изменения – …`: nothing but the words that announce a reason."""
    announced = {i for h in sentence.within("opening", start, end) for i in range(h.start, h.end)}
    last = max(announced, default=0)
    words = (i for i in range(start, end) if sentence.tokens[i].kind in ("word", "number", "code"))
    return bool(announced) and all(i in announced or (i < last and _is_number(sentence, i)) for i in words)


def _is_number(sentence: ReplySentence, i: int) -> bool:
    return sentence.tokens[i].kind in ("number", "code")


_ADDRESS_WORDS = 5


def _is_courtesy(sentence: ReplySentence, start: int, end: int) -> bool:
    """Whether half of the words at least are those of greetings, thanks, receipts and signatures."""
    hits = sentence.within("courtesy", start, end)
    covered = {i for h in hits for i in range(h.start, h.end)}
    words = [i for i in range(start, end) if sentence.tokens[i].kind == "word"]
    return bool(hits) and 2 * len(covered & set(words)) >= len(words)


def _words(sentence: ReplySentence, start: int, end: int) -> int:
    """How many words and figures there are."""
    return sum(t.kind in ("word", "number", "code") or t.key in ("+", "👍") for t in sentence.tokens[start:end])


def _named_words(sentence: ReplySentence, start: int, end: int) -> int:
    return sum(n.end - n.start for n in sentence.named if start <= n.start < end) + len(
        sentence.within("point", start, end)
    )
