"""``python -m training.query_expansion`` writes the table that expands queries, from ``training/data/concepts``.

A line is a concept: its terms, parted by ``|``, each as its content lexemes; then, after a tab, the numbers of the
related concepts. A related term that is no concept's becomes one of its own. Terms that say nothing by themselves,
such as OR (an operating room) or 업무, are left out. The first line tells what the table was made from.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from service.pipeline.concepts import SHIPPED
from service.pipeline.lexemes import TOKENISER_VERSION, content_lexemes, is_filler
from training.embedder.pairs import read_concepts

_SOURCES = Path(__file__).parent / "data" / "concepts"
_LONGEST = 6


def fingerprint() -> str:
    """Return what identifies the sources and the tokeniser."""
    digest = sha256(TOKENISER_VERSION.encode())
    for path in sorted(_SOURCES.glob("*.tsv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def build() -> str:
    """Return the table."""
    concepts: list[tuple[Sequence[str], Sequence[str]]] = [
        (concept.terms, concept.related) for concept in read_concepts(_SOURCES)
    ]
    numbers: dict[str, list[int]] = {}
    for number, (terms, _) in enumerate(concepts):
        for term in terms:
            numbers.setdefault(term, []).append(number)
    alone = dict.fromkeys(term for _, related in concepts for term in related if term not in numbers)
    for term in alone:
        numbers[term] = [len(concepts)]
        concepts.append(([term], []))
    lines = [f"# {fingerprint()}"]
    for number, (terms, related) in enumerate(concepts):
        written = dict.fromkeys(_written(terms))
        others = sorted({other for term in related for other in numbers[term]} - {number})
        lines.append("|".join(written) + "\t" + " ".join(map(str, others)))
    return "\n".join(lines) + "\n"


def _written(terms: Iterable[str]) -> Iterator[str]:
    for term in terms:
        lexemes = list(dict.fromkeys(content_lexemes(term)))
        kept = [lexeme for lexeme in lexemes if not is_filler(lexeme)]
        if 0 < len(kept) <= _LONGEST:
            yield " ".join(kept)


def main() -> int:
    """Write the table."""
    SHIPPED.write_text(build(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
