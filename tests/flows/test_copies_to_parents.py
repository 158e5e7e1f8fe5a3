"""A parent gets the letters of those below it of whom the register says so: the same letter, once, and no other's."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pandas as pd
import pytest

from flows.post.copies_to_parents import copy_addresses, put_copies
from flows.post.deliveries_due import undelivered_letters, waiting_letters
from flows.round.register_faults import register_faults
from schemas.frames import Register

NOW = dt.datetime(2026, 1, 25, 12, tzinfo=dt.UTC)


def register(**copies: str) -> pd.DataFrame:
    """A district and two primaries below it."""
    usual = dict.fromkeys(Register.to_schema().columns, "") | {"language": "ru"}
    rows = [usual | {"id": "district", "kind": "regional", "email": "d@x.kz"}]
    rows += [usual | {"id": x, "kind": "primary", "parent": "district", "email": f"{x}@x.kz"} for x in ("one", "two")]
    told = [x | {"name_kk": x["id"], "name_ru": x["id"], "copies_to_parent": copies.get(x["id"], "")} for x in rows]
    return Register.validate(pd.DataFrame(told))


def letters(stage: str = "") -> pd.DataFrame:
    rows = [
        {
            "organisation": x,
            "message_id": f"<{x}>",
            "path": f"outbox/{x}.eml",
            "error": "",
            "stage": stage,
            "sent_at": "",
        }
        for x in ("one", "two")
    ]
    return pd.DataFrame(rows)


def deliveries(*rows: tuple[str, str, str]) -> pd.DataFrame:
    told = [(message, address, "2026-01-25T10:00:00+00:00", state, "", "") for message, address, state in rows]
    return pd.DataFrame(told, columns=["message_id", "recipient", "at", "state", "said", "source"])


def due(given: pd.DataFrame, tried: pd.DataFrame, stage: str = "") -> dict[str, tuple[str, ...]]:
    return {x.organisation: x.due for x in waiting_letters(letters(stage), tried, given, NOW)}


def test_only_whose_line_says_so_is_copied_and_never_a_reminder():
    given = register(one="yes", two="no")
    assert due(given, deliveries()) == {"one": ("one@x.kz", "d@x.kz"), "two": ("two@x.kz",)}
    assert due(given, deliveries(), "before 7") == {"one": ("one@x.kz",), "two": ("two@x.kz",)}
    assert copy_addresses(register()) == {}
    assert copy_addresses(given.drop(columns="copies_to_parent")) == {}


def test_a_copy_goes_with_the_letter_or_is_tried_again_but_never_after_it():
    given = register(one="yes")
    reached = deliveries(("<one>", "one@x.kz", "sent"), ("<two>", "two@x.kz", "sent"))
    assert due(given, reached) == {}
    put_off = pd.concat([reached, deliveries(("<one>", "d@x.kz", "deferred"))])
    assert due(given, put_off) == {"one": ("d@x.kz",)}
    copied = pd.concat([reached, deliveries(("<one>", "d@x.kz", "sent"))])
    assert due(given, copied) == {}


def test_a_copy_that_reached_nobody_is_told_and_costs_the_organisation_nothing():
    given = register(one="yes")
    tried = deliveries(("<one>", "one@x.kz", "deferred"), ("<one>", "d@x.kz", "refused"), ("<two>", "two@x.kz", "sent"))
    assert due(given, tried) == {"one": ("one@x.kz",)}
    assert [(x.organisation, x.address) for x in undelivered_letters(letters(), tried, given)] == [("one", "d@x.kz")]


def test_who_has_no_address_of_its_own_has_no_letter_that_could_be_copied():
    given = register(one="yes")
    assert copy_addresses(given.assign(email=given["email"].mask(given["id"].eq("one"), ""))) == {}
    assert copy_addresses(given.assign(email="same@x.kz")) == {"one": ()}


def test_the_letter_names_who_reads_it_too():
    message = EmailMessage()
    put_copies(message, ("d@x.kz", "e@x.kz"))
    assert message["Cc"] == "d@x.kz, e@x.kz"
    put_copies(message, ())
    assert message["Cc"] is None


@pytest.mark.parametrize(
    ("line", "said", "told"),
    [("one", "ja", "is none of yes, no"), ("district", "yes", "there is no parent"), ("one", "yes", "")],
)
def test_what_the_column_cannot_hold_is_said(line, said, told):
    table = register()
    table.loc[table["id"].eq(line), "copies_to_parent"] = said
    faults = [x for x in register_faults(table, [2, 3, 4]) if "copies_to_parent" in x]
    assert len(faults) == bool(told)
    assert all(told in x for x in faults)
