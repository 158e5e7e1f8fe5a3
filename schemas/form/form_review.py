"""Everything that is wrong with a form as it is written: not the first fault, all of them, each with its place."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from schemas.errors import FormError
from schemas.form.form_rows import row_faults
from schemas.form.form_texts import text_faults
from schemas.form.loading import path_of, with_fallback, with_general
from schemas.form.model import Form, PlacedError
from schemas.form.source_files import FormSource, KeyPath

_OPTIONAL = ("languages", "fallback", "roles", "mentions", "national", "national_note")
_STUB = {"row": 1, "section": 0, "unit": "", "is": []}
Found = tuple[KeyPath, str, int]


def form_faults(source: FormSource) -> tuple[list[FormError], Form | None]:
    """The faults in the order of their places, and the form without its faulty rules and texts.

    The form is None where a fault forbids it to be made, or to be judged: a broken file, a faulty indicator.
    """
    content, faults = source.content()
    if any(fault.line and not content for fault in faults):
        return _in_order(faults), None
    found, form = _model_faults(content)
    if form is not None:
        form._digest = hashlib.sha256(f"{source.digest}{found}".encode()).hexdigest()
    faults += [source.fault(path, _to_do(message), offset) for path, message, offset in found]
    looks: tuple[Callable[[dict[str, Any]], Iterator[tuple[KeyPath, str]]], ...] = (row_faults, text_faults)
    told = (found for look in looks for found in look(with_general(content)))
    faults += [source.fault(path, message) for path, message in told if _is_its_own(path, content)]
    return _in_order(faults), form


def _is_its_own(path: KeyPath, content: dict[str, Any]) -> bool:
    """Whether the path leads into the form itself, and not into a finding that it has from the general ones."""
    records = content.get(path[0]) if path else None
    return len(path) < 2 or path[0] not in ("intake", "note") or (isinstance(records, dict) and path[1] in records)


def _in_order(faults: list[FormError]) -> list[FormError]:
    single = {str(fault): fault for fault in faults}
    return sorted(single.values(), key=lambda fault: (fault.source, fault.line, fault.column))


def _model_faults(content: dict[str, Any]) -> tuple[list[Found], Form | None]:
    """What the model refuses: what was refused is taken out, and the rest shown to the model again."""
    left = copy.deepcopy(content)
    found: list[Found] = []
    whole = True
    while True:
        try:
            form = Form.model_validate(with_fallback(with_general(left)))
        except ValidationError as error:
            new = [(path_of(x), _said(x["type"], x["msg"], x.get("input")), 0) for x in error.errors()]
        except PlacedError as error:
            new = [(x.path, str(x), x.offset) for x in (error, *error.beside)]
        else:
            return found, form if whole else None
        found += new
        whole &= all(path[0] != "indicators" for path, _, _ in new if path)
        taken = [_taken_out(left, path) for path in {path[:2] for path, _, _ in new}]
        if not all(taken):
            return found, None


def _taken_out(content: dict[str, Any], path: KeyPath) -> bool:
    """Whether the faulty record could be taken out; an indicator leaves a row behind, so that its name stays known."""
    top = path[0] if path else ""
    if top in _OPTIONAL:
        return content.pop(top, None) is not None
    records = content.get(top)
    if len(path) < 2 or not isinstance(records, dict) or path[1] not in records:
        return False
    if top == "indicators":
        stub = _STUB | {"section": next(iter(content.get("sections") or {}), 0)}
        stub |= {"unit": next(iter(content.get("units") or {}), ""), "kk": path[1]}
        unchanged = records[path[1]] == stub
        records[path[1]] = stub
        return not unchanged
    del records[path[1]]
    return True


_SAID = {
    "missing": "is missing; add it",
    "extra_forbidden": "is no key that is known here; delete it or mend its spelling",
    "unknown_key": "is no key that is known here; delete it or mend its spelling",
    "string_type": "must be a text; put it in quotes",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "dict_type": "must hold keys and values",
    "model_type": "must hold keys and values",
    "tuple_type": "must be a list in [ ]",
}


def _said(kind: str, message: str, given: object) -> str:
    told = _SAID.get(kind, message)
    shown = f", not «{given}»" if isinstance(given, str | int | float) and kind not in ("missing", "no_text") else ""
    return told + (shown if kind in ("literal_error", "int_parsing", "int_type", "date_from_datetime_parsing") else "")


def _to_do(message: str) -> str:
    return f"{message}; mend its spelling or add it to the form" if "is no indicator" in message else message
