"""A verb pays for what it uses."""

import subprocess
import sys

HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "llama_index",
    "presidio_analyzer",
    "spacy",
    "kiwipiepy",
    "litestar",
)


def loaded_by(statement: str) -> set[str]:
    script = f"import sys\n{statement}\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_the_command_line_loads_no_model_library() -> None:
    assert loaded_by("import service.cli") == set()


def test_keys_and_settings_load_no_model_library() -> None:
    assert loaded_by("import service.wiring") == set()


def test_the_check_itself_sees_a_heavy_import() -> None:
    assert loaded_by("import kiwipiepy") == {"kiwipiepy"}
