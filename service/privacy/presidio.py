"""Presidio without the model libraries, which masking never runs.

Importing presidio_analyzer imports spaCy, and both import torch and transformers where these are installed: 300 MB
and three seconds for nothing. Whoever does run a model through Presidio calls :func:`see_models` first.
"""

import importlib
import importlib.util
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_MODEL_LIBRARIES = frozenset({"torch", "transformers", "gliner", "stanza"})


class _Absent(MetaPathFinder):
    """Says to one thread that libraries are not installed; other threads import them as ever."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if fullname in _MODEL_LIBRARIES and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(name=fullname)


@contextmanager
def without_models() -> Iterator[None]:
    """Hide the model libraries from what this thread imports meanwhile; those that are loaded stay."""
    finder = _Absent()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _LightPresidio(MetaPathFinder):
    """Hides the model libraries from presidio_analyzer, whoever imports it first."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path) if fullname == "presidio_analyzer" else None
        if spec is None or spec.loader is None:
            return None
        run = spec.loader.exec_module

        def run_without_models(module: ModuleType) -> None:
            with without_models():
                run(module)

        setattr(spec.loader, "exec_module", run_without_models)  # noqa: B010 - a method of this one loader
        return spec


def lighten() -> None:
    """Load Presidio without the model libraries when it is imported."""
    if not any(isinstance(finder, _LightPresidio) for finder in sys.meta_path):
        sys.meta_path.insert(0, _LightPresidio())


def see_models() -> None:
    """Let Presidio's model recognisers find torch, transformers and the GPU, as if nothing had been hidden."""
    from presidio_analyzer.nlp_engine import device_detector  # noqa: PLC0415
    from presidio_analyzer.predefined_recognizers.ner import (  # noqa: PLC0415
        gliner_recognizer,
        huggingface_ner_recognizer,
    )

    if huggingface_ner_recognizer.torch is None:
        huggingface_ner_recognizer.torch = importlib.import_module("torch")
        huggingface_ner_recognizer.hf_pipeline = importlib.import_module("transformers").pipeline
        # It looked for a GPU when it was made.
        device_detector.__init__()
    if gliner_recognizer.GLiNER is None and importlib.util.find_spec("gliner") is not None:
        gliner_recognizer.GLiNER = importlib.import_module("gliner").GLiNER
