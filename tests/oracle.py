"""Search in plain Python and NumPy: BM25, IDF mass, cosine, fusion, ranks and ties, written from the formulas."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.pipeline.ranking import Fusion, Mode


@dataclass(frozen=True)
class Scored:
    """One passage of a result."""

    seq: int
    score: float
    vector_rank: int | None
    vector_score: float | None
    keyword_rank: int | None
    keyword_score: float | None


def search(
    passages: Sequence[Sequence[str]],
    vectors: NDArray[np.float32],
    *,
    query: Sequence[str],
    vector: NDArray[np.float32],
    mode: Mode,
    fusion: Fusion,
    top_k: int,
    allowed: Sequence[bool] | None = None,
) -> list[Scored]:
    """Return what a search must return; ``passages`` are lexemes, ``vectors`` as they are stored."""
    within = [seq for seq in range(len(passages)) if allowed is None or allowed[seq]]
    cosines = _cosines(vectors, vector)
    keywords = _bm25(passages, fusion.weigh(query), fusion)
    vector_rank = _ranks({seq: cosines[seq] for seq in within})
    keyword_rank = _ranks({seq: keywords[seq] for seq in within if seq in keywords})
    result = []
    for seq in within:
        if mode is Mode.KEYWORD:
            if seq in keywords:
                result.append(Scored(seq, keywords[seq], None, None, keyword_rank[seq], keywords[seq]))
        elif mode is Mode.VECTOR:
            result.append(Scored(seq, cosines[seq], vector_rank[seq], cosines[seq], None, None))
        else:
            if fusion.rrf_k is None:
                score = keywords.get(seq, 0.0) + fusion.vector_weight * cosines[seq]
            else:
                score = fusion.vector_weight / (fusion.rrf_k + vector_rank[seq])
                score += 1 / (fusion.rrf_k + keyword_rank[seq]) if seq in keywords else 0
            arms = vector_rank[seq], cosines[seq], keyword_rank.get(seq), keywords.get(seq)
            result.append(Scored(seq, score, *arms))
    return sorted(result, key=lambda scored: (-scored.score, scored.seq))[:top_k]


def _cosines(vectors: NDArray[np.float32], vector: NDArray[np.float32]) -> list[float]:
    stored = vectors.astype(np.float16).astype(np.float64)
    asked = vector.astype(np.float16).astype(np.float64)
    lengths = np.linalg.norm(stored, axis=1) * np.linalg.norm(asked)
    return [float(d / n) if n else 0.0 for d, n in zip(stored @ asked, lengths, strict=True)]


def _bm25(passages: Sequence[Sequence[str]], weights: Mapping[str, float], fusion: Fusion) -> dict[int, float]:
    counts = [Counter(passage) for passage in passages]
    mean = max(sum(map(len, passages)) / max(len(passages), 1), 1)
    scores: dict[int, float] = {}
    mass = 0.0
    for lexeme, weight in weights.items():
        found = sum(lexeme in count for count in counts)
        idf = weight * math.log(1 + (len(passages) - found + 0.5) / (found + 0.5))
        mass += idf * (fusion.k1 + 1)
        for seq, count in enumerate(counts):
            if tf := min(count[lexeme], 255):
                saturation = tf + fusion.k1 * (1 - fusion.b + fusion.b * len(passages[seq]) / mean)
                scores[seq] = scores.get(seq, 0.0) + idf * (fusion.k1 + 1) * tf / saturation
    return {seq: score / mass for seq, score in scores.items()}


def _ranks(scores: Mapping[int, float]) -> dict[int, int]:
    ordered = sorted(scores, key=lambda seq: (-scores[seq], seq))
    return {seq: rank for rank, seq in enumerate(ordered, 1)}
