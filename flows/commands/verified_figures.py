"""The originals read again, and the figures computed again from them, beside what the ledger holds."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pandas as pd

from flows.round import CARRIED, Workspace, is_closed, last_version, own_sentences, standing_figures
from judging import ArrivedDocument, Judgement
from ledger import Ledger
from schemas.differences import Difference
from schemas.documents import Document
from schemas.form import plain_number
from workbooks.form_key import form_key
from workbooks.read import Unread, read_isolated

_KEY = ["organisation", "file", "indicator", "period"]


def readings_otherwise(work: Workspace, ledger: Ledger) -> tuple[list[ArrivedDocument], list[Difference]]:
    """Everything that has arrived as it is read now, and the files that give something else than the ledger holds.

    A file that this esep with this form has not read before, or whose original is gone, is left out: there is nothing
    to hold it to.
    """
    store = work.store
    stored: dict[tuple[str, str], list[Document]] = {}
    for arrival, document in ledger.documents(work.reader_digest):
        stored.setdefault((arrival.path, arrival.sha256), []).append(document)
    files = [x for x in stored if store.has(x[1])]
    form, settings = work.round.form, work.settings
    read = read_isolated(
        [(str(store.path_of(sha)), path) for path, sha in files],
        form_key(form, form.as_of, form.prior_as_of, own_sentences(form), work.own_post),
        workers=settings.workers,
        seconds=settings.read_seconds,
        memory=settings.read_memory_mb * 2**20,
    )
    again = {x: found for x, found in zip(files, read, strict=True) if not isinstance(found, Unread)}
    differ = [path for path, sha in again if _said(again[path, sha]) != _said(stored[path, sha])]
    same = [again[x] if len(again.get(x, ())) == len(stored[x]) else stored[x] for x in stored]
    documents, held = [document for given in same for document in given], work.readings(ledger)
    readings = [  # in the same order, each under the name that it has in the round
        dataclasses.replace(x, document=dataclasses.replace(new, file=x.document.file))
        for x, new in zip(held[: len(documents)], documents, strict=True)
    ]
    readings += held[len(documents) :]  # what stands for files that could not be read comes last
    return readings, [Difference("read-otherwise", {"file": path}) for path in differ]


def _said(documents: list[Document]) -> str:
    return json.dumps([x.to_json() for x in documents], ensure_ascii=False, sort_keys=True)


def figures_computed_again(ledger: Ledger, judgement: Judgement) -> list[Difference]:
    """The figures of latest returns that come to something else than the ledger holds."""
    now, held = judgement.figures, ledger.figures()
    counting = ledger.last_returns().query("counts == 'yes'")["file"]
    held = held[held["file"].isin(now["file"]) | held["file"].isin(counting)]
    return [_otherwise("figure-otherwise", row) for row in _differing(held, now, _KEY)]


def published_otherwise(ledger: Ledger, judgement: Judgement) -> list[Difference]:
    """Of a closed round the figures of the version that was published last that are not what stands."""
    if not is_closed(ledger):
        return []
    held = ledger.published(last_version(ledger))
    held = held[held["origin"].ne(CARRIED)]
    standing = standing_figures(judgement.figures, judgement.returns)
    return [_otherwise("published-otherwise", row) for row in _differing(held, standing, ["organisation", "indicator"])]


def _differing(held: pd.DataFrame, now: pd.DataFrame, key: list[str]) -> list[dict[Any, Any]]:
    both = held[[*key, "value"]].merge(now[[*key, "value"]], on=key, how="outer", suffixes=("_old", "_new"))
    differ = both["value_old"].ne(both["value_new"]) & ~(both["value_old"].isna() & both["value_new"].isna())
    rows: list[dict[Any, Any]] = both[differ].to_dict("records")
    return rows


def _otherwise(name: str, row: dict[Any, Any]) -> Difference:
    said = {x: str(row[x]) for x in ("organisation", "indicator", "period") if x in row}
    numbers = {x: _told(row[f"value_{x}"]) for x in ("old", "new")}
    return Difference(name, said | numbers)


def _told(value: float) -> str:
    return plain_number(value) or "–"
