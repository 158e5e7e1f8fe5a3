"""Figures restated by a decision: this year's after they were published, last year's accepted ones at any time.

The old value is kept in the decision. A restatement holds while the figure that it replaces is what it was: a return
that comes later and says something else has the last word, until somebody decides again.
"""

from __future__ import annotations

import pandas as pd

from judging.decisions_in_force import Decision
from schemas.documents import Period
from schemas.frames import PublishedChanges, empty

RESTATED = "restated"
_KEY = ["organisation", "indicator"]


def last_restatements(decisions: pd.DataFrame, period: str) -> pd.DataFrame:
    """The last restatement of each figure of a period: organisation, indicator, replaces, old, value, by, at, because.

    `replaces` is the figure as it was read or accepted, `old` what was said before the restatement.
    """
    said = decisions.loc[decisions["kind"].eq(RESTATED), ["organisation", "kind", "subject", "author", "at", "note"]]
    made = [Decision(*x) for x in said.itertuples(index=False, name=None)]
    rows = [
        (x.organisation, x.subject["indicator"], x.subject["replaces"], x.subject["old"], x.subject["value"], x.author,
         x.at, "; ".join(filter(None, (x.note, x.said("although")))))
        for x in made
        if x.subject["period"] == period
    ]  # fmt: skip
    columns = [*_KEY, "replaces", "old", "value", "by", "at", "because"]
    found = pd.DataFrame(rows, columns=columns).astype({"replaces": float, "old": float, "value": float})
    first = found.drop_duplicates(_KEY).set_index(_KEY)["old"]
    last = found.drop_duplicates(_KEY, keep="last").reset_index(drop=True)
    return last.assign(old=first.reindex(pd.MultiIndex.from_frame(last[_KEY])).to_numpy())


def with_restatements(figures: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """frames.Figures with this year's restated values, and the changes that follow from them."""
    said = last_restatements(decisions, Period.CURRENT)
    if said.empty:
        return figures
    value = _restated(figures[figures["period"].eq(Period.CURRENT)], said)
    prior = figures[figures["period"].eq(Period.PRIOR)].set_index(_KEY)["value"]
    changed = figures["period"].eq(Period.CHANGE)
    places = pd.MultiIndex.from_frame(figures[_KEY])
    new = pd.Series(value.reindex(places).to_numpy(), index=figures.index)
    moved = new - prior.reindex(places).to_numpy()
    told = new.where(figures["period"].eq(Period.CURRENT)).fillna(moved.where(changed))
    return figures.assign(value=told.fillna(figures["value"]))


def restated_history(history: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """frames.History with last year's restated figures."""
    said = last_restatements(decisions, Period.PRIOR)
    if said.empty:
        return history
    value = _restated(history, said).reindex(pd.MultiIndex.from_frame(history[_KEY]))
    return history.assign(value=pd.Series(value.to_numpy(), index=history.index).fillna(history["value"]))


def _restated(figures: pd.DataFrame, said: pd.DataFrame) -> pd.Series:
    """The new values of the restatements that still apply to these figures, by organisation and indicator."""
    both = said.merge(figures[[*_KEY, "value"]], on=_KEY, suffixes=("", "_now"))
    return both[both["replaces"].eq(both["value_now"])].set_index(_KEY)["value"]


def changes_since(before: pd.DataFrame, now: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """frames.PublishedChanges: what of the figures published before (columns organisation, indicator, value) is now
    another, and why."""
    both = before[[*_KEY, "value"]].merge(now[[*_KEY, "value"]], on=_KEY, how="outer", suffixes=("_old", "_new"))
    gone = both["value_old"].isna() & both["value_new"].isna()
    both = both[both["value_old"].ne(both["value_new"]) & ~gone]
    said = last_restatements(decisions, Period.CURRENT)[[*_KEY, "value", "by", "at", "because"]]
    both = both.merge(said, on=_KEY, how="left")
    restated = both["value"].eq(both["value_new"])
    why = restated.map({True: RESTATED, False: "return"}).mask(both["value_new"].isna(), "withdrawn")
    texts = {x: both[x].where(restated, "").fillna("") for x in ("by", "at", "because")}
    told = both[_KEY].assign(period="current", old=both["value_old"], new=both["value_new"], why=why)
    return _frame(told.assign(**texts))


def changes_of_last_year(decisions: pd.DataFrame) -> pd.DataFrame:
    """frames.PublishedChanges: last year's accepted figures that were restated."""
    said = last_restatements(decisions, Period.PRIOR).rename(columns={"value": "new"})
    return _frame(said.assign(period="prior", why=RESTATED).drop(columns="replaces"))


def _frame(rows: pd.DataFrame) -> pd.DataFrame:
    if rows.empty:
        return empty(PublishedChanges)
    return PublishedChanges.validate(rows.sort_values(["period", *_KEY]).reset_index(drop=True))
