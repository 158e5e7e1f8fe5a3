from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.round_files import commentary_csv, figures_csv, findings_csv, returns_csv, suspects_csv


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_columns_are_the_published_ones(a_round, build):
    texts = {
        "returns": returns_csv(a_round.returns), "findings": findings_csv(a_round.findings),
        "suspects": suspects_csv(a_round.suspects), "commentary": commentary_csv(a_round.commentary),
        "figures": figures_csv(a_round.figures),
    }  # fmt: skip
    heads = {name: text.splitlines()[0] for name, text in texts.items()}
    assert heads == {
        "returns": "file,sha256,organisation,outcome,received,identified_by,sender,first_seen,counts",
        "findings": "organisation,file,sheet,cell,indicator,period,rule,severity,observed,expected,message,state,by,because,confidence",
        "suspects": "organisation,file,sheet,cell,indicator,period,value,proposed,kind,rank",
        "commentary": "organisation,grade,indicator,verdict,reasons,quote,note_since,by,confidence,to_be_read",
        "figures": "organisation,indicator,period,value,file,sheet,cell,raw",
    }


@pytest.mark.parametrize(
    ("value", "told"), [(18063.0, "18063"), (95.1, "95.1"), (-615.0, "-615"), (float("nan"), ""), (0.0, "0")]
)
def test_values_are_plain(a_round, value, told):
    frame = a_round.figures.head(1).assign(value=value)
    assert rows(figures_csv(frame))[0]["value"] == told


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("-615", "-615"), ("+7", "+7"), ("-1 698", "-1 698"), ("-12,5 %", "-12,5 %"), ("-", "-"), ("–", "–"),
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("+cmd", "'+cmd"), ("-1 698 (азайды)", "'-1 698 (азайды)"), ("a\r\nb", "a b"), ("\t=1", "'=1"),
    ],
)  # fmt: skip
def test_texts_that_spreadsheets_would_run_are_quoted_and_numbers_stay(a_round, raw, told):
    assert rows(figures_csv(a_round.figures.head(1).assign(raw=raw)))[0]["raw"] == told


def test_a_path_that_looks_like_a_formula_stays_the_same_path(a_round):
    frame = a_round.returns.head(1).assign(file="=cmd.xlsx")
    assert rows(returns_csv(frame))[0]["file"] == "./=cmd.xlsx"
    assert rows(returns_csv(frame.assign(file="пошта/есеп 1.xlsx")))[0]["file"] == "пошта/есеп 1.xlsx"


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_one_line_a_record_whatever_the_text(texts):
    frame = pd.DataFrame(
        {
            "organisation": "a",
            "grade": "absent",
            "indicator": "",
            "verdict": "",
            "reasons": "",
            "quote": texts,
            "note_since": "",
            "by": "",
            "confidence": 0.75,
            "to_be_read": "yes",
        }
    )
    text = commentary_csv(frame)
    assert len(text.splitlines()) == len(texts) + 1
    assert all(not row["quote"].lstrip().startswith(("=", "@")) for row in rows(text))
