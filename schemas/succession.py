"""Who reports now, and what was accepted last year of those who do, whatever became of organisations in between.

Organisations leave, merge, split, get another id, come under another parent; last year's figures stay what they were.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from schemas.frames import Departed, empty


@dataclass(frozen=True)
class Succession:
    """`register` holds those that report, `history` what was accepted last year of each of them (frames).

    A merged organisation's figures are added to its successor's, a moved one's to its new parent's; an id that was
    changed is the new one, and is known by the names that it had as the old one. `departed` (frames.Departed) are the
    members of last year that report no longer; their figures stay in `history` under their own id.
    """

    register: pd.DataFrame
    history: pd.DataFrame
    departed: pd.DataFrame


def ids_in(cell: str) -> tuple[str, ...]:
    """The ids that a cell of the register names, between |."""
    return tuple(x.strip() for x in cell.split("|") if x.strip())


def succession(
    register: pd.DataFrame,
    history: pd.DataFrame,
    events: pd.DataFrame,
    before: pd.DataFrame,
    as_of: dt.date,
    summed: Sequence[str],
) -> Succession:
    """The succession of a register with all its lines. `before` is the register of the year before, perhaps empty.

    `summed` are the indicators that add up: of others a merged organisation has no figure of last year.
    """
    day = as_of.isoformat()
    gone = register["valid_to"].ne("") & (register["valid_to"] < day)
    active = register[~gone & ~(register["valid_from"] > day)].reset_index(drop=True)
    history = _under_present_ids(history, register)
    departed = _departed(register[gone], active, history, events, before, summed)
    active = _with_former_names(_with_wholes_as_former_parents(active, register[gone]), before)
    for part, whole in _parts(departed, history):
        history = _added(history, part, whole, frozenset(summed), keep=False)
    for source, target in (*_mergers(register[gone], active), *_moves(active, events, as_of)):
        history = _added(history, source, target, frozenset(summed), keep=source in set(active["id"]))
    return Succession(active, history, departed)


def _under_present_ids(history: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    known = set(register["id"])
    present = {
        old: str(now) for now, cell in register[["id", "former_ids"]].itertuples(index=False) for old in ids_in(cell)
    }
    renamed = history["organisation"].map(lambda x: x if x in known else present.get(x, x))
    return history.assign(organisation=renamed)


def _mergers(gone: pd.DataFrame, active: pd.DataFrame) -> list[tuple[str, str]]:
    """(merged organisation, the one that reports now), through mergers of mergers."""
    after = {str(i): ids_in(x) for i, x in gone[["id", "successors"]].itertuples(index=False)}
    reporting = set(active["id"])
    found = []
    for source in after:
        passed, then = {source}, after[source]
        while len(then) == 1 and then[0] not in reporting and then[0] not in passed:
            passed.add(then[0])
            then = after.get(then[0], ())
        if len(then) == 1 and then[0] in reporting:
            found.append((source, then[0]))
    return found


def _parts(departed: pd.DataFrame, history: pd.DataFrame) -> list[tuple[str, str]]:
    """(part that reported before the split too, whole): with the others it is held against all that they had."""
    had, split = set(history["organisation"]), departed[departed["became"].eq("parts")]
    pairs = split[["organisation", "successors"]].itertuples(index=False)
    return [(part, str(whole)) for whole, cell in pairs for part in ids_in(cell) if part in had]


def _moves(active: pd.DataFrame, events: pd.DataFrame, as_of: dt.date) -> list[tuple[str, str]]:
    """(organisation, the parent under which it came during the year), for those that were members before."""
    year_before = as_of.replace(year=as_of.year - 1).isoformat()
    during = events[events["event"].eq("moved") & events["date"].gt(year_before) & events["date"].le(as_of.isoformat())]
    moved = active[active["id"].isin(during["organisation"]) & active["parent"].ne("") & active["former_parent"].eq("")]
    return [(str(child), str(parent)) for child, parent in moved[["id", "parent"]].itertuples(index=False)]


def _added(history: pd.DataFrame, source: str, target: str, summed: frozenset[str], *, keep: bool) -> pd.DataFrame:
    """The history with the source's figures added to the target's; its own lines go unless it still reports."""
    of_source = history[history["organisation"].eq(source)]
    given = of_source[of_source["indicator"].isin(summed)].assign(organisation=target)
    rest = history if keep else history[history["organisation"].ne(source)]
    if not given.empty:
        rest = rest[rest["organisation"].ne(target) | rest["indicator"].isin(summed)]
    joined = pd.concat([rest, given], ignore_index=True)
    return (
        joined.groupby(["organisation", "indicator"], sort=False).agg({"value": "sum", "carried": "max"}).reset_index()
    )


def _with_wholes_as_former_parents(active: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """The part of a split organisation belonged to the whole, so that it is no newcomer without a last year."""
    wholes = {
        part: str(whole)
        for whole, cell in gone[["id", "successors"]].itertuples(index=False)
        for part in ids_in(cell)
        if len(ids_in(cell)) > 1
    }
    of_whole = active["id"].map(lambda x: wholes.get(x, ""))
    former = active["former_parent"].where(active["former_parent"].ne(""), of_whole)
    return active.assign(former_parent=former)


def _with_former_names(active: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """With the names under its former ids as aliases, save for those that are somebody's now."""
    if before.empty or active["former_ids"].eq("").all():
        return active
    taken = set(active[["name_kk", "name_ru", "name_en"]].to_numpy().ravel())
    known = before.set_index("id")[["name_kk", "name_ru", "name_en", "aliases"]]
    aliases = []
    for former, own in active[["former_ids", "aliases"]].itertuples(index=False):
        lines = [known.loc[x] for x in ids_in(former) if x in known.index]
        names = (name for line in lines for cell in line for name in ids_in(str(cell)))
        aliases.append("|".join(dict.fromkeys([*ids_in(own), *(x for x in names if x not in taken)])))
    return active.assign(aliases=pd.Series(aliases, index=active.index, dtype="str"))


