"""All rows of a ledger, carried as JSON and put back, are the same ledger: its chain holds, and finds what was changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.row_dump import each_row, restore_ledger
from ledger.tables import REVISION
from ledger.whole_ledger import Ledger, open_ledger
from schemas.errors import LedgerError
from tests.ledger.test_events import filled  # noqa: F401  (the fixture: a row in every table)


def carried(ledger: Ledger) -> list[tuple[str, dict[str, Any]]]:
    return [(table, json.loads(json.dumps(row))) for table, row in each_row(ledger)]


def restored(tmp_path: Path, rows: list[tuple[str, dict[str, Any]]]) -> Ledger:
    url = f"sqlite:///{tmp_path / 'restored.sqlite'}"
    restore_ledger(url, REVISION, rows)
    return open_ledger(url)


def test_what_is_put_back_is_the_same_ledger(tmp_path, filled):  # noqa: F811
    rows = carried(filled)
    assert {table for table, _ in rows} >= {"runs", "files", "readings", "documents", "figures", "events", "published"}
    with restored(tmp_path, rows) as again:
        assert carried(again) == rows
        assert again.differences() == []
        assert again.documents("reader") == filled.documents("reader")


def test_a_row_that_was_left_out_is_found_when_it_is_put_back(tmp_path, filled):  # noqa: F811
    rows = carried(filled)
    for table in ("decisions", "documents", "figures", "letters", "published", "events"):
        left = next(x for x in rows if x[0] == table)
        (place := tmp_path / table).mkdir()
        with restored(place, [x for x in rows if x is not left]) as again:
            assert again.differences() != [], table


@pytest.mark.parametrize(
    "row",
    [("sqlite_master", {"id": 1}), ("runs", {"id": 1, "code_version) values (1); --": 1}), ("runs", {"id": 1}),
     ("files", {"id": 1, "path": ["x"], "sha256": "a", "size": "y"})],
)  # fmt: skip
def test_rows_that_no_ledger_gave_are_refused(tmp_path, row):
    with pytest.raises(ValueError, match="ledger"):
        restore_ledger(f"sqlite:///{tmp_path / 'x.sqlite'}", "0006", [row])


def test_another_revision_is_told(tmp_path):
    with pytest.raises(LedgerError, match="newer version"):
        restore_ledger(f"sqlite:///{tmp_path / 'x.sqlite'}", "9999", [])
    with pytest.raises(ValueError, match="without events"):
        restore_ledger(f"sqlite:///{tmp_path / 'y.sqlite'}", "0005", [])
