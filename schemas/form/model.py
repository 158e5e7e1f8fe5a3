"""The form as data: strict models of `forms/<name>/form.yaml`. A wrong form fails when it is loaded, with its place.

A rule is one YAML record; its text is parsed here once, and everything else (residuals, pandera and Great
Expectations checks, the template's formulas, repair, letters, the rulebook) is derived from the parsed tree.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from schemas.form.expression import ExpressionError, Node, figures_of, parse
from schemas.form.letter_plan import LetterPlan
from schemas.form.mentions import Mentions, Phrase
from schemas.form.national_plan import NationalPlan
from schemas.form.note_plan import NotePlan
from schemas.form.roles import Roles
from schemas.form.strict import Strict
from schemas.form.text_by_language import Text
from schemas.languages import CODE, SHIPPED

Severity = Literal["hard", "soft", "commentary"]
Kind = Literal["count", "amount", "percent"]
IndicatorSet = Literal["core", "prior", "sum", "count", "amount", "percent"]
THRESHOLDS = frozenset({"relative", "absolute", "fall", "twofold"})
COLUMN_MEANINGS = ("row", "indicator", "unit", "prior", "current", "change", "reason")
FACTS = frozenset({"kind", "period", "has_accepted", "has_children", "newcomer", "peers"})


class _Labelled(Strict):
    """A record that bears its text in keys of its own, one a language, beside its other keys."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str]
    _label: Text = PrivateAttr(default=Text())

    @model_validator(mode="after")
    def _only_languages(self) -> Self:
        for key in self.__pydantic_extra__:
            if not CODE.fullmatch(key):
                raise PydanticCustomError("unknown_key", "«{key}» is no key that is known here", {"key": key})
        if not any(self.__pydantic_extra__.values()):
            raise PydanticCustomError("no_text", "has a text in no language", {})
        self._label = Text(self.__pydantic_extra__)
        return self

    @property
    def label(self) -> Text:
        """The label by language."""
        return self._label


class Unit(_Labelled):
    """A unit of the form: its names, what kind of figure it measures, and further words that offices write for it.

    A count is whole and never negative; an amount has `decimals`, and so has a percentage, one if nothing is said. Left
    out, the kind is percent for «%», amount where decimals are given, else count.
    """

    kind: Kind = "count"
    decimals: Annotated[int, Field(ge=0, le=2)] = 0
    words: tuple[str, ...] = ()

    def __getitem__(self, language: str) -> str:
        return self.label[language]


def _with_kinds(units: Any) -> Any:
    """The units with the kind and the decimals that they leave out."""
    return {name: _with_kind(name, unit) for name, unit in units.items()} if isinstance(units, dict) else units


def _with_kind(name: str, unit: Any) -> Any:
    if not isinstance(unit, dict):
        return unit
    kind = unit.get("kind") or ("percent" if name == "%" else "amount" if unit.get("decimals") else "count")
    return {"decimals": 0 if kind == "count" else 1, **unit, "kind": kind}


class Indicator(_Labelled):
    """A row of the form. `is` holds core (must be filled), prior (states last year too), sum (adds up)."""

    row: Annotated[int, Field(ge=1, le=9999)]
    section: int
    unit: str
    is_: tuple[Literal["core", "prior", "sum"], ...] = Field(alias="is")
    origin: Literal["note", "proposed"] = "proposed"
    aliases: tuple[str, ...] = ()
    _name: str = PrivateAttr(default="")
    _unit: Unit | None = PrivateAttr(default=None)

    @property
    def name(self) -> str:
        """The indicator's name in rules and files."""
        return self._name

    @property
    def kind(self) -> Kind:
        """What kind of figure the row holds, as its unit says."""
        return self._unit.kind if self._unit else "count"

    @property
    def decimals(self) -> int:
        """How many decimals its figures have."""
        return self._unit.decimals if self._unit else 0

    @property
    def core(self) -> bool:
        """Whether the row must be filled in."""
        return "core" in self.is_

    @property
    def prior(self) -> bool:
        """Whether the row states last year's figure and the change too."""
        return "prior" in self.is_

    @property
    def sum(self) -> bool:
        """Whether the figure adds up over organisations."""
        return "sum" in self.is_

    def belongs(self, set_name: IndicatorSet) -> bool:
        """Whether the indicator is of the set that a rule's `each` names."""
        return set_name == self.kind or set_name in self.is_


class Example(Strict):
    """Figures with which the rule passes, and with which it fails."""

    passes: dict[str, Any]
    fails: dict[str, Any]


class FindingKind(_Labelled):
    """A finding that reading a file or a note raises: its severity and its message.

    `unsure` is its message where the note may have been read wrongly: it asks, and claims nothing.
    """

    severity: Severity
    unsure: Text | None = None
    _name: str = PrivateAttr(default="")

    @property
    def name(self) -> str:
        """The finding's name, as in findings.csv."""
        return self._name

    @property
    def message(self) -> Text:
        """The message, with {placeholders}."""
        return self.label


