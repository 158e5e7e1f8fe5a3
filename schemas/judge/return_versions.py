"""Which of an organisation's returns counts: the latest readable one. Earlier ones are superseded, copies set aside.

A return is a claim. One from an address that is not known for its organisation stands only where none stands, and
neither supersedes another nor makes it a copy, until a person has confirmed it.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

# what is told of an organisation of which no return counts
_INSTEAD = ("unread", "unreadable", "duplicate", "superseded")


class ReturnArrivals(pa.DataFrameModel):
    """The workbooks that have arrived, one row each.

    `arrived` is when we had the file, `received` when it was sent by its own word, as far as that can be believed,
    `modified` the workbook's own time: sortable ISO texts ("" where unknown). `trusted` tells whether it
    came from an address of its organisation, or from the department itself. `figures_digest` and `note_digest`
    identify the figures and the note ("" where there are none). `family` is the parent, or the organisation itself
    where it has none: a region with one branch has that branch's figures by right. `prior_agrees` tells whether last
    year's column is the one accepted of this organisation: so the owner of figures under two names is known.
    """

    file: Series[str] = pa.Field(unique=True)
    sha256: Series[str]
    organisation: Series[str]
    family: Series[str]
    readable: Series[bool]
    received: Series[str]
    modified: Series[str]
    arrived: Series[str]
    figures_digest: Series[str]
    note_digest: Series[str]
    prior_agrees: Series[bool]
    trusted: Series[bool]

    class Config:
        strict = True
        coerce = True


def settle_versions(arrivals: pd.DataFrame, *, strangers_stand: bool = True) -> pd.DataFrame:
    """Index file; columns status (latest, superseded, duplicate; "" for what is no readable return, or waits for a
    person's word), same_as, twin, place: that in the order of arrival.

    Versions are told apart by when we had them; what came together, by their own dates.
    The same bytes again, or the same figures of one organisation again (unless another note came with them), are a
    duplicate of the first; of the rest the last is the latest. The same figures under two organisations are a duplicate
    too, and `twin` names the organisation that they belong to. Without `strangers_stand` no return that nobody vouches
    for is the latest, even where none other is.
    """
    order = arrivals.assign(depth=arrivals["file"].str.count("/")).sort_values(
        ["arrived", "received", "modified", "depth", "file"], kind="stable"
    )
    order = order.set_index("file")
    settled = pd.DataFrame({"status": "", "same_as": "", "twin": "", "place": range(len(order))}, index=order.index)
    trusted_first = order.sort_values("trusted", ascending=False, kind="stable")
    _mark_copies(trusted_first, settled)
    _mark_same_figures(trusted_first, settled)
    _mark_twins(order[order["trusted"]], settled)
    readable = order[order["readable"] & order["organisation"].ne("") & settled["status"].eq("")]
    _mark_latest(readable if strangers_stand else readable[readable["trusted"]], settled)
    return settled.reindex(arrivals["file"])


def _mark_latest(readable: pd.DataFrame, settled: pd.DataFrame) -> None:
    """The last trusted one is the latest; where there is none, the first of the others. What the latest came after is
    superseded; what came after it without trust waits."""
    place = pd.Series(range(len(readable)), index=readable.index)
    of = readable["organisation"]
    last_trusted = place.where(readable["trusted"]).groupby(of).transform("max")
    standing = last_trusted.fillna(place.groupby(of).transform("min"))
    settled.loc[readable.index[place.eq(standing)], "status"] = "latest"
    settled.loc[readable.index[place.lt(standing)], "status"] = "superseded"


def return_of_each(returns: pd.DataFrame) -> pd.DataFrame:
    """By what each organisation is known: the return that counts, else the first file that was not read, else a copy.

    `returns` is frames.Returns. Index organisation; columns file, outcome, received; those that sent nothing are left
    out.
    """
    place = {outcome: number for number, outcome in enumerate(_INSTEAD, start=1)}
    weight = returns["outcome"].map(place).mask(returns["counts"].eq("yes"), 0)
    told = returns.assign(weight=weight)[returns["organisation"].ne("") & weight.notna()]
    first = told.sort_values(["weight", "received"], kind="stable").drop_duplicates("organisation")
    return first.set_index("organisation")[["file", "outcome", "received"]]


def _mark_copies(order: pd.DataFrame, settled: pd.DataFrame) -> None:
    """The same bytes again. Of what cannot be read only within one organisation: two may send the same empty file."""
    whose = order["organisation"].where(~order["readable"], "")
    candidates = order[order["readable"] | order["organisation"].ne("")]
    first = candidates.groupby([candidates["sha256"], whose[candidates.index]], sort=False)["sha256"].transform(
        lambda rows: rows.index[0]
    )
    _set_aside(settled, first[first.to_numpy() != first.index.to_numpy()])


def _mark_same_figures(order: pd.DataFrame, settled: pd.DataFrame) -> None:
    """The same figures again of one organisation, with the same note or with none: the one with the note stays, but
    for one that nobody vouches for."""
    held = order[order["readable"] & order["organisation"].ne("") & order["figures_digest"].ne("")]
    held = held[settled["status"].reindex(held.index).eq("")]
    noted_first = held.assign(bare=held["note_digest"].eq("")).sort_values(
        ["trusted", "bare"], ascending=[False, True], kind="stable"
    )
    groups = noted_first.groupby(["organisation", "figures_digest"], sort=False)
    kept = groups["sha256"].transform(lambda rows: rows.index[0])
    same_note = noted_first["note_digest"].eq(groups["note_digest"].transform("first")) | noted_first["bare"]
    _set_aside(settled, kept[(kept.to_numpy() != kept.index.to_numpy()) & same_note.to_numpy()])


def _set_aside(settled: pd.DataFrame, copies: pd.Series) -> None:
    """Mark the index as duplicates of the values."""
    settled.loc[copies.index, "status"] = "duplicate"
    settled.loc[copies.index, "same_as"] = copies


def _mark_twins(order: pd.DataFrame, settled: pd.DataFrame) -> None:
    """The same figures under two organisations: they are the one's whose accepted figures they agree with."""
    held = order[order["readable"] & order["organisation"].ne("") & order["figures_digest"].ne("")]
    held = held[settled["status"].reindex(held.index).eq("")]
    ranked = held.sort_values("prior_agrees", ascending=False, kind="stable")
    groups = ranked.groupby("figures_digest", sort=False)
    owner = groups["organisation"].transform("first")
    first = groups["sha256"].transform(lambda rows: rows.index[0])
    kin = groups["family"].transform("first").eq(ranked["family"])
    twins = owner.index[owner.ne(ranked["organisation"]) & ~kin]
    _set_aside(settled, first[twins])
    settled.loc[twins, "twin"] = owner[twins]
