"""Two people let a hard finding pass, for the figures that it rests on; two names are two people's."""

from __future__ import annotations

import pandas as pd
import pytest

from judging.decisions_in_force import APPROVED, NOT_DUE, WAIVED, WITHDRAWN, waivers
from judging.judged_round import Judgement
from judging.judgement import judge
from judging.second_names import same_person
from judging.waived_findings import can_be_waived, waiver_bases, waiver_kind
from schemas.frames import STANDING, not_due
from tests.judging.made_by_hand import FORM, arrived, context, history, of, register
from tests.judging.test_families_waiting import SIZES, TREE, sums
from tests.judging.test_whole_judgement import LAST, filled

ALIYA, BOLAT = "Aliya Serik", "Bolat Omarov"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Aliya Serik", "ALIYA  serik", True),
        ("Aliya Serik", "Serik Aliya", True),
        ("A. Serik", "Aliya Serik", True),
        ("A.Serik", "Aliya S.", True),
        ("Серикова А.", "Әлия Серікова", True),
        ("Серикова А.", "Серикова A.", True),
        ("Aliya Serik", "Serik", True),
        ("A. Serik", "B. Serik", False),
        ("Aliya Serik", "Bolat Serik", False),
        ("Серикова А.", "Омарова А.", False),
        ("Ә. Серікова", "Б. Омаров", False),
    ],
)
def test_two_names_that_one_person_can_write_are_no_second_name(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same_person(other, one) is same


def made(*rows: tuple[str, str, dict[str, object], str]) -> pd.DataFrame:
    """(organisation, kind, subject, author), in the order they were made."""
    columns = ["organisation", "kind", "subject", "author", "at", "note"]
    told = [(o, kind, s, who, f"2026-02-{n:02}", f"because {n}") for n, (o, kind, s, who) in enumerate(rows, 1)]
    return pd.DataFrame(told, columns=columns)


ABOUT = {"rule": "some-rule", "indicator": "women", "basis": "1"}


def test_a_waiver_stands_with_a_second_name_and_falls_when_it_is_withdrawn_or_proposed_anew() -> None:
    proposed, approved = ("a", WAIVED, ABOUT, ALIYA), ("a", APPROVED, ABOUT | {"of": WAIVED}, BOLAT)
    withdrawn = ("a", WITHDRAWN, {"of": WAIVED, "rule": "some-rule", "indicator": ""}, ALIYA)
    (only_proposed,) = waivers(made(proposed))
    (by_two,) = waivers(made(proposed, approved))
    assert only_proposed.approval is None
    assert (by_two.names, by_two.because) == (f"{ALIYA}; {BOLAT}", "because 1; because 2")
    assert waivers(made(proposed, approved, withdrawn)) == ()
    assert waivers(made(approved)) == ()
    assert [x.approval for x in waivers(made(proposed, approved, proposed))] == [None]
    by_himself = ("a", APPROVED, ABOUT | {"of": WAIVED}, "A. SERIK")
    assert [x.approval for x in waivers(made(proposed, by_himself))] == [None]
    of_others = ("a", APPROVED, ABOUT | {"of": WAIVED, "basis": "2"}, BOLAT)
    assert [x.approval for x in waivers(made(proposed, of_others))] == [None]


def round_of(decisions: pd.DataFrame | None = None):
    last = {o: {i: x if i == "coverage" else n * x for i, x in LAST.items()} for o, n in SIZES.items()}
    given = {} if decisions is None else {"decisions": decisions}
    return context(register=TREE, history=history(**last), **given)


def waived(found: Judgement, organisation: str, rule: str) -> pd.DataFrame:
    """Both decisions on every such finding of an organisation."""
    mine = found.findings[found.findings["organisation"].eq(organisation) & found.findings["rule"].eq(rule)]
    bases = waiver_bases(mine, found.figures, found.latest, found.notes, round_of())
    rows: list[tuple[str, str, dict[str, object], str]] = []
    for row, basis in zip(mine.to_dict("records"), bases, strict=True):
        subject = {x: row[x] for x in ("rule", "indicator", "period", "observed", "expected", "cell")} | {
            "basis": basis
        }
        kind = waiver_kind(rule)
        rows += [(organisation, kind, subject, ALIYA), (organisation, APPROVED, subject | {"of": kind}, BOLAT)]
    return made(*rows)


def all_waived(found: Judgement, organisation: str = "q") -> pd.DataFrame:
    """Both decisions on every hard finding of an organisation."""
    mine = found.findings[found.findings["organisation"].eq(organisation) & found.findings["severity"].eq("hard")]
    return pd.concat([waived(found, organisation, str(x)) for x in mine["rule"].unique()])


A, D, P = of("a", "", *sums(2)), of("d", "", *sums(2)), of("p", "", *filled())
WRONG = of("q", "", *filled(members=2009.0))


def outcomes(found: Judgement) -> dict[str, str]:
    return found.returns.set_index("organisation")["outcome"].to_dict()


def test_a_waived_finding_stays_listed_with_both_names_and_its_return_stands() -> None:
    before = judge(arrived(A, D, P, WRONG), round_of())
    hard = before.findings[before.findings["organisation"].eq("q") & before.findings["severity"].eq("hard")]
    assert outcomes(before)["q"] == "returned"
    found = judge(arrived(A, D, P, WRONG), round_of(all_waived(before)))
    assert outcomes(found)["q"] in STANDING
    kept = found.findings[found.findings["state"].eq("waived")]
    assert sorted(kept["rule"]) == sorted(hard["rule"])
    assert set(kept["by"]) == {f"{ALIYA}; {BOLAT}"}
    assert not found.suspects["organisation"].eq("q").any()


def test_the_parent_of_a_waived_return_is_held_to_what_that_states() -> None:
    before = judge(arrived(A, D, P, WRONG), round_of())
    assert "children-awaited" in set(before.findings["rule"])
    found = judge(arrived(A, D, P, WRONG), round_of(all_waived(before)))
    own = found.findings[found.findings["organisation"].eq("d") & found.findings["rule"].eq("parent-equals-children")]
    assert own["indicator"].tolist() == ["members"]
    assert "children-awaited" not in set(found.findings.loc[found.findings["organisation"].eq("d"), "rule"])


def test_a_waiver_is_of_these_figures_alone() -> None:
    before = judge(arrived(A, D, P, WRONG), round_of())
    found = judge(arrived(A, D, P, of("q", "", *filled(members=2010.0))), round_of(all_waived(before)))
    assert outcomes(found)["q"] == "returned"
    assert not found.findings["state"].eq("waived").any()


def test_a_waived_sum_is_waived_for_what_its_children_state() -> None:
    wrong, right = of("d", "", *sums(2, activists=401.0)), of("q", "", *filled())
    before = judge(arrived(A, wrong, P, right), round_of())
    decided = waived(before, "d", "parent-equals-children")
    assert outcomes(judge(arrived(A, wrong, P, right), round_of(decided)))["d"] == "accepted"
    other = of("q", "", *filled(activists=202.0))
    again = judge(arrived(A, wrong, P, other), round_of(decided))
    assert not again.findings["state"].eq("waived").any()


def test_a_return_that_is_not_due_is_missed_by_nobody_until_it_comes() -> None:
    before = judge(arrived(A, D, P), round_of())
    decided = waived(before, "q", "return-missing")
    assert "children-awaited" in set(before.findings["rule"])
    found = judge(arrived(A, D, P), round_of(decided))
    assert not_due(found.findings) == {"q"}
    assert "children-awaited" not in set(found.findings["rule"])
    come = judge(arrived(A, D, P, WRONG), round_of(decided))
    assert not_due(come.findings) == set()
    assert outcomes(come)["q"] == "returned"


def test_what_cannot_be_judged_cannot_be_waived() -> None:
    assert can_be_waived("parent-equals-children", FORM)
    assert can_be_waived("cell-unreadable", FORM)
    assert waiver_kind("return-missing") == NOT_DUE
    never = ("workbook-unreadable", "template-outdated", "organisation-disputed", "late", "change-not-mentioned")
    assert not any(can_be_waived(x, FORM) for x in never)


def test_nobody_else_has_a_finding_waived() -> None:
    two = register(("a", "", "ru"), ("b", "", "ru"))
    documents = [of("a", "", *filled(members=2009.0)), of("b", "", *filled(members=2011.0))]
    given = {"register": two, "history": history(a=LAST, b=LAST)}
    before = judge(arrived(*documents), context(**given))
    found = judge(arrived(*documents), context(**given, decisions=all_waived(before, "a")))
    assert (outcomes(found)["a"] in STANDING, outcomes(found)["b"]) == (True, "returned")
