"""`esep check` and a round ask the same of the same bytes: the same rules at the same cells of the same indicators."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from flows.commands.checking import check_files
from flows.commands.deciding import Wanted, decide
from flows.commands.round_of_one import Measure
from judging.judgement import Judgement
from tests.flows.collection import collected
from tests.flows.test_commands import esep

KEY = ["rule", "cell", "indicator", "period"]


def asked(
    findings: pd.DataFrame, files: set[str], without: tuple[str, ...] = ("return-missing",)
) -> set[tuple[str, ...]]:
    mine = findings[findings["file"].isin(files) & ~findings["rule"].isin(without)]
    return set(mine[KEY].itertuples(index=False, name=None))


def alone(folder: Path, of: Path, files: list[Path]) -> Judgement:
    """What a round of the same terms says to which these files alone have come."""
    (folder / "inbox").mkdir(parents=True)
    for name in ("round.yaml", "register.csv", "history.csv"):
        shutil.copy(of / name, folder / name)
    for path in files:
        shutil.copy2(path, folder / "inbox" / path.name)
    return collected(folder)


CHANGES = {
    "clean": {},
    "sum": {"working": 4600},
    "fall": {"members": 4000, "working": 3500, "students": 450, "pensioners": 50},
    "women": {"women": 9999},
    "training": {"trained": 1200, "trained_members": 700},
}


@pytest.mark.slow
@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize(
    "note", ["", "Төрағаларға арналған 4 семинар өтті. Мүшелер саны азайды, себебі екі балабақша жабылды."]
)
def test_a_return_alone_is_asked_what_a_round_asks(changes, note, fill, round_folder, tmp_path):
    path = fill("north", note=note, **changes)
    history, register = round_folder / "history.csv", round_folder / "register.csv"
    of_round = asked(alone(tmp_path / "alone", round_folder, [path]).findings, {"north.xlsx"})
    for measure in (Measure("membership"), Measure("membership", register=register), Measure(round=round_folder)):
        given = None if measure.round else history
        assert asked(check_files([path], given, measure).findings, {"north.xlsx"}) == of_round


def test_what_only_a_register_tells_is_asked_with_it(fill, round_folder):
    path = fill("college", primaries=2, primaries_school=1, chairs=2)
    history, register = round_folder / "history.csv", round_folder / "register.csv"
    without = check_files([path], history)
    assert "one-primary-reports-one" not in set(without.findings["rule"])
    assert "register" in without.unknown
    told = check_files([path], history, Measure("membership", register=register))
    assert "one-primary-reports-one" in set(told.findings["rule"])
    assert told.unknown == ("round", "others")


@pytest.mark.slow
def test_a_file_of_nobody_is_said_to_be_so_where_there_is_a_register(fill, round_folder):
    path = fill("north")
    (round_folder / "register.csv").write_text(
        "\n".join(x for x in (round_folder / "register.csv").read_text().splitlines() if not x.startswith("north")),
        encoding="utf-8",
    )
    other = path.rename(path.with_name("есеп.xlsx"))
    found = check_files([other], None, Measure(round=round_folder))
    assert set(found.findings["rule"]) == {"organisation-unidentified"}
    result = esep("check", other, "--round", round_folder, "-l", "en")
    assert result.returncode == 1
    assert "not known whose return" in result.stdout


@pytest.mark.slow
def test_a_round_brings_what_was_decided(fill, round_folder):
    fill("north", staff=120)
    collected(round_folder)
    path = round_folder / "inbox" / "north.xlsx"
    before = check_files([path], None, Measure(round=round_folder)).findings
    soft = before[before["severity"].eq("soft")]
    assert len(soft)
    rule, indicator = soft.iloc[0][["rule", "indicator"]]
    decide(round_folder, Wanted("north", f"{rule}:{indicator}", "confirmed", because="new posts"), "me")
    after = check_files([path], None, Measure(round=round_folder)).findings
    assert asked(before, {"north.xlsx"}) - asked(after, {"north.xlsx"}) == {tuple(soft.iloc[0][KEY])}


@pytest.mark.slow
def test_what_is_not_known_is_said(fill, round_folder):
    found = json.loads(esep("check", fill("north"), "--json").stdout)
    assert found["not_known"] == ["history", "register", "round", "others"]
    told = esep("check", fill("north"), "--round", round_folder, "-l", "en").stdout
    assert "other organisations" in told
    assert "--register" not in told


def test_the_history_of_others_is_no_comparison(fill, round_folder):
    path = fill("north")
    text = (round_folder / "history.csv").read_text(encoding="utf-8").splitlines()
    others = round_folder / "others.csv"
    others.write_text("\n".join(x for x in text if not x.startswith("north")), encoding="utf-8")
    assert not check_files([path], others).compared


def test_files_of_the_same_name_are_told_apart(fill, round_folder):
    paths = [fill("north", "a/есеп.xlsx"), fill("south-town", "b/есеп.xlsx")]
    assert check_files(paths, None).returns["file"].is_unique
