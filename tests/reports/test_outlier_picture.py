"""The picture of all returns: every return is a point, outliers are marked, names are escaped."""

from __future__ import annotations

import pandas as pd
import pytest

from reports.pages.outlier_drawing import outlier_picture
from schemas.form.loading import load_form

FORM = load_form()
RATIOS = pd.DataFrame(columns=["organisation", "ratio", "value", "last_year", "outlier"])


def figures(**members: tuple[float, float]) -> pd.DataFrame:
    rows = [
        (o, "members", period, value)
        for o, pair in members.items()
        for period, value in zip(("prior", "current"), pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["organisation", "indicator", "period", "value"])


def findings(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["organisation", "indicator", "rule"])


def test_every_return_is_a_point_and_the_outlier_a_diamond():
    given = figures(a=(100, 104), b=(1000, 990), c=(5000, 15000))
    page = outlier_picture(given, findings(("c", "members", "members-outlier")), RATIOS, {}, FORM, "ru")
    assert page.count("<circle") == 2
    assert page.count('class="out"') == 1
    assert "15\u00a0000" in page


def test_names_are_escaped():
    page = outlier_picture(
        figures(a=(100, 104), b=(1000, 990), c=(9, 9)), findings(), RATIOS, {"a": "<script>x</script>"}, FORM, "kk"
    )
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_ratios_that_stand_out_are_told_so_that_they_can_be_read():
    ratios = pd.DataFrame(
        [("a", "staff / members", 0.001, 0.002, True), ("b", "women / members", 0.7, 0.7, False)],
        columns=RATIOS.columns,
    )
    page = outlier_picture(
        figures(a=(100, 104), b=(1000, 990), c=(9, 9)), findings(), ratios, {"a": "Астана"}, FORM, "ru"
    )
    assert "Астана: членов на одного штатного работника 1\u00a0000 (в прошлом году 500)" in page


@pytest.mark.parametrize(
    ("ratio", "value", "last", "told"),
    [
        ("women / members", 0.73 / 875, 0.72, "доля женщин 0,00083 (в прошлом году 0,72)"),
        ("women / members", 0.05, 0.099, "доля женщин 0,05 (в прошлом году 0,099)"),
        ("women / members", 0.72, 0.005, "доля женщин 0,72 (в прошлом году 0,005)"),
        ("staff / members", 0.5, 0.002, "членов на одного штатного работника 2 (в прошлом году 500)"),
        ("members / primaries", 0.04, 60, "членов на одну ППО 0,04 (в прошлом году 60)"),
    ],
)
def test_a_ratio_is_told_the_way_round_that_its_words_say(ratio: str, value: float, last: float, told: str) -> None:
    ratios = pd.DataFrame([("a", ratio, value, last, True)], columns=RATIOS.columns)
    given = figures(a=(100, 104), b=(1000, 990), c=(9, 9))
    assert told in outlier_picture(given, findings(), ratios, {"a": "Астана"}, FORM, "ru")


def test_there_is_no_picture_of_two():
    assert outlier_picture(figures(a=(100, 104), b=(1000, 990)), findings(), RATIOS, {}, FORM, "en") == ""
