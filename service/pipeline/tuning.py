"""The weight of the vector arm for a model, fitted on labelled questions and kept in a file.

A better model deserves more weight, and how much can only be measured: on one's own resumes and questions.
"""

import json
import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from service.database import Database
from service.errors import InvalidRequest, InvalidSettings
from service.pipeline.embedding import Embedder
from service.pipeline.evaluation import DEPTH, ndcg, scored_arms
from service.pipeline.labelled import LabelledSet
from service.pipeline.ranking import Fusion
from service.pipeline.store import ResumeVectorStore

FILE = "fusion.json"
WEIGHTS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0)
FEWEST_QUESTIONS = 20
_FOLDS = 5
_DRAWS = 2_000
_LEAST, _MOST = 0.025, 0.975


@dataclass(frozen=True, slots=True)
class Tuning:
    """What came of fitting.

    Attributes:
        vector_weight: the best on all questions, or the one before if that gained nothing on held-out ones.
        before: the weight that it was compared with.
        ndcg: by weight, the mean nDCG@10 of all questions.
        gain: of held-out questions, by the weights chosen without them, over the weight before.
        interval: 95 % of the gain's bootstrap means.
    """

    model_id: str
    questions: int
    vector_weight: float
    before: float
    ndcg: Mapping[str, float]
    gain: float
    interval: tuple[float, float]

    @property
    def changed(self) -> bool:
        """Whether another weight than before came out."""
        return self.vector_weight != self.before

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready results."""
        return asdict(self) | {"changed": self.changed}

    def report(self) -> str:
        """Return the results for a person."""
        lines = [f"{weight:>6}  nDCG@10 {value:.3f}" for weight, value in self.ndcg.items()]
        low, high = self.interval
        lines.append(
            f"held out: {self.gain:+.3f} nDCG@10 over {self.before:g} (95 % of draws: {low:+.3f} to {high:+.3f})"
        )
        if not self.changed:
            lines.append(f"kept: weight {self.before:g} for {self.model_id}")
        else:
            doubt = ", which chance could explain" if low <= 0 else ""
            lines.append(f"chosen: weight {self.vector_weight:g} for {self.model_id}{doubt}")
        return "\n".join(lines)


def tune(
    database: Database, store: ResumeVectorStore, embedder: Embedder, data: LabelledSet, *, before: float, seed: int = 0
) -> Tuning:
    """Fit the weight of the vector arm on labelled questions, by cross-validation in five parts.

    ``database`` must be one for nothing else. Of a resume with more than 1,000 passages the first 1,000
    by the weight before are weighed anew.

    Raises:
        InvalidRequest: there are fewer than ``FEWEST_QUESTIONS``.
    """
    if len(data.questions) < FEWEST_QUESTIONS:
        raise InvalidRequest(f"Tuning needs at least {FEWEST_QUESTIONS} questions with a relevant passage.")
    weights = sorted({*WEIGHTS, before})
    table: list[dict[float, float]] = []
    for question, passages in scored_arms(database, store, embedder, data):
        row = {}
        for weight in weights:
            best = sorted(passages, key=lambda passage: -(passage.keyword + weight * passage.cosine))[:DEPTH]
            row[weight] = ndcg([passage.id for passage in best], question.relevant)
        table.append(row)
    return fit(table, before, embedder.model_id, seed)


def fit(table: Sequence[Mapping[float, float]], before: float, model_id: str, seed: int = 0) -> Tuning:
    """Choose a weight from each question's score by weight.

    >>> rows = [{0.1: 0.5, 0.3: 0.9}] * 20
    >>> tuning = fit(rows, 0.1, "model")
    >>> tuning.vector_weight, round(tuning.gain, 3), tuning.changed
    (0.3, 0.4, True)
    """
    dice = random.Random(seed)  # noqa: S311 - draws, no secrets
    order = list(range(len(table)))
    dice.shuffle(order)
    gains: list[float] = []
    for part in range(_FOLDS):
        held = order[part::_FOLDS]
        chosen = _best([table[place] for place in order if place not in set(held)], before)
        gains += [table[place][chosen] - table[place][before] for place in held]
    gain = sum(gains) / len(gains)
    draws = sorted(sum(dice.choices(gains, k=len(gains))) / len(gains) for _ in range(_DRAWS))
    return Tuning(
        model_id=model_id,
        questions=len(table),
        vector_weight=_best(table, before) if gain > 0 else before,
        before=before,
        ndcg={f"{weight:g}": _mean(table, weight) for weight in sorted(table[0])},
        gain=gain,
        interval=(draws[int(_LEAST * _DRAWS)], draws[int(_MOST * _DRAWS)]),
    )


def _best(table: Sequence[Mapping[float, float]], before: float) -> float:
    """Return the weight of the highest mean; of equal ones the nearest to the weight before."""
    return max(sorted(table[0]), key=lambda weight: (_mean(table, weight), -abs(weight - before)))


def _mean(table: Sequence[Mapping[float, float]], weight: float) -> float:
    return sum(row[weight] for row in table) / len(table)


def keep(home: Path, tuning: Tuning) -> Path:
    """Write a model's weight to the file of weights, in one step, and return the file."""
    path = home / FILE
    known = _read(path) | {tuning.model_id: tuning.vector_weight}
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{FILE}.{os.getpid()}")
    fresh.write_text(json.dumps(known, ensure_ascii=False, indent=2) + "\n", "utf-8")
    fresh.replace(path)
    return path


def tuned(fusion: Fusion, home: Path, model_id: str) -> Fusion:
    """Return the fusion with the weight that suits a model: the tuned one, or else the model's default.

    Fusion of ranks stays as it is.

    Raises:
        InvalidSettings: the file of weights can't be read.
    """
    if fusion.rrf_k is not None:
        return fusion
    weight = _read(home / FILE).get(model_id)
    return fusion.suited_to(model_id) if weight is None else replace(fusion, vector_weight=weight)


def _read(path: Path) -> dict[str, float]:
    try:
        known = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        known = None
    if not isinstance(known, dict) or not all(
        type(weight) in {int, float} and 0 <= weight < float("inf") for weight in known.values()
    ):
        raise InvalidSettings(f"{FILE} in VEIL_HOME is damaged. Remove it, or run 'veil tune' again after that.")
    return {str(model): float(weight) for model, weight in known.items()}
