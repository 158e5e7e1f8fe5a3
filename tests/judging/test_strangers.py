"""What arrives from an address that nobody knows changes nothing that stands, until somebody has vouched for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from judging.arrived_documents import Arrived
from judging.context import DECISIONS, ArrivedDocument, Context
from judging.documents_in_order import in_order
from judging.judgement import judge
from judging.senders import ADDRESS
from schemas.addresses import addresses_in
from schemas.documents import Cover, Document, FigureCell, MailHead, NoteText, Period
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


FAILED, HEAD = MailHead(failed=("dmarc",)), MailHead(message_id="<1@x>")


@pytest.mark.parametrize(
    ("sender", "mail", "why"),
    [
        ("north@example.org", FAILED, "failed"),
        ("north@example.org, evil@x.invalid", HEAD, "unclear"),
        ("\u00abnorth@example.org\u00bb", HEAD, "unclear"),
        ("", HEAD, "unclear"),
        ("north@ex\u0430mple.org", HEAD, "unregistered"),
        ("north@exam\u017fple.org", HEAD, "unregistered"),
    ],
)
def test_an_address_that_is_not_surely_the_known_one_replaces_nothing(sender: str, mail: MailHead, why: str) -> None:
    forged = workbook("f.eml/e.xlsx", "north", 900, sender, "2026-01-25T10:00", mail=mail)
    assert standing(OWN, forged) == "own.xlsx"
    found = judge([OWN, forged], context()).findings
    told = found[found["rule"].eq("sender-unknown")]
    assert told[["organisation", "file"]].to_numpy().tolist() == [["north", "f.eml/e.xlsx"]]
    assert [x["why"] for x in told["parameters"]] == [why]
    assert set(found.loc[found["file"].eq("f.eml/e.xlsx"), "rule"]) == {"sender-unknown"}


def test_all_addresses_of_a_message_may_be_known() -> None:
    own = workbook("n.eml/e.xlsx", "north", 900, "chair@example.org, north@example.org", "2026-01-25T10:00", mail=HEAD)
    assert standing(OWN, own) == "n.eml/e.xlsx"


def test_a_failed_address_tells_neither_whose_a_file_is_nor_that_it_is_anothers() -> None:
    forged = workbook("f.eml/e.xlsx", "lake", 900, "north@example.org", mail=FAILED)
    arrived = in_order([forged], context())
    assert arrived.owners["f.eml/e.xlsx"].evidence("lake") == "code"
    assert arrived.latest["lake"].file == "f.eml/e.xlsx"
    other = in_order([workbook("f.eml/e.xlsx", "lake", 900, "north@example.org", mail=HEAD)], context())
    assert other.owners["f.eml/e.xlsx"].evidence("") == "code: lake|address: north"
    assert other.latest == {}


def test_a_stranger_takes_neither_the_note_nor_the_place_of_the_own_return() -> None:
    text = NoteText(
        "docx",
        f"north \u043e\u0431\u043b\u044b\u0441\u0442\u044b\u049b \u04b1\u0439\u044b\u043c\u044b. {REASON}",
        place="n.docx",
    )
    own_note = ArrivedDocument(Document("n.docx", "n", "note", notes=(text,)), "", "2026-01-26T10:00")
    later = workbook("f.eml/e.xlsx", "north", 900, "evil@x.invalid", "2026-01-25T10:00", mail=HEAD,
                     received=dt.datetime(2099, 1, 1, tzinfo=dt.UTC))  # fmt: skip
    assert REASON in notes_of(in_order([OWN, later, own_note], context()))
    copy = workbook("c.eml/e.xlsx", "north", 100, "evil@x.invalid", "2026-01-25T10:00", mail=HEAD, notes=(text,))
    arrived = in_order([OWN, copy], context())
    assert arrived.latest["north"].file == "own.xlsx"
    assert notes_of(arrived) == ""


def test_a_note_of_a_stranger_is_not_let_in_by_some_other_file_beside_it() -> None:
    beside = ArrivedDocument(Document("n.eml/a.pdf", "p", "workbook", sender="x@y.invalid", mail=HEAD), "", "")
    assert notes_of(in_order([OWN, note("n.eml", "x@y.invalid"), beside], context())) == ""


def test_the_evidence_of_an_assigned_file_stays() -> None:
    assigned = replace(context(), assignments={"f.eml/e.xlsx": "north"})
    arrived = in_order([workbook("f.eml/e.xlsx", "lake", 900, "north@example.org", mail=HEAD)], assigned)
    assert arrived.owners["f.eml/e.xlsx"].evidence("north") == "assigned|address"
