"""Which return counts is said once, in a column, and everybody goes by it."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from schemas.judge import return_of_each
from tests.flows.collection import collected


def test_the_latest_readable_return_counts_whatever_its_outcome(full_round, fill):
    fill("north", "north again.xlsx", raw={("working", "current"): 4050}, signed_on=dt.date(2026, 1, 25))
    (full_round / "inbox" / "college.xlsx").write_bytes(b"PK no workbook")
    judgement = collected(full_round)
    counting = judgement.returns[judgement.returns["counts"].eq("yes")]
    assert sorted(counting["file"]) == ["north again.xlsx", "south-steppe.xlsx", "south-town.xlsx", "south.xlsx"]
    assert set(counting["outcome"]) == {"accepted", "returned"}
    assert counting["organisation"].is_unique
    assert set(counting["organisation"]) == set(judgement.latest)


def test_an_organisation_of_which_nothing_counts_is_known_by_what_it_sent():
    columns = ["file", "sha256", "organisation", "outcome", "received", "counts"]
    rows = [
        ("a.xlsx", "", "north", "superseded", "2026-01-20", ""),
        ("b.xlsx", "", "north", "returned", "2026-01-21", "yes"),
        ("c.xlsx", "", "south", "duplicate", "2026-01-19", ""),
        ("d.xlsx", "", "south", "unreadable", "2026-01-22", ""),
        ("e.xlsx", "", "south", "unreadable", "2026-01-20", ""),
        ("f.docx", "", "college", "ignored", "2026-01-20", ""),
        ("g.xlsx", "", "", "unidentified", "2026-01-20", ""),
    ]
    told = return_of_each(pd.DataFrame(rows, columns=columns))
    assert told["file"].to_dict() == {"north": "b.xlsx", "south": "e.xlsx"}
