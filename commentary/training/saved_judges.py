"""What the judge of notes has learned, written as a folder of small files that `learned_in` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from commentary.verdicts import CERTAINTY, VERDICT_WEIGHTS, Certainty, Learned, Way


def save_judge(learned: Learned, folder: Path, source: str) -> None:
    """Write scorer and certainties; `source` is the digest of the labelled notes that they were learned from."""
    folder.mkdir(parents=True, exist_ok=True)
    learned.scorer.save(folder / VERDICT_WEIGHTS.name)
    save_certainties(learned.certainties, source, folder / CERTAINTY.name)


def save_certainties(found: Mapping[Way, Certainty], source: str, path: Path) -> None:
    """Write them as readable JSON."""
    told = {"source": source, **{str(way): asdict(found[way]) for way in Way}}
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
