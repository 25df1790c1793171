"""One way of telling an attribute in running text."""

from dataclasses import dataclass

import regex

from service.privacy.recognizers.base import Pattern


def compile_phrase(value: str) -> Pattern:
    """Compile a pattern regardless of case."""
    return regex.compile(value, regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way of telling an attribute; texts without any of ``needs`` are not searched."""

    entity_type: str
    needs: tuple[str, ...]
    pattern: Pattern
    score: float = 0.8
    anchor: Pattern | None = None
    """Where it has a cheap sign of itself, only the surroundings of that sign are searched."""
