"""The form's rules as the template's formulas: for each check a verdict and a sentence, in the office's language."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.documents import Period
from schemas.form import (
    Call,
    Check,
    Figure,
    Form,
    Node,
    Operation,
    checks_of,
    difference_of,
    figures_of,
    substitute,
    walk,
)
from workbooks.template.excel_formula import Locate, NotInExcelError, excel_formula, excel_text, excel_verdict, fold
from workbooks.template.template_layout import CHECKS_SHEET, FormIdentity, Layout, layout_of, quoted
from workbooks.text import word

HARD, MISSING, SOFT, COMMENTARY = 4, 3, 2, 1
WEIGHTS = (HARD, MISSING, SOFT, COMMENTARY)
SYMBOLS = {HARD: "✖", MISSING: "○", SOFT: "▲", COMMENTARY: "●"}
_WEIGHTS = {"hard": HARD, "soft": SOFT, "commentary": COMMENTARY}
FIRST_ROW = 2
VERDICT_NOW, VERDICT_PRIOR, MESSAGE = "G", "H", "I"


@dataclass(frozen=True)
class TemplateCheck:
    """A check as the template makes it. `indicator` is the row that it is told at, "" for the sheet's head.

    `verdict` is a formula giving "" (not evaluated), 0 (holds) or `weight`; `sentence` one giving the text said where
    it fails. `check` is None where the template checks on its own that a cell holds a number.
    """

    name: str
    indicator: str
    period: str
    weight: int
    row: int
    verdict: str
    sentence: str
    prefix: str
    check: Check | None = None

    @property
    def column(self) -> str:
        """The letter of the column of the sheet of checks that the verdict stands in."""
        return VERDICT_PRIOR if self.period == Period.PRIOR else VERDICT_NOW

    @property
    def shown(self) -> str:
        """The formula of what the row shows: the sentence where the check fails, else nothing."""
        return f'IF(N({self.column}{self.row})>0,{excel_text(self.prefix)}&{self.sentence}&CHAR(10),"")'


@dataclass(frozen=True)
class TemplateChecks:
    """All checks of a template in the rows of their sheet, those of one indicator together, the gravest first.

    `omitted` are the names of checks that a workbook cannot make, with the reason.
    """

    checks: tuple[TemplateCheck, ...]
    omitted: tuple[tuple[str, str], ...]

    @functools.cached_property
    def groups(self) -> dict[str, tuple[TemplateCheck, ...]]:
        """The checks by the indicator that they are told at."""
        found: dict[str, list[TemplateCheck]] = {}
        for check in self.checks:
            found.setdefault(check.indicator, []).append(check)
        return {name: tuple(group) for name, group in found.items()}

    @property
    def last_row(self) -> int:
        """The last row of the sheet of checks."""
        return FIRST_ROW + len(self.checks) - 1


def template_checks(
    form: Form, language: str, kind: str, has_accepted: bool, thresholds: Mapping[str, float]
) -> TemplateChecks:
    """The checks of one kind of organisation's template in one language. The same for all of that kind: cached."""
    return _compiled(FormIdentity(form), language, kind, has_accepted, tuple(sorted(thresholds.items())))


@functools.lru_cache(maxsize=32)
def _compiled(
    key: FormIdentity, language: str, kind: str, has_accepted: bool, thresholds: tuple[tuple[str, float], ...]
) -> TemplateChecks:
    compiler = _Compiler(key.form, layout_of(key.form), language, kind, has_accepted, dict(thresholds))
    return compiler.run()


