"""`esep form check`: every fault of a form at once, each with its place and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.form.loading import FORMS, form_names
from schemas.soundness import check_form

FOLDER = FORMS / "membership"
SOURCE = (FOLDER / "form.yaml").read_text(encoding="utf-8")
HEADINGS = {
    "an unknown key": ("    row: 101\n", "    row: 101\n    colour: red\n", "colour: is no key"),
    "a key twice": ("revision: 1\n", "revision: 1\nrevision: 2\n", "stands twice here, first in line 2"),
    "a number that is none": ("    row: 101\n", "    row: first\n", "must be a whole number, not «first»"),
    "a rule that is none": ("members == working + students", "members = working + students", "not of the rule language"),
    "an unknown indicator in a rule": ("members == working + students", "members == workng + students", "workng"),
    "an unknown indicator in an example": ("passes: {women: ", "passes: {wimen: ", "«wimen» is no indicator"),
    "an unknown indicator in a reason": ("explains: [students]", "explains: [pupils]", "pupils"),
    "an unknown indicator in a role": ("  total: members", "  total: member", "unknown indicators: ['member']"),
    "a row twice": ("    row: 102\n", "    row: 101\n", "row 101 is that of «members» already"),
    "a row out of order": ("    row: 102\n", "    row: 10\n", "row 10 stands after row 101"),
    "a label twice": ('en: "Working members"', 'en: "Total trade-union members"', "cannot be told apart"),
    "a text that is missing": ('    en: "Teachers among working members"\n', "", "has no text in en"),
    "a language that is not declared": ('    en: "Women"', '    en: "Women"\n    de: "Frauen"', "declare it"),
    "a placeholder that nothing fills": ("{d102} адамға өскен", "{d103} адамға өскен", "nothing fills {d103}"),
    "placeholders that differ": ("rose by {d102}", "rose", "ask for the same in each"),
    "an example that does not pass": ("passes: {working: 90, teachers: 60, other_staff: 30}", "passes: {working: 91, teachers: 60, other_staff: 30}", "does not pass"),
    "a finding that nothing raises": ("note:\n  reason-inc", "intake:\n  rows-veiled: {severity: soft, kk: ы, ru: ы, en: y}\nnote:\n  reason-inc", "rows-veiled: is raised by nothing"),
    "a sheet that is missing": ("  note: {name: Түсіндірме}\n", "", "there is no note; add it"),
}  # fmt: skip


def faults_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    return [str(fault) for fault in check_form(path)]


@pytest.mark.slow
@pytest.mark.parametrize("name", form_names())
def test_the_shipped_form_is_right(name):
    assert check_form(FORMS / name / "form.yaml") == []


def test_a_faulty_row_is_told_only_what_is_wrong_with_it(tmp_path):
    told = faults_of(tmp_path, SMALL.format(rules="{}").replace("unit: persons", "unit: persons, colour: red"))
    assert [x for x in told if "indicators.a" in x] == [
        "m.yaml:12:71: indicators.a.colour: is no key that is known here; delete it or mend its spelling"
    ]


def test_a_form_without_its_sheets_is_told_which(tmp_path):
    text = re.sub(r"(sheets: {cover: {name: C}).*", r"\1}", SMALL.format(rules="{}"))
    assert [x for x in faults_of(tmp_path, text) if "sheets: there is no figures, note; add it" in x]


def test_a_row_need_not_say_its_origin_nor_a_form_the_general_findings(tmp_path):
    text = SMALL.format(rules="{}").replace(", origin: note", "").replace("intake: {}\nnote: {}\n", "")
    assert not [x for x in faults_of(tmp_path, text) if "origin" in x or "intake" in x or "note" in x]


@pytest.mark.parametrize("name", [x for x in HEADINGS if x != "an example that does not pass"])
def test_the_fault_is_said_with_its_place(name, tmp_path, monkeypatch):
    monkeypatch.setattr("schemas.soundness.form_check._unsound", lambda form, source: iter(()))
    old, new, words = HEADINGS[name]
    assert old in SOURCE
    told = [x for x in faults_of(tmp_path, SOURCE.replace(old, new, 1)) if words in x]
    assert told
    assert all(re.match(r"m\.yaml:\d+:\d+: ", x) for x in told)


def test_all_faults_are_said_at_once_in_the_order_of_their_places(tmp_path, monkeypatch):
    monkeypatch.setattr("schemas.soundness.form_check._unsound", lambda form, source: iter(()))
    at_one_place = (
        "an example that does not pass",
        "a number that is none",
        "a rule that is none",
        "a row out of order",
    )
    together = {name: made for name, made in HEADINGS.items() if name not in at_one_place}
    text = SOURCE
    for old, new, _ in together.values():
        text = text.replace(old, new, 1)
    found = faults_of(tmp_path, text)
    for name, (_, _, words) in together.items():
        assert any(words in x for x in found), name
    lines = [int(x.split(":")[1]) for x in found]
    assert lines == sorted(lines)


def test_a_contradiction_and_a_dead_rule_stand_at_the_rule(tmp_path):
    found = faults_of(tmp_path, SMALL.format(rules=CONTRADICTING))
    told = [x for x in found if "cannot hold together" in x or "can never fail" in x]
    assert len(told) == 2
    assert all(re.match(r"m\.yaml:\d+:\d+: rules\.(one|three)\.holds: ", x) for x in told)


def test_an_example_that_is_not_as_it_says_stands_at_the_example(tmp_path):
    rules = CONTRADICTING.split("  two:")[0].replace("passes: {a: 1}", "passes: {a: 0}")
    (told,) = [x for x in faults_of(tmp_path, SMALL.format(rules=rules)) if "pass" in x]
    assert "rules.one.example.passes: does not pass; mend the figures or the rule" in told


def test_a_file_that_is_no_yaml_is_one_fault_with_its_place(tmp_path):
    (told,) = faults_of(tmp_path, "form: [")
    assert re.match(r"m\.yaml:\d+:\d+: ", told)


CONTRADICTING = """
  one: {severity: hard, kk: о, ru: о, en: o, holds: "a >= 1", example: {passes: {a: 1}, fails: {a: 0}}}
  two: {severity: hard, kk: о, ru: о, en: o, holds: "a <= 0", example: {passes: {a: 0}, fails: {a: 1}}}
  three: {severity: hard, kk: о, ru: о, en: o, holds: "a <= a", example: {passes: {a: 0}, fails: {a: 1}}}
"""

SMALL = """
form: small
revision: 1
as_of: 2026-01-01
prior_as_of: 2025-01-01
title: {{kk: Т, ru: Т, en: T}}
consolidated_title: {{kk: Т, ru: Т, en: T}}
sheets: {{cover: {{name: C}}, figures: {{name: F, columns: {{B: indicator, D: prior, E: current}}}}, note: {{name: N}}}}
sections: {{1: {{kk: Б, ru: Р, en: S}}}}
units: {{persons: {{kk: адам, ru: чел., en: persons}}}}
indicators:
  a: {{row: 1, section: 1, kk: А, ru: А, en: A, unit: persons, is: [core, prior, sum], origin: note}}
rules: {rules}
intake: {{}}
note: {{}}
reasons: {{}}
"""
