"""A round of a form that is not the usual one, through the command line as an office runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from rounds import OTHER_FORMS, SmallRound, build_small_round

from schemas.form import Form
from workbooks.template.template_layout import layout_of

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:.*extension is not supported")]
OF_MEMBERS = re.compile("мүше|член|member", re.IGNORECASE)


def esep(*words: str, prefect: str) -> subprocess.CompletedProcess[str]:
    command, environment = [sys.executable, "-m", "flows", *words], os.environ | {"PREFECT_API_URL": prefect}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture(scope="module", params=OTHER_FORMS)
def collected(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, prefect: str
) -> tuple[Path, SmallRound]:
    folder = tmp_path_factory.mktemp(request.param)
    made = build_small_round(folder, request.param)
    done = esep("collect", str(folder), prefect=prefect)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, made


def without_labels(text: str, form: Form) -> str:
    """The text without the labels of the form's rows and sections, which may well speak of members."""
    for label in (*(x.label for x in form.indicators.values()), *form.sections.values()):
        for said in (label.kk, label.ru):
            text = text.replace(said, "").replace(said[:1].lower() + said[1:], "")
    return text


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "reports" / f"{name}.csv", dtype=str, keep_default_na=False)


def test_the_slip_is_returned_with_its_cell_and_the_true_figure(collected: tuple[Path, SmallRound]) -> None:
    folder, made = collected
    ((organisation, slip),) = made.slips.items()
    ((indicator, typed),) = slip.items()
    outcomes = table(folder, "returns").set_index("organisation")["outcome"]
    assert outcomes[organisation] == "returned"
    assert set(outcomes.drop(organisation)) <= {"accepted", "queried"}
    suspects = table(folder, "suspects")
    first = suspects[suspects["organisation"].eq(organisation) & suspects["rank"].eq("1")].iloc[0]
    assert first["cell"] == layout_of(made.form).cell(indicator, "current")
    assert (float(first["value"]), float(first["proposed"])) == (typed, made.current[organisation][indicator])


def test_the_letter_names_the_cell_and_the_figure(collected: tuple[Path, SmallRound]) -> None:
    folder, made = collected
    ((organisation, slip),) = made.slips.items()
    (indicator,) = slip
    cell = layout_of(made.form).cell(indicator, "current")
    letters = [x.read_bytes() for x in (folder / "outbox").glob("*.eml")]
    assert letters
    texts = [
        body.get_content()
        for x in letters
        if (body := message_from_bytes(x, policy=policy.default).get_body(("plain",))) is not None
    ]
    assert any(cell in text for text in texts), (organisation, cell)


def test_a_parent_and_its_branches_stand_together(collected: tuple[Path, SmallRound]) -> None:
    folder, made = collected
    parents = set(made.register["parent"]) - {""}
    findings = table(folder, "findings")
    assert findings[findings["organisation"].isin(parents) & findings["severity"].eq("hard")].empty
    assert "return-missing" in set(findings["rule"])


def test_what_stands_is_consolidated(collected: tuple[Path, SmallRound], prefect: str) -> None:
    folder, made = collected
    done = esep("consolidate", str(folder), "--partial", prefect=prefect)
    assert done.returncode == 0, done.stdout + done.stderr
    reports = folder / "reports"
    note = "\n".join(x.text for x in docx.Document(str(reports / "national-note.docx")).paragraphs)
    book = openpyxl.load_workbook(reports / "national.xlsx")
    cells = "\n".join(str(x) for sheet in book for row in sheet.values for x in row if x is not None)
    total = made.form.indicators[made.form.role.total].label.kk
    for text in (note, cells):
        assert total in text
        assert "nan" not in text
        assert OF_MEMBERS.search(without_labels(text, made.form)) is None
