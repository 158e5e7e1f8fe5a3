"""What has arrived in a round, put in order: whose each document is, which return counts, which note belongs to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from judging.arrival_times import ArrivalTimes
from judging.arrived_documents import Arrived
from judging.bounces import without_bounced
from judging.context import ArrivedDocument, Context
from judging.corrected_returns import mended_readings
from judging.incoming_messages import incoming_messages, without_notes_of_replies
from judging.kept_notes import with_earlier_notes, with_notes_of_corrected
from judging.owners_told import companions_set_aside, identified, notes_paired, strays_told
from judging.senders import Senders
from judging.strangers import notes_of_strangers, returns_of_strangers, whose_notes_may_join, without_notes
from judging.version_facts import arrivals_frame
from schemas.judge import settle_versions


def in_order(readings: Sequence[ArrivedDocument], context: Context) -> Arrived:
    """The documents of a round in order."""
    readings = without_bounced(readings, context)
    confirmed, corrected, mends = mended_readings(readings, context.decisions)
    context = dataclasses.replace(context, assignments={**context.assignments, **corrected})
    owners = identified([x.document for x in confirmed], context)
    senders = Senders(context)
    messages = incoming_messages(readings, owners, senders, context)
    returns = without_notes_of_replies(companions_set_aside(confirmed, owners, senders), messages)
    strange_notes = notes_of_strangers(returns, owners, senders)
    vouched = [x if x.document.file not in strange_notes else without_notes(x) for x in returns]
    whose = whose_notes_may_join(vouched, owners, senders)
    pairing = with_notes_of_corrected(notes_paired(vouched, whose, context), mends)
    answers = {x.document.file for x in messages if x.replying and x.words}
    vouched, owners = strays_told(vouched, owners, whose, pairing, answers)
    times = ArrivalTimes(vouched, context)
    arrivals = arrivals_frame(vouched, owners, pairing.notes, context, senders, times)
    settled = settle_versions(arrivals, strangers_stand=context.terms.senders == "open")
    strangers = strange_notes | returns_of_strangers(vouched, arrivals, settled)
    pairing, kept = with_earlier_notes(pairing, arrivals, settled)
    return Arrived(vouched, owners, pairing, arrivals, settled, times, strangers, kept, messages)
