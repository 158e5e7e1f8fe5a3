"""Training and scoring of the judge of notes; nothing else imports it but the commands that train and evaluate.

cross_validated: The trained parts' measures on written sentences that they were not trained on: evidence, and with
    meaning.
failing_stages: Index stage, in the order of STAGES; columns wrong (verdicts), share (of all wrong ones), and accuracy.
held_out_scores: MEASURES of held-out notes with bootstrap intervals over notes, beside the rules and a baseline of
    priors.
HeldOutNotes: The labelled notes as they were read, and the verdicts on them with their writer, and their person, held
    out.
judge_held_out: The verdicts on notes of writers that the rules were not tuned on, each by a scorer that knows no such
    hand.
learn_corrections: The judge trained with the corrected notes (*.jsonl) of a folder too.
OwnJudge: What was learned from all notes and the corrections, and shares of verdicts right, before and after: on
    writers held out, and on the corrected notes held out.
PRECISION: How many of the verdicts that are told as facts must be right.
predict_jsonl: For each record {"id", "grade", "verdicts", "reasons", "quotes", "confidence"}, in order.
read_jsonl: The objects of a file of JSON lines.
risk_by_coverage: A row for each of SHARES of the surest verdicts (El-Yaniv and Wiener, 2010), sureness learned of other
    writers.
save_judge: Write scorer and certainties; `source` is the digest of the labelled notes that they were learned from.
scores: The scores of predictions against labels, with bootstrap intervals over notes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
