"""Which parents wait for children: a sum is held against the children's returns where their figures are known.

Known is every figure of a return that breaks no hard rule, and of one that does those that no repair of it would
change: a parent that differs from these is wrong whatever the child sends, and is asked at once. For other figures, and
for a child that is missing or refused, it waits, and nothing is asked of it. Waiting does not climb by itself: a parent
that waits is held to by the one above as it states its figures, but for those that differ from its children's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from judging.cells_in_question import cells_in_question
from judging.waived_findings import without_waived
from schemas.documents import Period
from schemas.form import Check, figures_of
from schemas.judge import FigureTable, failures, residuals, with_children_of, with_figures
from schemas.languages import name_in

AWAITED = "children-awaited"
WAITING = "waiting"
_NAMED = 12  # children that a message names


@dataclass(frozen=True)
class Waiting:
    """`residuals` with the rules over children left out for parents that wait; `children` are those that do not stand,
    by parent, for parents whose return has come. `table` has the sums of what the children should have stated,
    `searched` the suspects of the returns without children that were searched for it."""

    residuals: pd.DataFrame
    children: Mapping[str, tuple[str, ...]]
    table: FigureTable
    searched: pd.DataFrame = field(default_factory=pd.DataFrame)


def waiting_parents(
    checks: tuple[Check, ...],
    table: FigureTable,
    thresholds: Mapping[str, float],
    register: pd.DataFrame,
    refused: frozenset[str] = frozenset(),
    decimals: Mapping[str, int] | None = None,
    waived: frozenset[tuple[str, str]] = frozenset(),
) -> Waiting:
    """Judges from the leaves upward which returns stand. `refused` are organisations whose return reading refuses,
    `waived` the checks that were let pass, each with the organisation: they are not evaluated.

    Whoever has no place in `table` has no return that could be judged.
    """
    stated = without_waived(residuals(checks, table, thresholds), waived)
    over_children = tuple(x for x in checks if any(n.children for n in figures_of(x.tree)))
    kin = register.loc[register["parent"].ne(""), ["id", "parent"]]
    if not over_children or kin.empty:
        return Waiting(stated, {}, table)
    upward = _Upward(checks, over_children, table, thresholds, kin, refused, stated, decimals or {})
    for generation in generations(kin):
        upward.judge(generation)
    return upward.result()


def generations(kin: pd.DataFrame) -> Iterator[list[str]]:
    """The organisations of a tree (id, parent) from the leaves upward; those of a ring are in none."""
    waits = kin.groupby("parent")["id"].nunique().to_dict()
    above = dict(zip(kin["id"], kin["parent"], strict=True))
    level = [x for x in dict.fromkeys([*kin["id"], *kin["parent"]]) if not waits.get(x)]
    while level:
        yield level
        reached = pd.Series([above[x] for x in level if x in above], dtype=object).value_counts()
        for parent, count in reached.items():
            waits[parent] -= count
        level = [str(x) for x in reached.index if not waits[x]]


class _Upward:
    """The standing of the returns of one round, generation by generation.

    `fallen` do not stand; of `blocked` ones no figure is known; `touched` are the cells in question of the others.
    """

    def __init__(
        self,
        checks: tuple[Check, ...],
        over_children: tuple[Check, ...],
        table: FigureTable,
        thresholds: Mapping[str, float],
        kin: pd.DataFrame,
        refused: frozenset[str],
        stated: pd.DataFrame,
        decimals: Mapping[str, int],
    ) -> None:
        self.checks, self.thresholds, self.decimals, self.over_children = checks, thresholds, decimals, over_children
        self.sums = [x.name for x in over_children]
        self.cells = [_summed_cells(x) for x in over_children]
        self.table = self.mended = table
        self.residuals = stated.copy()
        self.kin = kin[kin["parent"].isin(stated.index)]
        hard = tuple(x for x in checks if x.rule.severity == "hard" and not x.rule.shadow)
        self.hard_sums = tuple(x for x in hard if x.name in self.sums)
        own = failures(tuple(x for x in hard if x.name not in self.sums), stated).any(axis=1)
        self.fallen = set(own.index[own]) | set(refused) | (set(kin["id"]) - set(own.index))
        self.blocked = self.fallen - set(own.index[own]) | set(refused)
        self.touched: dict[str, set[tuple[str, str]]] = {}
        self.failed = failures(over_children, stated)
        differing = set(self.failed.index[self.failed.any(axis=1)])
        self.in_question = set(self.kin.loc[self.kin["parent"].isin(differing), "id"])
        self.children: dict[str, tuple[str, ...]] = {}
        self.searched: list[pd.DataFrame] = []

    def judge(self, generation: list[str]) -> None:
        """Holds the sums of these parents, then finds which figures of those of them that fall are in question."""
        children = self.kin[self.kin["parent"].isin(generation)]
        if not children.empty:
            self._hold(children)
        fallen = set(generation) & self.fallen - self.blocked
        asked = fallen & self.in_question
        self.blocked |= fallen - asked
        if not asked:
            return
        found = cells_in_question(self.checks, self.table, self.thresholds, self.residuals, asked, self.decimals)
        self.blocked |= asked - set(found.touched)
        for organisation, cells in found.touched.items():
            self.touched.setdefault(organisation, set()).update(cells)
        self.mended = with_figures(self.mended, found.figures)
        self.searched.append(found.suspects[~found.suspects["organisation"].isin(self.kin["parent"])])

    def _hold(self, children: pd.DataFrame) -> None:
        lacking = children[children["id"].isin(self.fallen | self.touched.keys())]
        waits = {str(k): tuple(x) for k, x in lacking.groupby("parent")["id"]}
        parents = pd.Index(list(waits))
        if not parents.empty:
            mended = with_children_of(self.table, self.mended, self.kin, parents)
            held = residuals(self.over_children, mended, self.thresholds).loc[parents]
            open_rows = self._undecided(waits)
            failed = self.failed.loc[parents]
            wrong = (failed & ~open_rows).any(axis=1)
            # beside what is certainly wrong, a sum is asked about that differs from what the children should state too
            rows = held.where(failures(self.over_children, held) & failed).where(wrong)
            stated = self.residuals.loc[parents, self.sums]
            self.residuals.loc[parents, self.sums] = stated.mask(open_rows, rows)
            self.table = with_children_of(self.table, self.mended, self.kin, parents[wrong])
            self.children |= {k: x for k, x in waits.items() if not wrong[k]}
            self._doubt(failed & open_rows & self.residuals.loc[parents, self.sums].isna())
        here = self.residuals.loc[self.residuals.index.isin(children["parent"])]
        own = failures(self.hard_sums, here).any(axis=1)
        self.fallen |= set(own.index[own])

    def _undecided(self, waits: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
        """Parents × checks over children: whether a figure of a child that the sum rests on is in question."""
        rows = []
        for children in waits.values():
            if not self.blocked.isdisjoint(children):
                rows.append([True] * len(self.cells))
                continue
            touched = set().union(*(self.touched[x] for x in children))
            rows.append([not touched.isdisjoint(x) for x in self.cells])
        return pd.DataFrame(rows, index=list(waits), columns=self.sums)

    def _doubt(self, rows: pd.DataFrame) -> None:
        """A parent's sums that differ, and that wait, are themselves in question for the one above."""
        for parent, cells in zip(rows.index, rows.to_numpy(), strict=True):
            if cells.any():
                found = self.touched.setdefault(str(parent), set())
                found.update(*(x for x, doubted in zip(self.cells, cells, strict=True) if doubted))

    def result(self) -> Waiting:
        """The standing of all."""
        searched = pd.concat(self.searched, ignore_index=True) if self.searched else pd.DataFrame()
        return Waiting(self.residuals, self.children, self.table, searched)


