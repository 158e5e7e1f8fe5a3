"""What arrives from an address that nobody knows changes nothing that stands, until somebody has vouched for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from judging.context import DECISIONS, ArrivedDocument, Context
from judging.documents_in_order import Arrived, in_order
from judging.senders import ADDRESS, addresses_in
from schemas.documents import Cover, Document, FigureCell, NoteText, Period
from schemas.form.loading import load_form
from schemas.frames import Register
from schemas.round_terms import RoundTerms

FORM = load_form()
ROWS = list(FORM.indicators)[:12]
COLUMNS = list(Register.to_schema().columns)
REASON = "Мүшелер саны өсті, себебі жаңа мектептер ашылып, оған көптеген мұғалімдер жұмысқа қабылданды."


def organisation(key: str, email: str, parent: str = "") -> dict[str, str]:
    given = {"id": key, "kind": "branch" if parent else "regional", "parent": parent, "name_kk": f"{key} облыстық ұйымы",
             "name_ru": f"{key} областная организация", "email": email, "language": "kk"}  # fmt: skip
    return dict.fromkeys(COLUMNS, "") | given


def context(senders: str = "open", vouched: str = "") -> Context:
    register = pd.DataFrame([
        organisation("north", "north@example.org; chair@example.org"), organisation("lake", "lake@example.org"),
        organisation("lake-city", "city@example.org", "lake"),
    ])  # fmt: skip
    decisions = pd.DataFrame(
        [("north", ADDRESS, {"address": vouched}, "a", "t", "")] if vouched else [], columns=list(DECISIONS)
    )
    terms = RoundTerms(
        as_of=dt.date(2026, 1, 1),
        deadline=dt.date(2026, 1, 31),
        sender="Dept@example.org",
        senders=senders,  # type: ignore[arg-type]
    )
    history = pd.DataFrame({"organisation": [], "indicator": [], "value": []}).astype({"value": float})
    return Context(terms, FORM, Register.validate(register), history, decisions=decisions)


def workbook(
    file: str, code: str, base: float, sender: str = "", seen: str = "2026-01-20T10:00", **more: Any
) -> ArrivedDocument:
    figures = tuple(
        FigureCell(row, Period.CURRENT, "Есеп", f"E{place}", str(base + place), "read", base + place)
        for place, row in enumerate(ROWS)
    )  # fmt: skip
    document = Document(
        file, f"{file}{base}", "workbook", sender=sender, cover=Cover(code=code, found=True), figures=figures, **more
    )
    return ArrivedDocument(document, "2026-01-20T00:00:00+00:00", seen)


def standing(*readings: ArrivedDocument, of: str = "north", **given: str) -> str:
    latest = in_order(readings, context(**given)).latest
    return latest[of].file if of in latest else ""


OWN = workbook("own.xlsx", "north", 100)
FORGED = workbook("forged.eml/e.xlsx", "north", 900, "someone@gmail.invalid", "2026-01-25T10:00")


@pytest.mark.parametrize("sender", ["north@example.org", "CHAIR@example.org", "dept@example.org", ""])
def test_whoever_is_known_replaces_the_return(sender: str) -> None:
    assert standing(OWN, workbook("new.xlsx", "north", 200, sender, "2026-01-25T10:00")) == "new.xlsx"


def test_a_parent_speaks_for_its_child_and_not_the_other_way_round() -> None:
    child = workbook("a.xlsx", "lake-city", 100, "lake@example.org")
    assert standing(workbook("b.xlsx", "lake-city", 50, seen="2026-01-01T00:00"), child, of="lake-city") == "a.xlsx"
    parent = workbook("c.xlsx", "lake", 300, "city@example.org")
    assert standing(parent, of="lake") == "", "a child's address disputes its parent's return"


def test_a_stranger_replaces_nothing_and_is_told_of() -> None:
    arrived = in_order([OWN, FORGED], context())
    assert arrived.latest["north"].file == "own.xlsx"
    assert arrived.strangers == {"forged.eml/e.xlsx": "someone@gmail.invalid"}
    assert arrived.settled["status"].to_dict() == {"own.xlsx": "latest", "forged.eml/e.xlsx": ""}


def test_a_stranger_stands_where_none_stands_unless_the_round_says_otherwise() -> None:
    assert standing(FORGED) == "forged.eml/e.xlsx"
    assert standing(FORGED, senders="known") == ""
    assert standing(FORGED, senders="known", vouched="someone@gmail.invalid") == "forged.eml/e.xlsx"


def test_a_stranger_that_somebody_vouches_for_replaces() -> None:
    assert standing(OWN, FORGED, vouched="Someone@gmail.invalid") == "forged.eml/e.xlsx"


def note(file: str, sender: str) -> ArrivedDocument:
    text = f"north облыстық ұйымы. {REASON}"
    return ArrivedDocument(
        Document(file, file, "container", sender=sender, notes=(NoteText("mail", text, place=file),)), "", ""
    )


def notes_of(arrived: Arrived) -> str:
    return arrived.texts["north"]


def test_a_note_counts_from_whoever_may_send_it_alone() -> None:
    assert REASON in notes_of(in_order([OWN, note("n.eml", "north@example.org")], context()))
    forged = in_order([OWN, note("n.eml", "someone@gmail.invalid")], context())
    assert notes_of(forged) == ""
    assert forged.strangers == {"n.eml": "someone@gmail.invalid"}
    assert REASON in notes_of(in_order([OWN, note("n.eml", "x@y.invalid")], context(vouched="x@y.invalid")))


def test_a_register_may_hold_several_addresses() -> None:
    assert list(addresses_in("A@x.kz; b@x.kz,c@x.kz  d")) == ["a@x.kz", "b@x.kz", "c@x.kz"]
