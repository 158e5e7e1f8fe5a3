"""`esep send` as it is run: nothing goes out that is no longer true, and the exit code says whether anything went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.runs.running import collect_round
from tests.flows.test_sending import Mailbox, server  # noqa: F401

pytestmark = pytest.mark.slow


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


def sent(folder: Path, code: int = 0) -> dict[str, Any]:
    shown = CliRunner().invoke(app, ["send", str(folder), "--json"])
    assert shown.exit_code == code, shown.output
    found: dict[str, Any] = json.loads(shown.output)
    return found


def test_a_letter_whose_return_has_changed_since_is_not_sent_as_it_was(round_folder, fill, server, mailbox):  # noqa: F811
    fill("north", women=99_999)
    collect_round(round_folder, quiet=True)
    old = next((round_folder / "outbox").glob("north-*.eml")).name
    fill("north")
    assert sent(round_folder)["sent"] == 1
    ((to, content),) = mailbox.taken
    assert to == ["north@example.org"]
    assert old not in {x.name for x in (round_folder / "outbox").glob("*.eml")}
    assert (round_folder / "outbox" / "withdrawn" / old).is_file()
    assert content.count(b"Message-ID") == 1
    assert sent(round_folder)["sent"] == 0


def test_without_a_server_nothing_is_sent_and_the_exit_code_says_so(round_folder, fill):
    fill("north")
    shown = CliRunner().invoke(app, ["send", str(round_folder)])
    assert shown.exit_code == 1
    assert "1 letters wait" in shown.output
