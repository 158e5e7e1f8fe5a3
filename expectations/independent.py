"""The checks written by hand, which do not come from the form: the second opinion beside the suite `rules`.

Each is a column of one of three tables: organisations, documents (files that have arrived) and national (indicators).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from schemas.form import Severity, Text

Subject = Literal["organisations", "documents", "national"]
Kind = Literal["between", "unique", "sha256"]
SHA256 = r"^[0-9a-f]{64}$"
EXACT = 0.001


@dataclass(frozen=True)
class IndependentCheck:
    """One check: `values` by organisation, file or indicator, for those that it applies to; NaN where not evaluated.

    `between`: the value lies within low and high, both inclusive, None for no bound. `unique`: the values, texts,
    differ. `sha256`: each is one. `details` say more of a row that fails; `bound` is what the check's
    sentence names, `says` that sentence where it is not the catalogue's own.
    """

    name: str
    subject: Subject
    severity: Severity
    values: pd.Series
    kind: Kind = "between"
    low: float | None = None
    high: float | None = None
    bound: float = 0
    details: pd.Series | None = None
    says: Text | None = None


def none_of(name: str, subject: Subject, counts: pd.Series, details: pd.Series | None = None) -> IndependentCheck:
    """A hard check of counts of what must not be."""
    return IndependentCheck(name, subject, "hard", counts.astype(float), low=None, high=0.5, details=details)


def no_difference(name: str, subject: Subject, differences: pd.Series, severity: Severity = "hard") -> IndependentCheck:
    """A check of differences that must be nought."""
    return IndependentCheck(name, subject, severity, differences.astype(float), low=-EXACT, high=EXACT)


def share_stable(name: str, subject: Subject, moved: pd.Series, points: float, says: Text) -> IndependentCheck:
    """A soft check of percentage points that a share of the total may move in a year, up or down."""
    plain = name.replace("_", "-")
    return IndependentCheck(plain, subject, "soft", moved, low=-points, high=points, bound=points, says=says)


def suite_table(checks: Sequence[IndependentCheck], keys: pd.DataFrame) -> pd.DataFrame:
    """The table that a suite judges: the key columns, and a column for each check, NaN where it does not apply.

    `keys` has the subjects as its index.
    """
    columns = {check.name: check.values.reindex(keys.index) for check in checks}
    return pd.concat([keys, pd.DataFrame(columns, index=keys.index)], axis=1).reset_index(drop=True)
