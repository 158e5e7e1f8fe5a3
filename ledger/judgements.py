"""Saving what a run judged: returns and their versions, figures, findings. Nothing is deleted.

A version is stored once, however often it is judged. What a later judgement no longer says keeps its row, with the run
that replaced (returns, figures) or withdrew (findings) it; the last judgement itself is told by `unnamed_by`.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ledger.database import Database, frame, insert_rows
from ledger.event_log import digests_of_groups, note_judgement, row_hashes
from ledger.tables import figures as figure_table
from ledger.tables import findings as finding_table
from ledger.tables import returns as return_table
from ledger.version_rows import save_returns

_FIGURE = ["indicator", "period", "value", "state", "sheet", "cell", "raw"]
_RUNS = ("run", "withdrawn_by", "unnamed_by")
_FINDING = [column.name for column in finding_table.c if column.name not in ("id", *_RUNS)]
# outcomes that a return keeps for good: it is not judged again, and what was found in it still stands
_SETTLED = ("superseded", "duplicate")
_NO_RETURN = 0


class Judgements:
    """The part of the ledger that takes in judgements."""

    _database: Database

    def save_judgement(self, run: int, returns: pd.DataFrame, figures: pd.DataFrame, findings: pd.DataFrame) -> None:
        """Stores what a run judged, in one transaction; the same judgement again changes nothing.

        `returns` is frames.Returns with `version_key` (and, if wanted, `note_digest`, and `place`, by which versions
        are numbered instead of by `received`), the others are frames.Figures and frames.Findings; they belong to the
        return of their `file`. Returns that the frame does not name stay as they are, but are no longer part of the
        last judgement. A file that comes with another version key replaces what it was before. The findings of a
        superseded return or of a duplicate stay unless new ones are given. Raises ValueError for figures without a
        return.
        """
        with self._database.writing() as connection:
            stored = save_returns(connection, run, returns)
            new = _save_figures(connection, run, figures, stored)
            _save_findings(connection, run, findings, stored)
            note_judgement(connection, "judged", new)


def _save_figures(connection: Connection, run: int, figures: pd.DataFrame, stored: pd.DataFrame) -> dict[str, str]:
    """Stores the figures that are new; their digests, by run and return."""
    known = stored.set_index("file")
    rows = figures[_FIGURE].assign(return_id=figures["file"].map(known["id"]))
    if rows["return_id"].isna().any():
        raise ValueError(f"figures without a return: {figures.loc[rows['return_id'].isna(), 'file'].iloc[0]}")
    rows["return_id"] = rows["return_id"].astype("int64")
    hashes = row_hashes(rows[_FIGURE])
    digests = _digests(rows, hashes)
    before = stored.set_index("id")["figures_digest"].reindex(digests.index)
    changed = digests[digests != before]
    replaced = before[changed.index].loc[lambda digest: digest != ""].index
    _update_each(
        connection,
        figure_table.update()
        .where(figure_table.c.return_id == sa.bindparam("key"), figure_table.c.replaced_by.is_(None))
        .values(replaced_by=run),
        [{"key": key} for key in replaced.tolist()],
    )
    is_new = rows["return_id"].isin(changed.index)
    insert_rows(connection, figure_table, rows[is_new].assign(run=run))
    _update_each(
        connection,
        return_table.update()
        .where(return_table.c.id == sa.bindparam("key"))
        .values(figures_digest=sa.bindparam("new")),
        [{"key": key, "new": digest} for key, digest in changed.items()],
    )
    return digests_of_groups(rows.loc[is_new, ["return_id"]].assign(run=run)[["run", "return_id"]], hashes[is_new])


def _digests(rows: pd.DataFrame, hashes: pd.Series) -> pd.Series:
    """A digest of each return's figures, whatever their order; index return_id.

    It only spares a comparison with what is stored, so it need not be a cryptographic one.
    """
    sums = hashes.groupby(rows["return_id"]).agg(["sum", "size"])
    texts = [f"{total:016x}-{size}" for total, size in zip(sums["sum"].tolist(), sums["size"].tolist(), strict=True)]
    return pd.Series(texts, index=sums.index, dtype="str")


def _save_findings(connection: Connection, run: int, findings: pd.DataFrame, stored: pd.DataFrame) -> None:
    keys = findings["file"].map(stored.set_index("file")["id"]).fillna(_NO_RETURN).astype("int64")
    texts = [json.dumps(dict(x), ensure_ascii=False, sort_keys=True, default=_plain) for x in findings["parameters"]]
    found = findings.assign(return_id=keys, parameters=pd.Series(texts, index=findings.index, dtype="str"))
    found = found[_FINDING].drop_duplicates()
    standing = _standing_findings(connection)
    both = found.merge(standing, on=_FINDING, how="left")
    new = both.loc[both["id"].isna(), _FINDING]
    said, judged = standing["id"].isin(both["id"]), _judged(standing, found, stored)
    new["return_id"] = new["return_id"].astype("Int64").mask(new["return_id"] == _NO_RETURN)
    insert_rows(connection, finding_table, new.assign(run=run))
    named = standing["unnamed_by"] == 0
    _mark(connection, standing.loc[~said & judged, "id"], withdrawn_by=run)
    _mark(connection, standing.loc[~said & ~judged & named, "id"], unnamed_by=run)
    _mark(connection, standing.loc[said & ~named, "id"], unnamed_by=None)


def _mark(connection: Connection, keys: pd.Series, **values: int | None) -> None:
    change = finding_table.update().where(finding_table.c.id == sa.bindparam("key")).values(**values)
    _update_each(connection, change, [{"key": key} for key in keys.tolist()])


def _standing_findings(connection: Connection) -> pd.DataFrame:
    others = [column for column in finding_table.c if column.name in _FINDING and column.name != "return_id"]
    key = sa.func.coalesce(finding_table.c.return_id, _NO_RETURN).label("return_id")
    left = sa.func.coalesce(finding_table.c.unnamed_by, 0).label("unnamed_by")
    query = sa.select(finding_table.c.id, key, left, *others).where(finding_table.c.withdrawn_by.is_(None))
    return frame(connection, query)


def _judged(findings: pd.DataFrame, found: pd.DataFrame, stored: pd.DataFrame) -> pd.Series:
    """Whether a finding is of a return, or else of an organisation, on which this judgement has the last word."""
    open_again = stored.loc[~stored["outcome"].isin(_SETTLED), "id"]
    of_return = findings["return_id"].isin(open_again) | findings["return_id"].isin(found["return_id"])
    organisations = np.union1d(stored["organisation"], found["organisation"])
    without = findings["return_id"] == _NO_RETURN
    return (~without & of_return) | (without & findings["organisation"].isin(organisations))


def _plain(value: Any) -> Any:
    """A numpy scalar as a Python one; anything else as its text."""
    return value.item() if isinstance(value, np.generic) else str(value)


def _update_each(connection: Connection, change: sa.Update, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(change, rows)
