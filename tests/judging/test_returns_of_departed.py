"""A return of an organisation that has left is nobody's, whoever sent it, until a person says whose it counts as."""

from __future__ import annotations

import pandas as pd
import pytest

from judging.judgement import judge
from tests.judging.made_by_hand import arrived, context, document, of, register
from tests.judging.test_whole_judgement import filled

LEFT = register(("gone", "", "ru")).assign(valid_from="", valid_to="2025-06-30", successors="a", former_ids="")


def judged(*documents, left: pd.DataFrame = LEFT, **more):
    return judge(arrived(*documents), context("a", "b", left=left, **more))


@pytest.mark.parametrize("sender", ["", "a@example.org", "gone@example.org"])
def test_a_return_of_who_has_left_is_asked_of_the_statistician_and_in_no_total(sender: str) -> None:
    found = judged(of("a", "", *filled()), of("gone", "", *filled(women=77.0), sender=sender))
    row = found.returns.set_index("file").loc["gone.xlsx"]
    assert (row["organisation"], row["outcome"], row["counts"]) == ("", "unidentified", "")
    told = found.findings[found.findings["file"].eq("gone.xlsx")]
    assert told["rule"].tolist() == ["organisation-departed"]
    message = told["message"].iloc[0]
    assert "gone" in message
    assert "30.06.2025" in message
    assert "a ұйымы" in message
    assert found.latest["a"].file == "a.xlsx"


def test_its_name_alone_tells_it_too() -> None:
    cover = {"cover": of("x").cover.__class__(names=("организация gone",), found=True)}
    found = judged(document("new.xlsx", *filled(), sender="a@example.org", **cover))
    assert found.returns["outcome"].tolist() == ["unidentified"]
    assert "organisation-departed" in set(found.findings["rule"])


def test_it_counts_as_whose_a_person_says() -> None:
    found = judged(of("gone", "", *filled()), assignments={"gone.xlsx": "a"})
    assert found.returns["organisation"].tolist() == ["a"]
    assert found.latest["a"].file == "gone.xlsx"
    assert "organisation-departed" not in set(found.findings["rule"])


def test_a_return_of_who_reports_is_never_taken_for_one() -> None:
    found = judged(of("a", "", *filled()), of("b", "", *filled(women=77.0)))
    assert sorted(found.latest) == ["a", "b"]
    assert "organisation-departed" not in set(found.findings["rule"])
