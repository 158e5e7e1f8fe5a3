"""How notes speak of a form's rows: what `forms/<name>/mentions.yaml` holds."""

from __future__ import annotations

from schemas.form.strict import Strict


class Mentions(Strict):
    """How notes speak of a form's rows: what `forms/<name>/mentions.yaml` holds."""
