"""Two rounds that are each other's organisation: what their programs write to one another comes to an end."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from flows.post import awaiting
from tests.flows.scripted_round import begun
from tests.flows.test_conversation import corresponded

pytestmark = pytest.mark.slow

OURS, THEIRS = "department@example.org", "one@example.org"


@pytest.mark.parametrize("kept", [True, False], ids=["as they are", "without the heads that tell of a program"])
def test_two_programs_do_not_answer_one_another_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    monkeypatch.setattr(awaiting, "BETWEEN_ANSWERS", awaiting.BETWEEN_ANSWERS * 0)
    said = [{"id": "one", "letter": "B", "clerk": "ru", "how": "above"}]
    rounds = {OURS: begun(tmp_path / "ours", said).folder, THEIRS: begun(tmp_path / "theirs", said).folder}
    terms = rounds[THEIRS] / "round.yaml"
    terms.write_text(terms.read_text().replace(OURS, THEIRS))
    register = rounds[THEIRS] / "register.csv"
    register.write_text(register.read_text().replace(THEIRS, OURS))
    post = [path.read_bytes() for path in (rounds[OURS] / "outbox").glob("*.eml")]
    passed = 0
    for turn in range(6):
        receiver = rounds[THEIRS if turn % 2 == 0 else OURS]
        for data in post:
            passed += 1
            (receiver / "inbox" / f"{turn}-{passed}.eml").write_bytes(data if kept else _without_heads(data))
        post = [x.as_bytes(policy=email.policy.SMTP) for x in corresponded(receiver)[1]] if post else []
    assert post == []


def _without_heads(data: bytes) -> bytes:
    message = email.message_from_bytes(data, policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    for name in ("Auto-Submitted", "List-Id", "X-Esep-SHA256", "Precedence"):
        del message[name]
    return message.as_bytes()
