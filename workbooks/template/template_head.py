"""The head of the form, as official forms have it: who submits the return, to whom, by when, where to, whom to ask."""

from __future__ import annotations

from schemas.languages import in_language
from workbooks.template.template_layout import COVER_FIRST_ROW
from workbooks.template.template_order import TemplateOrder
from workbooks.template.template_sheet import SheetWriter, height_of
from workbooks.text import until_text, word


def head_of(order: TemplateOrder) -> tuple[tuple[str, str], ...]:
    """The lines of the head, each a label and what it says; none outside a round."""
    if order.terms is None:
        return ()
    terms, language = order.terms, order.language
    told = {
        "from": order.name(language),
        "to": in_language(terms.federation, language) if terms.federation else "",
        "deadline": until_text(terms.deadline, language),
        "address": terms.sender,
        "contact": _contact(order),
    }
    return tuple((word(f"head.{name}", language), text) for name, text in told.items() if text)


def first_field_row(order: TemplateOrder) -> int:
    """The row of the cover's first field: below the head, where there is one."""
    lines = len(head_of(order))
    return COVER_FIRST_ROW + lines + 1 if lines else COVER_FIRST_ROW


def write_head(writer: SheetWriter, width: float) -> None:
    """Writes the head, a line each. Label and text stand in one cell: no reader takes the text for a field's label."""
    for row, (label, text) in enumerate(head_of(writer.order), COVER_FIRST_ROW):
        writer.sheet.set_row(row - 1, height_of((f"{label}: {text}", width, 10)) + 4)
        writer.sheet.merge_range(f"A{row}:C{row}", "", writer.formats("head"))
        writer.sheet.write_rich_string(
            f"A{row}", writer.formats("rich label"), f"{label}: ", writer.formats("rich main"), text,
            writer.formats("head"),
        )  # fmt: skip


def _contact(order: TemplateOrder) -> str:
    assert order.terms is not None
    given = order.terms.contact
    room = word("head.room", order.language, room=given.room) if given.room else ""
    return ", ".join(filter(None, (given.name, given.phone, room, given.hours)))
