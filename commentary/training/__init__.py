"""Training and scoring of the judge of notes; nothing else imports it but the commands that evaluate.

cross_validated: The trained parts' measures on written sentences that they were not trained on: evidence, and with
    meaning.
held_out_scores: MEASURES of held-out notes with bootstrap intervals over notes, beside the rules and a baseline of
    priors.
predict_jsonl: For each record {"id", "grade", "verdicts", "reasons", "quotes", "confidence"}, in order.
read_jsonl: The objects of a file of JSON lines.
scores: The scores of predictions against labels, with bootstrap intervals over notes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
