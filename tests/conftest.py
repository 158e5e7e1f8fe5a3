"""Fixtures that tests of several rooms use: the form, and small rounds of returns that keep every rule."""

from __future__ import annotations

import pytest

from schemas.form.model import Form, load_form


@pytest.fixture(scope="session")
def form() -> Form:
    return load_form()