class HidiroglouBerthelot(Strict):
    """The parameters of hb_within: how much size weighs, the least spread of the bounds, and how far is too far."""

    exponent: Annotated[float, Field(ge=0, le=1)] = 0.5
    spread: Annotated[float, Field(gt=0)] = 0.05
    factor: Annotated[float, Field(gt=0)] = 10.0


class Rule(FindingKind):
    """An edit rule: what must hold, when it applies, over which set, and what is said when it does not.

    `parameters` are those of hb_within, where the rule uses it. `terms` name expressions that the message needs beside
    {lhs}, {rhs} and {diff}. `material` is the indicator whose change a commentary rule wants explained, where it is not
    the first that `holds` names. A shadow rule is evaluated and counted, and told to nobody. `since` and `until` are
    the as-of dates between which it is in force.
    """

    holds: str
    when: str | None = None
    each: IndicatorSet | None = None
    terms: dict[str, str] = Field(default_factory=dict)
    parameters: HidiroglouBerthelot = HidiroglouBerthelot()
    material: str | None = None
    example: Example
    tolerance: Annotated[float, Field(ge=0)] = 1e-6
    since: dt.date | None = None
    until: dt.date | None = None
    shadow: bool = False
    _tree: Node = PrivateAttr()
    _condition: Node | None = PrivateAttr(default=None)
    _terms: dict[str, Node] = PrivateAttr(default_factory=dict)

    @property
    def tree(self) -> Node:
        """What must hold, parsed."""
        return self._tree

    @property
    def condition(self) -> Node | None:
        """When the rule applies, parsed; None for always."""
        return self._condition

    @property
    def term_trees(self) -> dict[str, Node]:
        """The message's own terms, parsed."""
        return self._terms

    def in_force(self, as_of: dt.date) -> bool:
        """Whether the rule is judged for returns of this date."""
        return (self.since is None or as_of >= self.since) and (self.until is None or as_of <= self.until)


class Reason(_Labelled):
    """A reason that notes give for a change, and the indicators whose change it can explain.

    `words` are the phrases by which notes tell of it, written as those of mentions.yaml; the reasons of
    commentary/text/lexicons/reasons.yaml have theirs there already.
    """

    explains: tuple[str, ...]
    words: tuple[Phrase, ...] = ()


class Sheet(Strict):
    """A sheet of a return. `columns` maps the letters of the figures sheet to what they hold; `labels` are the form's
    own words for fields of the cover."""

    name: str
    fields: tuple[str, ...] = ()
    labels: dict[str, Text] = Field(default_factory=dict)
    header_row: int = 0
    first_row: int = 0
    columns: dict[str, str] = Field(default_factory=dict)


