"""Back-testing: the rules of today over the ledger of a past round."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.commands.replaying import Replay, replay_rounds, replay_table
from schemas.errors import RoundError, UsageError
from schemas.form.loading import load_form
from tests.flows.collection import collected

pytestmark = pytest.mark.slow

LATER = dt.date(2026, 1, 25)


def counts(replay: Replay, rule: str) -> tuple[int, int, int]:
    """evaluated, fired, corrected of a rule."""
    row = replay.rules.set_index("rule").loc[rule]
    return int(row["evaluated"]), int(row["fired"]), int(row["corrected"])


@pytest.fixture
def corrected_round(full_round, fill):
    """North's members are wrong and then mended; the college's are wrong and stay so, under another note."""
    fill("north", raw={("members", "current"): 5010})
    fill("college", raw={("members", "current"): 101})
    collected(full_round)
    fill("north", "north-2.xlsx", note="Исправлено.", signed_on=LATER)
    fill("college", "college-2.xlsx", raw={("members", "current"): 101}, note="Түсіндірме жазба.", signed_on=LATER)
    collected(full_round)
    return full_round


def test_a_rule_that_fired_and_what_was_corrected_after_it(corrected_round):
    replay = replay_rounds([corrected_round], "membership")
    evaluated, fired, corrected = counts(replay, "members-balance")
    assert (fired, corrected) == (2, 1)
    # north twice; the college's second version has the figures of its first and is no return of its own
    assert evaluated == 6
    assert set(replay.rules["rule"]) == set(load_form().rules)


def test_a_correction_elsewhere_is_none_of_the_rule(full_round, fill):
    fill("north", raw={("working", "current"): 4510})
    collected(full_round)
    fill("north", "north-2.xlsx", raw={("working", "current"): 4510, ("activists", "current"): 499})
    collected(full_round)
    assert counts(replay_rounds([full_round], "membership"), "working-by-occupation") == (6, 2, 0)


def test_rounds_are_summed_and_shadow_rules_counted(corrected_round, tmp_path, monkeypatch):
    other = tmp_path / "other"
    shutil.copytree(corrected_round, other)
    form = load_form()
    shadow = form.rules["members-balance"].model_copy(update={"shadow": True})
    shadowed = form.model_copy(update={"rules": {**form.rules, "members-balance": shadow}})
    monkeypatch.setattr("flows.commands.replaying.load_form", lambda name: shadowed)
    replay = replay_rounds([corrected_round, other], "membership")
    assert counts(replay, "members-balance") == (12, 4, 2)
    assert bool(replay.rules.set_index("rule").at["members-balance", "shadow"])


def test_the_command_prints_a_table_or_json(corrected_round, capsys):
    replay_table(replay_rounds([corrected_round], "membership"))
    assert "members-balance" in capsys.readouterr().out
    result = CliRunner().invoke(app, ["rules", "--replay", str(corrected_round), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    row = next(x for x in found["rules"] if x["rule"] == "members-balance")
    assert (row["severity"], row["shadow"], row["fired"], row["corrected"]) == ("hard", False, 2, 1)


def test_what_cannot_be_replayed_is_one_sentence(full_round):
    with pytest.raises(UsageError, match="which rounds"):
        replay_rounds([], "membership")
    with pytest.raises(UsageError, match="twice"):
        replay_rounds([full_round, full_round], "membership")
    with pytest.raises(RoundError, match="no ledger"):
        replay_rounds([full_round], "membership")
    assert not (full_round / "ledger.sqlite").exists()
    with pytest.raises(RoundError, match=r"round\.yaml is missing"):
        replay_rounds([full_round / "nowhere"], "membership")


def test_rounds_without_replay_are_wrong_use(full_round):
    assert isinstance(CliRunner().invoke(app, ["rules", str(full_round)]).exception, UsageError)
    assert isinstance(CliRunner().invoke(app, ["rules", "--check", "--replay", str(full_round)]).exception, UsageError)
