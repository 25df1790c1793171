"""Maximal marginal relevance: hits that say something else than those before them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def diversify(scores: Sequence[float], vectors: NDArray[np.float32], diversity: float, count: int) -> list[int]:
    """Return the indices of at most ``count`` candidates, the next best first.

    Each step takes the candidate with the highest ``(1 - diversity) * relevance - diversity * similarity``, where
    similarity is the highest cosine to what was taken and relevance the score, scaled to 0..1 among the
    candidates (Carbonell and Goldstein 1998). Equal ones keep their order.

    Args:
        scores: the candidates' scores, best first.
        vectors: their vectors, shape (n, dimensions); zeros are like nothing.
        diversity: 0 keeps the order, 1 looks at similarity only, after the best.
        count: how many to take.

    >>> diversify([1.0, 0.9, 0.5], np.array([[1, 0], [1, 0], [0, 1]], np.float32), 0.5, 2)
    [0, 2]
    """
    if not scores:
        return []
    raw = np.asarray(scores, dtype=np.float64)
    spread = float(np.ptp(raw))
    relevance = (raw - raw.min()) / spread if spread else np.ones_like(raw)
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    unit = vectors / np.where(lengths == 0, 1, lengths)
    taken = [0]
    nearest = unit @ unit[0]
    while len(taken) < min(count, len(raw)):
        value = (1 - diversity) * relevance - diversity * nearest
        value[taken] = -np.inf
        best = int(np.argmax(value))
        taken.append(best)
        nearest = np.maximum(nearest, unit @ unit[best])
    return taken
