"""One shared Kiwi tokeniser: masking and the keyword arm read the same morphemes."""

import bisect
import functools
import operator
import re
import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from service.errors import DetectorUnavailable

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

# Kiwi's cost grows faster than the length of a text without spaces; a piece bounds it.
_PIECE = 2_000
# Where a line ends, or a sentence with the verb's ending and a full stop: Kiwi starts anew there by itself.
_LINE_END = re.compile(r"\n|(?<=[가-힣][다요])\.[ ](?=[가-힣A-Za-z])")
_lock = threading.Lock()


class Morpheme(NamedTuple):
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
    return [morpheme for start, piece in _pieces(text) for morpheme in _tokenise(piece, start)]


def _tokenise(piece: str, offset: int) -> list[Morpheme]:
    kiwi = open_kiwi()
    try:
        with _lock:
            tokens = kiwi.tokenize(piece)
        return [Morpheme(t.form, t.tag, offset + t.start, offset + t.end, bool(t.base_form)) for t in tokens]
    except Exception:  # noqa: BLE001 - a tokeniser's message may quote the text
        raise DetectorUnavailable(part="kiwi") from None


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


class MorphemeMap(Mapping[int, Morpheme]):
    """The first morpheme that begins at each place of a text, each line tokenised when it is first asked for.

    Kiwi takes as long as everything else together, and most lines hold nothing that a recogniser asks about.
    A line ends at a line break or behind a sentence. It is tokenised by itself, so what is found at a place doesn't
    depend on which places were asked before.

    Raises (every method):
        DetectorUnavailable: Kiwi failed.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[int, Morpheme] = {}
        self._by_line: dict[int, list[Morpheme]] = {}
        self._starts = _line_starts(text)

    def __getitem__(self, place: int) -> Morpheme:
        """Return the morpheme that begins at a place."""
        self._line_at(place)
        return self._found[place]

    def get(self, place: int, default: Morpheme | None = None) -> Morpheme | None:  # type: ignore[override]
        """Return the morpheme that begins at a place, or the default."""
        self._line_at(place)
        return self._found.get(place, default)

    def __contains__(self, place: object) -> bool:
        return isinstance(place, int) and self.get(place) is not None

    def __iter__(self) -> Iterator[int]:
        return iter(sorted({morpheme.start for morpheme in self.all()}))

    def __len__(self) -> int:
        return len({morpheme.start for morpheme in self.all()})

    def between(self, start: int, end: int) -> list[Morpheme]:
        """Return the morphemes that begin in ``[start, end)``, in order.

        >>> [m.form for m in MorphemeMap("개발자는 서울에 산다").between(5, 8)]
        ['서울', '에']
        """
        first = max(0, bisect.bisect_right(self._starts, start) - 1)
        last = bisect.bisect_left(self._starts, end)
        found: list[Morpheme] = []
        for line in range(first, last):
            # By bisection: a text may be one line, and be asked about at each of its words.
            here = self._line(line)
            begin = bisect.bisect_left(here, start, key=_start_of)
            found += here[begin : bisect.bisect_left(here, end, begin, key=_start_of)]
        return found

    def all(self) -> list[Morpheme]:
        """Return all morphemes, in order."""
        return [morpheme for line in range(len(self._starts)) for morpheme in self._line(line)]

    def _line_at(self, place: int) -> None:
        line = bisect.bisect_right(self._starts, place) - 1
        if line not in self._by_line:
            self._line(line)

    def _line(self, line: int) -> list[Morpheme]:
        known = self._by_line.get(line)
        if known is None:
            start = self._starts[line]
            end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self._text)
            known = [
                morpheme
                for offset, piece in _pieces(self._text[start:end])
                for morpheme in _tokenise(piece, start + offset)
            ]
            for morpheme in known:
                self._found.setdefault(morpheme.start, morpheme)
            self._by_line[line] = known
        return known


_start = operator.attrgetter("start")


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


def _start_of(morpheme: Morpheme) -> int:
    return morpheme.start
