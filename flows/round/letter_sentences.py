"""What our letters say whatever they are about: the wording of the reports, and the messages of the form's findings."""

from __future__ import annotations

from reports.wording import fixed_words
from schemas.form import Form
from schemas.plurals import pieces


def own_sentences(form: Form) -> frozenset[str]:
    """The pieces of our sentences between what fills them, in every language."""
    kinds = [*form.rules.values(), *form.intake.values(), *form.note.values()]
    said = (text for kind in kinds for text in kind.message.everywhere())
    return fixed_words() | {piece.strip() for text in said for piece in pieces(text) if piece.strip()}