class Form(Strict):
    """A form: its indicators by name in row order, its rules, findings and reasons."""

    name: str = Field(alias="form")
    revision: int
    languages: tuple[str, ...] = SHIPPED
    fallback: dict[str, str] = Field(default_factory=dict)
    as_of: dt.date
    prior_as_of: dt.date
    title: Text
    consolidated_title: Text
    sheets: dict[Literal["cover", "figures", "note"], Sheet]
    sections: dict[int, Text]
    units: Annotated[dict[str, Unit], BeforeValidator(_with_kinds)]
    indicators: dict[str, Indicator]
    rules: dict[str, Rule]
    intake: dict[str, FindingKind]
    note: dict[str, FindingKind]
    reasons: dict[str, Reason]
    roles: Roles = Roles()
    mentions: Mentions = Mentions()
    national: NationalPlan = NationalPlan()
    national_note: NotePlan = NotePlan()
    letter: LetterPlan = LetterPlan()
    _digest: str = PrivateAttr(default="")
    _role: Roles = PrivateAttr(default=Roles())

    @model_validator(mode="after")
    def _parse_rules(self) -> Form:
        for kind in (self.indicators, self.rules, self.intake, self.note):
            for name, item in kind.items():
                item._name = name
        names = frozenset(self.indicators)
        faults = [fault for name, rule in self.rules.items() for fault in _rule_faults(name, rule, names)]
        faults += self._unknown_names(names)
        if faults:
            faults[0].beside = tuple(faults[1:])
            raise faults[0]
        for indicator in self.indicators.values():
            indicator._unit = self.units[indicator.unit]
        self._role = self.roles.completed(self.indicators)
        return self

    @property
    def role(self) -> Roles:
        """The indicators by role, those that the form leaves out derived from its rows."""
        return self._role

    def _unknown_names(self, names: frozenset[str]) -> Iterator[PlacedError]:
        for name, indicator in self.indicators.items():
            if indicator.section not in self.sections:
                yield PlacedError(f"section {indicator.section} is not defined", ("indicators", name, "section"))
            if indicator.unit not in self.units:
                told = f"unit «{indicator.unit}» is not defined; known: {', '.join(self.units)}"
                yield PlacedError(told, ("indicators", name, "unit"))
        for name, reason in self.reasons.items():
            if unknown := set(reason.explains) - names:
                yield PlacedError(f"explains unknown indicators: {sorted(unknown)}", ("reasons", name))
        if unknown := set(self.roles.named()) - names:
            yield PlacedError(f"unknown indicators: {sorted(unknown)}", ("roles",))
        for key, name in self.mentions.named():
            if name not in names:
                yield PlacedError(f"«{name}» is no indicator of the form", ("mentions", key, name))
        plans = (
            self.national.faults(names),
            self.national_note.faults(names, self.reasons),
            self.letter.faults(names, self.sections),
        )
        for path, fault in itertools.chain(*plans):
            yield PlacedError(fault, path)
        yield from self._unknown_columns()

    def _unknown_columns(self) -> Iterator[PlacedError]:
        if lacking := [x for x in ("cover", "figures", "note") if x not in self.sheets]:
            yield PlacedError(f"there is no {', '.join(lacking)}; add it", ("sheets",))
            return
        held = tuple(self.sheets["figures"].columns.values())
        place = ("sheets", "figures", "columns")
        wanted = {"indicator", "current"} | ({"prior"} if any(x.prior for x in self.indicators.values()) else set())
        if missing := wanted - set(held):
            yield PlacedError(f"no column holds {', '.join(sorted(missing))}", place)
        if unknown := set(held) - set(COLUMN_MEANINGS):
            yield PlacedError(
                f"a column can hold {', '.join(COLUMN_MEANINGS)}, not {', '.join(sorted(unknown))}", place
            )

    @property
    def decimals(self) -> dict[str, int]:
        """The decimals of the indicators that are no counts, by name."""
        return {name: x.decimals for name, x in self.indicators.items() if x.kind != "count"}

    @property
    def version(self) -> str:
        """The version that the cover states, such as 2026.1."""
        return f"{self.as_of.year}.{self.revision}"

    @property
    def digest(self) -> str:
        """The sha256 of the YAML that the form was read from: which rule set judged."""
        return self._digest

    def for_round(self, as_of: dt.date) -> Form:
        """The form with the dates of a round; the rules stay."""
        prior = as_of.replace(year=as_of.year - 1)
        return self if as_of == self.as_of else self.model_copy(update={"as_of": as_of, "prior_as_of": prior})

    def members_of(self, set_name: IndicatorSet) -> tuple[Indicator, ...]:
        """The indicators of a set, in row order."""
        return tuple(x for x in self.indicators.values() if x.belongs(set_name))

    def finding_kind(self, name: str) -> FindingKind:
        """The rule, intake or note finding of this name. Raises KeyError."""
        for kinds in (self.rules, self.intake, self.note):
            if name in kinds:
                return kinds[name]
        raise KeyError(name)


class PlacedError(Exception):
    """A fault of the form and the path of keys that leads to it; not a ValueError, so that pydantic lets it through.

    `beside` are the faults that were found with it.
    """

    beside: tuple[PlacedError, ...] = ()

    def __init__(self, message: str, path: tuple[str, ...], offset: int = 0) -> None:
        super().__init__(message)
        self.path, self.offset = path, offset


def _rule_faults(name: str, rule: Rule, names: frozenset[str]) -> Iterator[PlacedError]:
    """What is wrong with the texts of a rule, which are parsed meanwhile."""
    sources: list[tuple[str, tuple[str, ...], frozenset[str]]] = [(rule.holds, ("holds",), THRESHOLDS)]
    sources += [(rule.when, ("when",), THRESHOLDS | FACTS)] if rule.when is not None else []
    sources += [(text, ("terms", key), THRESHOLDS) for key, text in rule.terms.items()]
    trees: dict[tuple[str, ...], Node] = {}
    for text, path, facts in sources:
        try:
            trees[path] = parse(text, names, facts)
        except ExpressionError as error:
            yield PlacedError(str(error), ("rules", name, *path), error.column)
    rule._condition = trees.get(("when",))
    rule._terms = {path[1]: tree for path, tree in trees.items() if path[0] == "terms"}
    if ("holds",) in trees:
        rule._tree = trees["holds",]
        if not figures_of(rule.tree):
            yield PlacedError("names no figure: it always holds or never", ("rules", name, "holds"))
        if rule.each is None and any(f.indicator == "x" for f in figures_of(rule.tree)):
            yield PlacedError("uses x, but says not over which set (each:)", ("rules", name, "holds"))
    if rule.material is not None and rule.material not in names:
        yield PlacedError(f"«{rule.material}» is no indicator of the form", ("rules", name, "material"))
