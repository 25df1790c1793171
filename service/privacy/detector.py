"""Finding personal data: Presidio's analyzer on our own Kiwi engine, and a pattern-only stand-in that ships."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer

from service.privacy.kiwi_engine import KiwiNlpEngine
from service.privacy.policy import CAREER_TYPES
from service.privacy.recognizers import LANGUAGE, PATTERN_RECOGNIZERS, RECOGNIZERS, Analysis, VeilRecognizer, analyse
from service.privacy.refusals import refusing
from service.text import RawText

# Changes whenever a recogniser, a word list or a weight changes.
ENGINE_VERSION = "ko-rules-5"


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim that a span (code points of the raw text) is personal data of a type."""

    entity_type: str
    start: int
    end: int
    score: float
    recognizer: str


class Detector(Protocol):
    """Finds personal data in a raw text."""

    version: str

    def find(self, text: RawText, career_types: Collection[str] = ()) -> list[Finding]:
        """Return all claims, which may overlap.

        Args:
            text: the text.
            career_types: those of ``CAREER_TYPES`` to look for as well; without, they cost nothing.

        Raises:
            Quarantined: the text can't be analysed safely.
            DetectorUnavailable: the detector itself failed.
        """


class _WindowContext(ContextAwareEnhancer):  # type: ignore[misc]
    """Leaves scores alone: our recognisers read their own window of characters.

    Presidio's enhancer copies every result, scans all tokens for each, and quotes the text in its errors.
    """

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(self, text: str, raw_results: list[Any], *_: Any, **__: Any) -> list[Any]:
        """Return the results unchanged."""
        return raw_results


class KiwiDetector:
    """Presidio's ``AnalyzerEngine`` with Veil's recognisers; Korean and English in one run."""

    def __init__(self, recognizers: Sequence[VeilRecognizer] | None = None) -> None:
        everything = list(recognizers) if recognizers is not None else [kind() for kind in RECOGNIZERS]
        self.version = "+".join([ENGINE_VERSION, *(one.model_id for one in everything if one.model_id)])
        engine = KiwiNlpEngine()
        self._personal = _analyzer(engine, [one for one in everything if not _is_of_careers(one)])
        self._all = _analyzer(engine, everything)

    def find(self, text: RawText, career_types: Collection[str] = ()) -> list[Finding]:
        """Return all claims on the text; see :class:`Detector`."""
        raw = text.reveal()
        if not raw.strip():
            return []
        with refusing("analyzer"):
            results = (self._all if career_types else self._personal).analyze(raw, language=LANGUAGE)
        return _wanted(results, career_types)


def _analyzer(engine: KiwiNlpEngine, recognizers: Sequence[VeilRecognizer]) -> Any:
    registry = RecognizerRegistry(supported_languages=[LANGUAGE])
    for recognizer in recognizers:
        registry.add_recognizer(recognizer)
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=engine,
        supported_languages=[LANGUAGE],
        # With it on, Presidio would log every token of the document.
        log_decision_process=False,
        context_aware_enhancer=_WindowContext(),
    )


def _is_of_careers(recognizer: VeilRecognizer) -> bool:
    return CAREER_TYPES.issuperset(recognizer.supported_entities)


def _wanted(results: Iterable[Any], career_types: Collection[str]) -> list[Finding]:
    """Drop career types that were not asked for: a policy that keeps them takes no notice of them."""
    return [_finding(r) for r in results if r.entity_type not in CAREER_TYPES or r.entity_type in career_types]


class PatternDetector:
    """The recognisers that need no tokeniser: identifiers, contacts, labelled values. For tests and small tools."""

    def __init__(self) -> None:
        self.version = f"{ENGINE_VERSION}-patterns"
        self._recognizers = [kind() for kind in PATTERN_RECOGNIZERS]

    def find(self, text: RawText, career_types: Collection[str] = ()) -> list[Finding]:
        """Return all claims on the text; see :class:`Detector`."""
        raw = text.reveal()
        artifacts = _Artifacts(analyse(raw))
        used = [one for one in self._recognizers if career_types or not _is_of_careers(one)]
        return _wanted([r for one in used for r in one.analyze(raw, None, artifacts)], career_types)


@dataclass(frozen=True, slots=True)
class _Artifacts:
    """Stands in for NLP artifacts where there is no NLP: it carries the analysis only."""

    veil: Analysis


def _finding(result: Any) -> Finding:
    metadata = result.recognition_metadata or {}
    name = str(metadata.get(RecognizerResult.RECOGNIZER_NAME_KEY, "unknown"))
    return Finding(result.entity_type, result.start, result.end, float(result.score), name)
