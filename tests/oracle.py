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


class Corpus:
    """A resume's passages: lexemes with repetitions, and vectors before they are rounded to half precision."""

    def __init__(self, passages: Sequence[Sequence[str]], vectors: NDArray[np.float32]) -> None:
        self.counts = [Counter(passage) for passage in passages]
        self.lengths = [len(passage) for passage in passages]
        self.mean = max(sum(self.lengths) / max(len(passages), 1), 1)
        self.frequencies = Counter(lexeme for count in self.counts for lexeme in count)
        self.vectors = vectors.astype(np.float16).astype(np.float64)

    def __len__(self) -> int:
        return len(self.counts)


def search(
    corpus: Corpus,
    *,
    weights: Mapping[str, float],
    mass_weights: Mapping[str, float] | None = None,
    vector: NDArray[np.float32],
    mode: Mode,
    fusion: Fusion,
    allowed: Sequence[bool] | None = None,
) -> list[Scored]:
    """Return all that a search could return, best first."""
    within = [seq for seq in range(len(corpus)) if allowed is None or allowed[seq]]
    cosines = _cosines(corpus, vector)
    keywords = _bm25(corpus, weights, weights if mass_weights is None else mass_weights, fusion)
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
    return sorted(result, key=lambda scored: (-scored.score, scored.seq))


def _cosines(corpus: Corpus, vector: NDArray[np.float32]) -> list[float]:
    # A query is sent as integers, the largest 60,000, and compared in half precision.
    asked = np.rint(vector * (60_000 / (np.abs(vector).max() or 1))).astype(np.float16).astype(np.float64)
    lengths = np.linalg.norm(corpus.vectors, axis=1) * np.linalg.norm(asked)
    return [float(d / n) if n else 0.0 for d, n in zip(corpus.vectors @ asked, lengths, strict=True)]


def _bm25(
    corpus: Corpus, weights: Mapping[str, float], mass_weights: Mapping[str, float], fusion: Fusion
) -> dict[int, float]:
    size = len(corpus)
    idf = {
        lexeme: math.log(1 + (size - corpus.frequencies[lexeme] + 0.5) / (corpus.frequencies[lexeme] + 0.5))
        for lexeme in weights
    }
    full = sum(weight * idf[lexeme] for lexeme, weight in weights.items())
    mass = sum(mass_weights.get(lexeme, 0) * idf[lexeme] for lexeme in weights) or full
    scores: dict[int, float] = {}
    for seq, count in enumerate(corpus.counts):
        normal = fusion.k1 * (1 - fusion.b + fusion.b * corpus.lengths[seq] / corpus.mean)
        parts = [
            weight * idf[lexeme] * tf / (tf + normal)
            for lexeme, weight in weights.items()
            if (tf := min(count[lexeme], 255))
        ]
        if parts:
            scores[seq] = sum(parts) / mass
    return scores


def _ranks(scores: Mapping[int, float]) -> dict[int, int]:
    ordered = sorted(scores, key=lambda seq: (-scores[seq], seq))
    return {seq: rank for rank, seq in enumerate(ordered, 1)}
