"""Loading a form: by name, from a path or from a round's folder, or an error that says where it is wrong."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from schemas.errors import FormError
from schemas.form.model import Form, PlacedError
from schemas.form.source_files import PARTS, FormSource, KeyPath, form_source
from schemas.yaml_text import read_yaml_file

FORMS = Path(__file__).resolve().parents[2] / "forms"
# What reading a file or a note finds is the same whatever the form asks; a form can put its own wording in its place.
GENERAL = FORMS / "general.yaml"
_NAME = re.compile(r"^form:\s*[\"']?([\w-]+)", re.MULTILINE)


def load_form(named: str | Path = "membership", folder: Path | None = None) -> Form:
    """The form of this name or path; `folder` is a round's, whose own form goes before. Raises FormError."""
    path = form_file(named, folder)
    return _shipped(path) if is_shipped(path) else load_form_at(path)


@functools.cache
def _shipped(path: Path) -> Form:
    return load_form_at(path)


def form_file(named: str | Path, folder: Path | None = None) -> Path:
    """The YAML file of a form. Raises FormError where there is none.

    Looked for in this order: FOLDER/form/form.yaml where it bears the name, FOLDER/NAME.yaml, the forms that are
    shipped, a file or a folder with a form.yaml at the path, from FOLDER first.
    """
    name = str(named)
    if folder is not None and (own := _of_folder(name, folder)):
        return own
    if name in form_names():
        return FORMS / name / "form.yaml"
    for path in (*([folder / name] if folder else []), Path(name)):
        file = path / "form.yaml" if path.is_dir() else path
        if file.is_file():
            return file
    raise FormError(
        f"there is no form called «{name}»; known: {', '.join(form_names())}; "
        "or give the path of a YAML file, or of a folder with a form.yaml"
    )


def _of_folder(name: str, folder: Path) -> Path | None:
    copied, beside = folder / "form" / "form.yaml", folder / f"{name}.yaml"
    if copied.is_file() and name_in_file(copied) == name:
        return copied
    return beside if "/" not in name and name != "round" and beside.is_file() else None


def name_in_file(path: Path) -> str:
    """The name that a form's file gives itself, "" for none; the file need not be right otherwise."""
    found = _NAME.search(path.read_text(encoding="utf-8-sig", errors="replace"))
    return found[1] if found else ""


def is_shipped(path: Path) -> bool:
    """Whether a form's file is one of those that are shipped with esep."""
    return path.resolve().is_relative_to(FORMS)


def form_names() -> tuple[str, ...]:
    """The names of the forms that are shipped with esep."""
    return tuple(sorted(path.parent.name for path in FORMS.glob("*/form.yaml")))


def load_form_at(path: Path) -> Form:
    """The form of a YAML file, with the parts that lie beside a form.yaml. Raises FormError with line and column."""
    return form_of(form_source(path))


def read_form(text: str, source: str = "form", parts: Mapping[str, str] = {}) -> Form:
    """The form that a YAML text holds; `parts` are the texts of its other files by the key that they fill.

    Raises FormError with line and column.
    """
    beside = {key: (part, name) for name, key in PARTS.items() if (part := parts.get(key))}
    return form_of(FormSource({"": (text, source)} | beside))


def form_of(source: FormSource) -> Form:
    """The form of a source. Raises the first FormError."""
    content, faults = source.content()
    if faults:
        raise faults[0]
    try:
        form = Form.model_validate(with_fallback(with_general(content)))
    except ValidationError as error:
        first = error.errors()[0]
        raise source.fault(path_of(first), first["msg"]) from None
    except PlacedError as error:
        raise source.fault(error.path, str(error), error.offset) from None
    form._digest = hashlib.sha256(f"{source.digest}\x1e{GENERAL.read_text(encoding='utf-8')}".encode()).hexdigest()
    return form


def with_general(content: Mapping[str, Any]) -> dict[str, Any]:
    """The form with the findings that are every form's; a form's own wording of one goes before."""
    completed = dict(content)
    for kind, findings in _general().items():
        own = completed.get(kind)
        if own is None or isinstance(own, dict):
            completed[kind] = findings | (own or {})
    return completed


@functools.cache
def _general() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml_file(GENERAL)
    return found


def path_of(error: ErrorDetails) -> KeyPath:
    """The path of keys to what pydantic refuses."""
    path = tuple(str(x) for x in error["loc"] if x != "[key]")
    return (*path, str(error["ctx"]["key"])) if "key" in error.get("ctx", {}) else path


def with_fallback(content: Mapping[str, Any]) -> dict[str, Any]:
    """The form with its texts completed in the languages for which it names another one to fall back to."""
    fallback = content.get("fallback")
    if not isinstance(fallback, dict) or not fallback:
        return dict(content)
    return {key: value if key == "fallback" else _completed(value, fallback) for key, value in content.items()}


def _completed(node: Any, fallback: Mapping[str, str]) -> Any:
    if isinstance(node, list):
        return [_completed(x, fallback) for x in node]
    if not isinstance(node, dict):
        return node
    said = {key: _completed(value, fallback) for key, value in node.items()}
    for language, other in fallback.items():
        if isinstance(said.get(other), str) and not said.get(language):
            said[language] = said[other]
    return said
