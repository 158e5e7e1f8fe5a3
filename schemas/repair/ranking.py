"""Which of the possible repairs is the likeliest: each gets its values and a log-likelihood, and is ranked by it.

The score of a repair is the sum, over its cells, of log P(stated | proposed, a slip) and of how much likelier the
proposed figure is than the stated one (plausibility); and, over the soft rules that speak of those cells, of how much
likelier the rule's new residual is than its old one. A soft rule fails by itself in the share of returns that the round
shows; an equality that then fails is off by any amount of like magnitude, which makes one that fits again strong
evidence. Where the edits leave a cell a range, the likeliest of the bounds, last year's figure, one-slip origins of the
stated figure and values that fit a soft equality is proposed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from schemas.form import Cell, Check
from schemas.judge import FigureTable, plausibility
from schemas.repair.edit_table import EditTable, edit_table
from schemas.repair.elimination import Infeasible
from schemas.repair.localisation import EditSystem
from schemas.repair.repair_options import Fault, Option, Scored
from schemas.repair.slips import CARRIED_OVER, UNKNOWN, log_likelihood, origins, slip_of
from schemas.repair.sureness import SURE, Shares, shares_of
from schemas.repair.whole_repairs import whole_repairs, with_acts

CELL_AT_FAULT = math.log(0.01)  # what a further wrong cell costs against a single one


@dataclass(frozen=True)
class RankedCell:
    """A cell of a repair: what it should be, which slip that would be, the repair's rank, the fault it belongs to.

    `proposed` is NaN where neither equations nor a known slip give a value; with `least` and `most` every rule can
    hold. It is `likely` that the cell is wrong where the repairs that change it are likelier than all others together
    by the margin; `sure` where the same is true of the value proposed, equations fix it, and the slip is a known one.
    Neither where the repairs of the fault lie in several returns.
    """

    row: int
    cell: int
    proposed: float
    kind: str
    rank: int
    fault: int
    least: float
    most: float
    likely: bool
    sure: bool


CHILD_NOT_PARENT = math.log(0.1)  # where only the sum over the children is off: that not the sum is wrong


class Ranking:
    """Scores repairs of the returns of an edit table. `decimals` are those of the indicators that are no counts."""

    def __init__(
        self,
        edits: EditTable,
        table: FigureTable,
        thresholds: Mapping[str, float],
        soft: Sequence[Check],
        decimals: Mapping[str, int] | None = None,
    ) -> None:
        self.edits = edits
        self.plausible = plausibility(table, edits.cells, edits.rows, _together(edits))
        everyone = edit_table(soft, table, thresholds, np.arange(len(table.organisations)))
        broken = everyone.broken()
        counts = everyone.active.sum(axis=0)
        self.fails = np.clip((broken.sum(axis=0) + 0.2) / (counts + 4), 0.002, 0.5)
        self.soft = everyone
        self.soft_of: dict[Cell, list[int]] = {}
        for edit, rule in enumerate(everyone.rules):
            for cell in rule.cells:
                self.soft_of.setdefault(cell, []).append(edit)
        self.decimals = [
            0 if whole else (decimals or {}).get(cell[0], 1)
            for cell, whole in zip(edits.cells, edits.whole, strict=True)
        ]

    def ranked(self, faults: Sequence[Fault], acts: Sequence[tuple[Option, frozenset[int]]] = ()) -> list[RankedCell]:
        """The cells of every repair of one return, or family of returns, with these faults, the likeliest first.

        `acts` are single acts of the clerk with the broken edits that they mend. What is thought the likeliest of the
        other faults is taken for granted where a fault's soft rules speak of their cells too.
        """
        known: dict[int, float] = {}
        chosen = [self._sorted(fault, known) for fault in faults]
        if len(faults) > 1:
            best = [options[0][1].settled for options in chosen]
            for place, fault in enumerate(faults):
                known = {c: v for other, x in enumerate(best) if other != place for c, v in x.items()}
                chosen[place] = self._sorted(fault, known)
        groups = with_acts(faults, chosen, [(*self._scored(x, {}), edits) for x, edits in acts])
        shares = [shares_of(choices, self.edits.width) for choices in groups]
        return [
            self._ranked_cell(option, place, rank, group, shares[group - 1])
            for rank, group, option in whole_repairs(groups, self.edits.width)
            for place in range(len(option.cells))
        ]

    def _ranked_cell(self, option: Option, place: int, rank: int, group: int, shares: Shares) -> RankedCell:
        cell, value = option.cells[place], option.values[place]
        kind = option.act or self.kind(cell, value)
        fixed = not math.isnan(value) and self._is_fixed(cell, option.low[place], option.high[place])
        return RankedCell(
            *divmod(cell, self.edits.width),
            proposed=value if fixed or kind != UNKNOWN else math.nan,
            kind=kind,
            rank=rank,
            fault=group,
            least=option.low[place],
            most=option.high[place],
            likely=shares.of_cell(cell) >= SURE,
            sure=fixed and kind != UNKNOWN and shares.of_value(cell, value) >= SURE,
        )

    def _is_fixed(self, cell: int, low: float, high: float) -> bool:
        """Whether the bounds leave one value, to the decimals of the cell."""
        lowest, highest = self._to_decimals(cell, low, high)
        return lowest >= highest

    def _to_decimals(self, cell: int, low: float, high: float) -> tuple[float, float]:
        """The bounds as the least and greatest value with the cell's decimals."""
        step = 10 ** self.decimals[cell % self.edits.width]
        lowest = math.ceil(low * step - 1e-6) / step if low > -math.inf else low
        highest = math.floor(high * step + 1e-6) / step if high < math.inf else high
        return lowest, highest

    def _sorted(self, fault: Fault, known: Mapping[int, float]) -> list[Scored]:
        scored = [self._scored(option, known) for option in fault.options]
        if fault.broken and all(edit < 0 for edit in fault.broken):
            scored = [(x + CHILD_NOT_PARENT * any(c // self.edits.width != fault.row for c in o.cells), o)
                      for x, o in scored]  # fmt: skip
        return sorted(scored, key=lambda x: (-x[0], x[1].cells))

    def _scored(self, option: Option, known: Mapping[int, float]) -> Scored:
        settled = self.settled(option)
        return self.score(settled, known), settled

    def _stated(self, cell: int) -> tuple[int, int, float]:
        row, column = divmod(cell, self.edits.width)
        return row, column, float(self.edits.stated[row, column])

    def kind(self, cell: int, value: float) -> str:
        """The slip that makes the stated figure of the cell of this one."""
        _, column, stated = self._stated(cell)
        return UNKNOWN if math.isnan(value) else slip_of(stated, value, self.decimals[column])

    def score(self, option: Option, known: Mapping[int, float] | None = None) -> float:
        """The log-likelihood of a settled repair, against that of leaving its cells as they are."""
        total = option.prior if option.act else CELL_AT_FAULT * len(option.cells)
        for cell, value in option.settled.items():
            row, column, stated = self._stated(cell)
            if math.isnan(value):
                continue
            if not option.act and not math.isnan(stated):
                slip = log_likelihood(stated, value, self.decimals[column])
                carried = stated == self.plausible.same[row, column]
                total += max(slip, math.log(CARRIED_OVER)) if carried else slip
            total += self.plausible.log_density(row, column, value)
            total -= self.plausible.log_density(row, column, stated)
        return total + self._soft_gain(option.settled, known or {})

    def _soft_gain(self, settled: Mapping[int, float], known: Mapping[int, float]) -> float:
        width, gain = self.edits.width, 0.0
        for row in {cell // width for cell in settled}:
            place, first = self.edits.rows[row], row * width
            before, changed = (
                {self.edits.cells[c - first]: v for c, v in x.items() if c // width == row and not math.isnan(v)}
                for x in (known, settled)
            )
            edits = {e for cell in changed for e in self.soft_of.get(cell, ()) if self.soft.active[place, e]}
            after = before | changed
            gain += sum(self._soft_log(e, place, after) - self._soft_log(e, place, before) for e in edits)
        return gain

    def _soft_total(self, edit: int, place: int, changed: Mapping[Cell, float]) -> float:
        rule = self.soft.rules[edit]
        total = float(self.soft.constants[place, edit])
        row, number = self.soft.values[place], self.soft.number
        for cell, x in rule.coefficients.items():
            total += x * (changed[cell] if cell in changed else float(row[number[cell]]))
        for (a, b), x in rule.products.items():
            left, right = (changed[c] if c in changed else float(row[number[c]]) for c in (a, b))
            total += x * left * right
        return total

    def _soft_log(self, edit: int, place: int, changed: Mapping[Cell, float]) -> float:
        rule, fails = self.soft.rules[edit], float(self.fails[edit])
        low, high = rule.bounds
        total = self._soft_total(edit, place, changed)
        if low <= total <= high:
            return math.log(1 - fails)
        if rule.operator != "==":
            return math.log(fails)
        return math.log(fails / (2 * (abs(total - rule.constant) + 10)))

    def settled(self, option: Option) -> Option:
        """The option with a value for each of its cells."""
        if option.values:
            return option
        ranges = list(zip(option.cells, option.low, option.high, strict=True))
        if option.part is None or all(low == high for _, low, high in ranges):
            return replace(option, values=tuple(self._likeliest(*x) for x in ranges))
        return replace(option, values=self._settled_jointly(option, option.part))

    def _settled_jointly(self, option: Option, part: EditSystem) -> tuple[float, ...]:
        """Values one after the other, the most confined cell first, each within what the earlier ones leave it."""
        chosen: dict[int, float] = {}
        width = {c: high - low for c, low, high in zip(option.cells, option.low, option.high, strict=True)}
        near = [part.edits[n] for n in sorted({n for c in option.cells for n in part.edits_of[c]})]
        for cell in sorted(option.cells, key=lambda c: (not self.edits.whole[c % self.edits.width], width[c])):
            open_cells = frozenset(option.cells) - chosen.keys()
            system = EditSystem(near, {**part.values, **chosen}, part.whole, part.fixed)
            try:
                low, high = system.bounds(open_cells).range_of(cell, open_cells)
            except Infeasible:
                return (math.nan,) * len(option.cells)
            chosen[cell] = self._likeliest(cell, low, high)
        return tuple(chosen[c] for c in option.cells)

    def _likeliest(self, cell: int, low: float, high: float) -> float:
        """The likeliest value of a cell between the bounds; NaN where nothing can be said."""
        if low == high:
            return low
        row, column, stated = self._stated(cell)
        decimals = self.decimals[column]
        lowest, highest = self._to_decimals(cell, low, high)
        if lowest >= highest:
            return lowest if lowest == highest else (low + high) / 2
        if 0 < stated < 1 and self.edits.whole[column] and highest < math.inf:
            return float(round(stated * highest))  # a share of the total where the count belongs
        candidates = {x for x in (lowest, highest) if math.isfinite(x)}
        candidates.update(self.plausible.likely(row, column), self._soft_values(row, column))
        candidates.update(origins(stated, decimals))
        fitting = sorted(round(x, decimals) for x in candidates if lowest <= x <= highest and x != stated)
        options = [Option((cell,), (x,), (x,), values=(x,)) for x in fitting]
        return max(options, key=self.score).values[0] if options else math.nan

    def _soft_values(self, row: int, cell: int) -> list[float]:
        """The values of a cell with which a soft equality holds."""
        name, place = self.edits.cells[cell], self.edits.rows[row]
        found = []
        for edit in self.soft_of.get(name, ()):
            rule = self.soft.rules[edit]
            slope = rule.coefficients.get(name, 0.0)
            if rule.operator == "==" and slope and not rule.products and self.soft.active[place, edit]:
                found.append((rule.constant - self._soft_total(edit, place, {name: 0.0})) / slope)
        return [x for x in found if not math.isnan(x)]


def _together(edits: EditTable) -> dict[Cell, list[Cell]]:
    """For each cell those of its column with which it adds up."""
    found: dict[Cell, list[Cell]] = {}
    for rule in edits.rules:
        cells = rule.cells
        if rule.operator == "==" and len(cells) > 1 and len({column for _, column in cells}) == 1:
            for cell in cells:
                found.setdefault(cell, []).extend(c for c in cells if c != cell)
    return found
