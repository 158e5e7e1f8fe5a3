"""Whether a correction in words can still be accepted: a return that has come since goes before it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from judging.context import DECISIONS, ArrivedDocument, Context
from judging.decisions_in_force import MESSAGE
from judging.documents_in_order import in_order
from schemas.conversation import HeardMessage


def counts_once_accepted(
    message: HeardMessage, subject: Mapping[str, Any], readings: Sequence[ArrivedDocument], context: Context
) -> bool:
    """Whether the return that a message mends would be the one that counts, were its correction accepted.

    `subject` is that of the decision.
    """
    row = (message.organisation, MESSAGE, dict(subject), "", "", "")
    accepted = pd.DataFrame([row], columns=list(DECISIONS))
    decisions = pd.concat([context.decisions, accepted], ignore_index=True) if len(context.decisions) else accepted
    latest = in_order(readings, dataclasses.replace(context, decisions=decisions)).latest.get(message.organisation)
    return latest is not None and latest.file == message.file
