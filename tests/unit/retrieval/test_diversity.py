"""Maximal marginal relevance, against its formula written out."""

import random

import numpy as np
import pytest

from service.pipeline.diversity import diversify


def by_hand(scores: list[float], vectors: np.ndarray, diversity: float, count: int) -> list[int]:  # type: ignore[type-arg]
    low, high = min(scores), max(scores)
    relevance = [(score - low) / (high - low) if high > low else 1.0 for score in scores]

    def alike(a: int, b: int) -> float:
        lengths = float(np.linalg.norm(vectors[a]) * np.linalg.norm(vectors[b]))
        return float(vectors[a].astype(float) @ vectors[b].astype(float)) / lengths if lengths else 0.0

    taken = [0]
    while len(taken) < min(count, len(scores)):
        left = [index for index in range(len(scores)) if index not in taken]
        taken.append(
            max(
                left,
                key=lambda i: (
                    round((1 - diversity) * relevance[i] - diversity * max(alike(i, t) for t in taken), 9),
                    -i,
                ),
            )
        )
    return taken


@pytest.mark.parametrize("seed", range(30))
def test_it_is_the_formula(seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(20, 8)).astype(np.float32)
    vectors[3] = 0
    scores = sorted(rng.random(20).tolist(), reverse=True)
    diversity = random.Random(seed).random()
    assert diversify(scores, vectors, diversity, 10) == by_hand(scores, vectors, diversity, 10)


def test_none_keeps_the_order_and_nothing_gives_nothing() -> None:
    vectors = np.eye(4, dtype=np.float32)
    assert diversify([4, 3, 2, 1], vectors, 0, 3) == [0, 1, 2]
    assert diversify([], vectors, 0.5, 3) == []
    assert diversify([1, 1], vectors[:2], 0, 5) == [0, 1]


def test_a_repeated_passage_comes_last() -> None:
    vectors = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    assert diversify([1.0, 0.99, 0.1], vectors, 1.0, 3) == [0, 2, 1]
