"""Who is measured: Presidio with its own recognisers on two NLP engines, and Veil. Nobody may use the network."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import yaml

Mask = Callable[[str], int]
"""Masks a text and returns how many stretches it replaced."""

LANGUAGE: Final = "ko"


def open_presidio() -> Mask:
    """Presidio as shipped: its default recognisers with the Korean ones enabled, context by its own enhancer.

    Its default NLP engine needs a spaCy model, which has to be downloaded, and Korean has none in its defaults.
    Of the engines that need no download, the slim one (spaCy's tokeniser) is nearest: it has tokens, so that
    context works. It finds no people, and costs less than a model would.
    """
    from presidio_analyzer.nlp_engine import SlimSpacyNlpEngine

    return _mask_by(_registry(), SlimSpacyNlpEngine(supported_languages=[LANGUAGE], generic_tokenizer="blank"))


def open_presidio_on_kiwi() -> Mask:
    """The same recognisers and the same enhancer on Veil's NLP engine: tokens and lemmas are Kiwi's."""
    # First: Presidio looks its recognisers up by class name, and finds Veil's where these are imported.
    registry = _registry()
    from service.privacy.kiwi_engine import KiwiNlpEngine

    return _mask_by(registry, KiwiNlpEngine())


def open_veil() -> Mask:
    """Veil's masker under the default policy: finding, replacing, and the second look."""
    from service.privacy.detector import KiwiDetector
    from service.privacy.masking import Masker
    from service.privacy.policy import load_policy
    from service.text import RawText

    masker = Masker(KiwiDetector(), load_policy("default"))
    return lambda text: len(masker.mask(RawText(text)).redactions)


PEERS: Final[dict[str, Callable[[], Mask]]] = {
    "presidio": open_presidio,
    "presidio_on_kiwi": open_presidio_on_kiwi,
    "veil": open_veil,
}


def refuse_network() -> None:
    """Make every connection fail at once: Presidio's e-mail recogniser would look for a public suffix list."""

    def refuse(*_: object, **__: object) -> Any:
        raise OSError("the benchmark is offline")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse


def _mask_by(registry: Any, nlp_engine: Any) -> Mask:
    from presidio_analyzer import AnalyzerEngine
    from presidio_anonymizer import AnonymizerEngine

    nlp_engine.load()
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=nlp_engine, supported_languages=[LANGUAGE])
    anonymizer = AnonymizerEngine()

    def mask(text: str) -> int:
        found = analyzer.analyze(text, language=LANGUAGE)
        return len(anonymizer.anonymize(text, found).items)

    return mask


def _registry() -> Any:
    """Return Presidio's own configuration for Korean, with the recognisers of country_specific/korea enabled."""
    import presidio_analyzer
    from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider

    path = Path(presidio_analyzer.__file__).parent / "conf" / "default_recognizers.yaml"
    configuration: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    configuration["supported_languages"] = [LANGUAGE]
    for recognizer in configuration["recognizers"]:
        if isinstance(recognizer, dict) and recognizer.get("country_code") == "kr":
            recognizer["enabled"] = True
    return RecognizerRegistryProvider(registry_configuration=configuration).create_recognizer_registry()
