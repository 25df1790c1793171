"""Presidio's NLP engine on Kiwi: one folding and at most one tokenisation per document."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.tokens import Doc
from spacy.vocab import Vocab

from service.privacy.morphemes import open_kiwi
from service.privacy.recognizers.base import LANGUAGE, Analysis, analyse


class KiwiArtifacts(NlpArtifacts):  # type: ignore[misc]
    """Artifacts that carry the analysis (``veil``); tokens and lemmas are made when somebody reads them.

    Our recognisers read the analysis. Presidio's own read tokens and lemmas, and pay for them.
    """

    def __init__(self, analysis: Analysis, engine: "KiwiNlpEngine") -> None:
        self.veil = analysis
        self.nlp_engine = engine
        self.entities: list[Any] = []
        self.scores: list[float] = []

    @cached_property
    def lemmas(self) -> list[str]:
        """Each morpheme's form."""
        return [morpheme.form for morpheme in self.veil.morphemes]

    @cached_property
    def tokens(self) -> Any:
        """The morphemes as spaCy's tokens."""
        return Doc(self.nlp_engine.vocab, words=self.lemmas)

    @cached_property
    def tokens_indices(self) -> list[int]:
        """Where each morpheme begins, in code points of the input."""
        return [self.veil.folded.to_input(m.start, m.end)[0] for m in self.veil.morphemes]

    @cached_property
    def keywords(self) -> list[str]:
        """The lemmas that Presidio's enhancer compares with a recogniser's context words."""
        return list(self.set_keywords(self.nlp_engine, self.lemmas, LANGUAGE))


class KiwiNlpEngine(NlpEngine):  # type: ignore[misc]
    """An NLP engine for an ``AnalyzerEngine`` of one's own, with Veil's recognisers, Presidio's, or both."""

    engine_name = "kiwi"
    is_available = True

    def __init__(self) -> None:
        self.vocab: Any = None

    def load(self) -> None:
        """Load Kiwi."""
        open_kiwi()
        self.vocab = Vocab()

    def is_loaded(self) -> bool:
        """Whether Kiwi is loaded."""
        return self.vocab is not None

    def process_text(self, text: str, language: str) -> KiwiArtifacts:
        """Fold a raw text; it is tokenised where somebody asks."""
        return KiwiArtifacts(analyse(text), self)

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **kwargs: Any
    ) -> Iterator[tuple[str, KiwiArtifacts]]:
        """Fold raw texts one after the other."""
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        """No stop words: our recognisers read morphemes."""
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Whether the word has no letter or digit."""
        return not any(c.isalnum() for c in word)

    def get_supported_entities(self) -> list[str]:
        """None: the engine does no recognition itself."""
        return []

    def get_supported_languages(self) -> list[str]:
        """One registration serves every language."""
        return [LANGUAGE]
