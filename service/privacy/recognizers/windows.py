"""Reading a long text with a model that reads a few hundred tokens: overlapping windows, asked in batches."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from presidio_analyzer import RecognizerResult
from presidio_analyzer.chunkers import BaseTextChunker, TextChunk

# Characters; what a model reads at once, and what two windows share: an entity of up to 40 is whole in one of them.
_WINDOW = 400
_OVERLAP = 60


class Windows(BaseTextChunker):  # type: ignore[misc]
    """Overlapping windows that a model can read whole, asked in batches.

    Presidio's own chunker goes on to the next blank, so that a text without blanks is one chunk, whose end the
    model never sees.

    Args:
        count: returns each text's length in the model's tokens.
        limit: the most tokens that the model reads.
        prepare: asks the model about all windows at once; what it raises is raised.
    """

    def __init__(
        self, count: Callable[[list[str]], list[int]], limit: int, prepare: Callable[[list[str]], None]
    ) -> None:
        self._count = count
        self._limit = limit
        self._prepare = prepare

    def chunk(self, text: str) -> list[TextChunk]:
        """Cut a text: every character is in a window, and every window fits the model."""
        waiting, fitting = list(_cut(text)), []
        while waiting:
            counts = self._count([text[start:end] for start, end in waiting])
            longer: list[tuple[int, int]] = []
            for (start, end), tokens in zip(waiting, counts, strict=True):
                if tokens <= self._limit:
                    fitting.append((start, end))
                elif end - start == 1:
                    raise ValueError
                else:
                    longer.extend(_halve(start, end))
            waiting = longer
        return [TextChunk(text[start:end], start, end) for start, end in sorted(fitting)]

    def predict_with_chunking(self, text: str, predict_func: Callable[[str], list[Any]]) -> list[Any]:
        """Ask about every window and join claims of one type that touch: of two readings the wider one counts."""
        chunks = self.chunk(text)
        self._prepare([chunk.text for chunk in chunks])
        joined: dict[str, Any] = {}
        results = []
        moved = ((chunk.start, result) for chunk in chunks for result in predict_func(chunk.text))
        for start, end, claim in sorted(((at + r.start, at + r.end, r) for at, r in moved), key=lambda c: c[:2]):
            last = joined.get(claim.entity_type)
            if last is not None and start < last.end:
                last.end, last.score = max(last.end, end), max(last.score, claim.score)
                continue
            joined[claim.entity_type] = RecognizerResult(claim.entity_type, start, end, claim.score)
            results.append(joined[claim.entity_type])
        return results


class Answers:
    """Stands where Presidio has its model: it hands out the answers of a batch that was asked before.

    Presidio asks window by window, and takes what the model raises for an empty answer.
    """

    def __init__(self, ask: Callable[[list[str]], Sequence[Any]]) -> None:
        self._ask = ask
        self._answers: dict[str, Any] = {}

    def prepare(self, texts: list[str]) -> None:
        """Ask the model about texts."""
        distinct = list(dict.fromkeys(texts))
        self._answers = dict(zip(distinct, self._ask(distinct), strict=True))

    def __call__(self, text: str) -> Any:
        """Return the answer on a text, as a pipeline would."""
        return self._answers[text]

    def predict_entities(self, text: str, **_: Any) -> Any:
        """Return the answer on a text, as GLiNER would."""
        return self._answers[text]


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """Yield overlapping spans that cover the text, cut at blanks where there are some.

    >>> list(_cut("가" * 500))
    [(0, 400), (340, 500)]
    """
    start = 0
    while True:
        end = min(start + _WINDOW, len(text))
        if end < len(text):
            blank = text.rfind(" ", end - _WINDOW // 8, end)
            end = blank + 1 if blank > 0 else end
        yield start, end
        if end >= len(text):
            return
        blank = text.find(" ", end - _OVERLAP, end - _OVERLAP // 2)
        start = blank + 1 if blank >= 0 else end - _OVERLAP


def _halve(start: int, end: int) -> list[tuple[int, int]]:
    middle, shared = (start + end) // 2, min(_OVERLAP // 2, (end - start) // 4)
    return [(start, middle + shared), (middle - shared, end)]
