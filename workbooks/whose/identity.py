"""Whose a return is: by code, exact name or alias, else by the registered address it came from, last by its file name.

Two candidates are none, and nothing is matched by likeness where the workbook itself names somebody. Whom it names is
held against everything else that speaks of its sender: where that says another, the return is disputed and nobody's.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from schemas.documents import Document, DocumentKind, Issue
from workbooks.files import addresses_of
from workbooks.whose.evidence import figures_of_return, is_copied, owner_of_address, witnesses_of
from workbooks.whose.file_names import FileNameIndex
from workbooks.whose.folders import above, container_of, folder_of, is_no_workbook, is_scan, lone_pairs
from workbooks.whose.name_index import NameIndex, RegisterEntry
from workbooks.whose.witnesses import (
    ADDRESS,
    ASSIGNED,
    CODE,
    FILE_NAME,
    FOLDER,
    NAME,
    AcceptedFigures,
    Families,
    Witness,
    contradicting,
    told,
)

_NOTHING_READ = ("workbook-unreadable", "sheet-not-found")
# How a file without witnesses of its own was told: a note, a message, or one whose name only resembles.
_KINDS = {
    "code": CODE, "name": NAME, "alias": NAME, "address": ADDRESS, "assigned": ASSIGNED, "file-name": FILE_NAME,
    "damaged-name": FILE_NAME, "folder-name": FOLDER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identification:
    """The organisation of a file (empty if not known), how it was told, and what must be asked about it.

    `how`: code, name, alias, assigned, damaged-name, address, file-name, folder-name, container; empty if not known.
    `witnesses` are all things about a workbook that speak for an organisation, this one or another.
    """

    organisation: str = ""
    how: str = ""
    issues: tuple[Issue, ...] = ()
    witnesses: tuple[Witness, ...] = ()

    def given_to(self, organisation: str) -> Identification:
        """What is known of the file once somebody has said whose it is."""
        return Identification(organisation, ASSIGNED, witnesses=(Witness(ASSIGNED, organisation), *self.witnesses))

    def evidence(self, organisation: str) -> str:
        """What speaks for the organisation; for none, each thing with the one that it speaks for."""
        seen = told(self.witnesses, organisation)
        return seen or (_KINDS.get(self.how, "") if organisation and organisation == self.organisation else "")


class _Identified(dict[str, Identification]):
    """Identifications by file, which also tell whose the files in a folder, archive or message are."""

    def __init__(self, known: Mapping[str, Identification]) -> None:
        super().__init__()
        self._below: dict[str, Counter[str]] = defaultdict(Counter)
        for file, identification in known.items():
            self[file] = identification

    def __setitem__(self, file: str, identification: Identification) -> None:
        before = self[file].organisation if file in self else ""
        for place in above(file):
            self._below[place][before] -= 1
            self._below[place][identification.organisation] += 1
        super().__setitem__(file, identification)

    def below(self, place: str) -> set[str]:
        """The organisations of what lies in it, at whatever depth."""
        return {x for x, count in self._below[place].items() if x and count > 0} if place in self._below else set()


def identify(
    documents: Sequence[Document],
    register: Sequence[RegisterEntry],
    known_aliases: Mapping[str, str] = {},
    accepted: Mapping[tuple[str, str], float] = {},
) -> dict[str, Identification]:
    """The identification of each file of `documents`.

    `known_aliases` maps names that somebody has assigned by hand (a name as a workbook gives it, or a file) to
    organisations, `accepted` (organisation, indicator) to last year's figure. Issues: organisation-unidentified,
    organisation-disputed; on workbooks only.
    """
    names = NameIndex(register, known_aliases)
    files = FileNameIndex(register)
    addresses = _addresses(register)
    found = _Identified(
        _of_workbooks(documents, names, files, addresses, AcceptedFigures(accepted), _parents(register))
    )
    readable = _Identified({d.file: found[d.file] for d in documents if d.kind == DocumentKind.WORKBOOK and d.figures})
    for document in documents:
        if is_scan(document) and found[document.file].how != "assigned":
            found[document.file] = _scan(document, found, readable, files)
    partners = lone_pairs(documents)
    for document in documents:
        if document.file not in found:
            beside = found[partners[document.file]].organisation if document.file in partners else ""
            found[document.file] = (
                Identification(beside, "container") if beside else _other(document, found, names, files, addresses)
            )
    return found


def _parents(register: Sequence[RegisterEntry]) -> Families:
    return Families({entry.id: entry.parent for entry in register})


def _of_workbooks(
    documents: Sequence[Document],
    names: NameIndex,
    files: FileNameIndex,
    addresses: Mapping[str, str],
    accepted: AcceptedFigures,
    families: Families,
) -> dict[str, Identification]:
    """The workbooks: whom each names, and whether anything else about it says another."""
    found: dict[str, Identification] = {}
    workbooks = [x for x in documents if x.kind == DocumentKind.WORKBOOK]
    for document in workbooks:
        named = _workbook(document, names, files, addresses)
        witnesses = witnesses_of(document, names, files, addresses, accepted)
        found[document.file] = _with_questions(document, replace(named, witnesses=witnesses))
    originals: dict[frozenset[tuple[str, str, str]], set[str]] = {}
    for document in workbooks:
        originals.setdefault(figures_of_return(document), set()).add(found[document.file].organisation)
    for document in workbooks:
        mine = found[document.file]
        against = contradicting(mine.witnesses, mine.organisation, families) if mine.organisation else ()
        if not against or mine.how == "assigned" or is_copied(document, against, originals):
            continue
        candidates = dict.fromkeys((mine.organisation, *(x.organisation for x in against)))
        issue = Issue(
            "organisation-disputed",
            observed=_stated_name(document),
            parameters=(("candidates", ", ".join(candidates)),),
        )
        found[document.file] = Identification(issues=(issue,), witnesses=mine.witnesses)
    return found


def _scan(
    document: Document, found: Mapping[str, Identification], readable: _Identified, files: FileNameIndex
) -> Identification:
    """A scan whose own name says nothing is of the one organisation whose returns lie in its folder."""
    folder, name = folder_of(document.file), document.file.rpartition("/")[2]
    if not folder or files.named_exactly(name) or files.organisation_of(name)[0]:
        return found[document.file]
    beside = readable.below(folder)
    return Identification(beside.pop(), "container") if len(beside) == 1 else found[document.file]


def _addresses(register: Sequence[RegisterEntry]) -> dict[str, str]:
    """The organisation of each registered address that only one has."""
    owners: dict[str, set[str]] = {}
    for entry in register:
        for address in addresses_of(entry.email):
            owners.setdefault(address, set()).add(entry.id)
    return {address: next(iter(ids)) for address, ids in owners.items() if len(ids) == 1}


def _workbook(
    document: Document, names: NameIndex, files: FileNameIndex, addresses: Mapping[str, str]
) -> Identification:
    assigned = names.assigned(document.file)
    if assigned:
        return Identification(assigned, "assigned")
    cover = document.cover
    by_code = names.by_code(cover.code) if cover.code else ""
    matches = [match for name in cover.names if (match := names.by_name(name))]
    candidates = set().union(*(match.organisations for match in matches)) if matches else set()
    shared = functools.reduce(frozenset.intersection, (m.organisations for m in matches)) if matches else frozenset()
    if by_code:
        if candidates and by_code not in candidates:
            return Identification(issues=(_unidentified((cover.code, *cover.names), {by_code, *candidates}),))
        return Identification(by_code, "code")
    if len(shared) == 1 and (len(matches) == 1 or len(candidates) >= 1):
        return Identification(next(iter(shared)), matches[0].how)
    if candidates:
        return Identification(issues=(_unidentified(cover.names, candidates),))
    sender = owner_of_address(document, addresses)
    if sender:
        return Identification(sender, "address")
    foreign = is_no_workbook(document) and not is_scan(document)
    if not foreign and any(issue.rule in _NOTHING_READ for issue in document.issues):
        return _by_file_name(document.file, files)
    if not cover.names:
        return Identification(named := files.named_exactly(document.file), "file-name" if named else "")
    return Identification()


def _by_file_name(file: str, files: FileNameIndex) -> Identification:
    """By a whole name in the file's name, else by likeness."""
    named = files.named_exactly(file)
    return Identification(named, "file-name") if named else Identification(*files.organisation_of(file))


