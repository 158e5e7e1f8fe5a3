"""A sentence of a reply as it was read: its tokens, the words of replies in it, and what it names."""

from __future__ import annotations

from dataclasses import dataclass

from commentary.replies.asked_points import LetterPoints
from commentary.replies.named_places import NamedPlace, addresses, masked, named_places
from commentary.replies.numbers_run_together import replaced, run_together
from commentary.replies.reply_lexicon import Hits, reply_hits
from commentary.replies.reply_pieces import ReplyPiece
from commentary.text import Hit, ReadUnit, Token, Vocabulary, read_piece


@dataclass(frozen=True)
class ReplySentence:
    """A sentence read. Places of tokens are those within `text`, the piece of the reply."""

    piece: ReplyPiece
    text: str
    reading: ReadUnit
    hits: Hits
    named: tuple[NamedPlace, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the sentence."""
        return self.reading.tokens

    @property
    def named_tokens(self) -> set[int]:
        """The tokens that name something."""
        return {i for n in self.named for i in range(n.start, n.end)}

    def within(self, group: str, start: int, end: int, *labels: str) -> list[Hit]:
        """The hits of a group (with one of the labels, where any are given) that begin at tokens start..end."""
        return [h for h in self.hits.get(group, ()) if start <= h.start < end and (not labels or h.label in labels)]


def read_sentence(text: str, piece: ReplyPiece, letter: LetterPoints, vocabulary: Vocabulary) -> ReplySentence:
    """The sentence of `text` where the piece stands."""
    own = text[piece.start : piece.end]
    cells = addresses(own, letter.columns)
    plain = masked(own, cells)
    reading = read_piece(plain, vocabulary)
    hits = reply_hits(own, reading.tokens)
    shown = own
    if gaps := run_together(own, reading.tokens, hits, piece.item, letter):
        reading, shown = read_piece(replaced(plain, gaps), vocabulary), replaced(own, gaps)
        hits = reply_hits(own, reading.tokens)
    named = named_places(shown, reading, hits, cells, letter.rows, letter.numbers, letter.indicators)
    return ReplySentence(piece, own, reading, hits, named)
