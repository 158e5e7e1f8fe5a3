"""A member is told once a week which returns below it are missing or open, until the round is closed."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from flows.post.reminding import withdraw_past_reminders, write_reminders
from flows.post.telling_trees import write_tree_letters
from flows.round.report_files import digest_of_reports
from flows.round.stated_terms import read_terms
from flows.round.workspace import Workspace
from schemas.errors import RoundError
from tests.flows.collection import collected

pytestmark = pytest.mark.slow

DEADLINE = dt.date(2026, 1, 31)


def day(offset: int) -> dt.date:
    return DEADLINE + dt.timedelta(days=offset)


def told(folder: Path) -> list[EmailMessage]:
    """The letters about trees in the outbox."""
    files = sorted((folder / "outbox").glob("*-tree-*.eml"))
    return [email.message_from_bytes(x.read_bytes(), policy=email.policy.default) for x in files]


def words(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def sent(work: Workspace) -> None:
    with work.ledger() as ledger:
        for message_id in ledger.letters()["message_id"]:
            ledger.mark_sent(message_id, dt.datetime(2026, 1, 22, tzinfo=dt.UTC))


def test_the_letter_names_who_is_missing_and_who_has_to_correct_and_brings_the_page(round_folder, fill):
    fill("south-town", women=99_999)
    collected(round_folder)
    write_reminders(Workspace.at(round_folder), day(-14))
    [letter] = told(round_folder)
    assert letter["To"] == "south@example.org"
    text = words(letter)
    register = Workspace.at(round_folder).round.register.set_index("id")
    name = f"name_{register.at['south', 'language']}"
    assert register.at["south-town", name] in text
    assert register.at["south-steppe", name] in text
    assert register.at["north", name] not in text
    [page] = letter.iter_attachments()
    assert page.get_filename() == "south.html"
    assert register.at["south-steppe", name] in page.get_content()


def test_it_comes_once_a_week_and_an_unsent_one_gives_way_to_the_next(round_folder):
    work = Workspace.at(round_folder)
    assert [write_tree_letters(work, day(x)) for x in (-14, -13, -8)] == [1, 0, 0]
    assert write_tree_letters(work, day(-7)) == 1
    assert len(told(round_folder)) == 1
    sent(work)
    assert write_tree_letters(work, day(0)) == 1
    assert len(told(round_folder)) == 2


def test_sending_leaves_it_until_the_round_is_closed(round_folder):
    work = Workspace.at(round_folder)
    write_reminders(work, day(-14))
    withdraw_past_reminders(work, day(-13))
    assert len(told(round_folder)) == 1
    with work.ledger() as ledger:
        ledger.decide("", "closed", {}, "x", "")
    withdraw_past_reminders(work, day(-13))
    write_reminders(work, day(-1))
    assert told(round_folder) == []


def test_it_is_not_taken_for_the_letter_that_brought_the_form(round_folder, fill):
    work = Workspace.at(round_folder)
    write_tree_letters(work, day(-14))
    sent(work)
    write_reminders(work, day(-14))
    first = (round_folder / "outbox" / "south-reminder-2026-01-31-before-14.eml").read_bytes()
    assert b"south-2026.xlsx" in first


def test_who_has_accepted_returns_below_or_stands_for_silent_ones_is_left_in_peace(round_folder, fill):
    fill("south")
    collected(round_folder)
    assert write_tree_letters(Workspace.at(round_folder), day(-14)) == 0
    fill("south-town", women=99_999)
    collected(round_folder)
    assert write_tree_letters(Workspace.at(round_folder), day(-14)) == 1


def test_the_terms_say_how_often(round_folder):
    terms = round_folder / "round.yaml"
    text = terms.read_text(encoding="utf-8")
    terms.write_text(text + "reminders: {tree: 0}\n", encoding="utf-8")
    assert write_tree_letters(Workspace.at(round_folder), day(-14)) == 0
    with pytest.raises(RoundError, match="write 7 or more"):
        read_terms(text + "reminders: {tree: 3}\n")


def test_a_collection_writes_the_page_of_each_member_with_others_below_it(round_folder, fill):
    fill("south-town", women=99_999)
    collected(round_folder)
    assert [x.name for x in (round_folder / "reports" / "trees").iterdir()] == ["south.html"]


def test_a_page_of_a_tree_that_was_removed_is_written_anew(round_folder, fill):
    fill("south-town")
    collected(round_folder)
    work = Workspace.at(round_folder)
    page = work.round.reports / "trees" / "south.html"
    before = digest_of_reports(work.round.reports)
    page.unlink()
    assert digest_of_reports(work.round.reports) != before, "so that the next collection sees that something is gone"
    collected(round_folder)
    assert page.is_file()


def test_the_page_of_a_member_that_has_no_tree_any_more_goes(round_folder, fill):
    fill("south-town")
    collected(round_folder)
    past = round_folder / "reports" / "trees" / "gone.html"
    past.write_text("old", encoding="utf-8")
    collected(round_folder)
    assert not past.exists()
