"""Concepts: what else a passage may call what a query asks for, in Korean, English or an abbreviation.

The table is written by ``python -m training.query_expansion`` from ``training/data/concepts``.
"""

import functools
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

SHIPPED = Path(__file__).with_name("concepts.tsv")

Term = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing's names, each as its lexemes, and the places of related concepts in the table."""

    terms: tuple[Term, ...]
    related: tuple[int, ...]


class Concepts:
    """A table of concepts, which finds a query's terms in it."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._concepts = concepts
        self._by_term: dict[frozenset[str], list[int]] = defaultdict(list)
        self._by_lexeme: dict[str, list[frozenset[str]]] = defaultdict(list)
        for place, concept in enumerate(concepts):
            for term in dict.fromkeys(map(frozenset, concept.terms)):
                if term not in self._by_term:
                    self._by_lexeme[min(term)].append(term)
                self._by_term[term].append(place)

    @classmethod
    def read(cls, table: str) -> "Concepts":
        r"""Read the table as it ships.

        >>> table = Concepts.read("# made from\n카프카|kafka|apache kafka\t1\n메시지 큐\t")
        >>> table.expand({"카프카", "경험"}, synonym=0.5, related=0.1)
        {'kafka': 0.5, 'apache': 0.25, '메시지': 0.05, '큐': 0.05}
        """
        concepts = []
        for line in table.splitlines()[1:]:
            terms, _, related = line.partition("\t")
            names = tuple(tuple(term.split(" ")) for term in terms.split("|") if term)
            concepts.append(Concept(names, tuple(map(int, related.split()))))
        return cls(concepts)

    def expand(
        self, lexemes: Collection[str], *, synonym: float, related: float, limit: int | None = None
    ) -> dict[str, float]:
        """Return lexemes that a query doesn't hold but its terms' other names do, and a weight for each.

        A term is found when the query holds all its lexemes, and no longer one that contains it does.
        A name's weight is shared by its lexemes where it has more than the term that it stands for; a
        lexeme of several names weighs what it weighs in the best of them.

        Args:
            lexemes: the query's.
            synonym: weight of a term's other names.
            related: weight of the names of related concepts.
            limit: at most so many lexemes, those of most weight.
        """
        held = set(lexemes)
        found: dict[str, float] = {}
        for term in self._terms_in(held):
            places = self._by_term[term]
            near = {other for place in places for other in self._concepts[place].related}.difference(places)
            for weight, concepts in ((synonym, places), (related, sorted(near))):
                for place in concepts:
                    for name in self._concepts[place].terms:
                        share = weight * min(1.0, len(term) / len(name))
                        for lexeme in name:
                            if lexeme not in held and share > found.get(lexeme, 0.0):
                                found[lexeme] = share
        if limit is not None and len(found) > limit:
            found = dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit])
        return found

    def _terms_in(self, held: set[str]) -> list[frozenset[str]]:
        """Return the terms that are held whole, without those that are part of another."""
        terms = [term for lexeme in sorted(held) for term in self._by_lexeme.get(lexeme, ()) if term <= held]
        return [term for term in terms if not any(term < other for other in terms)]


@functools.cache
def shipped_concepts() -> Concepts:
    """Read the table that ships, once."""
    return Concepts.read(SHIPPED.read_text("utf-8"))
