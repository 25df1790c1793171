"""Synthetic resumes that ship with Veil. The people in them do not exist."""

from pathlib import Path
from typing import Final

_SUFFIXES: Final = frozenset({".pdf", ".docx", ".txt", ".md", ".json"})


def sample_files() -> list[Path]:
    """Return the sample resumes' paths, by name."""
    return sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in _SUFFIXES)
