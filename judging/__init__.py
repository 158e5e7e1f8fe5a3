"""From everything that has arrived to one judgement: whose, which counts, rules, notes, decisions. Pure.

ACCEPTED: What a person does with a message whose corrections become a version of the return.
APPROVED: The kind of decision by which a second person approves a waiver.
ArrivedDocument: A document, the time of the file that it came from, and when that was first seen (ISO, UTC; "" for
    now).
ASK_AGAIN: What a person does with a message whose answer does not suffice.
broken_by: frames.Findings: what a restatement that is not made yet would break; `accepted` is frames.History as read.
broken_by_restating: frames.Findings: what fails with this year's restated figures, and not with those that the returns
    state.
can_be_confirmed: Whether a person may settle such a finding: no hard one, and none that a verdict on the change
    settles.
can_be_waived: Whether two people may let such a finding pass; of a missing return, that it is not due.
CONFIRMED: The kind of decision that settles a finding.
Context: All that a judgement rests on beside the documents: the round's terms, form, register, history, and
    decisions.
corrections_of: The corrections that a message proposes to the return that counts; of two to one cell the later.
counts_once_accepted: Whether the return that a message mends would be the one that counts, were its correction
    accepted.
decided_messages: What people have decided about messages, first to last: subject sha256, action, and what the action
    needs.
Decision: A decision about a verdict (`subject`: indicator, verdict, reasons, quote, prior, current, basis) or about a
    finding (rule, indicator, basis; for a repaired cell also sha256, sheet, cell). An approval says of which kind the
    decision is that it approves (of).
decision_register: frames.DecisionsMade, first to last: all that people have decided, and whose they have said a file
    is.
finding_bases: For each finding a digest of what it is about; the organisation is part of it.
grade_of: The grade of a note with these verdicts on its changes.
judge: The judgement of all documents that have arrived in a round.
Judgement: What collect says of a round: the five files of the contract as frames, and what they rest on.
kept_decisions: The decisions about verdicts and findings that nobody has withdrawn or replaced, in the order they
    were made.
MESSAGE: The kind of decision about a message.
register_entries: The organisations of frames.Register with every name that is theirs.
RESTATED: The kind of decision that restates a figure.
changes_of_last_year: frames.PublishedChanges: last year's accepted figures that were restated.
changes_since: frames.PublishedChanges: what of the figures published before is now another, and why.
restated_history: frames.History with last year's restated figures.
last_restatements: The last restatement of each figure of a period.
REPAIRED: The rule of a cell whose repair waits for a word.
proposed_waivers: frames.ProposedWaivers: what waits for a second name, in the order it was proposed.
NOT_DUE: The kind of decision that proposes to close a missing return as not due.
WAIVED: The kind of decision that proposes to let a hard finding pass.
Waiver: A proposal to let a hard finding pass, or a return be not due, and its approval; without one it has no effect.
waivers: The waivers that nobody has withdrawn or replaced, in the order they were proposed; `decisions` as for
    kept_decisions. An approval by who can be the same person is none.
waiver_bases: For each finding a digest of all that it rests on: what a confirmation is bound to, the figures of
    children that its rule sums, and the accepted ones that it is held against.
waiver_kind: The kind of the decision that lets such a finding pass.
same_person: Whether the names can be the same person's: case, spaces, points, the order of the words, look-alike
    letters of the other script do not tell them apart, nor does an initial, or a word that only one of them has.
VERDICT: The kind of decision that corrects a verdict.
verdict_basis: What a verdict is about: the figures of both years and the note.
WITHDRAWN: The kind of decision that takes another back.
TO_BE_FILLED_ANEW: The findings of a return of which no cell can be mended.
foreign_names: Those of the names by which the register knows another organisation.
ADDRESS: The kind of decision by which somebody vouches for an address.
settled_for_next: frames.SettledBefore for the round after: what somebody has settled of this year's figures.
trees: frames.Tree of all members with organisations below them, in the order of frames.Register; those of a ring are
    in none.
told_findings: The findings (frames.Findings) with no `expected` but what may be told; `suspects` are of the same
    returns.
Senders: Tells whether a document comes from somebody who may speak for an organisation.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
