"""Returns of organisations that report no longer: nobody's, until a person has said whose they count as.

Without that, one that came from its successor's address would count as the successor's return.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from judging.context import Context
from judging.registered_names import register_entries
from schemas.documents import Document, DocumentKind, Issue
from schemas.languages import name_in
from schemas.succession import ids_in
from workbooks.whose import Identification, NameIndex

DEPARTED = "organisation-departed"
_BY_ITSELF = ("code", "name", "alias", "assigned")  # how a workbook names somebody who reports


def returns_of_departed(
    documents: Sequence[Document], known: Mapping[str, Identification], context: Context
) -> dict[str, Identification]:
    """The identifications of the workbooks whose cover names an organisation that has left, and none that reports."""
    if context.left.empty:
        return {}
    index, lines = NameIndex(register_entries(context.left), {}), context.left.set_index("id").to_dict("index")
    found = {}
    for document in documents:
        if document.kind != DocumentKind.WORKBOOK or known[document.file].how in _BY_ITSELF:
            continue
        if named := _named(document, index):
            line = {str(column): str(said) for column, said in lines[named].items()}
            issue = _issue(named, line, context)
            found[document.file] = Identification(issues=(issue,), witnesses=known[document.file].witnesses)
    return found


def _named(document: Document, index: NameIndex) -> str:
    """The one organisation that the cover names, by its code or its names; "" for none, and for several."""
    if by_code := index.by_code(document.cover.code) if document.cover.code else "":
        return by_code
    matches = [x.organisations for name in document.cover.names if (x := index.by_name(name))]
    named = frozenset[str]().union(*matches)
    return next(iter(named)) if len(named) == 1 else ""


def _issue(organisation: str, line: Mapping[Any, str], context: Context) -> Issue:
    known = {str(x["id"]): x for x in context.register.to_dict("records")}
    language = context.form.languages[0]
    # a line that is there no more was one of the round before
    day = dt.date.fromisoformat(line["valid_to"]) if line["valid_to"] else context.terms.prior_as_of
    after = [name_in(known[x], language) if x in known else x for x in ids_in(line["successors"])]
    said = (
        ("departed", f"{name_in(line, language)} ({organisation})"),
        ("day", f"{day:%d.%m.%Y}"),
        ("successors", "; ".join(after) or "–"),
    )
    return Issue(DEPARTED, observed=organisation, parameters=said)
