"""Runs, letters and decisions: what was noted is told again."""

from __future__ import annotations

import datetime as dt

import pytest

from ledger.whole_ledger import Ledger


def test_a_run_is_told_with_what_it_counted(ledger: Ledger) -> None:
    first = ledger.start_run("collect", "form-1", "0.1.0")
    second = ledger.start_run("consolidate", "form-1", "0.1.0")
    ledger.finish_run(first, "completed", {"files": 54, "returned": {"hard": 3}})

    runs = ledger.runs().set_index("id")
    assert runs.loc[first, ["command", "state", "form_digest", "code_version"]].tolist() == [
        "collect", "completed", "form-1", "0.1.0",
    ]  # fmt: skip
    assert runs.loc[first, "counts"] == {"files": 54, "returned": {"hard": 3}}
    assert runs.loc[first, "started"] <= runs.loc[first, "ended"]
    assert runs.loc[second, ["state", "ended", "counts"]].tolist() == ["running", "", {}]
    with pytest.raises(ValueError, match="there is no run 99"):
        ledger.finish_run(99, "completed", {})


def test_a_letter_is_written_once_and_sent_once(ledger: Ledger) -> None:
    assert "akmola:1" not in set(ledger.letters()["version_key"])
    ledger.add_letter("akmola", "akmola:1", "outbox/a.eml", "<1@esep>", "old@example.kz")
    ledger.add_letter("akmola", "akmola:1", "outbox/b.eml", "<1@esep>", "new@example.kz")
    ledger.mark_failed("<1@esep>", "451 try later")
    assert "akmola:1" in set(ledger.letters()["version_key"])
    letter = ledger.letters().iloc[0]
    assert (letter["path"], letter["recipient"], letter["error"]) == ("outbox/b.eml", "new@example.kz", "451 try later")
    assert letter["sent_at"] == ""

    ledger.mark_sent("<1@esep>", dt.datetime(2026, 10, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=5))))
    ledger.add_letter("akmola", "akmola:1", "outbox/c.eml", "<1@esep>", "third@example.kz")

    letters = ledger.letters()
    assert letters[["path", "recipient", "sent_at", "error"]].to_numpy().tolist() == [
        ["outbox/b.eml", "new@example.kz", "2026-10-01T07:00:00+00:00", ""]
    ]


def test_an_unknown_letter_is_not_marked(ledger: Ledger) -> None:
    for mark in (ledger.mark_sent, ledger.mark_failed):
        with pytest.raises(ValueError, match="no letter <2@esep>"):
            mark("<2@esep>", "2026-10-01T07:00:00")


def test_decisions_are_kept_in_order_with_their_subject(ledger: Ledger) -> None:
    subject = {"rule": "members-outlier", "cells": ["E8"], "мәні": 12.5}
    ledger.decide("akmola", "confirm", subject, "Айгүл", "телефонмен расталды")
    ledger.decide("akmola", "revoke", subject, "Марат", "")

    decisions = ledger.decisions()
    assert decisions.columns.tolist() == ["organisation", "kind", "subject", "author", "at", "note"]
    assert decisions["kind"].tolist() == ["confirm", "revoke"]
    assert decisions["subject"].tolist() == [subject, subject]
    assert decisions["note"].tolist() == ["телефонмен расталды", ""]


def test_an_empty_ledger_tells_empty_frames(ledger: Ledger) -> None:
    assert ledger.runs().empty
    assert ledger.letters().empty
    assert ledger.decisions().columns.tolist() == ["organisation", "kind", "subject", "author", "at", "note"]
    assert str(ledger.decisions()["subject"].dtype) == "object"
