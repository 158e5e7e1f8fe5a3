"""Loading a form: the YAML files of its folder as one form, or an error that says where."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from schemas.errors import FormError
from schemas.form.model import Form, PlacedError
from schemas.yaml_text import read_yaml

FORMS = Path(__file__).parents[2] / "forms"
# What may stand in files of their own beside form.yaml, and the key of the form that each fills.
PARTS = {
    "mentions.yaml": "mentions", "national.yaml": "national", "note.yaml": "national_note", "letter.yaml": "letter",
}  # fmt: skip
# What reading a file or a note finds is the same whatever the form asks; a form can put its own wording in its place.
GENERAL = FORMS / "general.yaml"


@functools.cache
def load_form(name: str = "membership") -> Form:
    """The form of this name, shipped with esep. Raises FormError with line and column."""
    path = FORMS / name / "form.yaml"
    if not path.is_file():
        known = ", ".join(sorted(p.parent.name for p in FORMS.glob("*/form.yaml")))
        raise FormError(f"there is no form called «{name}»; known: {known}")
    return load_form_at(path)


def load_form_at(path: Path) -> Form:
    """The form of a YAML file, with the parts that lie beside a form.yaml. Raises FormError with line and column."""
    beside = {path.parent / name: key for name, key in PARTS.items()} if path.name == "form.yaml" else {}
    parts = {key: part.read_text(encoding="utf-8") for part, key in beside.items() if part.is_file()}
    return read_form(path.read_text(encoding="utf-8"), path.name, parts)


def read_form(text: str, source: str = "form", parts: Mapping[str, str] = {}) -> Form:
    """The form that a YAML text holds; `parts` are the texts of its other files by the key that they fill.

    Raises FormError with line and column.
    """
    texts = {"": (text, source)} | {key: (part, name) for name, key in PARTS.items() if (part := parts.get(key))}
    content: dict[str, Any] = {}
    for key, (part, name) in texts.items():
        read = _read(part, name)
        content |= {key: read} if key else read
    general = GENERAL.read_text(encoding="utf-8")
    for kind, findings in _general(general).items():
        own = content.get(kind)
        content[kind] = findings | (own or {}) if own is None or isinstance(own, dict) else own
    try:
        form = Form.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise _placed(tuple(str(x) for x in first["loc"]), first["msg"], texts) from None
    except PlacedError as error:
        raise _placed(error.path, str(error), texts, error.offset) from None
    form._digest = hashlib.sha256("\x1e".join([*(part for part, _ in texts.values()), general]).encode()).hexdigest()
    return form


@functools.cache
def _general(text: str) -> dict[str, Any]:
    return _read(text, GENERAL.name)


def _read(text: str, source: str) -> dict[str, Any]:
    try:
        content = read_yaml(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
        raise FormError(str(error.problem), source=source, **where) from None
    if not isinstance(content, dict):
        raise FormError("holds no keys", source=source, line=1, column=1)
    return content


def _placed(path: tuple[str, ...], message: str, texts: Mapping[str, tuple[str, str]], offset: int = 0) -> FormError:
    """The error with its place in the file that the path leads into."""
    apart = bool(path) and path[0] in texts
    text, source = texts[path[0] if apart else ""]
    return FormError(f"{'.'.join(path)}: {message}", source=source, **_place(text, path[apart:], offset))


def _place(text: str, path: tuple[str, ...], offset: int = 0) -> dict[str, int]:
    """Line and column (1-based) of the value that a path of keys leads to, or of its nearest parent."""
    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    for key in path:
        if not isinstance(node, yaml.MappingNode):
            break
        found = [value for name, value in node.value if name.value == key]
        if not found:
            break
        node = found[0]
    quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"')
    return {"line": node.start_mark.line + 1, "column": node.start_mark.column + 1 + offset + quoted}
