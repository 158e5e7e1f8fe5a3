"""Reminders: on which day, to whom, once each, with the form the first time; taken back when they are past."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from flows.cli import app
from flows.post.correspondence import with_version_keys, write_letters
from flows.post.reminder_days import stage_on
from flows.post.reminding import plan_reminders, withdraw_past_reminders, write_reminders
from flows.round.stated_terms import read_terms
from flows.round.workspace import Workspace
from schemas.errors import RoundError
from schemas.round_terms import RoundTerms
from tests.flows.collection import collected
from tests.flows.forged_messages import message

DEADLINE = dt.date(2026, 1, 31)
TERMS = RoundTerms(as_of=dt.date(2026, 1, 1), deadline=DEADLINE, sender="department@example.org")


def day(offset: int) -> dt.date:
    return DEADLINE + dt.timedelta(days=offset)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (-15, None), (-14, "before 14"), (-8, "before 14"), (-7, "before 7"), (-2, "before 7"), (-1, "before 1"),
        (0, "before 1"), (1, "after 1"), (6, "after 1"), (7, "after 7"), (20, "after 7"), (21, "after 21"), (90, "after 21"),
    ],
)  # fmt: skip
def test_a_day_is_for_the_last_reminder_whose_day_has_come(offset: int, expected: str | None) -> None:
    found = stage_on(day(offset), TERMS)
    assert (found.key.removeprefix("2026-01-31 ") if found else None) == expected


def test_a_reminder_of_before_is_none_after_the_deadline() -> None:
    terms = read_terms(f"{_yaml()}reminders: {{before: [3], after: [10]}}\n")
    assert stage_on(day(0), terms) is not None
    assert stage_on(day(5), terms) is None
    assert stage_on(day(10), terms) is not None


@given(st.lists(st.integers(-40, 40), max_size=12))
def test_whatever_days_it_runs_each_reminder_comes_once_and_none_after_a_later_one(offsets: list[int]) -> None:
    keys = [x.key for offset in sorted(offsets) if (x := stage_on(day(offset), TERMS))]
    once = list(dict.fromkeys(keys))
    assert len(once) <= 6
    assert [x for i, x in enumerate(keys) if i == 0 or keys[i - 1] != x] == once


def _yaml() -> str:
    return "as_of: 2026-01-01\ndeadline: 2026-01-31\nsender: a@example.org\n"


@pytest.mark.parametrize(
    ("given_days", "said"),
    [
        ("{before: [7, 7]}", "reminders.before"),
        ("{after: [0]}", "write 0 under before"),
        ("{before: [-1]}", "reminders.before.0"),
        ("{after: [1000]}", "reminders.after.0"),
        ("{during: [1]}", "during"),
    ],
)
def test_days_that_cannot_be_are_an_error_of_the_round(given_days: str, said: str) -> None:
    with pytest.raises(RoundError, match=said):
        read_terms(f"{_yaml()}reminders: {given_days}\n")


def test_no_days_are_no_reminders() -> None:
    terms = read_terms(f"{_yaml()}reminders: {{before: [], after: []}}\n")
    assert all(stage_on(day(x), terms) is None for x in range(-60, 60))


def who(folder: Path, offset: int) -> dict[str, str]:
    return {x.organisation: x.why for x in plan_reminders(Workspace.at(folder), day(offset)).reminded}


def letters_of(folder: Path, organisation: str) -> list[EmailMessage]:
    """The reminders in the outbox to an organisation, first to last."""
    found = []
    for path in sorted((folder / "outbox").glob(f"{organisation}-reminder-*.eml"), key=lambda x: x.stat().st_mtime_ns):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        found.append(message)
    return found


def forms_in(message: EmailMessage) -> list[str]:
    return [x.get_filename() or "" for x in message.iter_attachments()]


def words(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def test_before_anything_has_come_everybody_is_reminded(round_folder):
    assert who(round_folder, -14) == dict.fromkeys(
        ("north", "south", "south-town", "south-steppe", "college"), "missing"
    )


def test_who_has_reported_is_never_reminded_and_who_has_to_correct_is(round_folder, fill):
    fill("north")
    fill("south", women=99_999)
    fill("south-town")
    collected(round_folder)
    assert who(round_folder, -7) == {"south": "returned", "south-steppe": "missing", "college": "missing"}


def test_who_sent_what_cannot_be_read_is_told_so(round_folder, fill):
    path = fill("college")
    path.write_bytes(path.read_bytes()[:3000])
    collected(round_folder)
    assert who(round_folder, -7)["college"] == "unreadable"


def test_a_branch_is_left_in_peace_when_its_parent_stands_and_asked_through_it_without_an_address(round_folder, fill):
    register = round_folder / "register.csv"
    register.write_text(register.read_text(encoding="utf-8").replace("south-town@example.org", ""), encoding="utf-8")
    peace = {x.organisation: x.why for x in plan_reminders(Workspace.at(round_folder), day(-7)).left}
    assert peace == {"south-town": "its parent collects for it"}
    fill("south")
    collected(round_folder)
    plan = plan_reminders(Workspace.at(round_folder), day(-7))
    assert {x.organisation for x in plan.reminded} == {"north", "college"}
    assert {x.organisation: x.why for x in plan.left} == dict.fromkeys(
        ("south-town", "south-steppe"), "its parent's return stands"
    )


def test_a_member_without_an_address_is_told_to_the_statistician(round_folder):
    register = round_folder / "register.csv"
    register.write_text(register.read_text(encoding="utf-8").replace("college@example.org", ""), encoding="utf-8")
    assert ("college", "no address") in {
        (x.organisation, x.why) for x in plan_reminders(Workspace.at(round_folder), day(-7)).left
    }


def test_each_reminder_comes_once_and_the_form_goes_with_the_first(round_folder):
    work = Workspace.at(round_folder)
    assert len(write_reminders(work, day(-9)).reminded) == 5
    assert write_reminders(work, day(-8)).reminded == ()
    first = letters_of(round_folder, "college")
    assert [forms_in(x) for x in first] == [["college-2026.xlsx"]]
    with work.ledger() as ledger:
        for message_id in ledger.letters()["message_id"]:
            ledger.mark_sent(message_id, dt.datetime(2026, 1, 22, tzinfo=dt.UTC))
    assert len(write_reminders(work, day(3)).reminded) == 5
    last = letters_of(round_folder, "college")[-1]
    assert forms_in(last) == []
    assert "бұған дейінгі еске салу хатымен" in words(last)


def test_another_deadline_has_other_reminders(round_folder):
    write_reminders(Workspace.at(round_folder), day(-14))
    terms = round_folder / "round.yaml"
    terms.write_text(terms.read_text(encoding="utf-8").replace("2026-01-31", "2026-02-15"), encoding="utf-8")
    assert len(who(round_folder, 2)) == 5


def test_a_reminder_that_is_past_is_taken_back(round_folder, fill):
    work = Workspace.at(round_folder)
    write_reminders(work, day(-14))
    fill("north")
    collected(round_folder)
    assert withdraw_past_reminders(work, day(-13)) == 1
    assert {x.name for x in (round_folder / "outbox" / "withdrawn").iterdir()} == {
        "north-reminder-2026-01-31-before-14.eml"
    }
    assert withdraw_past_reminders(work, day(-7)) == 4
    assert not list((round_folder / "outbox").glob("*reminder*"))


def test_a_closed_round_reminds_nobody(round_folder):
    work = Workspace.at(round_folder)
    write_reminders(work, day(-14))
    with work.ledger() as ledger:
        ledger.decide("", "closed", {}, "x", "")
    assert plan_reminders(work, day(-7)).closed
    assert write_reminders(work, day(-7)).reminded == ()
    assert not list((round_folder / "outbox").glob("*reminder*"))


@pytest.mark.slow
def test_the_letter_speaks_the_language_and_names_the_day_and_whom_to_ask(round_folder, fill):
    terms = round_folder / "round.yaml"
    terms.write_text(
        terms.read_text(encoding="utf-8")
        + "federation: {kk: Қазақстан кәсіподағы, ru: Профсоюз Казахстана}\n"
        + "contact: {name: А. Серікова, phone: +7 7172 12 34 56, room: '305'}\n",
        encoding="utf-8",
    )
    fill("north", women=99_999)
    judgement, work = collected(round_folder), Workspace.at(round_folder)
    write_letters(work, judgement, with_version_keys(judgement))
    with work.ledger() as ledger:
        for message_id in ledger.letters()["message_id"]:
            ledger.mark_sent(message_id, dt.datetime(2026, 1, 20, 20, tzinfo=dt.UTC))
    write_reminders(work, day(-7))
    (russian,), (kazakh,) = letters_of(round_folder, "north"), letters_of(round_folder, "college")
    assert "возвращён на исправление" in words(russian)
    assert "не позднее 31 января 2026 года" in words(russian)
    assert "в нашем письме от 21 января 2026 года" in words(russian)
    assert "Справки: А. Серікова, +7 7172 12 34 56, каб. 305, department@example.org." in words(russian)
    assert forms_in(russian) == []
    assert str(russian["From"]) == "Профсоюз Казахстана <department@example.org>"
    assert russian["Auto-Submitted"] == "auto-generated"
    assert "2026 жылғы 31 қаңтардан кешіктірмей тапсыру қажет" in words(kazakh)
    assert "305-бөлме" in words(kazakh)


def test_the_command_lists_without_writing(round_folder):
    shown = CliRunner().invoke(app, ["remind", str(round_folder), "--dry-run", "--on", "2026-01-25"])
    assert shown.exit_code == 0
    assert "7 days before 31.01.2026: 5" in shown.output
    assert "college: missing" in shown.output
    assert not (round_folder / "outbox").exists()
    assert (
        "No reminder is due"
        in CliRunner().invoke(app, ["remind", str(round_folder), "--dry-run", "--on", "2026-01-02"]).output
    )
    assert CliRunner().invoke(app, ["remind", str(round_folder), "--on", "2026-01-25"]).exit_code != 0


@pytest.mark.slow
def test_what_a_stranger_sends_in_a_members_name_keeps_nobody_from_being_reminded(round_folder, fill):
    terms = round_folder / "round.yaml"
    terms.write_text(f"{terms.read_text(encoding='utf-8')}senders: known\n", encoding="utf-8")
    made = fill("college")
    forged = message("someone@gmail.invalid", files={"есеп.xlsx": made.read_bytes(), "скан.pdf": b"%PDF-1.4\n%%EOF"})
    made.unlink()
    (round_folder / "inbox" / "a.eml").write_bytes(forged)
    collected(round_folder)
    assert who(round_folder, -7)["college"] == "missing"
    (round_folder / "inbox" / "a.eml").write_bytes(forged.replace(b"someone@gmail.invalid", b"college@example.org"))
    collected(round_folder)
    assert "college" not in who(round_folder, -7)
