"""What the national note says of what two people have let pass: findings waived, returns that are not due."""

from __future__ import annotations

from reports.national.note_blocks import Block, NationalSubject, items
from reports.national.note_sentences import sentence
from reports.wording import one_line
from schemas.form import message_of
from schemas.frames import RETURN_MISSING


def exceptions(subject: NationalSubject) -> list[Block]:
    """The exceptions of the consolidated round, each with both names and why; nothing where there are none."""
    told = []
    for row in subject.consolidated.exceptions.to_dict("records"):
        said = {"name": one_line(row["name_kk"]), "because": one_line(row["because"]), "by": one_line(row["by"])}
        if row["rule"] == RETURN_MISSING:
            told.append(sentence("exceptions_not_due", **said))
            continue
        message = message_of(subject.form, row["rule"], row["parameters"], "kk")
        told.append(sentence("exceptions_waived", message=one_line(message), **said))
    return [Block("lead", sentence("exceptions")), *items(told)] if told else []
