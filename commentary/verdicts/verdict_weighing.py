"""The rules' verdicts weighed by the learned scorer: explained or not, and how surely each verdict is right.

Contradictions stay the rules' own, and so does what they are sure of and what is told of a change that no cause
explains.
"""

from __future__ import annotations

from dataclasses import replace

from commentary.statements import NoteTable
from commentary.verdicts.pair_scoring import PairScorer
from commentary.verdicts.ruled_notes import RuledNote
from commentary.verdicts.verdicts import CONTRADICTED, EXPLAINED, Verdict, inheriting_parts

# a cause that the rules found is let go only where the scorer is rather sure that it is none
DOUBT = -0.4


def weighed(ruled: RuledNote, scorer: PairScorer, table: NoteTable) -> dict[str, Verdict]:
    """indicator -> verdict, in the rules' order; its `score` is the log odds that the change is explained."""
    scored = scores_of(ruled, scorer)
    found = {i: _decided(ruled, i, *scored[i]) for i in ruled.verdicts}
    found |= _handed_on(found, table)
    # of what is settled the scorer may know nothing: its doubt makes the verdict less sure, and does not turn it
    sure = {i: max(score, 0.0) if i in ruled.settled else score for i, (score, _) in scored.items()}
    return {i: replace(v, score=sure[i]) for i, v in found.items()}


def scores_of(ruled: RuledNote, scorer: PairScorer) -> dict[str, tuple[float, int]]:
    """indicator -> the log odds that its change is explained, and the unit that says most for it (-1 for none)."""
    evidence = ruled.evidence
    scored = {}
    for indicator, own in zip(evidence.indicators, evidence.of_indicators, strict=True):
        pairs = [(u, x) for (u, i), x in zip(evidence.pairs, evidence.of_pairs, strict=True) if i == indicator]
        score, place = scorer.score([x for _, x in pairs], own)
        scored[indicator] = (score, pairs[place][0] if place >= 0 else -1)
    return scored


def _decided(ruled: RuledNote, indicator: str, score: float, unit: int) -> Verdict:
    verdict = ruled.verdicts[indicator]
    if verdict.verdict == CONTRADICTED or indicator in ruled.settled:
        return verdict
    explained = verdict.verdict == EXPLAINED
    if (score > (DOUBT if explained else 0.0)) == explained:
        return verdict
    if explained:
        return replace(ruled.unexplained[indicator], stale=False)
    return Verdict(indicator, EXPLAINED, unit, 0.0)


def _handed_on(found: dict[str, Verdict], table: NoteTable) -> dict[str, Verdict]:
    """The total, where a part that makes half of its change is explained and the total is not."""
    whole = table.role.total
    if whole not in found or found[whole].verdict in (EXPLAINED, CONTRADICTED):
        return {}
    parts = [found[p] for p in sorted(inheriting_parts(table)) if p in found]
    explained = [v for v in parts if v.verdict == EXPLAINED]
    return {whole: replace(explained[0], indicator=whole)} if explained else {}
