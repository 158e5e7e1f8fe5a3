"""One generator for all engines: a rule of the language, and a few returns with empty cells, noughts and decimals."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schemas.form.checks import Check
from schemas.judge.figures_side_by_side import FigureTable
from schemas.judge.residual_table import failures, residuals
from tests.schemas.judge.tables import THRESHOLDS, check, table

INDICATORS = ("a", "b", "c")
COLUMNS = ("", "@prior", "@accepted")
CELLS = tuple(f"{i}{c}" for i in INDICATORS for c in COLUMNS)
RETURNS = 4
PASSES, FAILS, NOT_EVALUATED = "passes", "fails", "not evaluated"


@dataclass(frozen=True)
class Case:
    """A rule (text, condition, whether it runs over a set) and the figures of RETURNS returns, NaN for an empty cell."""

    number: int
    text: str
    when: str
    over_set: bool
    figures: Mapping[str, tuple[float, ...]]

    @cached_property
    def check(self) -> Check:
        """The rule's one check."""
        members = INDICATORS if self.over_set else ()
        return check(
            f"rule-{self.number}", self.text, when=self.when, indicator="" if self.over_set else "a", members=members
        )

    @cached_property
    def table(self) -> FigureTable:
        """The returns."""
        return table(self.figures)

    @cached_property
    def residuals(self):
        """The residual table."""
        return residuals((self.check,), self.table, THRESHOLDS)

    @cached_property
    def outcomes(self) -> list[str]:
        """What the residuals say of each return."""
        failed = failures((self.check,), self.residuals)[self.check.name]
        values = self.residuals[self.check.name]
        return [FAILS if f else NOT_EVALUATED if math.isnan(v) else PASSES for f, v in zip(failed, values, strict=True)]


figures = st.one_of(
    st.integers(0, 9).map(float),
    st.sampled_from([math.nan, 0.0, 0.5, 2.5, 12.0, 21.0, 1000.0]),
    st.just(math.nan),
    st.integers(0, 3).map(float),
)
_number = st.sampled_from(["0", "1", "2", "2.5", "10"])


def _terms(cells: st.SearchStrategy[str], *, divided: bool) -> st.SearchStrategy[str]:
    one = st.one_of(cells, cells, _number, st.builds("{} * {}".format, _number, cells), st.builds("abs({} - {})".format, cells, cells),
                    st.builds("{}({}, {})".format, st.sampled_from(["max", "min"]), cells, cells))  # fmt: skip
    if divided:
        one = st.one_of(one, one, st.builds("{} / {}".format, cells, cells))
    return st.one_of(one, st.builds("{} {} {}".format, one, st.sampled_from(["+", "-"]), one))


def _comparisons(cells: st.SearchStrategy[str], *, divided: bool = True) -> st.SearchStrategy[str]:
    terms = _terms(cells, divided=divided)
    left = st.one_of(cells, st.builds("{} {} {}".format, cells, st.sampled_from(["+", "-"]), terms))
    return st.builds("{} {} {}".format, left, st.sampled_from(["==", "<=", ">=", "<", ">", "!="]), terms)


def rules() -> st.SearchStrategy[tuple[str, bool]]:
    """Texts of rules, and whether each runs over a set."""
    cells = st.sampled_from(CELLS)
    plain = _comparisons(cells)
    said = st.one_of(
        plain,
        st.builds("filled({})".format, st.sampled_from(["a", "b", "c@prior"])),
        st.builds("whole({})".format, cells),
    )
    joined = st.one_of(
        plain, plain, said, st.builds("if {} then {}".format, said, said), st.builds("{} and {}".format, said, said), st.builds("{} or {}".format, said, said),
        st.builds("not ({})".format, said),
    )  # fmt: skip
    # a divisor of nought within a set is left to each member by the residuals, and to the whole by a spreadsheet
    each = _comparisons(st.sampled_from([f"x{c}" for c in COLUMNS]), divided=False)
    over = st.one_of(
        st.builds("count({}) {} {}".format, each, st.sampled_from(["==", "<", ">="]), st.integers(0, 3)),
        st.builds("any({})".format, each),
    )
    return st.one_of(joined.map(lambda x: (x, False)), joined.map(lambda x: (x, False)), over.map(lambda x: (x, True)))


@st.composite
def cases(draw: st.DrawFn, number: int = 0) -> Case:
    """A rule with figures."""
    text, over_set = draw(rules())
    when = draw(st.one_of(st.just(""), st.just(""), _comparisons(st.sampled_from(CELLS[:3]), divided=False)))
    given_figures = {cell: tuple(draw(st.lists(figures, min_size=RETURNS, max_size=RETURNS))) for cell in CELLS}
    return Case(number, text, when, over_set, given_figures)


@functools.cache
def batch(count: int) -> list[Case]:
    """The same so many cases each time, each with a rule of its own, for an engine that is slow to start."""
    found: dict[str, Case] = {}

    @settings(
        max_examples=4 * count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def collect(case: Case) -> None:
        if len(found) < count:
            found.setdefault(case.text, Case(len(found), case.text, case.when, case.over_set, case.figures))

    collect()
    return list(found.values())
