"""The rules judged themselves: contradictions, idle and implied rules, fixed figures, examples."""

from __future__ import annotations

import pytest

from schemas.form.loading import FORMS, load_form, read_form
from schemas.form.model import Form
from schemas.soundness.rule_checks import RuleReport, check_rules
from schemas.soundness.rule_examples import example_outcomes

TEXT = (FORMS / "membership" / "form.yaml").read_text(encoding="utf-8")
START = TEXT.index("\nrules:\n")


def form_with(*rules: str, examples: str = "passes: {members: 1}, fails: {members: 1}") -> Form:
    """The form with these rules ("name | holds | severity | when") in place of its own, whole figures kept."""
    kept = "\n  whole-non-negative:" + TEXT.split("\n  whole-non-negative:")[1].split("\n  required:")[0]
    lines = ["\nrules:", kept.strip("\n")]
    for rule in rules:
        name, holds, severity, when = [*(x.strip() for x in rule.split("|")), *["", ""][: 3 - rule.count("|")]]
        condition = f', when: "{when}"' if when else ""
        lines.append(f'  {name}: {{severity: {severity or "hard"}, holds: "{holds}"{condition}, kk: k, ru: r, en: e, '
                     f"example: {{{examples}}}}}")  # fmt: skip
    return read_form(TEXT[:START] + "\n".join(lines) + "\n" + TEXT[TEXT.index("# Findings that reading") :])


def report(*rules: str) -> RuleReport:
    return check_rules(form_with(*rules))


@pytest.mark.slow
def test_the_forms_own_rules_are_sound() -> None:
    found = check_rules(load_form())
    assert found.sound
    assert found.not_linear == ("columns-swapped@current",)
    assert found.fixed["a return with: kind primary"] == {("primaries", "current"): 1.0}


def test_the_smallest_core_of_a_contradiction_is_told() -> None:
    found = report("a | members >= working + 1", "b | working >= members", "c | women <= members", "d | women >= 3")
    assert {x.checks for x in found.contradictions} == {("a@current", "b@current"), ("a@prior", "b@prior")}
    assert "a@current, b@current cannot hold together" in map(str, found.contradictions)
    assert not found.sound


def test_a_rule_that_never_holds_is_a_contradiction_by_itself() -> None:
    found = report("a | members >= members + 1")
    assert str(found.contradictions[0]) == "a@current never holds"


def test_integers_alone_can_contradict() -> None:
    assert report("a | 2 * members == 5").contradictions


def test_a_contradiction_can_depend_on_the_kind() -> None:
    found = report("a | primaries == 1 | hard | kind == 'primary'", "b | primaries >= 2")
    assert [x.checks for x in found.contradictions] == [("a@current", "b@current"), ("a@prior", "b@prior")]
    assert "kind primary" in str(found.contradictions[0])


def test_a_rule_that_follows_from_others_is_told_with_them() -> None:
    found = report(
        "a | women <= working", "b | working <= members", "c | women <= members", "d | women <= members + 5 | soft"
    )
    assert found.implied["c@current"] == ("a@current", "b@current")
    assert "d@current" in found.implied
    assert "a@current" not in found.implied


def test_a_rule_that_can_never_fail_is_told() -> None:
    assert report("a | members <= members + 1").never_fail == ("a@current", "a@prior")


def test_figures_fixed_by_the_rules_are_told() -> None:
    found = report("a | members + working == 0")
    assert found.fixed["every return"]["members", "current"] == 0


@pytest.mark.parametrize(("rule", "outcome"), [("a | members == 1", "pass"), ("a | women == 1", "not-evaluated")])
def test_an_example_that_does_not_do_what_it_says_is_told(rule: str, outcome: str) -> None:
    form = form_with(rule)
    outcomes = example_outcomes(form).set_index(["rule", "example"])
    assert outcomes.loc[("a", "fails"), "outcome"] == outcome
    assert "a" in set(check_rules(form).wrong_examples["rule"])


def test_every_example_of_the_form_does_what_it_says() -> None:
    outcomes = example_outcomes(load_form())
    assert outcomes["right"].all()
    assert len(outcomes) == 2 * len(load_form().rules)