@dataclass(frozen=True)
class _Compiler:
    form: Form
    layout: Layout
    language: str
    kind: str
    has_accepted: bool
    thresholds: Mapping[str, float]

    def run(self) -> TemplateChecks:
        made: list[TemplateCheck] = list(self._numbers())
        omitted: list[tuple[str, str]] = []
        for check in checks_of(self.form):
            if check.rule.shadow:
                continue
            try:
                found = self._check(check)
            except NotInExcelError as error:
                omitted.append((check.name, str(error)))
                continue
            if found:
                made.append(found)
        order = {name: place for place, name in enumerate(("", *self.layout.rows))}
        made.sort(key=lambda x: (order[x.indicator], -x.weight, x.period == Period.PRIOR))
        placed = tuple(dataclasses.replace(x, row=row) for row, x in enumerate(made, FIRST_ROW))
        return TemplateChecks(placed, tuple(omitted))

    def _numbers(self) -> list[TemplateCheck]:
        """The checks that every filled cell holds a number."""
        found = []
        for name in self.layout.rows:
            for period in (Period.CURRENT, Period.PRIOR) if name in self.layout.priors else (Period.CURRENT,):
                cell = self.layout.locate(Figure(name), period)
                text = word("check.not_a_number", self.language, row=self.form.indicators[name].row, raw="{raw}")
                sentence = self._sentence(text, {"raw": cell})
                verdict = f'IF(LEN(TRIM({cell}))=0,"",IF(ISNUMBER({cell}),0,{HARD}))'
                prefix = self._prefix(HARD, period)
                place = f"not-a-number:{name}@{period}"
                found.append(TemplateCheck(place, name, period, HARD, 0, verdict, sentence, prefix))
        return found

    def _check(self, check: Check) -> TemplateCheck | None:
        weight = MISSING if _asks_for_presence(check.tree) else _WEIGHTS[check.rule.severity]
        facts: dict[str, float | str | bool] = {
            **self.thresholds, "kind": self.kind, "period": str(check.period), "has_accepted": self.has_accepted
        }  # fmt: skip

        def locate(figure: Figure) -> str:
            return self.layout.locate(figure, check.period)

        if check.condition is not None and fold(check.condition, facts) is False:
            return None
        tolerance = check.rule.tolerance
        verdict = excel_verdict(check.tree, check.condition, locate, facts, check.members, tolerance, weight)
        if verdict is None:
            return None
        parts = {name: self._number(tree, locate, facts) for name, tree in message_trees(check).items()}
        indicator = self._told_at(check)
        if check.indicator:
            parts["row"] = excel_text(str(self.form.indicators[check.indicator].row))
            parts["raw"] = locate(Figure(check.indicator))
        sentence = self._sentence(check.rule.message[self.language], parts)
        prefix = self._prefix(weight, check.period)
        return TemplateCheck(check.name, indicator, check.period, weight, 0, verdict, sentence, prefix, check)

    def _told_at(self, check: Check) -> str:
        if check.rule.severity == "commentary" and not check.rule.each:
            return check.rule.material or figures_of(check.tree)[0].indicator
        return check.indicator

    def _prefix(self, weight: int, period: str) -> str:
        year = word("check.prior", self.language) if period == Period.PRIOR else ""
        return f"{SYMBOLS[weight]} {year}"

    def _sentence(self, message: str, parts: Mapping[str, str]) -> str:
        """The message as a formula: its texts as literals, its placeholders as what `parts` gives for them."""
        pieces = re.split(r"\{(\w+)\}", message)
        texts = [excel_text(x) for x in pieces[::2]]
        values = [parts.get(name, '"…"') for name in pieces[1::2]]
        joined = [texts[0]] + [x for pair in zip(values, texts[1:], strict=True) for x in pair]
        return "&".join(x for x in joined if x != '""') or '""'

    def _number(self, tree: Node, locate: Locate, facts: Mapping[str, float | str | bool]) -> str:
        """A number of a message as a text, grouped as the reader's Excel does it, whatever its language."""
        value = excel_formula(tree, locate, facts)
        two, one, none = (f"ROUND({value},{digits})" for digits in (2, 1, 0))
        text = f"FIXED({value},IF({two}={none},0,IF({two}={one},1,2)))"
        divides = any(isinstance(x, Operation) and x.operator == "/" for x in walk(tree))
        return f'IFERROR({text},"–")' if divides else text


def message_trees(check: Check) -> dict[str, Node]:
    """The numbers that a check's message may name, as trees: lhs, rhs, diff, cur, prior and the rule's own terms."""
    trees: dict[str, Node] = {}
    comparison = difference_of(check.tree)
    if comparison is not None:
        trees |= {"lhs": comparison.left, "rhs": comparison.right}
    if check.indicator:
        trees |= {"cur": Figure(check.indicator), "prior": Figure(check.indicator, Period.PRIOR)}
    terms = {name: substitute(tree, check.indicator) for name, tree in check.rule.term_trees.items()}
    trees |= terms
    if "lhs" in trees and "diff" not in trees:
        trees["diff"] = Operation("-", trees["lhs"], trees["rhs"])
    wanted = set(re.findall(r"\{(\w+)\}", " ".join(check.rule.message.everywhere())))
    return {name: tree for name, tree in trees.items() if name in wanted}


def _asks_for_presence(tree: Node) -> bool:
    return isinstance(tree, Call) and tree.function == "filled"


def shown_at(group: tuple[TemplateCheck, ...]) -> str:
    """The formula of a row's check cell: what every failing check of the row says, a line each."""
    joined = "&".join(f"{quoted(CHECKS_SHEET)}!{MESSAGE}{x.row}" for x in group)
    return f'IFERROR(LEFT({joined},LEN({joined})-1),"")'
