"""Term frequencies as a sparse vector: a lexeme's place is its hash, its value how often it occurs.

Reading a frequency off a sparse vector costs a fraction of unnesting a tsvector. Two lexemes share a
place once in a thousand million pairs; they then count as one word, in documents and queries alike,
so that a passage may score for a word that it doesn't hold. For 22 query lexemes on a resume of
4,500 distinct ones that happens once in 10,000 searches. What a hit is said to have matched is read
from the tsvector, and is always true.

A change of any number here needs another ``TOKENISER_VERSION``; sql/007_add_terms.sql holds the same
function for rows that were written before it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Self

from service.errors import DocumentTooLarge

# A sparsevec has at most so many dimensions, and so many values that are not zero.
SPACE = 1_000_000_000
MAX_TERMS = 16_000
# Frequencies above say nothing more; and three of eight bits each are exact in a float of 24 bits.
MAX_FREQUENCY = 255
_FACTORS = (1, 1 << 8, 1 << 16)
# A tsvector cuts lexemes at so many bytes.
_LEXEME_BYTES = 2046


# Words of queries and passages come back; so do those that expand queries.
@lru_cache(maxsize=1 << 16)
def term_of(lexeme: str) -> int:
    """Return a lexeme's place, from 1 on: the first 56 bits of its SHA-256, modulo the space.

    >>> term_of("파이썬"), term_of("c++")
    (637778609, 106998488)
    """
    cut = lexeme.encode()[:_LEXEME_BYTES].decode(errors="ignore").encode()
    return int.from_bytes(sha256(cut).digest()[:7]) % SPACE + 1


def terms_literal(lexemes: Sequence[str]) -> str:
    """Return the text form of a passage's term frequencies.

    Raises:
        DocumentTooLarge: there are more than 16,000 distinct lexemes.

    >>> terms_literal(["c++", "파이썬", "c++"])
    '{106998488:2,637778609:1}/1000000000'
    """
    counts = Counter(term_of(lexeme) for lexeme in lexemes if lexeme and "\0" not in lexeme)
    if len(counts) > MAX_TERMS:
        raise DocumentTooLarge("A passage has more than 16,000 different words. Split it.")
    return _sparse((term, min(counts[term], MAX_FREQUENCY)) for term in sorted(counts))


@dataclass(frozen=True, slots=True)
class Probes:
    """A query's lexemes as sparse vectors, whose inner product with a passage's terms tells its frequencies.

    A probe asks for three lexemes at once, with the factors 1, 2^8 and 2^16: the sum of three numbers
    below 256 then shows each of them. Neighbours in the space go together, since an inner product
    reads a passage's terms up to the last one asked for.

    Attributes:
        vectors: the probes' text forms.
        weights: of each lexeme, in the order of the probes.
        mass_weights: what each lexeme counts in the query's IDF mass.
    """

    vectors: list[str]
    weights: list[float]
    mass_weights: list[float]

    @classmethod
    def of(cls, weights: Mapping[str, float], mass_weights: Mapping[str, float] | None = None) -> Self:
        """Return the probes for weighed lexemes; those that share a place are one, with their weights added.

        Args:
            weights: each lexeme's weight.
            mass_weights: what each counts in the IDF mass, 0 for those that are missing; the weights if None.

        >>> Probes.of({"c++": 1.0, "파이썬": 0.5}).vectors
        ['{106998488:1,637778609:256}/1000000000']
        """
        masses = weights if mass_weights is None else mass_weights
        places: dict[int, tuple[float, float]] = {}
        for lexeme, weight in weights.items():
            term, mass = term_of(lexeme), masses.get(lexeme, 0.0)
            if term in places:
                weight, mass = weight + places[term][0], mass + places[term][1]  # noqa: PLW2901 - a rare sum
            places[term] = weight, mass
        terms = sorted(places)
        vectors = [
            _sparse(zip(terms[start : start + len(_FACTORS)], _FACTORS, strict=False))
            for start in range(0, len(terms), len(_FACTORS))
        ]
        return cls(vectors, [places[term][0] for term in terms], [places[term][1] for term in terms])

    def parameters(self) -> dict[str, str]:
        """Return the statement's parameters as literals of arrays, which are read faster than constructors."""
        return {
            "probes": _array(f'"{vector}"' for vector in self.vectors),
            "weights": _array(map(repr, self.weights)),
            "mass_weights": _array(map(repr, self.mass_weights)),
        }


def _sparse(values: Iterable[tuple[int, int]]) -> str:
    """Return a sparse vector's text form, from its values in order."""
    return "{" + ",".join(f"{term}:{value}" for term, value in values) + f"}}/{SPACE}"


def _array(items: Iterable[str]) -> str:
    return "{" + ",".join(items) + "}"
