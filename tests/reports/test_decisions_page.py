"""The audit page of decisions: who, when, from what to what, why, the second name; nothing that a reason could inject."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from reports.pages.decisions_audited import decisions_page
from reports.pages.exceptions_shown import proposed_exceptions
from schemas.frames import DecisionsMade, Findings, ProposedWaivers, empty

HOSTILE = "<script>document.title='ran'</script>"
MADE = {
    "at": "2026-02-01T08:00:00+00:00", "by": "Әлия Серікова", "kind": "restated", "organisation": "south",
    "about": "women", "period": "current", "old": "3500", "new": "3490", "because": HOSTILE, "second": "",
}  # fmt: skip
WAITING = {
    "organisation": "south", "kind": "waived", "rule": "members-balance", "indicator": "members", "observed": "5009",
    "by": "Әлия Серікова", "at": "2026-02-01T08:00:00+00:00", "because": "the archive burnt down",
}  # fmt: skip


def page(a_round, language: str, made: pd.DataFrame, waiting: pd.DataFrame) -> str:
    written = dt.datetime(2026, 2, 2, 12, tzinfo=dt.UTC)
    proposed = proposed_exceptions(waiting, a_round.register, "my round", language, "Asia/Almaty")
    return decisions_page(
        made, empty(Findings), proposed, a_round.register, a_round.form,
        written=written, language=language, time_zone="Asia/Almaty",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "kind", "waits"),
    [
        ("kk", "көрсеткіш түзетілді", "ескертуді жабу: members-balance:members = 5009"),
        ("ru", "показатель уточнён", "снять замечание: members-balance:members = 5009"),
        ("en", "figure restated", "to waive members-balance:members = 5009"),
    ],
)
def test_the_page_says_who_decided_what_and_what_waits_for_a_second_name(a_round, language, kind, waits) -> None:
    made, waiting = (
        model.validate(pd.DataFrame([x])) for model, x in ((DecisionsMade, MADE), (ProposedWaivers, WAITING))
    )
    text = page(a_round, language, made, waiting)
    for words in (
        "Әлия Серікова",
        "3500",
        "3490",
        kind,
        waits,
        "esep approve &#39;my round&#39; south members-balance",
    ):
        assert words in text
    assert HOSTILE not in text
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
    assert 'href="index.html"' in text


def test_a_round_in_which_nothing_was_decided_says_so(a_round) -> None:
    text = page(a_round, "en", empty(DecisionsMade), empty(ProposedWaivers))
    assert "Nothing has been decided in this round yet." in text
    assert "esep approve" not in text