def _summed_cells(check: Check) -> frozenset[tuple[str, str]]:
    """The cells of children that the check sums."""
    figures = [x for x in figures_of(check.tree) if x.children]
    return frozenset((x.indicator, str(x.column or Period.CURRENT)) for x in figures)


def awaited_findings(
    waiting: Waiting, register: pd.DataFrame, files: Mapping[str, str], not_due: frozenset[str] = frozenset()
) -> pd.DataFrame:
    """A finding for each parent that waits: for how many of its children and which; nothing is asked of the parent.

    Nobody waits for a return that is `not_due`.
    """
    known = register.set_index("id")
    of_parent = register["parent"].value_counts()
    rows = []
    for parent, lacking in waiting.children.items():
        children = [x for x in lacking if x not in not_due]
        if not children:
            continue
        language = str(known.at[parent, "language"])
        names = [name_in(x, language) for x in known.loc[children[:_NAMED]].to_dict("records")]
        more = " …" if len(children) > _NAMED else ""
        said = {"count": len(children), "total": int(of_parent[parent]), "waits": "; ".join(names) + more}
        rows.append({
            "organisation": parent, "file": files.get(parent, ""), "sheet": "", "cell": "", "indicator": "",
            "period": "", "rule": AWAITED, "observed": "", "expected": "", "parameters": said,
        })  # fmt: skip
    return pd.DataFrame(rows)


def without_waiting(
    suspects: pd.DataFrame, waiting: Mapping[str, tuple[str, ...]], asked: set[str], register: pd.DataFrame
) -> pd.DataFrame:
    """The suspects without those that only a sum which waits speaks of; `asked` have something wrong of their own."""
    near = set(waiting) | set(register.loc[register["parent"].isin(waiting), "id"])
    return suspects[~suspects["organisation"].isin(near - asked)].reset_index(drop=True)
