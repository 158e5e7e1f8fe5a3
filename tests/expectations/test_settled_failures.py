"""What is settled is told beside what is open, in our page, the results and the Data Docs: neither hidden nor counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from expectations.audit_run import AuditInput, audit
from expectations.settled_failures import settled_failures
from schemas.frames import Findings, empty

RULE = "twofold-change"


def findings(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Rows of (organisation, state, by, because), all of one rule."""
    blank = dict.fromkeys(empty(Findings).columns, "") | {"rule": RULE, "severity": "soft", "parameters": {}}
    return pd.DataFrame([
        blank | dict(zip(("organisation", "state", "by", "because"), row, strict=True)) for row in rows
    ])  # fmt: skip


def test_who_has_one_open_finding_of_a_rule_has_not_settled_it() -> None:
    found = findings(
        ("a", "explained", "a@example.org", "two joined"), ("a", "confirmed", "Aigul", ""), ("a", "explained", "", ""),
        ("b", "explained", "b@example.org", "so"), ("b", "open", "", ""), ("c", "open", "Aigul", "asked again"),
    )  # fmt: skip
    assert settled_failures(found) == {RULE: {"a": "a@example.org: two joined; Aigul"}}
    assert settled_failures(empty(Findings)) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "settled", "still"), [("ru", "Разъяснено", "Открыто"), ("kk", "Реттелді", "Ашық")]
)
def test_the_auditors_see_who_settled_what(
    sound: AuditInput, tmp_path: Path, language: str, settled: str, still: str
) -> None:
    residuals = sound.residuals.copy()
    mine = [x.name for x in sound.checks if x.rule.name == RULE]
    one, other = list(residuals.index[:2])
    residuals.loc[[one, other], mine] += 1000
    found = findings((one, "explained", "a@example.org", "<two> joined"), (other, "open", "", ""))
    result = audit(replace(sound, residuals=residuals, findings=found), tmp_path, language)
    row = result.results.set_index("rule").loc[RULE]
    assert row[["outcome", "unexpected", "settled"]].tolist() == ["failed", 2, 1]
    assert row["failing"] == f"{one}|{other}"
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert f"{settled}: a@example.org: &lt;two&gt; joined" in page
    assert f"<small>{settled}: 1</small><small>{still}: 1</small>" in page
    assert page.count('<span class="settled">') == 1
    told = "".join(x.read_text(encoding="utf-8") for x in (tmp_path / "docs" / "validations" / "rules").rglob("*.html"))
    assert f"{settled}: 1" in told
