"""Which return counts: the latest readable one; copies are set aside, the same figures under two names too."""

from __future__ import annotations

import pandas as pd
import pytest

from schemas.judge.return_versions import settle_versions


def arrivals(*rows: dict[str, object]) -> pd.DataFrame:
    blank = {"sha256": "", "organisation": "a", "family": "a", "readable": True, "received": "2026-01-20", "modified": "", "arrived": "",
             "figures_digest": "", "note_digest": "", "prior_agrees": True, "trusted": True}  # fmt: skip
    table = pd.DataFrame([blank | row for row in rows])
    table["sha256"] = table["sha256"].where(table["sha256"].ne(""), table["file"])
    table["figures_digest"] = table["figures_digest"].where(table["figures_digest"].ne(""), table["file"])
    return table


def statuses(*rows: dict[str, object]) -> list[str]:
    return settle_versions(arrivals(*rows))["status"].tolist()


def test_the_last_received_is_the_latest():
    assert statuses({"file": "1", "received": "2026-01-21"}, {"file": "2"}) == ["latest", "superseded"]


def test_of_two_of_one_day_the_later_modified():
    assert statuses({"file": "1", "modified": "2026-01-19T10"}, {"file": "2", "modified": "2026-01-19T09"}) == [
        "latest",
        "superseded",
    ]


def test_an_unreadable_file_supersedes_nothing():
    assert statuses({"file": "1"}, {"file": "2", "received": "2026-01-25", "readable": False}) == ["latest", ""]


def test_the_same_bytes_again_are_a_copy_of_the_one_nearer_the_top():
    assert statuses({"file": "x/1", "sha256": "s"}, {"file": "1", "sha256": "s"}) == ["duplicate", "latest"]


@pytest.mark.parametrize(("note", "status"), [("", "duplicate"), ("n", "duplicate"), ("another", "latest")])
def test_the_same_figures_again_are_a_copy_unless_another_note_came_with_them(note, status):
    later = {"file": "2", "received": "2026-01-25", "figures_digest": "f", "note_digest": note}
    assert statuses({"file": "1", "figures_digest": "f", "note_digest": "n"}, later)[1] == status


def test_an_old_return_that_is_sent_again_does_not_undo_its_correction():
    rows = [
        {"file": "1", "figures_digest": "f"},
        {"file": "2", "received": "2026-01-22"},
        {"file": "3", "received": "2026-01-25", "figures_digest": "f"},
    ]
    assert statuses(*rows) == ["superseded", "latest", "duplicate"]


def test_the_same_figures_under_two_names_are_the_ones_whose_last_year_they_agree_with():
    table = arrivals(
        {"file": "1", "organisation": "a", "family": "a", "figures_digest": "f", "prior_agrees": False},
        {"file": "2", "organisation": "b", "family": "b", "figures_digest": "f", "received": "2026-01-25"},
    )
    settled = settle_versions(table)
    assert settled["status"].tolist() == ["duplicate", "latest"]
    assert settled["twin"].tolist() == ["b", ""]


def test_a_region_with_one_branch_has_its_figures_by_right():
    rows = [
        {"file": "1", "organisation": "a", "figures_digest": "f"},
        {"file": "2", "organisation": "b", "family": "a", "figures_digest": "f"},
    ]
    assert statuses(*rows) == ["latest", "latest"]


def test_nothing_gives_nothing():
    assert settle_versions(arrivals({"file": "1"}).iloc[:0]).empty


def test_a_copy_without_the_note_is_the_copy_whenever_it_came():
    rows = [
        {"file": "1", "figures_digest": "f"},
        {"file": "2", "received": "2026-01-25", "figures_digest": "f", "note_digest": "n"},
    ]
    assert statuses(*rows) == ["duplicate", "latest"]


def test_the_same_unreadable_bytes_of_two_organisations_are_two_files():
    rows = [
        {"file": str(n), "sha256": "s", "organisation": o, "readable": False}
        for n, o in enumerate(["a", "b", "b", "", ""])
    ]
    assert statuses(*rows) == ["", "", "duplicate", "", ""]


def test_of_two_saved_in_one_second_the_one_that_arrived_later():
    assert statuses({"file": "1", "arrived": "2026-01-21"}, {"file": "0", "arrived": "2026-01-22"}) == [
        "superseded",
        "latest",
    ]


def test_what_came_first_is_the_earlier_whatever_date_it_claims():
    old, new = (
        {"file": "1", "arrived": "2026-01-21T00:00", "received": "2099-01-01"},
        {"file": "2", "arrived": "2026-01-25T00:00"},
    )
    assert statuses(old, new) == ["superseded", "latest"]


def test_one_that_nobody_vouches_for_stands_only_where_none_stands():
    forged = {"file": "2", "received": "2026-01-25", "trusted": False}
    assert statuses({"file": "1"}, forged) == ["latest", ""]
    assert statuses(forged) == ["latest"]
    assert statuses(forged, {"file": "3", "received": "2026-01-27", "trusted": False}) == ["latest", ""]
    assert statuses(forged, {"file": "3", "received": "2026-01-27"}) == ["superseded", "latest"]
    assert statuses(forged | {"received": "2026-01-19"}, {"file": "1"}) == ["superseded", "latest"]


def test_it_makes_nobodys_return_a_copy():
    forged = {"file": "2", "received": "2026-01-19", "trusted": False, "figures_digest": "f"}
    assert statuses(forged, {"file": "1", "figures_digest": "f"}) == ["duplicate", "latest"]
    assert statuses(forged | {"organisation": "b", "family": "b"}, {"file": "1", "figures_digest": "f"}) == [
        "latest",
        "latest",
    ]
    assert statuses(forged | {"sha256": "s"}, {"file": "1", "sha256": "s"}) == ["duplicate", "latest"]
