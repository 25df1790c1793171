"""How a search ranks: its mode, and the numbers that its statement takes as parameters."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from service.pipeline.concepts import Concepts, shipped_concepts
from service.pipeline.lexemes import BIGRAM_PREFIX, Filler

# A long query, such as a job's description, holds dozens of terms.
_EXPANSION = 32
# Judged from published scores rather than measured here: a transformer's cosines lie closer together and
# rank better than those of a static model. ``veil tune`` fits them.
_WEIGHTS = {"nlpai-lab/KURE-v1": 1.0, "BAAI/bge-m3": 1.0, "dragonkue/BGE-m3-ko": 1.0}


class Mode(enum.StrEnum):
    """Which arms a search uses."""

    HYBRID = "hybrid"
    VECTOR = "vector"
    KEYWORD = "keyword"


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the two arms become one score.

    The default adds a small weight of the cosine to BM25 divided by the query's IDF mass: an absolute
    scale, on which the cosine decides exactly where words don't match. It beat reciprocal rank fusion
    at every weight on every set that we measured (docs/retrieval.md).

    Attributes:
        vector_weight: weight of the cosine (or, with ``rrf_k``, of the vector arm's reciprocal rank).
        rrf_k: fuse ranks instead, with this constant (Cormack et al. 2009 use 60).
        k1: BM25's term frequency saturation.
        b: BM25's length normalisation.
        bigram_weight: weight of a bigram beside a morpheme or token.
        filler_weight: what is left of a lexeme's weight that tells how a query asks, not what.
        synonym_weight: weight of other names of the query's terms; 0 leaves queries as they are.
        related_weight: weight of the names of related concepts.
    """

    vector_weight: float = 0.3
    rrf_k: float | None = None
    k1: float = 1.2
    b: float = 0.75
    bigram_weight: float = 0.35
    filler_weight: float = 0.15
    synonym_weight: float = 0.5
    related_weight: float = 0.1

    @classmethod
    def by_name(cls, name: str) -> Self:
        """Return the fusion that ``VEIL_FUSION`` names: ``scores`` or ``rrf``."""
        return cls(vector_weight=1.0, rrf_k=60) if name == "rrf" else cls()

    def weighted(self, vector_weight: float) -> Self:
        """Return the same with another weight of the vector arm."""
        return replace(self, vector_weight=vector_weight)

    def suited_to(self, model_id: str) -> Self:
        """Return the same with the default weight of a model, where there is one."""
        return replace(self, vector_weight=_WEIGHTS.get(model_id.partition("+")[0], self.vector_weight))

    def weigh(self, lexemes: Iterable[str]) -> dict[str, float]:
        """Return each distinct query lexeme's weight: how often it occurs, less for bigrams and fillers."""
        weights: dict[str, float] = {}
        for lexeme in lexemes:
            weight = self.bigram_weight if lexeme.startswith(BIGRAM_PREFIX) else 1.0
            weight *= self.filler_weight if isinstance(lexeme, Filler) else 1.0
            weights[str(lexeme)] = weights.get(str(lexeme), 0.0) + weight
        return weights

    def expand(self, lexemes: Iterable[str], concepts: Concepts | None = None) -> dict[str, float]:
        """Return the lexemes of other names for what the query asks for, and their weights.

        They add to a passage's score and not to the query's IDF mass: a passage needs one name of a thing.
        """
        if not self.synonym_weight:
            return {}
        words = {str(lexeme) for lexeme in lexemes if not lexeme.startswith(BIGRAM_PREFIX)}
        table = concepts or shipped_concepts()
        return table.expand(words, synonym=self.synonym_weight, related=self.related_weight, limit=_EXPANSION)
