"""A finding is waived, a return is closed as not due, by two names, and everybody who sees the figure is told so."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest

from flows.commands.closing import close_round
from flows.commands.deciding import Wanted, decide
from flows.commands.decisions_shown import decision_lines, decisions_of
from flows.commands.inbox_listing import inbox_lines, inbox_proposed
from flows.commands.status import round_status
from flows.commands.waiving import Approval, approve
from flows.post.correspondence import with_version_keys, write_letters
from flows.post.reminders_due import open_organisations
from flows.round.workspace import Workspace
from judging.judged_round import Judgement
from schemas.errors import MissingReturnsError, UsageError
from tests.flows.collection import collected, published
from tests.flows.conftest import fill_in

pytestmark = pytest.mark.slow

ALIYA, BOLAT = "Әлия Серікова", "Болат Омаров"
WHY = "the archive of the district burnt down"
NORTH, COLLEGE = ("north", "members-balance:members"), ("college", "return-missing")


def propose(folder: Path, organisation: str, subject: str, decision: str = "waived", because: str = WHY) -> str:
    return decide(folder, Wanted(organisation, subject, decision, because), ALIYA)


def second(folder: Path, organisation: str, subject: str, by: str = BOLAT, language: str = "en", why: str = "") -> str:
    return approve(folder, Approval(organisation, subject, why), by, language)


def north(folder: Path, members: int) -> None:
    """North's members are more than their parts; the year's flow agrees with them."""
    fill_in(folder / "inbox" / "north.xlsx", "north", members=members, joined=members - 4750)


def with_letters(folder: Path) -> tuple[Judgement, list[str]]:
    """The judgement of a collection, and the words of the letters to north that wait."""
    judgement, work = collected(folder), Workspace.at(folder)
    write_letters(work, judgement, with_version_keys(judgement))
    mails = [
        email.message_from_bytes(x.read_bytes(), policy=email.policy.default) for x in work.round.outbox.glob("north*")
    ]
    return judgement, [" ".join(x.get_body(("plain",)).get_content().split()) for x in mails]


def outcomes(judgement: Judgement) -> dict[str, str]:
    return judgement.returns.set_index("organisation")["outcome"].to_dict()


@pytest.fixture
def wrong(full_round: Path) -> Path:
    """North's members are nine more than their parts, and the college has sent nothing."""
    north(full_round, 5009)
    (full_round / "inbox" / "college.xlsx").unlink()
    with_letters(full_round)
    return full_round


def test_two_names_let_a_finding_pass_and_a_return_be_not_due_wherever_it_is_shown(wrong: Path) -> None:
    refused(wrong)
    assert "waits for a second name" in propose(wrong, *NORTH)
    propose(wrong, *COLLEGE, "not-due", "liquidated in May")
    waits(wrong)
    for same in (ALIYA, "ӘЛИЯ  серікова", "Серікова Ә."):
        with pytest.raises(UsageError, match="same person"):
            second(wrong, *NORTH, by=same)
    assert "екі адамның шешімімен" in second(wrong, *NORTH, language="kk")
    with pytest.raises(MissingReturnsError, match="college"):
        close_round(wrong, partial=False, author=ALIYA)
    second(wrong, *COLLEGE, why="seen the order")
    _, letters = with_letters(wrong)
    assert any("Замечание снято решением отдела, исправлять не нужно: E8" in x for x in letters), letters
    judgement = published(wrong)
    assert outcomes(judgement)["north"] == "accepted"
    told_in_reports(wrong)
    left_in_peace(wrong)
    assert "закрыт как версия 1" in close_round(wrong, partial=False, author=ALIYA, language="ru")


