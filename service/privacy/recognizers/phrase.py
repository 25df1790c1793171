"""One way of telling an attribute in running text, and the words that several ways share."""

from collections.abc import Iterable
from dataclasses import dataclass

import regex

from service.privacy.recognizers.base import Pattern
from service.privacy.recognizers.lexicon import by_first_letter, words


def spaced(entries: Iterable[str]) -> str:
    """Return a pattern of words whose syllables may be apart (허리 디스크) or joined; ``_`` is one blank."""
    return by_first_letter(entry.replace("_", " ") for entry in entries)


COUNTRY = spaced(words("countries"))
NATIONAL = spaced(words("nationalities"))
RELIGION = spaced(words("religions"))
COUNTY = by_first_letter(word[:-1] for word in words("districts") if word[-1] in "시군" and word[1:-1])


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
