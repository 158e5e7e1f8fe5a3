"""`esep verify PACK`: whether an evidence pack is what it says, by nothing but the pack and this code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.commands.verified_figures import figures_computed_again, published_otherwise
from flows.commands.verifying import recorded_differences
from flows.evidence import PackFacts, UnpackedRound, national_again, national_differences, unpacked
from flows.round import (
    Settings,
    code_version,
    command_text,
    difference_sentence,
    load_settings,
    read_chunk,
    unread_chunks,
)
from judging import judge
from schemas.differences import Difference
from schemas.errors import EsepError
from schemas.languages import SHIPPED


@dataclass(frozen=True)
class PackVerification:
    """What was found in a pack: how many events and originals were checked; the esep that checked."""

    path: Path
    facts: PackFacts
    differences: tuple[Difference, ...]
    events: int
    files: int
    verified_by: str
    read_again: bool = True
    languages: tuple[str, ...] = SHIPPED

    def as_json(self, language: str) -> dict[str, Any]:
        """The verification as plain values, each difference with its sentence."""
        told = [{"name": x.name, **x.said, "sentence": difference_sentence(x, language)} for x in self.differences]
        facts = {"signature": str(self.facts.signature), "key": self.facts.fingerprint, "parts": self.facts.members}
        by = {"packed_by": self.facts.esep, "verified_by": self.verified_by}
        return {"differences": told, "events": self.events, "files": self.files, **facts, **by}


def verify_pack(path: Path, key: Path | None = None, *, quick: bool = False) -> PackVerification:
    """Everything in which a pack differs from what it says.

    Its members held to its manifest, this to its signature, the ledger to its chain of events, originals and reports to
    the ledger; and unless `quick`, the originals read again by this code, the figures and the nation's sums computed
    anew. Raises PackError for what is no pack, RoundError for a key that is none.
    """
    settings = load_settings()
    with unpacked(path, key) as found:
        differences, events, files = list(found.differences), 0, 0
        try:
            work = found.workspace(settings)
            with work.ledger() as ledger:
                differences += recorded_differences(work, ledger)
                events, files = len(ledger.events()), len(ledger.known_files())
            differences += [] if quick else _computed_again(found, settings)
        except EsepError as fault:
            if not differences:
                raise
            differences.append(Difference("pack-unusable", {"fault": str(fault)}))
        return PackVerification(path, found.facts, tuple(differences), events, files, code_version(), not quick)


def _computed_again(found: UnpackedRound, settings: Settings) -> Iterator[Difference]:
    """What the originals, read by this code, come to otherwise than the ledger holds and the pack says."""
    work = found.workspace(settings, read_anew=True)
    for chunk in unread_chunks(work):
        read_chunk(work, chunk)
    with work.ledger() as ledger:
        readings = work.readings(ledger)
        judgement = judge(readings, work.context(ledger))
        yield from figures_computed_again(ledger, judgement)
        yield from published_otherwise(ledger, judgement)
    yield from national_differences(found.national(), national_again(work, judgement))


def pack_lines(found: PackVerification, language: str) -> str:
    """What was found, as lines for a terminal."""
    facts = found.facts
    said = {"path": str(found.path), "events": str(found.events), "files": str(found.files)}
    said |= {"count": str(len(found.differences)), "parts": str(facts.members), "key": facts.fingerprint}
    fine = "fine" if found.read_again else "fine_quick"
    lines = [command_text(f"pack.{'differs' if found.differences else fine}", language, **said)]
    lines += [f"  {difference_sentence(x, language)}" for x in found.differences]
    lines.append(command_text(f"pack.{facts.signature}", language, **said))
    if facts.esep != found.verified_by:
        lines.append(command_text("pack.other_code", language, packed=facts.esep, here=found.verified_by))
    return "\n".join(lines)
