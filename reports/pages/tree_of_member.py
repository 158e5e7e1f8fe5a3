"""A member organisation's page of its own tree: for each organisation below it what has become of its return."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from reports.wording import as_at, date_text, printable, render
from schemas.form import Form
from schemas.frames import NO_RETURN, NOT_DUE, STANDING
from schemas.languages import name_in

COUNTED = ("accepted", "queried", "returned", "unreadable", NO_RETURN, NOT_DUE)
_TONES = dict(zip(COUNTED, ("good", "open", "bad", "bad", "none", "none"), strict=True))


@dataclass(frozen=True)
class _Below:
    name: str
    outcome: str
    tone: str


@dataclass(frozen=True)
class _Group:
    """An organisation with others directly below it; `counts` are how many of these have come to each outcome."""

    name: str
    outcome: str
    tone: str
    counts: tuple[tuple[str, int], ...]
    standing: int
    below: tuple[_Below, ...]


def tree_page(
    tree: pd.DataFrame, member: str, register: pd.DataFrame, form: Form, *, written: dt.datetime, language: str
) -> str:
    """The page as HTML, from frames.Tree and Register; of other members it says nothing."""
    own = tree[tree["member"].eq(member)]
    names = {str(x["id"]): name_in(x, language) for x in register.to_dict("records")}
    last = own[~own["below"]]
    groups = [_group(str(parent), part, own, names) for parent, part in own.groupby("parent", sort=False)]
    page = render(
        "tree_page.html.j2",
        language,
        form,
        name=names[member],
        as_at=as_at(form.as_of, language),
        made=f"{date_text(written.date(), language)}, {written:%H:%M}",
        counts=_counts(last),
        standing=int(last["outcome"].isin(STANDING).sum()),
        total=len(last),
        groups=groups,
    )
    return printable(page)


def _group(parent: str, part: pd.DataFrame, own: pd.DataFrame, names: dict[str, str]) -> _Group:
    of_parent = own.loc[own["organisation"].eq(parent), "outcome"]
    outcome = str(of_parent.iloc[0]) if len(of_parent) else ""
    rank = part["outcome"].map(dict(zip(reversed(COUNTED), range(len(COUNTED)), strict=True)))
    ordered = part.assign(rank=rank).sort_values("rank", kind="stable")
    pairs = ordered[["organisation", "outcome"]].itertuples(index=False, name=None)
    below = tuple(_Below(names[o], x, _TONES[x]) for o, x in pairs)
    standing = int(part["outcome"].isin(STANDING).sum())
    return _Group(names[str(parent)], outcome, _TONES.get(outcome, ""), _counts(part), standing, below)


def _counts(part: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    return tuple((x, int(part["outcome"].eq(x).sum())) for x in COUNTED)
