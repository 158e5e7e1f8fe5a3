"""Whose each document is, which note goes with which return, and what is left that belongs to none."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence

from judging.context import ArrivedDocument, Context
from judging.registered_names import register_entries
from judging.returns_of_departed import returns_of_departed
from judging.senders import Senders
from judging.version_facts import is_vouched_for
from schemas.documents import Document
from workbooks.form_key import form_key
from workbooks.whose import (
    Identification,
    NoteSubject,
    Pairing,
    identify,
    pair_notes,
    with_strays,
    without_companions,
)


def notes_paired(readings: Sequence[ArrivedDocument], whose: Mapping[str, str], context: Context) -> Pairing:
    """Which note goes with which return."""
    key = form_key(context.form, context.terms.as_of, context.terms.prior_as_of)
    subject = NoteSubject(key, register_entries(context.register), context.assignments)
    return pair_notes([x.document for x in readings], whose, subject)


def strays_told(
    readings: Sequence[ArrivedDocument],
    owners: Mapping[str, Identification],
    whose: Mapping[str, str],
    pairing: Pairing,
    answers: Collection[str],
) -> tuple[list[ArrivedDocument], dict[str, Identification]]:
    """The readings and their owners, what belongs to no return being told as such; `answers` are messages to us."""
    before = [x.document for x in readings]
    told = with_strays(before, pairing, whose, answers)
    left = _without_owners_of_strays(owners, before, told, pairing)
    return [dataclasses.replace(x, document=y) for x, y in zip(readings, told, strict=True)], left


def identified(documents: Sequence[Document], context: Context) -> dict[str, Identification]:
    """Whose each document is; what the statistician has assigned by hand goes before what the file says."""
    columns = context.history[["organisation", "indicator", "value"]].itertuples(index=False, name=None)
    accepted = {(str(o), str(i)): float(value) for o, i, value in columns}
    known = identify(documents, register_entries(context.register), context.aliases, accepted)
    known |= returns_of_departed(documents, known, context)
    assigned = {file: organisation for file, organisation in context.assignments.items() if file in known}
    return known | {file: known[file].given_to(organisation) for file, organisation in assigned.items()}


def companions_set_aside(
    readings: Sequence[ArrivedDocument], owners: Mapping[str, Identification], senders: Senders
) -> list[ArrivedDocument]:
    """The readings, scans and pictures beside a readable return of the same organisation being no returns.

    Nobody's return sets another's scan aside: both must come from whoever may speak for the organisation.
    """
    documents = [x.document for x in readings]
    whose = {x.file: owners[x.file].organisation for x in documents if x.file in owners}
    vouched = {x.file: whose[x.file] for x in documents
               if x.file in whose and is_vouched_for(x, whose[x.file], owners, senders)}  # fmt: skip
    told = without_companions(documents, vouched)
    return [dataclasses.replace(x, document=document) for x, document in zip(readings, told, strict=True)]


def _without_owners_of_strays(
    owners: Mapping[str, Identification], before: Sequence[Document], told: Sequence[Document], pairing: Pairing
) -> dict[str, Identification]:
    """The owners; a text that belongs to no return is nobody's because of a name that stands in it."""
    strays = {old.file for old, new in zip(before, told, strict=True) if old.kind != new.kind}
    nobodys = {x for x in strays if x in owners and owners[x].how == "name" and not pairing.organisations.get(x)}
    return {file: Identification() if file in nobodys else found for file, found in owners.items()}
