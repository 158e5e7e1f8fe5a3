"""What a round's letters tell of repairs, and what they do not."""

from __future__ import annotations

import io
import json

import pytest

from tests.flows.collection import collected
from tests.flows.test_commands import esep

pytestmark = pytest.mark.slow


def test_no_number_is_proposed_for_an_empty_cell_and_the_json_is_json(fill):
    path = fill("north", raw={("staff", "current"): None})
    told = esep("check", path, "--json").stdout
    assert "staff" in told
    found = json.loads(told, parse_constant=lambda x: (_ for _ in ()).throw(ValueError(x)))
    assert all(x["value"] is None for x in found["suspects"] if x["indicator"] == "staff")
    assert "Ең ықтимал" not in esep("check", path).stdout


def test_what_the_likeliest_repair_changes_is_not_asked_about(full_round, fill):
    from email import message_from_bytes, policy

    from flows.post.correspondence import with_version_keys, write_letters
    from flows.round.workspace import Workspace

    fill("north", raw={("working", "current"): 450}, note="Число работающих составило 4 500.")
    judgement = collected(full_round)
    write_letters(Workspace.at(full_round), judgement, with_version_keys(judgement))
    (path,) = (full_round / "outbox").glob("north-*.eml")
    text = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",)).get_content()
    assert "4\u00a0500" in text
    assert "противоречит таблице" not in text


def test_an_outdated_form_is_not_sent_back_to_be_corrected(full_round):
    from email import message_from_bytes, policy

    import openpyxl

    from flows.post.correspondence import with_version_keys, write_letters
    from flows.round.workspace import Workspace

    source = full_round / "inbox" / "north.xlsx"
    book = openpyxl.load_workbook(source)
    for row in book["Титул"].iter_rows():
        for cell in row:
            if cell.value == "2026.1":
                cell.value = "2025.1"
    book.save(source)
    judgement = collected(full_round)
    assert "template-outdated" in set(judgement.findings["rule"])
    write_letters(Workspace.at(full_round), judgement, with_version_keys(judgement))
    (path,) = (full_round / "outbox").glob("north-*.eml")
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    (form,) = message.iter_attachments()
    assert form.get_filename() == "north-2026.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(form.get_payload(decode=True)))
    assert "Есеп" in book.sheetnames
    assert "новую форму" in message.get_body(("plain",)).get_content()
