"""The marked copy says what the letter says: the likeliest cell, and no «should be» at a cell that may be right."""

from __future__ import annotations

import json

import pandas as pd

from flows.marked_findings import marked_findings
from tests.flows.collection import collected
from tests.flows.test_commands import esep


def test_the_likeliest_cell_is_marked_and_the_rules_own_expects_nothing(full_round, fill, form):
    fill("north", raw={("working", "current"): 450})
    judgement = collected(full_round)
    mine = judgement.findings.query("organisation == 'north'")
    told = marked_findings(mine, judgement.suspects.query("organisation == 'north'"), form)
    balance = told[told["rule"].eq("members-balance") & told["indicator"].eq("members")].iloc[0]
    assert balance["expected"] == ""
    at_working = told[told["indicator"].eq("working") & told["period"].eq("current")]
    assert "4500" in set(at_working["expected"])


def test_without_a_likeliest_repair_nothing_changes(full_round, fill, form):
    fill("north", raw={("working", "current"): 450})
    judgement = collected(full_round)
    mine = judgement.findings.query("organisation == 'north'")
    pd.testing.assert_frame_equal(marked_findings(mine, judgement.suspects.iloc[:0], form), mine)


def test_no_number_is_proposed_for_an_empty_cell_and_the_json_is_json(fill):
    path = fill("north", raw={("staff", "current"): None})
    assert "staff" in esep("check", path, "--json").stdout
    found = json.loads(
        esep("check", path, "--json").stdout, parse_constant=lambda x: (_ for _ in ()).throw(ValueError(x))
    )
    assert all(x["value"] is None for x in found["suspects"] if x["indicator"] == "staff")
    assert "Ең ықтимал" not in esep("check", path).stdout
