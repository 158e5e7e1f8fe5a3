"""A reply read: every sentence of it as what it does, tied to the letter's point that it is about."""

from __future__ import annotations

from collections.abc import Sequence

from commentary.replies.asked_points import LetterPoints
from commentary.replies.reply_drafts import drafts_of
from commentary.replies.reply_joining import joined
from commentary.replies.reply_pieces import reply_pieces
from commentary.replies.reply_sentence import read_sentence
from commentary.replies.reply_ties import tied
from commentary.text import vocabulary_of
from schemas.conversation import Question, ReplyStatement
from schemas.form import Form


def read_reply(text: str, questions: Sequence[Question], form: Form) -> tuple[ReplyStatement, ...]:
    """What the sender's words say, in order; every sentence is in one of the statements, one that says a thing of
    several points in as many. Lines that begin with `>` are the letter's own: they tell what an answer stands below.

    `questions` are the letter's points (there may be none). A confirmation that is tied to no point has question 0; so
    has what could be about several. People answer in any language, whatever that of the letter.
    """
    letter = LetterPoints.of(questions, form)
    vocabulary = vocabulary_of(form)
    sentences = [read_sentence(text, piece, letter, vocabulary) for piece in reply_pieces(text)]
    return tied(joined(drafts_of(sentences, letter), letter), text, letter)
