"""The page of the round: what waits for the statistician, each once, with commands that can be copied."""

from __future__ import annotations

import datetime as dt
import shlex

import pandas as pd
import pytest
from lxml import etree

from reports.national.consolidation import consolidate
from reports.pages.queue_items import message_queue
from reports.pages.round_at_a_glance import LetterBack, round_page
from schemas.conversation import Effect, HeardMessage, Question, ReplyStatement, StatementOutcome

LANGUAGES = ("kk", "ru", "en")
ROUND = "my round"


def heard(effect: Effect, state: str = "queued", **more: object) -> HeardMessage:
    statement = ReplyStatement(kind="confirmed", words="Дұрыс, <b>себебі</b> солай")
    question = Question(rule="fall-plausible", indicator="women", period="current", severity="soft", number=2)
    given = {
        "file": "a letter.eml", "sha256": "ab12cd34" + "0" * 56, "organisation": "south", "sender": "s@example.org",
        "received": "2026-01-20T23:30:00+00:00", "arrived_at": "2026-01-21T01:00:00+00:00", "message_id": "<1@x>",
        "subject": "", "references": (), "words": statement.words, "letter": "", "state": state,
        "outcomes": (StatementOutcome(statement, str(effect), question),),
    }  # fmt: skip
    return HeardMessage(**(given | more))


def items(a_round, *messages: HeardMessage, language: str = "en"):
    return message_queue(messages, a_round.register, a_round.form, ROUND, language, "Asia/Almaty")


def row(file: str, organisation: str, outcome: str, identified_by: str = "", **more: str) -> dict[str, str]:
    given = {"file": file, "sha256": f"{len(file):064x}", "organisation": organisation, "outcome": outcome,
             "received": "2026-01-21T10:00:00+05:00", "identified_by": identified_by, "sender": "",
             "first_seen": "2026-01-21T10:00:00+05:00", "counts": ""}  # fmt: skip
    return given | more


def page(a_round, *rows: dict[str, str], findings=None, language: str = "kk", **more):
    returns = pd.concat([a_round.returns, pd.DataFrame(rows)], ignore_index=True) if rows else a_round.returns
    consolidated = consolidate(a_round.figures, a_round.returns, a_round.register, a_round.history, a_round.form)
    text = round_page(
        consolidated, returns, a_round.findings if findings is None else findings, a_round.commentary,
        a_round.figures, a_round.register, a_round.form, deadline=dt.date(2026, 1, 31),
        written=dt.datetime(2026, 2, 2, 9, 5), language=language, round_name=ROUND, **more,
    )  # fmt: skip
    return etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8"))


def words(node) -> str:
    return " ".join("".join(node.itertext()).split())


def test_an_unclear_file_has_both_candidates_and_a_command_for_each(a_round):
    file = "папка/есеп 1.xlsx"
    tree = page(a_round, row(file, "", "unidentified", "code: north|name: south|prior figures: south"))
    (table,) = tree.xpath("//table[@id='unclear']")
    assert "Солтүстік облыстық ұйымы" in words(table)
    assert "«Оңтүстік» облыстық ұйымы" in words(table)
    commands = [shlex.split(words(x)) for x in table.xpath(".//code")]
    assert commands == [["esep", "assign", ROUND, file, x] for x in ("north", "south")]


def test_a_file_that_nothing_speaks_for_has_a_command_with_a_place_to_fill(a_round):
    tree = page(a_round, row("x.xlsx", "", "unidentified"))
    assert [words(x) for x in tree.xpath("//table[@id='unclear']//code")] == [
        "esep assign 'my round' x.xlsx ORGANISATION"
    ]


def test_a_return_of_an_unknown_sender_that_waits_is_listed_and_one_that_counts_is_not(a_round, build):
    found = build.findings(
        build.finding("sender-unknown", severity="soft", file="new.xlsx"),
        build.finding("sender-unknown", severity="soft", file="south.xlsx"),
    )
    tree = page(a_round, row("new.xlsx", "south", "unidentified", "code"), findings=found)
    assert [words(x) for x in tree.xpath("//table[@id='unclear']//code")] == ["esep assign 'my round' new.xlsx south"]


def test_messages_and_what_was_ignored_are_no_unclear_files(a_round):
    tree = page(a_round, row("a letter.eml", "", "message"), row("picture.png", "", "ignored"))
    assert not tree.xpath("//table[@id='unclear']")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_queued_message_stands_once_with_words_time_in_the_zone_and_commands(a_round, language):
    queue = items(a_round, heard(Effect.PROPOSED), language=language)
    tree = page(a_round, row("a letter.eml", "", "message"), queue=queue, language=language)
    (section,) = tree.xpath("//section[@class='message']")
    assert "Дұрыс, <b>себебі</b> солай" in words(section), "as text, never as markup"
    assert "04:30" in words(section)
    assert "s@example.org" in words(section)
    told = [shlex.split(words(x)) for x in section.xpath(".//code")]
    assert [x[:4] for x in told] == [
        ["esep", "decide", ROUND, f"--{x}"] for x in ("accept-correction", "decline", "seen")
    ]
    assert {x[4] for x in told} == {"ab12cd34"}


@pytest.mark.parametrize(
    ("effect", "state", "commands"),
    [
        (Effect.EXPLAINED, "counted", ["decide --ask-again", "decide --seen"]),
        (Effect.STRANGER, "queued", ["assign", "decide --answered", "decide --seen"]),
        (Effect.BARE, "queued", ["decide confirmed", "decide --seen"]),
        (Effect.ASKED, "queued", ["decide --answered", "decide --seen"]),
    ],
)
def test_each_reading_has_the_commands_that_fit_it(a_round, effect, state, commands):
    (item,) = items(a_round, heard(effect, state))
    assert item.waits == (state == "queued")
    told = [shlex.split(x) for x in item.commands]
    assert all(x[0] == "esep" and x[2] == ROUND for x in told)
    found = [" ".join([x[1], *(w for w in x[3:] if (w.startswith("--") and w != "--because") or w == "confirmed")])
             for x in told]  # fmt: skip
    assert found == commands


def test_what_is_decided_or_only_a_courtesy_is_not_in_the_queue(a_round):
    assert items(a_round, heard(Effect.EXPLAINED, "counted", decision="seen")) == ()
    assert items(a_round, heard(Effect.COURTESY, "courtesy")) == ()


def test_a_letter_that_came_back_is_listed_with_name_address_day_and_reason(a_round):
    back = LetterBack("south", "old@example.org", "2026-01-22T03:00:00+00:00", "550 <no> such user")
    (table,) = page(a_round, letters_back=[back]).xpath("//table[@id='undelivered']")
    assert [words(x) for x in table.xpath(".//td")] == [
        "«Оңтүстік» облыстық ұйымы", "old@example.org", "2026 жылғы 22 қаңтар", "550 <no> such user",
    ]  # fmt: skip
    assert not page(a_round).xpath("//table[@id='undelivered']")


def test_whose_a_return_is_and_a_date_that_was_not_believed_stand_at_the_organisation(a_round):
    tree = page(a_round, disbelieved={"south.xlsx": "2099-03-01T10:00:00+05:00"})
    (body,) = tree.xpath("//tbody[@id='south']//p[@class='file']")
    assert "x@example.org" in words(body)
    assert "09:30" in words(body)
    assert "2099" in words(body)
    assert "2099" not in words(tree.xpath("//tbody[@id='north']")[0])
