"""What is no return does not count as having reported, and does not go unsaid, in the judgement of a whole round."""

from __future__ import annotations

import pandas as pd

from judging import ArrivedDocument, Context, judge
from schemas.documents import Cover, Document, FigureCell, Issue, NoteText
from schemas.form import Form
from schemas.frames import History, Register, empty
from schemas.round_terms import RoundTerms

BUDGET = "г. Юг\nРасходы бюджета выросли, потому что увеличены социальные выплаты и закуплено оборудование для школ."


def context(form: Form) -> Context:
    blank = dict.fromkeys(Register.to_schema().columns, "") | {"kind": "regional", "language": "ru"}
    rows = [
        blank | {"id": x, "name_kk": f"{x} ұйымы", "name_ru": f"Организация {x}", "email": f"{x}@example.org"}
        for x in ("south", "north")
    ]
    rows[0]["aliases"] = "г. Юг"
    terms = RoundTerms.without_round(form.as_of)
    return Context(terms, form, Register.validate(pd.DataFrame(rows)), empty(History))


def judged(form: Form, *documents: Document) -> tuple[dict[str, tuple[str, str]], set[tuple[str, str]]]:
    found = judge([ArrivedDocument(x, "2026-01-20T00:00:00") for x in documents], context(form))
    outcomes = {
        file: (organisation, x)
        for file, organisation, x in found.returns[["file", "organisation", "outcome"]].to_numpy()
    }
    return outcomes, set(zip(found.findings["organisation"], found.findings["rule"], strict=True))


def test_what_cannot_be_read_or_is_no_return_does_not_count_as_reported(form: Form) -> None:
    scan = Document(
        "скан.pdf", "1", "workbook", "south@example.org", issues=(Issue("workbook-unreadable", observed="pdf"),)
    )
    mail = Document("х.eml", "2", "container", "north@example.org")
    outcomes, findings = judged(form, scan, mail)
    assert outcomes == {"скан.pdf": ("south", "unreadable"), "х.eml": ("north", "unreadable")}
    assert {("south", "return-missing"), ("north", "return-missing")} <= findings
    assert {("south", "workbook-unreadable"), ("north", "workbook-unreadable")} <= findings


def test_a_foreign_text_is_nobodys_and_an_unreadable_file_beside_the_return_asks_nothing(form: Form) -> None:
    figures = (FigureCell("members", "current", "Есеп", "E7", "5", "read", 5.0),)
    workbook = Document("п/есеп.xlsx", "1", "workbook", cover=Cover(code="south", found=True), figures=figures)
    card = Document(
        "п/а.vcf", "2", "workbook", "south@example.org", issues=(Issue("workbook-unreadable", observed="contact-card"),)
    )
    budget = Document("б/budget.docx", "3", "note", notes=(NoteText("docx", BUDGET, "budget.docx"),))
    outcomes, findings = judged(form, workbook, card, budget)
    assert outcomes["п/а.vcf"] == ("south", "unreadable")
    assert outcomes["б/budget.docx"] == ("", "unreadable")
    assert ("south", "workbook-unreadable") not in findings
    assert ("south", "return-missing") not in findings
