"""A person says whose a file is: what is learnt from it, what never is, and that it can be taken back."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from flows.commands.assigning import assign_file, take_back
from flows.commands.closing import close_round
from flows.round.workspace import Workspace
from schemas.errors import RoundError, UsageError
from tests.flows.collection import collected, published


def mailed(folder, path, sender):
    """The workbook as it comes in a message from this address."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "dept@example.org", "Есеп"
    message["Date"] = "Tue, 20 Jan 2026 10:00:00 +0500"
    message.set_content("Есеп тіркелді.")
    message.add_attachment(path.read_bytes(), maintype="application", subtype="octet-stream", filename="есеп.xlsx")
    name = f"{sender.partition('@')[0]}.eml"
    (folder / "inbox" / name).write_bytes(message.as_bytes())
    path.unlink()
    return f"{name}/есеп.xlsx"


def learnt(folder):
    with Workspace.at(folder).ledger() as ledger:
        decisions = ledger.decisions()
        return ledger.aliases(), decisions.loc[decisions["kind"].eq("address"), "organisation"].tolist()


def outcome(judgement, file):
    return judgement.returns.set_index("file").at[file, "outcome"]


@pytest.mark.slow
def test_an_official_name_of_another_is_never_made_an_alias(full_round):
    collected(full_round)
    assert "kept from it" not in assign_file(full_round, "north.xlsx", "college", "me")
    assert learnt(full_round)[0] == {}


@pytest.mark.slow
def test_a_strangers_return_replaces_once_somebody_has_said_whose_it_is(full_round, fill):
    collected(full_round)
    file = mailed(full_round, fill("north", "new.xlsx", women=2990), "someone@gmail.invalid")
    assert outcome(collected(full_round), file) == "unidentified"
    assert "someone@gmail.invalid" in assign_file(full_round, file, "north", "me")
    again = collected(full_round)
    assert again.latest["north"].file == file
    assert outcome(again, "north.xlsx") == "superseded"
    assert learnt(full_round)[1] == ["north"]


def test_what_was_said_can_be_taken_back(full_round, fill):
    collected(full_round)
    file = mailed(full_round, fill("north", "new.xlsx", women=2990), "someone@gmail.invalid")
    collected(full_round)
    assign_file(full_round, file, "north", "me")
    take_back(full_round, file, "me")
    assert collected(full_round).latest["north"].file == "north.xlsx"
    with pytest.raises(UsageError, match="nobody has said"):
        take_back(full_round, file, "me")


@pytest.mark.slow
def test_nothing_is_said_of_a_closed_round(full_round):
    published(full_round)
    close_round(full_round, partial=True, author="me")
    with pytest.raises(RoundError, match="closed"):
        assign_file(full_round, "north.xlsx", "college", "me")
