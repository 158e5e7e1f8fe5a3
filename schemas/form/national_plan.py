"""What is made of a form nationally: what `forms/<name>/national.yaml` holds."""

from __future__ import annotations

from schemas.form.strict import Strict


class NationalPlan(Strict):
    """What is made of a form nationally: what `forms/<name>/national.yaml` holds."""
