"""The national note of a form: what `forms/<name>/note.yaml` holds."""

from __future__ import annotations

from schemas.form.strict import Strict


class NotePlan(Strict):
    """The national note of a form: what `forms/<name>/note.yaml` holds."""
