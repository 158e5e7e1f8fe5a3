"""What a note says of each change that needs an explanation: verdicts with their words, grades, findings.

ABSENT: The grade of a return without a note.
ANALYTICAL: The grade of a note that explains all of its changes.
assess: Grades, verdicts and findings of all notes together; as `assess_each`, and copies are found between them.
assess_each: Each note assessed by itself.
AssessedNote: What one note says, before it is compared with the others.
Assessment: `grades`: index key, columns grade, confidence.
CERTAIN: The confidence of a verdict that nothing can make wrong: on a note without a word, or a person's own.
Certainty: The curves of one way of judging by kind of verdict. At `told_from` and above a verdict may be told as a
    fact.
CONTRADICTED: The verdict where the note says other than the table.
Curve: Of one kind of verdict: `points` are scores, rising, with the probability that it is right, between which it is a
    straight line and beyond which it is flat; `rate` is how often a verdict of the kind is right.
digest_of_judge: A digest of both files: other weights, other verdicts.
EXPLAINED: The verdict where a cause is given.
grade: absent, boilerplate, restating, partial or analytical, as the labels' policy defines them.
GRADES: The grades of a note, from absent to analytical.
holds_a_judge: Whether both files are there.
Learned: The scorer, and how surely it is right by the way of judging.
missing_note: Changes that need an explanation, and no note.
NotAssessed: A note that broke the limits of its assessment; `state` is a digest of what was tried.
NoteFinding: A finding about a note: `rule` is a name of the form's note findings, `parameters` fill its message.
open_changes: change-not-mentioned and change-only-restated, for what the note leaves open.
PairEvidence: The evidence of one note: a row for each pair (unit, indicator) of `pairs`, a row for each of
    `indicators`.
PairScorer: `pair` weighs a pair's evidence, `indicator` an indicator's in the whole note; `bias` is of each.
put_together: The assessment of all notes from that of each, with what was copied between them.
rule_verdicts: The rules' findings in a note; `probabilities` are those of its units to tell a cause.
RuledNote: The rules' `verdicts` by indicator, and `unexplained`, what they would be if the note gave no cause at all.
SHARPNESS: How nearly the units of a note are pooled to the one that says most for an indicator.
SHIPPED: The folder of what the shipped judge has learned.
told_from: The confidence from which on a verdict on the form's notes may be told as a fact, where nobody says another.
UNMENTIONED: The verdict where the note is silent.
Verdict: What a note says of one change.
Way: How a verdict was reached: scored with sentence embeddings, scored without, or by the rules alone.
weighed: indicator -> verdict, in the rules' order; its `score` is the log odds that the change is explained.
CERTAINTY: The shipped file that tells how surely a verdict is right.
VERDICT_WEIGHTS: The shipped file of the scorer's weights.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