def _with_questions(document: Document, found: Identification) -> Identification:
    if found.organisation:
        return found
    issues = found.issues or (_unidentified((document.cover.code, *document.cover.names), ()),)
    return Identification(issues=issues, witnesses=found.witnesses)


def _stated_name(document: Document) -> str:
    return next((name for name in (*document.cover.names, document.cover.code) if name), document.file)


def _unidentified(names: Iterable[str], candidates: Iterable[str]) -> Issue:
    stated = "; ".join(name for name in names if name)
    several = ", ".join(sorted(candidates))
    return Issue("organisation-unidentified", observed=stated, parameters=(("names", stated), ("candidates", several)))


def _other(
    document: Document,
    found: _Identified,
    names: NameIndex,
    files: FileNameIndex,
    addresses: Mapping[str, str],
) -> Identification:
    """A container is of its workbooks' organisation, what lies in it of the container's; a note names its own."""
    inside = found.below(document.file)
    if document.kind == DocumentKind.CONTAINER and len(inside) == 1:
        return Identification(inside.pop(), "container")
    beside = found.below(container) if (container := container_of(document.file)) else set()
    if len(beside) == 1:
        return Identification(beside.pop(), "container")
    named = names.named_in("\n".join(note.text for note in document.notes)) if document.notes else ""
    if named:
        return Identification(named, "name")
    sender = owner_of_address(document, addresses)
    if sender:
        return Identification(sender, "address")
    if document.kind in (DocumentKind.NOTE, DocumentKind.CONTAINER):
        return _by_file_name(document.file, files)
    return Identification()
