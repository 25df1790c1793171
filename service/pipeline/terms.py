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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from service.errors import DocumentTooLarge

# A sparsevec has at most so many dimensions, and so many values that are not zero.
SPACE = 1_000_000_000
MAX_TERMS = 16_000
# Frequencies above say nothing more; and three of eight bits each are exact in a float of 24 bits.
MAX_FREQUENCY = 255
_BITS = 8
_PACKED = 3
# A tsvector cuts lexemes at so many bytes.
_LEXEME_BYTES = 2046


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
    return _sparse({term: min(count, MAX_FREQUENCY) for term, count in counts.items()})


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
    def of(cls, weights: Mapping[str, float], mass_weights: Mapping[str, float] | None = None) -> "Probes":
        """Return the probes for weighed lexemes; those that share a place are one, with their weights added.

        Args:
            weights: each lexeme's weight.
            mass_weights: what each counts in the IDF mass, 0 for those that are missing; the weights if None.

        >>> Probes.of({"c++": 1.0, "파이썬": 0.5}).vectors
        ['{106998488:1,637778609:256}/1000000000']
        """
        masses = weights if mass_weights is None else mass_weights
        places: dict[int, list[float]] = {}
        for lexeme, weight in weights.items():
            place = places.setdefault(term_of(lexeme), [0.0, 0.0])
            place[0] += weight
            place[1] += masses.get(lexeme, 0.0)
        terms = sorted(places)
        vectors = [
            _sparse({term: 1 << _BITS * digit for digit, term in enumerate(terms[start : start + _PACKED])})
            for start in range(0, len(terms), _PACKED)
        ]
        return cls(vectors, [places[term][0] for term in terms], [places[term][1] for term in terms])


def _sparse(values: Mapping[int, int]) -> str:
    return "{" + ",".join(f"{term}:{values[term]}" for term in sorted(values)) + f"}}/{SPACE}"
