"""The rows of the returns table: which document is which version of whose return, and what became of it."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ledger.database import frame, insert_rows
from ledger.tables import returns as table

# a version is a return that could be read, whatever was then found in it
VERSIONS = ("accepted", "queried", "returned", "superseded")
_KEY = ["version_key", "file"]
_JUDGED = ["sha256", "organisation", "outcome", "received", "identified_by", "sender", "first_seen", "counts"]
_SAID = [*_JUDGED, "version", "note_digest"]


def save_returns(connection: Connection, run: int, judged: pd.DataFrame) -> pd.DataFrame:
    """Stores returns (frames.Returns, `version_key`, perhaps `note_digest`, `place`): new ones in, others changed.

    Returns a row for each of them: id, file, organisation, outcome, figures_digest ("" where it has no figures yet).
    """
    if judged["file"].duplicated().any():
        raise ValueError(f"two returns of one file: {judged.loc[judged['file'].duplicated(), 'file'].iloc[0]}")
    notes = judged.get("note_digest", "")
    said = judged[[*_KEY, *_JUDGED]].assign(note_digest=notes).reset_index(drop=True)
    before = _stored(connection)
    moments = pd.to_datetime(judged["received"], utc=True, format="ISO8601", errors="coerce")
    said["version"] = _numbers(said, before, judged.get("place", moments).reset_index(drop=True))
    both = said.merge(before, on=_KEY, how="left", suffixes=("", "_before"))
    _insert(connection, run, both.loc[both["id"].isna(), [*_KEY, *_SAID]])
    _change(connection, run, both[both["id"].notna()])
    _replace(connection, run, before, both)
    _leave(connection, run, before, both)
    after = _stored(connection)[[*_KEY, "id", "figures_digest"]]
    return said.merge(after, on=_KEY)[["id", "file", "organisation", "outcome", "figures_digest"]]


def _stored(connection: Connection) -> pd.DataFrame:
    numbers = {
        name: sa.func.coalesce(table.c[name], 0).label(name) for name in ("version", "replaced_by", "unnamed_by")
    }
    columns = [numbers.get(column.name, column) for column in table.c]
    return frame(connection, sa.select(*columns).order_by(table.c.id))


def _numbers(said: pd.DataFrame, before: pd.DataFrame, places: pd.Series) -> pd.Series:
    """The version number of each row, 0 where it is none.

    One number for an organisation and version key, for good; new ones count on in the order of their places.
    """
    numbered = before.loc[before["version"] > 0, ["organisation", "version_key", "version"]].drop_duplicates()
    known = said.merge(numbered, on=["organisation", "version_key"], how="left")["version"].fillna(0).astype("int64")
    is_new = (known == 0) & (said["organisation"] != "") & said["outcome"].isin(VERSIONS)
    new = said.loc[
        places[is_new].sort_values(kind="stable", na_position="first").index, ["organisation", "version_key"]
    ]
    new = new.drop_duplicates()
    last = new["organisation"].map(numbered.groupby("organisation")["version"].max()).fillna(0).astype("int64")
    new["version"] = last + new.groupby("organisation").cumcount() + 1
    given = said.merge(new, on=["organisation", "version_key"], how="left")["version"].fillna(0).astype("int64")
    return known.where(known > 0, given)


def _insert(connection: Connection, run: int, new: pd.DataFrame) -> None:
    rows = new.assign(version=_null_for_zero(new["version"]), run=run, outcome_run=run, figures_digest="")
    insert_rows(connection, table, rows)


def _change(connection: Connection, run: int, known: pd.DataFrame) -> None:
    differs = pd.concat([known[name] != known[f"{name}_before"] for name in _SAID], axis=1).any(axis=1)
    changed = known[differs | (known["replaced_by"] > 0) | (known["unnamed_by"] > 0)]
    moved = changed["outcome"] != changed["outcome_before"]
    rows = changed[["id", *_SAID]].assign(
        id=changed["id"].astype("int64"),
        version=_null_for_zero(changed["version"]),
        outcome_run=changed["outcome_run"].mask(moved, run).astype("int64"),
        replaced_by=pd.Series(pd.NA, index=changed.index, dtype="Int64"),
        unnamed_by=pd.Series(pd.NA, index=changed.index, dtype="Int64"),
    )
    _update(connection, rows)


def _replace(connection: Connection, run: int, before: pd.DataFrame, both: pd.DataFrame) -> None:
    """What the ledger holds of these files under other version keys is a thing of the past."""
    stale = before["file"].isin(both["file"]) & ~before["id"].isin(both["id"]) & (before["replaced_by"] == 0)
    rows = before[stale]
    was_version = rows["outcome"].isin(VERSIONS)
    moved = was_version & (rows["outcome"] != "superseded")
    _update(
        connection,
        rows[["id"]].assign(
            outcome=rows["outcome"].mask(was_version, "superseded"),
            outcome_run=rows["outcome_run"].mask(moved, run),
            replaced_by=run,
            counts="",
        ),
    )


def _leave(connection: Connection, run: int, before: pd.DataFrame, both: pd.DataFrame) -> None:
    """What this judgement does not name keeps its row and its outcome, but is no part of the round any more."""
    left = ~before["file"].isin(both["file"]) & (before["replaced_by"] == 0) & (before["unnamed_by"] == 0)
    _update(connection, before.loc[left, ["id"]].assign(unnamed_by=run, counts=""))


def _null_for_zero(numbers: pd.Series) -> pd.Series:
    return numbers.astype("Int64").mask(numbers == 0)


def _update(connection: Connection, rows: pd.DataFrame) -> None:
    names = [name for name in rows.columns if name != "id"]
    change = (
        table.update().where(table.c.id == sa.bindparam("key")).values({n: sa.bindparam(f"new_{n}") for n in names})
    )
    values = rows.astype(object).where(rows.notna(), None).to_dict("records")
    if values:
        connection.execute(change, [{"key": x["id"], **{f"new_{n}": x[n] for n in names}} for x in values])
