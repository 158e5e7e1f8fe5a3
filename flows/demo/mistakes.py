"""The mistakes of the demo's first returns, as offices make them. Each names the findings that must tell it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

CURRENT, PRIOR, CHANGE = "current", "prior", "change"
_TRAINING = ("trained_chairs", "trained_activists", "trained_audit", "trained_conciliation", "trained_members")


@dataclass
class Draft:
    """What an office is about to send: figures of both years, and `raw` cells that hold something else."""

    current: dict[str, float]
    prior: dict[str, float]
    raw: dict[tuple[str, str], object] = field(default_factory=dict)
    signed: bool = True
    outdated: bool = False
    truncated: bool = False


@dataclass(frozen=True)
class Mistake:
    """A way to go wrong: what it does to a draft at an indicator, and the rules of which at least one finds it."""

    make: Callable[[Draft, str], None]
    rules: tuple[str, ...]


def _transpose_digits(draft: Draft, indicator: str) -> None:
    digits = list(str(int(draft.current[indicator])))
    place = next(i for i in range(len(digits) - 1, 0, -1) if digits[i] != digits[i - 1])
    digits[place - 1], digits[place] = digits[place], digits[place - 1]
    draft.current[indicator] = float("".join(digits))


def _drop_digit(draft: Draft, indicator: str) -> None:
    draft.current[indicator] //= 10


def _add_digit(draft: Draft, indicator: str) -> None:
    figure = str(int(draft.current[indicator]))
    draft.current[indicator] = float(figure + figure[-1])


def _letter_in_digits(draft: Draft, indicator: str) -> None:
    """A Cyrillic О where a zero belongs, or З for a three."""
    figure = str(int(draft.current[indicator]))
    draft.raw[indicator, CURRENT] = figure.replace("0", "О") if "0" in figure else figure.replace("3", "З")


def _change_prior(draft: Draft, indicator: str) -> None:
    draft.prior[indicator] += 127


def _swap_columns(draft: Draft, indicator: str) -> None:
    shared = [x for x in draft.current if x in draft.prior]
    for name in shared:
        draft.current[name], draft.prior[name] = draft.prior[name], draft.current[name]


def _not_the_sum(draft: Draft, indicator: str) -> None:
    draft.current[indicator] += 68


def _empty_cell(draft: Draft, indicator: str) -> None:
    del draft.current[indicator]


def _shift_rows(draft: Draft, indicator: str) -> None:
    """Training from the first category on stands one row too low; the last is lost."""
    values = [draft.current[x] for x in _TRAINING]
    del draft.current[_TRAINING[0]]
    draft.current.update(zip(_TRAINING[1:], values, strict=False))


def _wrong_change(draft: Draft, indicator: str) -> None:
    draft.raw[indicator, CHANGE] = draft.current[indicator] - draft.prior[indicator] + 90


def _three_primaries(draft: Draft, indicator: str) -> None:
    for name in ("primaries", "primaries_other", "chairs", "workplaces"):
        draft.current[name] = 3.0


def _unsigned(draft: Draft, indicator: str) -> None:
    draft.signed = False


def _old_template(draft: Draft, indicator: str) -> None:
    draft.outdated = True


def _corrupt(draft: Draft, indicator: str) -> None:
    draft.truncated = True


def _none(draft: Draft, indicator: str) -> None:
    """The mistake is not in the workbook: it is in the note, or in sending it twice."""


MISTAKES: dict[str, Mistake] = {
    "transposed-digits": Mistake(_transpose_digits, ("members-balance", "working-by-occupation")),
    "missing-digit": Mistake(_drop_digit, ("members-balance",)),
    "extra-digit": Mistake(_add_digit, ("training-balance",)),
    "letter-in-digits": Mistake(_letter_in_digits, ("cell-repaired",)),
    "prior-changed": Mistake(_change_prior, ("prior-as-accepted",)),
    "swapped-columns": Mistake(_swap_columns, ("columns-swapped",)),
    "parent-not-sum": Mistake(_not_the_sum, ("parent-equals-children",)),
    "empty-cell": Mistake(_empty_cell, ("required",)),
    "shifted-rows": Mistake(_shift_rows, ("training-balance", "required")),
    "wrong-change": Mistake(_wrong_change, ("change-as-stated",)),
    "three-primaries": Mistake(_three_primaries, ("one-primary-reports-one",)),
    "unsigned": Mistake(_unsigned, ("signature-missing",)),
    "old-template": Mistake(_old_template, ("template-outdated",)),
    "corrupt-file": Mistake(_corrupt, ("workbook-unreadable",)),
    "note-missing": Mistake(_none, ("note-missing",)),
    "note-direction-wrong": Mistake(_none, ("note-direction-wrong",)),
    "note-of-last-year": Mistake(_none, ("note-wrong-period",)),
    "duplicate": Mistake(_none, ()),
}


def missed_mistakes(arrivals: pd.DataFrame, findings: pd.DataFrame, returns: pd.DataFrame) -> list[str]:
    """The organisations of those arrivals whose mistake no finding of its kind tells, and no outcome."""
    told = set(zip(findings["organisation"], findings["rule"], strict=True))
    duplicates = set(returns.loc[returns["outcome"].eq("duplicate"), "organisation"])
    missed = []
    for organisation, name in arrivals[["organisation", "mistake"]].itertuples(index=False, name=None):
        caught = any((organisation, rule) in told for rule in MISTAKES[name].rules)
        if not caught and not (name == "duplicate" and organisation in duplicates):
            missed.append(organisation)
    return missed
