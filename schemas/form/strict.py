"""The base of every model that a form is read into: unknown keys are errors, nothing changes once it is loaded."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A record of a form: no key beside the named ones, frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)
