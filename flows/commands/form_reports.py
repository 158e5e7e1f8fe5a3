"""`esep form`: which forms there are, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path

from flows.round import speak
from schemas.form import form_file, form_names, load_form


def print_form_faults(named: str | Path) -> int:
    """Print everything that is wrong with a form, or that it is right; the exit code, 3 where something is wrong.

    Raises FormError where there is no such form.
    """
    from schemas.soundness import check_form

    path = form_file(named)
    faults = check_form(path)
    for fault in faults:
        speak(str(fault))
    if not faults:
        form = load_form(path)
        speak(f"{path}: the form is right: {len(form.indicators)} indicators, {len(form.rules)} rules")
    return 3 if faults else 0


def print_forms() -> None:
    """Print the forms that are shipped, with their titles."""
    for name in form_names():
        form = load_form(name)
        speak(f"{name}  {form.version}  {form.title[form.languages[0]]}")
