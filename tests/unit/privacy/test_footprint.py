"""What a process that masks holds in memory."""

import subprocess
import sys

# Libraries of models and indexes, which masking never uses.
_FOREIGN = ("torch", "transformers", "sentence_transformers", "llama_index", "gliner")
_CEILING_MB = 900

_MASK = """
import io, sys
from service import files
from service.bench.children import peak_mb
from service.privacy.detector import KiwiDetector
from service.privacy.masking import Masker
from service.privacy.policy import load_policy
masker = Masker(KiwiDetector(), load_policy("default"))
{before}
for _ in range(3):
    masked = files.mask_file(masker, ("성명: 홍길동, 010-1234-5678. 개발했습니다.\\n" * 2000).encode(), "a.txt")
assert "홍길동" not in masked.text.value
print(peak_mb(), *[name for name in {foreign!r} if name in sys.modules])
"""


def _masked(before: str = "") -> tuple[float, set[str]]:
    script = _MASK.format(foreign=_FOREIGN, before=before)
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    peak, *loaded = done.stdout.split()
    return float(peak), set(loaded)


def test_masking_stays_under_its_ceiling_and_loads_no_model_library() -> None:
    peak, loaded = _masked()
    assert loaded == set()
    assert peak < _CEILING_MB


def test_the_measure_sees_memory_and_libraries() -> None:
    peak, loaded = _masked("import torch, transformers; held = bytearray(1 << 30)")
    assert loaded == {"torch", "transformers"}
    assert peak > _CEILING_MB


def test_presidio_finds_model_libraries_once_it_is_asked_to() -> None:
    script = """
from service.privacy import presidio
from presidio_analyzer.predefined_recognizers.ner import huggingface_ner_recognizer as module
assert module.torch is None
presidio.see_models()
import torch, transformers
assert module.torch is torch
assert module.hf_pipeline is transformers.pipeline
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_other_threads_import_model_libraries_while_presidio_is_loading() -> None:
    script = """
import sys, threading
from service.privacy import presidio
with presidio.without_models():
    try:
        import transformers
        raise SystemExit("it should not be found")
    except ModuleNotFoundError:
        pass
    errors = []
    def load():
        try:
            import transformers
        except ImportError as error:
            errors.append(error)
    thread = threading.Thread(target=load)
    thread.start(); thread.join()
    assert not errors
assert sys.modules["transformers"]
"""
    subprocess.run([sys.executable, "-c", script], check=True)