def refused(folder: Path) -> None:
    """What cannot be let pass, or not so, is refused, with what could be done."""
    for organisation, subject, decision, words in (
        ("north", "coverage-rate", "waived", "no open finding of coverage-rate; open there: members-balance:members"),
        ("north", "members-balance", "confirmed", r"or two people let it pass \(waived\)"),
        ("north", "template-outdated", "waived", "cannot be confirmed or waived"),
        ("north", "return-missing", "not-due", "no open finding"),
        ("college", "return-missing", "waived", "one of: not-due, withdrawn"),
    ):
        with pytest.raises(UsageError, match=words):
            propose(folder, organisation, subject, decision)
    with pytest.raises(UsageError, match="--because"):
        propose(folder, *NORTH, because="")
    with pytest.raises(UsageError, match="Nothing waits"):
        second(folder, *NORTH)


def waits(folder: Path) -> None:
    """What one person has said changes nothing, and waits in the queue."""
    assert outcomes(collected(folder))["north"] == "returned"
    status = round_status(folder)
    assert (status.proposed, status.counts().get("not due")) == (2, None)
    told = inbox_lines((), folder, "ru", inbox_proposed(folder, "ru"))
    assert f"esep approve {folder} north members-balance:members --by" in told
    assert WHY in told


def told_in_reports(folder: Path) -> None:
    """Both names and the reason stand in findings.csv, on the pages, in the workbook, in the note."""
    reports, both = folder / "reports", f"{ALIYA}; {BOLAT}"
    kept = pd.read_csv(reports / "findings.csv", keep_default_na=False).set_index("rule")
    assert kept.loc["members-balance", ["state", "by", "because"]].tolist() == ["waived", both, WHY]
    assert kept.loc["return-missing", "because"] == "liquidated in May; seen the order"
    assert pd.read_csv(reports / "worklist.csv").empty
    decided = pd.read_csv(reports / "decisions.csv", keep_default_na=False)
    assert decided[["kind", "second"]].to_numpy().tolist() == [
        ["waived", BOLAT], ["not-due", BOLAT], ["approved", ""], ["approved", ""],
    ]  # fmt: skip
    page, audit = ((reports / x).read_text(encoding="utf-8") for x in ("index.html", "decisions.html"))
    note = "\n".join(x.text for x in docx.Document(str(reports / "national-note.docx")).paragraphs)
    for text in (page, audit, note):
        assert WHY in text
        assert both in text
        assert "liquidated in May; seen the order" in text
    assert 'href="decisions.html"' in page
    book = openpyxl.load_workbook(reports / "national.xlsx")
    assert [x.value for x in book["Ерекшеліктер – Исключения"]["F"][2:]] == [both, both]
    sources = [x for x in book["Дереккөздер – Источники"].iter_rows(min_row=3, values_only=True) if x[8]]
    assert [(x[0], x[8]) for x in sources] == [(101, f"{both}: {WHY}")]
    assert "Шешімдер – Решения" in book.sheetnames


def left_in_peace(folder: Path) -> None:
    """Whose return is not due is neither missing nor reminded."""
    work = Workspace.at(folder)
    with work.ledger() as ledger:
        owing, left = open_organisations(work.round.register, ledger.last_returns(), ledger.last_findings())
    assert "college" not in {x.organisation for x in owing}
    assert {x.organisation: x.why for x in left}["college"] == "its return is not due"
    status = round_status(folder)
    assert (status.proposed, status.counts()["not due"]) == (0, 1)
    told = decisions_of(folder)
    assert told[["decision", "applies", "second"]].to_numpy().tolist() == [
        ["waived", True, BOLAT], ["not-due", True, BOLAT],
    ]  # fmt: skip
    assert BOLAT in decision_lines(told)


def test_an_approval_of_what_has_changed_since_is_refused_and_a_proposal_can_be_taken_back(wrong: Path) -> None:
    propose(wrong, *NORTH)
    decide(wrong, Wanted("north", "members-balance", "withdrawn"), BOLAT)
    with pytest.raises(UsageError, match="Nothing waits"):
        second(wrong, *NORTH)
    propose(wrong, *NORTH)
    north(wrong, 5010)
    collected(wrong)
    with pytest.raises(UsageError, match="changed since"):
        second(wrong, *NORTH)
