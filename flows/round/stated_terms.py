"""The terms of a round read from round.yaml; everything that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from flows.round.csv_rows import text_of
from flows.round.fault_sentences import fault, meant, on_line
from flows.round.misfit_fields import field_faults
from schemas.errors import RoundError
from schemas.form import Form
from schemas.languages import described_languages
from schemas.round_terms import RoundTerms
from schemas.yaml_text import doubled_keys, read_yaml


def terms_in(path: Path) -> RoundTerms:
    """The terms that the file holds. Raises RoundError with everything that is wrong, one fault a line."""
    return read_terms(text_of(path, RoundError), str(path))


def read_terms(text: str, source: str = "round.yaml") -> RoundTerms:
    """The terms that round.yaml holds. Raises RoundError with everything that is wrong, one fault a line."""
    try:
        given: Any = read_yaml(text)
        faults = [
            f"{source}: {on_line(x.line, fault('yaml.twice', key=x.key, first=str(x.first)))}"
            for x in doubled_keys(text)
        ]
    except (yaml.YAMLError, ValueError) as error:
        raise RoundError(f"{source}: {_broken(error, text)}") from None
    if not isinstance(given, dict):
        raise RoundError(f"{source}: {fault('yaml.no_keys')}")
    try:
        terms = RoundTerms.model_validate(given)
    except ValidationError as error:
        faults += _told(error, source)
    if faults:
        raise RoundError("\n".join(faults))
    return terms


def faults_beside_form(terms: RoundTerms, form: Form) -> Iterator[str]:
    """What of the terms does not fit the form: indicators that it lacks, languages that nothing is written in."""
    spoken = tuple(dict.fromkeys((*described_languages(), *form.languages)))
    for language in dict.fromkeys((*terms.languages, *terms.federation)):
        if language not in spoken:
            yield fault("field.speechless", value=language, known=", ".join(spoken))
    for name in terms.published:
        if name not in form.indicators:
            said = fault("field.indicator", value=name, meant=meant(name, form.indicators))
            yield fault("place.field", field="published", said=said)


def _told(error: ValidationError, source: str) -> Iterator[str]:
    unknown = {tuple(map(str, x["loc"])) for x in error.errors() if x["type"] == "extra_forbidden"}
    for place, said in field_faults(error):
        if place in unknown:
            near = meant(place[-1], _fields(place[:-1]))
            yield fault("field.unknown", file=source, field=".".join(place), meant=near)
        elif place:
            yield f"{source}: {fault('place.field', field='.'.join(place), said=said)}"
        else:
            yield f"{source}: {said}"


def _fields(place: tuple[str, ...]) -> list[str]:
    """The fields that may stand below a place of round.yaml."""
    model: Any = RoundTerms
    for key in place:
        model = model.model_fields[key].annotation
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _broken(error: Exception, text: str) -> str:
    mark = getattr(error, "problem_mark", None)
    number = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0) or 0)
    lines = text.splitlines()
    nearby = lines[max(number - 1, 0) : number + 1]
    why = ""
    if any(x.lstrip(" ").startswith("\t") for x in nearby):
        why = fault("yaml.tab")
    elif any(":\u00a0" in x for x in nearby):
        why = fault("yaml.nbsp")
    return fault("yaml.broken", line=str(number + 1), why=why)
