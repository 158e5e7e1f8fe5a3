"""history.csv edited by hand: noticed by what the ledger keeps of it, and told figure by figure."""

from __future__ import annotations

import pandas as pd

from flows.round.command_texts import command_text
from flows.round.workspace import Workspace
from ledger import Ledger
from schemas.form import plain_number

LAST_YEAR = 0  # by this number the ledger keeps last year's accepted figures, beside the versions of this year
ACCEPTED, EDITED = "accepted", "edited"
_SHOWN = 10
_KEY = ["organisation", "indicator"]


def history_changed(work: Workspace, ledger: Ledger) -> pd.DataFrame:
    """What of history.csv is not as it was last noted: organisation, indicator, old, new (NaN for none)."""
    before, now = ledger.published(LAST_YEAR), work.round.history_lines
    if before.empty and not _was_noted(ledger):
        return pd.DataFrame(columns=[*_KEY, "old", "new"])
    both = before[[*_KEY, "value"]].merge(now[[*_KEY, "value"]], on=_KEY, how="outer", suffixes=("_old", "_new"))
    changed = both[both["value_old"].ne(both["value_new"])]
    return changed.rename(columns={"value_old": "old", "value_new": "new"}).reset_index(drop=True)


def note_history(work: Workspace, ledger: Ledger) -> pd.DataFrame:
    """Notes history.csv where it is new or was edited, and gives back what was edited, as `history_changed`."""
    changed = history_changed(work, ledger)
    if len(changed) or not _was_noted(ledger):
        noted = work.round.history_lines[[*_KEY, "value"]].assign(
            origin=ACCEPTED, file="history.csv", sheet="", cell=""
        )
        ledger.publish(LAST_YEAR, noted)
    if len(changed):
        rows = changed.astype(object).where(changed.notna(), None).to_dict("records")
        ledger.log_event(EDITED, {"file": "history.csv", "figures": rows})
    return changed


def edited_sentences(changed: pd.DataFrame, language: str = "en") -> list[str]:
    """What was edited, a sentence a figure; of many, the first ones."""
    told = [
        command_text(
            "difference.history-edited",
            language,
            organisation=x["organisation"],
            indicator=x["indicator"],
            old=plain_number(x["old"]) or "–",
            new=plain_number(x["new"]) or "–",
        )
        for x in changed.head(_SHOWN).to_dict("records")
    ]
    more = len(changed) - _SHOWN
    return [*told, command_text("difference.history-edited-more", language, count=str(more))] if more > 0 else told


def _was_noted(ledger: Ledger) -> bool:
    events = ledger.events()
    noted = events.loc[events["kind"].eq("published"), "content"]
    return any(str(LAST_YEAR) in x.get("digests", {}) for x in noted)
