"""The picture of all returns: every return is a point, outliers are marked, names are escaped."""

from __future__ import annotations

import pandas as pd

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


def test_there_is_no_picture_of_two():
    assert outlier_picture(figures(a=(100, 104), b=(1000, 990)), findings(), RATIOS, {}, FORM, "en") == ""
