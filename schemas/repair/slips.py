"""What the clerk's hand probably did: the slip that turns a true figure into the stated one, and its likelihood.

P(stated | true, a slip happened) is a mixture: each kind has a share (SHARES), spread evenly over the ways in which it
can befall the true figure. A stated figure that no slip explains is `unknown`, spread over figures of like magnitude.
"""

from __future__ import annotations

import itertools
import math

TRANSPOSED, MISSING, EXTRA, WRONG = "transposed-digits", "missing-digit", "extra-digit", "wrong-digit"
SIGN, THOUSANDFOLD, UNKNOWN = "sign", "thousandfold", "unknown"
SHIFTED_ROW, SWAPPED_COLUMNS = "shifted-row", "swapped-columns"
SHARES = {TRANSPOSED: 0.2, MISSING: 0.2, EXTRA: 0.2, WRONG: 0.24, SIGN: 0.02, THOUSANDFOLD: 0.04, UNKNOWN: 0.1}
CARRIED_OVER = 0.05  # last year's figure left standing; it has no kind of its own
DOUBLED = 0.5  # of the extra digits, those that repeat their neighbour: a key held too long


def slip_of(stated: float, true: float, decimals: int = 0) -> str:
    """The kind of slip that makes `stated` of `true`; `decimals` is 1 for a percentage with one decimal."""
    if math.isnan(stated):
        return UNKNOWN
    if stated == -true and stated != 0:
        return SIGN
    if true and (stated == true * 1000 or abs(true - stated * 1000) <= 0.06 * 1000 * (stated != round(stated))):
        return THOUSANDFOLD
    if stated and true == stated * 1000:
        return THOUSANDFOLD
    if (stated < 0) != (true < 0):
        return UNKNOWN
    return _of_digits(_digits(stated, decimals), _digits(true, decimals))


def _digits(value: float, decimals: int) -> str:
    scaled = abs(value) * 10**decimals
    return str(round(scaled)) if abs(scaled - round(scaled)) < 1e-6 else repr(abs(value))


def _of_digits(stated: str, true: str) -> str:
    if len(stated) == len(true):
        differing = [i for i, (a, b) in enumerate(zip(stated, true, strict=True)) if a != b]
        if len(differing) == 1:
            return WRONG
        if len(differing) == 2 and differing[1] == differing[0] + 1:
            first, second = differing
            return TRANSPOSED if stated[first] == true[second] and stated[second] == true[first] else UNKNOWN
        return UNKNOWN
    if len(stated) < len(true) and _is_less_one(true, stated):
        return MISSING
    if len(stated) > len(true) and _is_less_one(stated, true):
        return EXTRA
    return UNKNOWN


def _is_less_one(long: str, short: str) -> bool:
    """Whether the short text is the long one without one of its digits; nought in front is not written."""
    return any((long[:i] + long[i + 1 :]).lstrip("0") == short.lstrip("0") for i in range(len(long)))


def log_likelihood(stated: float, true: float, decimals: int = 0) -> float:
    """log P(stated | true, a slip in this cell)."""
    kind = slip_of(stated, true, decimals)
    digits = _digits(true, decimals)
    length = len(digits)
    share = SHARES[kind]
    if kind == TRANSPOSED:
        share /= max(1, sum(a != b for a, b in itertools.pairwise(digits)))
    elif kind == MISSING:
        share /= length
    elif kind == EXTRA:
        doubled = _is_doubled(_digits(stated, decimals), digits)
        share *= DOUBLED / length if doubled else (1 - DOUBLED) / (8 * (length + 1))
    elif kind == WRONG:
        share /= 9 * length
    elif kind == UNKNOWN:
        stated = 0.0 if math.isnan(stated) else stated
        share /= 4 * (max(abs(stated), abs(true)) + 10)
    return math.log(share)


def _is_doubled(stated: str, true: str) -> bool:
    """Whether the extra digit repeats its neighbour."""
    return any(
        stated[:i] + stated[i + 1 :] == true and stated[i] in stated[max(0, i - 1) : i] + stated[i + 1 : i + 2]
        for i in range(len(stated))
    )


def origins(stated: float, decimals: int = 0) -> list[float]:
    """The figures of which one slip makes the stated one, each once."""
    if math.isnan(stated) or stated != round(stated, decimals):
        return [] if math.isnan(stated) else [float(round(stated * 1000))]
    text, sign = _digits(stated, decimals), -1.0 if stated < 0 else 1.0
    places = range(len(text))
    texts = {text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in places[:-1]}
    texts |= {text[:i] + text[i + 1 :] for i in places if len(text) > 1}
    texts |= {text[:i] + d + text[i + 1 :] for i in places for d in "0123456789"}
    texts |= {text[:i] + d + text[i:] for i in range(len(text) + 1) for d in "0123456789"}
    figures = {sign * int(x) / 10**decimals for x in texts} | {-stated, stated * 1000}
    if stated % 1000 == 0:
        figures.add(stated / 1000)
    return sorted(figures - {stated})
