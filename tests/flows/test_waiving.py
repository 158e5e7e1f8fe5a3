"""A finding is waived, a return is closed as not due, by two names, and everybody who sees the figure is told so."""

from __future__ import annotations

import email
import email.policy
from io import BytesIO

import docx
import openpyxl
import pandas as pd
import pytest

from flows.commands.closing import close_round
from flows.commands.deciding import Wanted, decide
from flows.commands.decisions_shown import decision_lines, decisions_of
from flows.commands.status import round_status
from flows.commands.waiving import Approval, approve
from flows.post.correspondence import with_version_keys, write_letters
from flows.post.reminders_due import open_organisations
from flows.round.workspace import Workspace
from schemas.errors import MissingReturnsError, UsageError
from tests.flows.collection import collected, published

ALIYA, BOLAT = "Әлия Серікова", "Болат Омаров"
WHY = "the archive of the district burnt down"


def propose(folder, organisation="north", subject="members-balance:members", decision="waived", because=WHY):
    return decide(folder, Wanted(organisation, subject, decision, because), ALIYA)


def second(folder, organisation="north", subject="members-balance:members", by=BOLAT, language="en", because=""):
    return approve(folder, Approval(organisation, subject, because), by, language)


@pytest.fixture
def wrong(full_round, fill):
    """North's members are nine more than their parts, and the college has sent nothing."""
    fill("north", members=5009, joined=259)
    (full_round / "inbox" / "college.xlsx").unlink()
    collected(full_round)
    return full_round


def test_one_name_waives_nothing_and_a_second_does(wrong):
    assert "waits for a second name" in propose(wrong)
    assert round_status(wrong).proposed == 1
    assert collected(wrong).returns.set_index("organisation")["outcome"]["north"] == "returned"
    for same in (ALIYA, "ӘЛИЯ  серікова", "Серікова Ә."):
        with pytest.raises(UsageError, match="same person"):
            second(wrong, by=same)
    assert "екі адамның шешімімен" in second(wrong, language="kk")
    judgement = collected(wrong)
    assert judgement.returns.set_index("organisation")["outcome"]["north"] in ("accepted", "queried")
    kept = pd.read_csv(wrong / "reports" / "findings.csv").query("state == 'waived'")
    assert kept[["rule", "by", "because"]].to_numpy().tolist() == [["members-balance", f"{ALIYA}; {BOLAT}", WHY]]
    assert round_status(wrong).proposed == 0
    told = decisions_of(wrong)
    assert told[["decision", "applies", "author", "second"]].to_numpy().tolist() == [["waived", True, ALIYA, BOLAT]]
    assert BOLAT in decision_lines(told)


def test_what_has_changed_since_it_was_proposed_is_not_approved(wrong, fill):
    propose(wrong)
    fill("north", members=5010, joined=260)
    collected(wrong)
    with pytest.raises(UsageError, match="changed since"):
        second(wrong)


@pytest.mark.parametrize(
    ("organisation", "subject", "decision", "words"),
    [
        ("north", "women-within-members", "waived", "no open finding"),
        ("north", "members-balance", "confirmed", "one of: waived, withdrawn"),
        ("north", "template-outdated", "waived", "cannot be confirmed or waived"),
        ("north", "return-missing", "not-due", "no open finding"),
        ("college", "return-missing", "waived", "one of: not-due, withdrawn"),
    ],
)
def test_what_cannot_be_waived_is_refused(wrong, organisation, subject, decision, words):
    with pytest.raises(UsageError, match=words):
        propose(wrong, organisation, subject, decision)


def test_a_waiver_needs_a_reason_and_can_be_taken_back(wrong):
    with pytest.raises(UsageError, match="--because"):
        propose(wrong, because="")
    with pytest.raises(UsageError, match="Nothing waits"):
        second(wrong)
    propose(wrong)
    decide(wrong, Wanted("north", "members-balance", "withdrawn"), BOLAT)
    with pytest.raises(UsageError, match="Nothing waits"):
        second(wrong)


def test_a_return_that_is_not_due_is_no_more_asked_for(wrong):
    propose(wrong)
    second(wrong)
    collected(wrong)
    with pytest.raises(MissingReturnsError, match="college"):
        close_round(wrong, partial=False, author=ALIYA)
    propose(wrong, "college", "return-missing", "not-due", "liquidated in May")
    second(wrong, "college", "return-missing")
    judgement = published(wrong)
    with Workspace.at(wrong).ledger() as ledger:
        owing, left = open_organisations(
            Workspace.at(wrong).round.register, ledger.last_returns(), ledger.last_findings()
        )
    assert "college" not in {x.organisation for x in owing}
    assert {x.organisation: x.why for x in left}["college"] == "its return is not due"
    assert "college" not in set(pd.read_csv(wrong / "reports" / "worklist.csv")["organisation"])
    assert round_status(wrong).counts()["not due"] == 1
    assert judgement.findings.query("rule == 'return-missing'")["state"].tolist() == ["waived"]
    assert "closed as version 1" in close_round(wrong, partial=False, author=ALIYA)


def test_the_exceptions_are_told_wherever_the_figure_is(wrong):
    propose(wrong)
    second(wrong)
    propose(wrong, "college", "return-missing", "not-due", "liquidated in May")
    second(wrong, "college", "return-missing", because="seen the order")
    judgement = published(wrong)
    reports = wrong / "reports"
    page, note = (reports / "index.html").read_text("utf-8"), docx.Document(str(reports / "national-note.docx"))
    text = "\n".join(x.text.replace("\u00a0", " ") for x in note.paragraphs)
    for told in (page, text):
        assert WHY in told
        assert BOLAT in told
        assert "liquidated in May; seen the order" in told
    book = openpyxl.load_workbook(BytesIO((reports / "national.xlsx").read_bytes()))
    exceptions = book["Ерекшеліктер – Исключения"]
    assert {exceptions.cell(row, 6).value for row in (3, 4)} == {f"{ALIYA}; {BOLAT}"}
    sources = book["Дереккөздер – Источники"]
    marked = {(r[3].value, r[1].value) for r in sources.iter_rows(min_row=3) if r[8].value}
    assert marked == {("Солтүстік облыстық ұйымы", "Кәсіподақ мүшелерінің жалпы саны")} or len(marked) == 1
    work = Workspace.at(wrong)
    write_letters(work, judgement, with_version_keys(judgement))
    letters = [
        email.message_from_bytes(x.read_bytes(), policy=email.policy.default)
        for x in (wrong / "outbox").glob("north*.eml")
    ]
    bodies = [x.get_body(("plain",)).get_content() for x in letters]
    assert any("снято" in x for x in bodies), bodies


def test_the_register_of_decisions_has_both_names_on_a_page_and_in_a_file(wrong):
    propose(wrong)
    second(wrong)
    published(wrong)
    kept = pd.read_csv(wrong / "reports" / "decisions.csv", keep_default_na=False)
    assert kept[["kind", "by", "second"]].to_numpy().tolist() == [["waived", ALIYA, BOLAT], ["approved", BOLAT, ""]]
    page = (wrong / "reports" / "decisions.html").read_text("utf-8")
    for words in (ALIYA, BOLAT, WHY, "5009", "members-balance"):
        assert words in page
    assert 'href="decisions.html"' in (wrong / "reports" / "index.html").read_text("utf-8")
