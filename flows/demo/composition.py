"""What the members of a group are made of: every figure of the form, shared out over organisations or branches.

The same sharing out makes organisations of the national totals and branches of their organisation's, and keeps to every
rule of the form: a part is never more than its whole, and the shares add up to the total.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from flows.demo.apportion import Counts, Weights, apportion, split

Key = tuple[str, str]
PRIOR, CURRENT = "prior", "current"
PERIODS = (PRIOR, CURRENT)
SEED = 20260101
LOCAL_PRIMARIES = 6
# Reasons of leaving: the national share of each.
LEAVERS = {
    "retired": 0.31,
    "moved": 0.2,
    "redundant": 0.13,
    "closure": 0.08,
    "by_choice": 0.1,
    "graduated": 0.07,
    "other": 0.11,
}
PRIMARY_TYPES = ("preschool", "school", "college", "university", "other")
TYPE_WEIGHTS = (0.326, 0.566, 0.045, 0.005, 0.058)
# Those that counted the deputies among the trained chairs, and so have trained more chairs than there are.
DOUBLE_COUNTING = frozenset({"turkestan", "almaty-region", "almaty-city", "kyzylorda", "karaganda", "astana"})


@dataclass
class Group:
    """Organisations side by side, one place each. `figures` has an array for (indicator, period); it fills up."""

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    types: tuple[str, ...]
    weights: Mapping[str, Weights]
    totals: dict[Key, int]
    figures: dict[Key, Counts] = field(default_factory=dict)

    def noise(self, name: str, scale: float) -> Weights:
        """Factors near 1, the same in every build."""
        generator = np.random.default_rng([SEED, zlib.crc32(f"{name}/{self.ids[0]}".encode())])
        return np.clip(1 + scale * generator.standard_normal(len(self.ids)), 0.2, 1.8)

    def change(self, indicator: str) -> Counts:
        """By how much the figure has changed."""
        return self.figures[indicator, CURRENT] - self.figures[indicator, PRIOR]

    def is_kind(self, *kinds: str) -> np.ndarray:
        """Which places are of these kinds."""
        return np.isin(np.array(self.kinds), kinds)


def compose(group: Group) -> None:
    """Fill in all that is not membership itself; members, working, students and pensioners are there already."""
    _people(group)
    _movement(group)
    _organisations(group)
    _bodies(group)
    _training(group)


def _part(group: Group, name: str, base: str, scale: float, least: Counts | None = None) -> None:
    """A part of `base` in both years, by the same shares but for a little noise."""
    for period in PERIODS:
        whole = group.figures[base, period]
        weights = whole * group.noise(name, scale) * group.noise(f"{name}/{period}", scale / 8)
        group.figures[name, period] = apportion(group.totals[name, period], weights, most=whole, least=least)


def _on_top(group: Group, name: str, base: str, weights: Weights) -> None:
    """A figure that contains `base`, in both years."""
    for period in PERIODS:
        extra = group.totals[name, period] - group.totals[base, period]
        spread = weights * group.noise(name, 0.25) * group.noise(f"{name}/{period}", 0.02)
        group.figures[name, period] = group.figures[base, period] + apportion(
            extra, spread * (group.figures["members", period] > 0)
        )


def _people(group: Group) -> None:
    figures = group.figures
    _on_top(group, "employees", "working", figures["working", PRIOR] + figures["working", CURRENT] * 1.0)
    _on_top(
        group, "enrolled", "students", np.sqrt(figures["students", CURRENT] * 1.0) * (figures["students", CURRENT] > 0)
    )
    _part(group, "teachers", "working", 0.03)
    _part(group, "young_students", "students", 0.03)
    _moving_part(group, "women", scale=0.02, follow=0.85, drift=0.002)
    _moving_part(group, "under_35", scale=0.06, follow=0.4, drift=0.02)
    for period in PERIODS:
        figures["other_staff", period] = figures["working", period] - figures["teachers", period]
        figures["working_under_35", period] = figures["under_35", period] - figures["young_students", period]


def _moving_part(group: Group, name: str, *, scale: float, follow: float, drift: float) -> None:
    """A part of the members that follows the change of all members by the factor `follow`."""
    members = group.figures["members", PRIOR], group.figures["members", CURRENT]
    young = "young_students" if name == "under_35" else ""
    least = [group.figures[young, p] if young else np.zeros_like(members[0]) for p in PERIODS]
    before = apportion(
        group.totals[name, PRIOR], members[0] * group.noise(name, scale), most=members[0], least=least[0]
    )
    share = group.totals[name, PRIOR] / group.totals["members", PRIOR]
    moved = before + follow * np.where(before > 0, 1, share) * (members[1] - members[0])
    after = np.maximum(moved, 0.01) * group.noise(f"{name}/drift", drift)
    group.figures[name, PRIOR] = before
    group.figures[name, CURRENT] = apportion(group.totals[name, CURRENT], after, most=members[1], least=least[1])


def _movement(group: Group) -> None:
    """Who joined and left; the difference is the change of members."""
    change = group.change("members")
    least = np.maximum(0, -change)
    if ("left", CURRENT) not in group.totals:
        group.totals["left", CURRENT] = int(least.sum() + round(0.021 * group.totals["members", PRIOR]))
    before = group.figures["members", PRIOR] * group.noise("left", 0.15)
    usual = apportion(group.totals["left", CURRENT] - int(least.sum()), before)
    left = least + usual
    names = [f"left_{x}" for x in LEAVERS]
    rates = dict(zip(names, LEAVERS.values(), strict=True))
    for name in names:
        group.totals.setdefault((name, CURRENT), round(rates[name] * group.totals["left", CURRENT]))
    weights = [rates[x] * group.noise(x, 0.25) * (_may_leave(group, x)) for x in names]
    parts = split(left, [group.totals[x, CURRENT] for x in names], weights)
    group.figures |= {(x, CURRENT): part for x, part in zip(names, parts, strict=True)}
    group.figures["left", CURRENT] = left
    group.figures["joined", CURRENT] = change + left


def _may_leave(group: Group, name: str) -> np.ndarray:
    return group.figures["students", PRIOR] > 0 if name == "left_graduated" else np.ones(len(group.ids), dtype=bool)


def _organisations(group: Group) -> None:
    figures, totals = group.figures, group.totals
    fixed = np.select([group.is_kind("local"), group.is_kind("primary")], [LOCAL_PRIMARIES, 1], 0)
    free = fixed == 0
    before = np.where(figures["members", PRIOR] > 0, fixed, 0)
    size = figures["members", PRIOR] * group.noise("primaries", 0.06)
    fate = 1 + np.clip(group.change("members") / np.maximum(figures["members", PRIOR], 1), -0.06, 0.04) / 2
    figures["primaries", PRIOR] = apportion(
        totals["primaries", PRIOR], size, *_room(free, before, totals["primaries", PRIOR])
    )
    after = figures["primaries", PRIOR] * fate * group.noise("primaries/drift", 0.003)
    figures["primaries", CURRENT] = apportion(
        totals["primaries", CURRENT], after, *_room(free, fixed, totals["primaries", CURRENT])
    )
    for period in PERIODS:
        shared = totals["workplaces", period] - totals["primaries", period]
        extra = apportion(shared, group.weights["shared_sites"], most=group.weights["shared_sites"].astype(np.int64))
        figures["workplaces", period] = figures["primaries", period] + extra
        figures["branches", period] = group.weights["branches"].astype(np.int64)
        figures["chairs", period] = figures["primaries", period]
        _primary_types(group, period, free)
    gone = np.maximum(0, -group.change("primaries"))
    totals.setdefault(("primaries_dissolved", CURRENT), int(gone.sum()) + 40)
    more = apportion(totals["primaries_dissolved", CURRENT] - int(gone.sum()), size * free)
    figures["primaries_dissolved", CURRENT] = gone + more
    figures["primaries_created", CURRENT] = group.change("primaries") + gone + more


def _room(free: np.ndarray, fixed: Counts, total: int) -> tuple[Counts, Counts]:
    """The most and the least primaries of each place."""
    return np.where(free, total, fixed), np.where(free, 1, fixed)


def _primary_types(group: Group, period: str, free: np.ndarray) -> None:
    wholes = group.figures["primaries", period]
    names = [f"primaries_{x}" for x in PRIMARY_TYPES]
    own = [np.where(np.array(group.types) == x, wholes, 0) for x in PRIMARY_TYPES]
    regional = int(wholes[free].sum())
    for name, part, rate in zip(names, own, TYPE_WEIGHTS, strict=True):
        group.totals.setdefault((name, period), round(rate * regional) + int(part.sum()))
    totals = [group.totals[n, period] - int(part.sum()) for n, part in zip(names, own, strict=True)]
    weights = [rate * group.noise(n, 0.12) for n, rate in zip(names, TYPE_WEIGHTS, strict=True)]
    shared = split(np.where(free, wholes, 0), totals, weights)
    group.figures |= {(n, period): a + b for n, a, b in zip(names, own, shared, strict=True)}


def _bodies(group: Group) -> None:
    figures, totals = group.figures, group.totals
    for period in PERIODS:
        primaries = figures["primaries", period]
        for name in ("committee_members", "audit_members", "activists"):
            spread = primaries * group.noise(name, 0.05)
            least = np.minimum(primaries, 1) * (2 if name != "audit_members" else 3)
            figures[name, period] = apportion(totals[name, period], spread, least=least)
    for name in ("chairs_women", "chairs_under_35", "conciliation_commissions"):
        _part(group, name, "primaries", 0.06)
    for period in PERIODS:
        pairs = figures["conciliation_commissions", period]
        spread = pairs * group.noise("conciliation_members", 0.04)
        figures["conciliation_members", period] = apportion(
            totals["conciliation_members", period], spread, least=2 * pairs
        )
        spread = group.weights["staff"] * group.noise(f"staff/{period}", 0.03)
        most = np.where(group.weights["staff"] > 0, totals["staff", period], 0)
        figures["staff", period] = apportion(totals["staff", period], spread, most=most, least=np.minimum(most, 1))
    for name in ("staff_chairs", "staff_women", "staff_under_35"):
        _part(group, name, "staff", 0.08)


def _training(group: Group) -> None:
    figures, totals = group.figures, group.totals
    limits = {
        "trained_activists": "activists",
        "trained_audit": "audit_members",
        "trained_conciliation": "conciliation_members",
    }
    for name in ("trained_chairs", *limits, "trained_members"):
        for period in PERIODS:
            most = figures[limits[name], period] if name in limits else _most_trained(group, name, period)
            least = np.where(figures["members", period] > 0, 1, 0)
            weights = figures["primaries", period] * group.noise(name, 0.1) * _zeal(group, name, period)
            if period == CURRENT:
                before = figures[name, PRIOR]
                most = np.where(before >= 20, np.minimum(most, 2 * before), most)
                weights = (
                    np.where(before > 0, before, 1) * group.noise(f"{name}/drift", 0.06) * _zeal(group, name, period)
                )
            figures[name, period] = apportion(totals[name, period], weights, most=np.maximum(most, least), least=least)
    parts = ("trained_chairs", *limits, "trained_members")
    for period in PERIODS:
        figures["trained", period] = np.sum([figures[x, period] for x in parts], axis=0)


def _most_trained(group: Group, name: str, period: str) -> Counts:
    if name == "trained_members":
        return group.figures["members", period] // 3
    chairs = group.figures["primaries", period] + group.figures["branches", period]
    twice = np.isin(np.array(group.ids), list(DOUBLE_COUNTING)) & (period == CURRENT)
    return np.where(twice, 2 * chairs, chairs)


def _zeal(group: Group, name: str, period: str) -> Weights:
    """How much more some train their chairs than others."""
    zealous = np.isin(np.array(group.ids), list(DOUBLE_COUNTING)) & (name == "trained_chairs")
    return np.where(zealous, 1.9 if period == PRIOR else 1.4, 1.0)
