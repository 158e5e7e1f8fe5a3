"""What comes from senders who are not known for the organisation that they speak for, and so counts only in part."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pandas as pd

from judging.context import ArrivedDocument
from judging.senders import Senders
from judging.version_facts import is_vouched_for
from schemas.documents import DocumentKind
from workbooks.whose import Identification, container_of


def notes_of_strangers(
    readings: Sequence[ArrivedDocument], owners: Mapping[str, Identification], senders: Senders
) -> dict[str, str]:
    """The notes that come without a return from somebody who is not known for the organisation; by file the sender."""
    with_return = {container_of(x.document.file) for x in readings if x.document.figures} - {""}
    found = {}
    for document in (x.document for x in readings if x.document.notes and x.document.kind != DocumentKind.WORKBOOK):
        message = document.file if document.kind == DocumentKind.CONTAINER else container_of(document.file)
        owner = owners[document.file]
        asked = owner.organisation and owner.how != "assigned" and message not in with_return
        if asked and not senders.may_speak(document, owner.organisation):
            found[document.file] = document.sender
    return found


def without_notes(reading: ArrivedDocument) -> ArrivedDocument:
    """The document as if no note had come with it."""
    return dataclasses.replace(reading, document=dataclasses.replace(reading.document, notes=()))


def returns_of_strangers(
    readings: Sequence[ArrivedDocument], arrivals: pd.DataFrame, settled: pd.DataFrame
) -> dict[str, str]:
    """The returns that nobody vouches for, that stand, wait, repeat another, or cannot be read; by file the sender."""
    open_ = settled["status"].isin(["latest", "duplicate", ""]).reindex(arrivals["file"]).to_numpy()
    files = set(arrivals.loc[open_ & arrivals["organisation"].ne("") & ~arrivals["trusted"], "file"])
    return {x.document.file: x.document.sender for x in readings if x.document.file in files}


def whose_notes_may_join(
    readings: Sequence[ArrivedDocument], owners: Mapping[str, Identification], senders: Senders
) -> dict[str, str]:
    """The organisation of each file, to pair notes by: a return that nobody vouches for takes no note from beside one
    that somebody does."""
    whose = {file: x.organisation for file, x in owners.items()}
    returns = [x.document for x in readings if x.document.figures and whose.get(x.document.file)]
    vouched = {x.file for x in returns if is_vouched_for(x, whose[x.file], owners, senders)}
    spoken_for = {whose[file] for file in vouched}
    return whose | {x.file: "" for x in returns if x.file not in vouched and whose[x.file] in spoken_for}
