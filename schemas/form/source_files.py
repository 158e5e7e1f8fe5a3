"""The YAML of a form, file by file: what it holds, and the line and column at which each value stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from schemas.errors import FormError
from schemas.yaml_text import doubled_keys

# What may stand in files of their own beside form.yaml, and the key of the form that each fills.
PARTS = {
    "mentions.yaml": "mentions", "national.yaml": "national", "note.yaml": "national_note", "letter.yaml": "letter",
}  # fmt: skip
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KeyPath = tuple[str, ...]


@dataclass(frozen=True)
class FormSource:
    """`texts` are text and file name by the key that a file fills, "" for the form itself."""

    texts: Mapping[str, tuple[str, str]]

    @property
    def digest(self) -> str:
        """The sha256 of all texts."""
        return hashlib.sha256("\x1e".join(text for text, _ in self.texts.values()).encode()).hexdigest()

    def content(self) -> tuple[dict[str, Any], list[FormError]]:
        """All files as one mapping, and what is wrong with them as YAML, keys that stand twice among it."""
        content: dict[str, Any] = {}
        faults: list[FormError] = []
        for key, (text, source) in self.texts.items():
            read, wrong = _read(text, source)
            faults += wrong
            content |= {key: read} if key else read
        return content, faults

    def fault(self, path: KeyPath, message: str, offset: int = 0, *, at_key: bool = False) -> FormError:
        """The error with its place in the file that the path leads into; `at_key` places it at the last key's name."""
        apart = bool(path) and path[0] in self.texts
        text, source = self.texts[path[0] if apart else ""]
        told = f"{'.'.join(path)}: {message}" if path else message
        return FormError(told, source=source, **_place(text, path[apart:], offset, at_key=at_key))


def form_source(path: Path) -> FormSource:
    """The source of a form in a YAML file, with the parts that lie beside a form.yaml. Raises FormError."""
    beside = {key: path.parent / name for name, key in PARTS.items()} if path.name == "form.yaml" else {}
    files = {"": path} | {key: part for key, part in beside.items() if part.is_file()}
    return FormSource({key: (_text(file), file.name) for key, file in files.items()})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FormError("is not written in UTF-8; save it as UTF-8", source=str(path)) from None
    except OSError as error:
        raise FormError(f"cannot be read: {error.strerror}", source=str(path)) from None


def _read(text: str, source: str) -> tuple[dict[str, Any], list[FormError]]:
    try:
        doubled = doubled_keys(text)
        content = yaml.load(text, Loader=_Loader)  # a safe loader, in C where there is one
    except yaml.YAMLError as error:
        return {}, [_broken(error, source)]
    if not isinstance(content, dict):
        return {}, [FormError("holds no keys", source=source, line=1, column=1)]
    told = "«{}» stands twice here, first in line {}; delete one of the two"
    return content, [
        FormError(told.format(x.key, x.first), source=source, line=x.line, column=x.column) for x in doubled
    ]


def _broken(error: yaml.YAMLError, source: str) -> FormError:
    mark = getattr(error, "problem_mark", None)
    where = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
    return FormError(str(getattr(error, "problem", error)), source=source, **where)


def _place(text: str, path: KeyPath, offset: int = 0, *, at_key: bool = False) -> dict[str, int]:
    """Line and column (1-based) of the value that a path of keys leads to, or of its nearest parent."""
    node: Any = yaml.compose(text, Loader=_Loader)
    for key in path:
        name, found = _inner(node, key)
        if found is None:
            break
        node = name if at_key and key is path[-1] else found
    quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"')
    return {"line": node.start_mark.line + 1, "column": node.start_mark.column + 1 + offset + quoted}


def _inner(node: Any, key: str) -> tuple[Any, Any]:
    """Key and value nodes of what `key` names within a mapping or sequence; None where there is nothing of the name."""
    if isinstance(node, yaml.MappingNode):
        return next(((name, value) for name, value in node.value if name.value == key), (None, None))
    if isinstance(node, yaml.SequenceNode) and key.isdigit() and int(key) < len(node.value):
        return node.value[int(key)], node.value[int(key)]
    return None, None
