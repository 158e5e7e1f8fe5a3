"""The evidence about whose a workbook is, gathered from its cover, its figures, its place and its sender."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from schemas.addresses import address_form
from schemas.documents import Document
from workbooks.whose.file_names import FileNameIndex
from workbooks.whose.name_index import NameIndex
from workbooks.whose.witnesses import (
    ADDRESS,
    ASSIGNED,
    CODE,
    FILE_NAME,
    FOLDER,
    NAME,
    PRIOR,
    AcceptedFigures,
    Witness,
)


def figures_of_return(document: Document) -> frozenset[tuple[str, str, str]]:
    """What makes two workbooks the same return: each figure as it was written."""
    return frozenset((x.indicator, x.period, x.raw) for x in document.figures)


def is_copied(
    document: Document, against: Sequence[Witness], originals: Mapping[frozenset[tuple[str, str, str]], set[str]]
) -> bool:
    """The figures of another's return of this round under this one's name: a duplicate, and told as one."""
    owners = originals.get(figures_of_return(document), set())
    return all(x.kind == PRIOR for x in against) and not owners.isdisjoint(x.organisation for x in against)


def owner_of_address(document: Document, addresses: Mapping[str, str]) -> str:
    """The organisation whose address a document came from; "" where our own server saw a check of it fail."""
    failed = document.mail is not None and document.mail.failed
    return "" if failed else addresses.get(address_form(document.sender), "")


def witnesses_of(
    document: Document,
    names: NameIndex,
    files: FileNameIndex,
    addresses: Mapping[str, str],
    accepted: AcceptedFigures,
) -> tuple[Witness, ...]:
    """Everything about a workbook that speaks for one organisation."""
    cover = document.cover
    by_name = [match.organisations for name in cover.names if (match := names.by_name(name))]
    shared = functools.reduce(frozenset.intersection, by_name) if by_name else frozenset()
    folder, _, name = document.file.rpartition("/")
    spoken = {
        ASSIGNED: names.assigned(document.file),
        CODE: names.by_code(cover.code) if cover.code else "",
        NAME: next(iter(shared)) if len(shared) == 1 else "",
        FILE_NAME: files.named_exactly(name),
        FOLDER: files.named_exactly(f"{folder}/") if folder else "",
        ADDRESS: owner_of_address(document, addresses),
    }
    of_figures = tuple(Witness(PRIOR, x) for x in sorted(accepted.owners(document)))
    return (*(Witness(kind, x) for kind, x in spoken.items() if x), *of_figures)
