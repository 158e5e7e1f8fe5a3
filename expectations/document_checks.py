"""Independent checks, one row a file that has arrived: nothing listed twice, nothing counted twice."""

from __future__ import annotations

import pandas as pd

from expectations.given import AuditInput
from expectations.independent import IndependentCheck, Kind
from schemas.frames import STANDING


def document_checks(given: AuditInput) -> tuple[IndependentCheck, ...]:
    """All checks by file. The table's rows are those of `returns`, in its order: a file may be listed twice."""
    returns = given.returns.reset_index(drop=True)
    standing = returns["outcome"].isin(STANDING)
    columns: dict[str, tuple[Kind, pd.Series]] = {
        "document-listed-once": ("unique", returns["file"]),
        "sha256-well-formed": ("sha256", returns["sha256"]),
        "organisation-stands-once": ("unique", returns.loc[standing, "organisation"]),
        "bytes-stand-once": ("unique", returns.loc[standing, "sha256"]),
    }
    return tuple(IndependentCheck(name, "documents", "hard", values, kind) for name, (kind, values) in columns.items())
