"""The Jinja templates beside this module: HTML is escaped, a name that is not given is an error."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import jinja2

from reports.wording.catalogue import form_phrase
from schemas.form import Form

_FOLDER = Path(__file__).with_name("templates")


def render(template: str, language: str, form: Form, /, **values: Any) -> str:
    """The template filled; `t(name, …)` in it is the phrase of this name in the language, as the form says it."""
    said = functools.partial(_phrase, form, language)
    return _environment().get_template(template).render(t=said, language=language, **values)


def _phrase(form: Form, language: str, name: str, /, **values: float | str) -> str:
    return form_phrase(form, name, language, **values)


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=jinja2.select_autoescape(("html.j2", "html")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
