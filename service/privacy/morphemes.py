"""One shared Kiwi tokeniser: masking and the keyword arm read the same morphemes."""

import functools
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.errors import DetectorUnavailable

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

# Kiwi's cost grows faster than the length of a text without spaces; a piece bounds it.
_PIECE = 2_000
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Morpheme:
    """A morpheme with its Sejong tag and its code points in the text."""

    form: str
    tag: str
    start: int
    end: int
    known: bool = True
    """Whether the tokeniser's dictionary holds it; otherwise the tag is a guess."""


@functools.cache
def _load_kiwi() -> "Kiwi":
    from kiwipiepy import Kiwi  # noqa: PLC0415 - loads 500 MB; only what masks or indexes pays for it

    kiwi = Kiwi(num_workers=1)
    kiwi.tokenize("준비")  # The first call builds the automaton; later ones only read it.
    return kiwi


def open_kiwi() -> "Kiwi":
    """Return the process's one Kiwi, loading it on the first call (about 1.5 s and 500 MB).

    Raises:
        DetectorUnavailable: Kiwi or its model can't be loaded.
    """
    with _lock:
        try:
            return _load_kiwi()
        except Exception:  # noqa: BLE001 - whatever the loader raises, masking must refuse
            raise DetectorUnavailable(part="kiwi") from None


def morphemes(text: str) -> list[Morpheme]:
    """Split a text into morphemes, in order; safe to call from several threads.

    Raises:
        DetectorUnavailable: Kiwi failed.
    """
    kiwi = open_kiwi()
    found: list[Morpheme] = []
    for start, piece in _pieces(text):
        try:
            with _lock:
                tokens = kiwi.tokenize(piece)
            found.extend(
                Morpheme(t.form, t.tag, start + t.start, start + t.start + t.len, bool(t.base_form)) for t in tokens
            )
        except Exception:  # noqa: BLE001 - a tokeniser's message may quote the text
            raise DetectorUnavailable(part="kiwi") from None
    return found


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut at line ends, else blanks, else anywhere, so that no piece is longer than ``_PIECE``.

    >>> [start for start, _ in _pieces("가나다 " * 1000)]
    [0, 2000]
    """
    start = 0
    while start < len(text):
        end = start + _PIECE
        if end < len(text):
            cut = max(text.rfind("\n", start + _PIECE // 2, end), text.rfind(" ", end - _PIECE // 8, end))
            end = cut + 1 if cut > start else end
        yield start, text[start:end]
        start = end