def _departed(
    gone: pd.DataFrame,
    active: pd.DataFrame,
    history: pd.DataFrame,
    events: pd.DataFrame,
    before: pd.DataFrame,
    summed: Sequence[str],
) -> pd.DataFrame:
    """Those whose line has ended, and those whose line is there no more but whose figures were accepted last year."""
    merged = {x for x, _ in _mergers(gone, active)}
    had = set(history["organisation"])
    ended = gone[gone["parent"].eq("") & gone["id"].isin(had)]
    lost = [x for x in dict.fromkeys(history["organisation"]) if x not in {*gone["id"], *active["id"]}]
    known = before.set_index("id") if len(before) else pd.DataFrame(columns=["parent"])
    strangers = [x for x in lost if x not in known.index]
    branches = _branches_by_their_sums(strangers, pd.concat([active, gone]), history, summed)
    lost = [x for x in lost if x not in branches and (x in strangers or known.at[x, "parent"] == "")]
    last = events.drop_duplicates("organisation", keep="last").set_index("organisation")
    rows = []
    for row in ended.to_dict("records"):
        successors = ids_in(row["successors"])
        became = "another" if row["id"] in merged else ""
        became = "parts" if len(successors) > 1 and set(successors) <= set(active["id"]) else became
        rows.append({k: row[k] for k in ("name_kk", "name_ru", "name_en", "kind", "successors")} | {
            "organisation": row["id"], "day": row["valid_to"], "became": became,
            "because": str(last["because"].get(row["id"], "")),
        })  # fmt: skip
    for lone in lost:
        told = {k: str(known[k].get(lone, "")) if k in known else "" for k in ("name_kk", "name_ru", "name_en", "kind")}
        told = {k: v or (lone if k.startswith("name") else v) for k, v in told.items()}
        rows.append(told | {
            "organisation": lone, "day": str(last["date"].get(lone, "")), "successors": "", "became": "",
            "because": str(last["because"].get(lone, "")),
        })  # fmt: skip
    departed: pd.DataFrame = Departed.validate(pd.DataFrame(rows)) if rows else empty(Departed)
    return departed


def _branches_by_their_sums(
    strangers: Sequence[str], register: pd.DataFrame, history: pd.DataFrame, summed: Sequence[str]
) -> set[str]:
    """Those of whom no register tells a parent, but whose figures are just what a parent has beyond its known branches.

    The figures of a branch are counted in its parent's already.
    """
    wide = history[history["indicator"].isin(summed)].pivot(index="organisation", columns="indicator", values="value")
    found: set[str] = set()
    for parent in register["id"][register["id"].isin(wide.index)] if strangers else ():
        children = register.loc[register["parent"].eq(parent), "id"]
        beyond = wide.loc[parent] - wide[wide.index.isin(children)].sum()
        for group in [*([x] for x in strangers), list(strangers)]:
            if wide.loc[group].sum().gt(0).any() and wide.loc[group].sum().eq(beyond.fillna(0)).all():
                found |= set(group)
    return found
