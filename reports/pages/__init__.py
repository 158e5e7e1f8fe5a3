"""The pages that people look at: the round, its notes, the rulebook, the language of forms.

decisions_page: The page as HTML, from frames.DecisionsMade, the exceptions among frames.Findings, and what waits for a
    name.
language_markdown: The page: an annotated form, then the constructs of the rule language with figures that pass and
    fail.
LetterBack: A letter that did not reach an address: when (an ISO time) that was known, and why.
message_queue: The messages that wait for a decision, then those that explained a finding and that nobody has looked at.
notes_page: The page as HTML, from the notes' texts by organisation and frames.Commentary, Figures and Register.
outlier_picture: The picture as HTML; "" where fewer than three returns give the form's total of both years.
proposed_exceptions: What waits for a second name, of frames.ProposedWaivers; `round_name` is the round as the command
    names it.
ProposedException: What one person has proposed to let pass, and the command with which a second one approves it.
QueueItem: A message in the queue.
round_page: The page as HTML, from frames.Returns, Findings, Commentary, Figures and Register of the round.
rulebook_markdown: The rulebook of the form: its rules by severity, the findings of files and notes, reasons,
    indicators.
tree_page: The page as HTML, from frames.Tree and Register; of other members it says nothing.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
