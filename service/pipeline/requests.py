"""What a search is asked: checked before it runs, and told to the log as counts and codes."""

from dataclasses import dataclass
from typing import Any

from service.errors import InvalidRequest, UnknownSection
from service.pipeline.ranking import Mode
from service.pipeline.sections import SECTIONS

MAX_TOP_K = 100
MAX_QUERY = 10_000
MAX_CONTEXT = 100_000
MAX_EXPAND = 2
# What a reranker reads of a resume, and diversity chooses from.
MAX_CANDIDATES = 1_000
_DIVERSE_AT_LEAST = 50
# A passage has about 500 characters, and repeats some of the one before it.
_CHARACTERS_A_HIT = 200
_FEWEST_HITS = 8


def hits_for(max_chars: int) -> int:
    """Return how many passages can fit a budget.

    >>> hits_for(600), hits_for(4_000), hits_for(100_000)
    (8, 20, 100)
    """
    return min(max(max_chars // _CHARACTERS_A_HIT, _FEWEST_HITS), MAX_TOP_K)


@dataclass(frozen=True, slots=True)
class Request:
    """One question about one resume."""

    action: str
    resume_id: str
    query: str
    top_k: int
    mode: Mode = Mode.HYBRID
    sections: tuple[str, ...] = ()
    explain: bool = False
    max_chars: int | None = None
    expand: int = 0
    diversity: float = 0.0

    def check(self) -> None:
        """Refuse what can't be answered.

        Raises:
            InvalidRequest: the query or a number is out of bounds.
            UnknownSection: a section is none.
        """
        if not self.query.strip() or len(self.query) > MAX_QUERY:
            raise InvalidRequest(f"A query has between 1 and {MAX_QUERY} characters.")
        if not 1 <= self.top_k <= MAX_TOP_K:
            raise InvalidRequest(f"top_k is between 1 and {MAX_TOP_K}.")
        if self.max_chars is not None and not 1 <= self.max_chars <= MAX_CONTEXT:
            raise InvalidRequest(f"max_chars is between 1 and {MAX_CONTEXT}.")
        if not 0 <= self.expand <= MAX_EXPAND:
            raise InvalidRequest(f"expand is between 0 and {MAX_EXPAND}.")
        # Also for NaN, which no comparison holds for.
        if not 0 <= self.diversity <= 1:
            raise InvalidRequest("diversity is between 0 and 1.")
        if not set(self.sections) <= set(SECTIONS):
            raise UnknownSection

    def candidates(self, *, reranked: bool) -> int:
        """Return how many passages to order anew: all for a reranker, more than hits for diversity."""
        if reranked:
            return MAX_CANDIDATES
        return min(max(4 * self.top_k, _DIVERSE_AT_LEAST), MAX_CANDIDATES) if self.diversity else self.top_k

    def detail(self) -> dict[str, Any]:
        """Return what the access event tells: counts and codes, never the query."""
        known = sorted(set(self.sections) & set(SECTIONS))
        return {
            "mode": str(self.mode),
            "top_k": max(self.top_k, 0),
            "sections": known or None,
            "explain": self.explain,
            "max_chars": None if self.max_chars is None else max(self.max_chars, 0),
        }
