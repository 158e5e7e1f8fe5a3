"""Notes of earlier versions: a mended return that brings no note of its own keeps the one of the version before."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pandas as pd

from schemas.documents import NoteText
from workbooks.whose import Pairing

AGAINST_THE_TABLE = frozenset({"note-number-unknown", "note-direction-wrong"})
EARLIER = "note-of-earlier-version"


def with_earlier_notes(
    pairing: Pairing, arrivals: pd.DataFrame, settled: pd.DataFrame
) -> tuple[Pairing, dict[str, str]]:
    """The pairing in which a latest return without a note has that of the last superseded version which had one; and
    by file of such a return the file of that version. Only versions that somebody vouches for give their note.

    `arrivals` is ReturnArrivals, `settled` what settle_versions says of it.
    """
    status = settled["status"].reindex(arrivals["file"]).to_numpy()
    versions = arrivals.assign(status=status).sort_values(["arrived", "received", "modified"], kind="stable")
    superseded = versions[versions["status"].eq("superseded") & versions["trusted"] & versions["readable"]]
    noted = superseded[superseded["file"].isin([file for file, notes in pairing.notes.items() if notes])]
    last = noted.groupby("organisation")["file"].last().to_dict()
    latest = versions[versions["status"].eq("latest")]
    kept = {
        str(file): str(last[organisation])
        for file, organisation in zip(latest["file"], latest["organisation"], strict=True)
        if organisation in last and not pairing.notes.get(file)
    }
    notes: dict[str, tuple[NoteText, ...]] = {**pairing.notes, **{new: pairing.notes[old] for new, old in kept.items()}}
    return dataclasses.replace(pairing, notes=notes), kept


def with_notes_of_corrected(pairing: Pairing, mends: Mapping[str, str]) -> Pairing:
    """The pairing in which returns that words have corrected have the notes of those that they correct."""
    kept = {file: pairing.notes.get(base, ()) for file, base in mends.items()}
    return dataclasses.replace(pairing, notes={**pairing.notes, **kept})


def asked_again(findings: pd.DataFrame, received: Mapping[str, str]) -> pd.DataFrame:
    """The findings of notes (index free; key, rule, …), those that an earlier note makes against newer figures asked,
    not held against the sender. `received` is the day of the version that the note came with, by organisation."""
    old = findings["rule"].isin(AGAINST_THE_TABLE) & findings["key"].isin(list(received))
    if not old.any():
        return findings
    told = findings.copy()
    told.loc[old, "rule"] = EARLIER
    told.loc[old, "parameters"] = pd.Series(
        [
            given | {"since": received[key], "said": str(given.get("num") or given.get("word") or "")}
            for given, key in zip(told.loc[old, "parameters"], told.loc[old, "key"], strict=True)
        ],
        index=told.index[old],
        dtype=object,
    )
    return told
