"""What the national note says of figures that were published or accepted otherwise before."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from reports.national.note_blocks import Block, NationalSubject, items
from reports.national.note_sentences import sentence
from reports.wording import one_line, phrase
from schemas.form import format_number, message_of

_SHOWN = 40  # the sheet of the workbook has them all


def restated(subject: NationalSubject, changes: pd.DataFrame | None, broken: pd.DataFrame | None = None) -> list[Block]:
    """The figures of frames.PublishedChanges, this year's first, and what no longer adds up with them.

    `broken` is frames.Findings. Nothing where there are none."""
    blocks: list[Block] = []
    for period, lead in (("current", "restated"), ("prior", "restated_last_year")):
        rows = [] if changes is None else changes[changes["period"].eq(period)].to_dict("records")
        if not rows:
            continue
        told = [_item(subject, row) for row in rows[:_SHOWN]]
        blocks += [Block("lead", sentence(lead)), *items(told)]
        if len(rows) > _SHOWN:
            more = sentence("restated_more", count=len(rows) - _SHOWN, sheet=phrase("workbook.sheet.restated", "kk"))
            blocks.append(Block("text", more))
    if broken is not None and len(broken):
        told = [_broken(subject, row) for row in broken.to_dict("records")]
        blocks += [Block("lead", sentence("restated_broken")), *items(told)]
    return blocks


def _broken(subject: NationalSubject, row: dict[Any, Any]) -> str:
    message = one_line(message_of(subject.form, row["rule"], row["parameters"], "kk"))
    said = {"name": subject.names.get(row["organisation"], row["organisation"]), "message": message}
    if not row["because"]:
        return sentence("restated_broken_item", **said)
    return sentence("restated_broken_because", **said, because=one_line(row["because"]), by=one_line(row["by"]))


def _item(subject: NationalSubject, row: dict[Any, Any]) -> str:
    indicator = subject.form.indicators.get(row["indicator"])
    said = {
        "name": subject.names.get(row["organisation"], row["organisation"]),
        "label": indicator.label.kk if indicator else row["indicator"],
        "old": _number(row["old"]),
        "new": _number(row["new"]),
    }
    if row["why"] != "restated":
        return sentence(f"restated_by_{row['why']}", **said)
    day = ".".join(reversed(row["at"][:10].split("-")))
    return sentence("restated_item", **said, because=one_line(row["because"]), by=one_line(row["by"]), day=day)


def _number(value: float) -> str:
    return "–" if math.isnan(value) else format_number(value, "kk")
