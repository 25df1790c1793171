"""What every recogniser shares: one analysis per document, bounded patterns, and refusing instead of skipping."""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import regex
from presidio_analyzer import EntityRecognizer, RecognizerResult

from service.errors import Quarantined
from service.privacy.morphemes import Morpheme, MorphemeMap
from service.privacy.normalise import Normalised, normalise
from service.privacy.recognizers.bitstreams import search
from service.privacy.recognizers.labels import Label, find_labels
from service.privacy.recognizers.streams import Searched
from service.privacy.refusals import refusing

# A pattern that takes longer on one document was attacked or is wrong; both refuse the document.
TIMEOUT_SECONDS = 10.0
LANGUAGE = "ko"

Pattern = regex.Pattern[str]
Match = regex.Match[str]


def scan(pattern: Pattern, text: str, start: int = 0, end: int | None = None) -> Iterator[Match]:
    """Return the pattern's matches.

    Raises:
        Quarantined: the pattern ran out of time. Presidio's own recogniser would skip the entity instead.
    """
    try:
        return iter(search(pattern, text, start, len(text) if end is None else end, TIMEOUT_SECONDS))
    except TimeoutError:
        raise Quarantined(reason="pattern_timeout") from None


@dataclass(frozen=True, slots=True)
class Found:
    """A span of the folded text that a recogniser claims."""

    start: int
    end: int
    score: float
    entity_type: str


@dataclass
class Analysis:
    """A document folded once, searched for labels once, and tokenised once where a recogniser asks, for all of them."""

    folded: Normalised

    @functools.cached_property
    def text(self) -> str:
        """The folded text that patterns run on."""
        return Searched(self.folded.text)

    @functools.cached_property
    def morpheme_at(self) -> MorphemeMap:
        """The first morpheme that begins at each place of the folded text; asking tokenises that line."""
        return MorphemeMap(self.text)

    @functools.cached_property
    def morphemes(self) -> list[Morpheme]:
        """All morphemes: the slow way, which tokenises every line. ``morpheme_at`` answers for one place or stretch."""
        return self.morpheme_at.all()

    @functools.cached_property
    def labels(self) -> dict[str, list[Label]]:
        """Form labels by kind, such as ``PERSON`` for 성명."""
        return find_labels(self.text)

    def before(self, start: int, pattern: Pattern, width: int = 25) -> bool:
        """Whether the pattern occurs in the ``width`` characters before ``start``."""
        return pattern.search(self.text, max(0, start - width), start) is not None

    def ends_before(self, start: int, backwards: Pattern, width: int) -> bool:
        """Whether a pattern that reads backwards (``(?r)``) matches the characters that end at ``start``."""
        return backwards.match(self.text, max(0, start - width), start) is not None

    def around(self, start: int, end: int, pattern: Pattern, width: int = 25, after: int = 12) -> bool:
        """Whether the pattern occurs in the ``width`` characters before or the ``after`` characters behind."""
        return self.before(start, pattern, width) or pattern.search(self.text, end, end + after) is not None


def analyse(text: str, nlp_artifacts: Any = None) -> Analysis:
    """Return the analysis that our NLP engine attached, or make one in anybody else's engine."""
    attached = getattr(nlp_artifacts, "veil", None)
    return attached if isinstance(attached, Analysis) else Analysis(normalise(text))


class VeilRecognizer(EntityRecognizer):  # type: ignore[misc]
    """A recogniser that reports exact spans of the raw text and never swallows a failure.

    It works in any ``AnalyzerEngine``: it folds the text itself where the engine is not ours. Korean and
    English contexts are built in, so one registration serves both.
    """

    ENTITIES: ClassVar[Sequence[str]] = ()
    model_id: str | None = None
    """Name and digest of the model that answers, where there is one; the engine's version carries it."""

    def __init__(self, supported_language: str = LANGUAGE) -> None:
        super().__init__(supported_entities=list(self.ENTITIES), supported_language=supported_language)

    def load(self) -> None:
        """Nothing to load: patterns are compiled on import."""

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield spans of ``analysis.text``. Each recogniser has its own; one without refuses every document."""
        raise NotImplementedError

    def analyze(self, text: str, entities: list[str] | None = None, nlp_artifacts: Any = None) -> list[Any]:
        """Return Presidio results for the raw text.

        Raises:
            Quarantined: a pattern timed out or the recogniser failed on this text.
        """
        wanted = set(entities or self.supported_entities)
        analysis = analyse(text, nlp_artifacts)
        with refusing("recognizer", self.name):
            found = [item for item in self.find(analysis) if item.entity_type in wanted and item.start < item.end]
        return [self._result(analysis, item) for item in found]

    def _result(self, analysis: Analysis, found: Found) -> Any:
        start, end = analysis.folded.to_input(found.start, found.end)
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        return RecognizerResult(found.entity_type, start, end, found.score, recognition_metadata=metadata)
