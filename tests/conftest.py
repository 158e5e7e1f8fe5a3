"""Fixtures that tests of several rooms use: the form, and small rounds of returns that keep every rule."""

from __future__ import annotations

import pytest

from schemas.form.loading import load_form
from schemas.form.model import Form


@pytest.fixture(scope="session")
def form() -> Form:
    return load_form()
