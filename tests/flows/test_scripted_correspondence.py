"""Forty messages by people's habits, over a round of their own: each is read as it was meant, and none is lost."""

from __future__ import annotations

import datetime as dt
import email.policy

import pytest

from flows.commands.inbox_listing import inbox_items
from flows.post import awaiting
from flows.round.workspace import Workspace
from tests.flows.scripted_round import ScriptedRound, begun, is_right, reading_of, script
from tests.flows.test_bounces import bounce_of

pytestmark = pytest.mark.slow
SCRIPT = script()
THANKED, PROGRAM = "courtesy", "automatic"


@pytest.fixture(scope="module")
def corresponded(tmp_path_factory: pytest.TempPathFactory) -> ScriptedRound:
    """The round after the messages, and a bounce; each in its state before the next collection."""
    found = begun(tmp_path_factory.mktemp("scripted") / "round", SCRIPT)
    back = found.letters["above-quotes"][0].as_string(policy=email.policy.SMTP)
    (found.folder / "inbox" / "bounce.eml").write_bytes(bounce_of("postfix", back).encode())
    for said in SCRIPT:
        found.write(said, f"{said['id']}.eml")
        if "again" in said:
            found.write(said, f"{said['id']}.second.eml")
    found.collect()
    return found


def test_there_are_forty_messages_half_of_which_were_held_out() -> None:
    assert len(SCRIPT) == 40
    assert sum(x["half"] == "held" for x in SCRIPT) == 20
    assert {x["clerk"] for x in SCRIPT} == {"kk", "ru"}


@pytest.mark.parametrize("said", SCRIPT, ids=[x["id"] for x in SCRIPT])
def test_a_message_is_read_as_it_was_meant(corresponded: ScriptedRound, said: dict[str, str]) -> None:
    heard = corresponded.heard(f"{said['id']}.eml")
    assert heard is not None
    assert str(heard.state) in said["state"].split("|")
    assert is_right(reading_of(heard), said["says"])
    if "again" in said:
        assert is_right(reading_of(corresponded.heard(f"{said['id']}.second.eml")), said["again"])


def test_messages_are_as_many_as_answers_the_queue_and_courtesies(corresponded: ScriptedRound) -> None:
    assert corresponded.judgement is not None
    messages = corresponded.judgement.messages
    came = {x.name for x in (corresponded.folder / "inbox").glob("*.eml")}
    assert {x.file for x in messages} | {x.file for x in corresponded.judgement.bounces} == came
    with Workspace.at(corresponded.folder).ledger() as ledger:
        answered = [x for given in ledger.letters()["replies_to"] for x in given]
    assert len(answered) == len(set(answered)), "no message is answered twice"
    told = [x for x in messages if x.sha256 in answered]
    queued = [x for x in messages if x.sha256 not in answered and x.state == "queued"]
    thanked = [x for x in messages if x.sha256 not in answered and x.state in (THANKED, PROGRAM)]
    assert len(told) + len(queued) + len(thanked) == len(messages)
    assert not any(x.state == PROGRAM or not x.known for x in told), "programs and strangers are not answered"
    waiting = [x for x in inbox_items(corresponded.folder, "ru") if x.waits]
    assert len(waiting) == sum(x.state == "queued" for x in messages)


def test_an_answer_to_an_answer_waits_for_its_hour_and_then_settles_the_question(
    corresponded: ScriptedRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = next(x for x in SCRIPT if "then" in x)
    with Workspace.at(corresponded.folder).ledger() as ledger:
        for letter in corresponded.letters[said["id"]]:
            ledger.mark_sent(str(letter["Message-ID"]), dt.datetime.now(dt.UTC))
    corresponded.write({**said, **said["then"]}, "then.eml")
    corresponded.collect()
    heard = corresponded.heard("then.eml")
    assert heard is not None
    assert str(heard.state) == said["then"]["state"]
    assert is_right(reading_of(heard), said["then"]["says"])
    last = corresponded.letters[said["id"]][-1]
    assert last["In-Reply-To"] != "<then.eml@clerk>", "one went into this thread less than an hour ago"
    monkeypatch.setattr(awaiting, "BETWEEN_ANSWERS", awaiting.BETWEEN_ANSWERS * 0)
    corresponded.collect()
    assert corresponded.letters[said["id"]][-1]["In-Reply-To"] == "<then.eml@clerk>"
