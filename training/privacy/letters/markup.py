"""Turn documents marked by hand into ``veil eval privacy`` lines: ``python -m training.privacy.letters.markup IN OUT``.

A document starts with a line ``=== id`` and reaches to the next one. Personal data stand as ``[[PERSON:김서윤]]``,
with a type of the contract, or ``IGNORE`` for what may be masked or not (a relative's word in a table, a military
rank). ``[[-:text]]`` says that a text is no personal data, although a marked value reads the same.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from service.privacy.evaluation import IGNORE
from service.privacy.policy import ENTITY_TYPES

_HEADING = re.compile(r"^=== ([a-z0-9-]+)\n", re.MULTILINE)
_MARK = re.compile(r"\[\[([A-Z_]+|-):(.+?)\]\]", re.DOTALL)
_NONE = "-"
_SHORTEST_TEXT, _SHORTEST_NUMBER = 2, 4


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its spans: start and end in code points, and the type; ``-`` for what is marked as harmless."""

    id: str
    text: str
    spans: tuple[tuple[int, int, str], ...]

    def as_line(self) -> str:
        """Return the JSON line that ``veil eval privacy`` reads."""
        spans = [{"start": start, "end": end, "type": kind} for start, end, kind in self.spans if kind != _NONE]
        return json.dumps({"id": self.id, "text": self.text, "spans": spans}, ensure_ascii=False)


def read_documents(source: str) -> Iterator[Document]:
    r"""Yield the documents of a marked source.

    >>> next(read_documents("=== a\n저는 [[PERSON:김서윤]]입니다.\n"))
    Document(id='a', text='저는 김서윤입니다.', spans=((3, 6, 'PERSON'),))
    """
    parts = _HEADING.split(source)
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        yield _read(name, body.strip("\n"))


def _read(name: str, body: str) -> Document:
    text, spans, last = "", [], 0
    for mark in _MARK.finditer(body):
        text += body[last : mark.start()]
        spans.append((len(text), len(text) + len(mark[2]), mark[1]))
        text, last = text + mark[2], mark.end()
    return Document(name, text + body[last:], tuple(spans))


def find_faults(document: Document) -> Iterator[str]:
    """Yield what an annotator overlooked: broken marks, unknown types, a marked value that stands unmarked elsewhere.

    >>> list(find_faults(_read("a", "[[PERSON:서윤]]과 서윤")))
    ['a: PERSON unmarked at 4: 서윤']
    """
    if "[[" in document.text or "]]" in document.text:
        yield f"{document.id}: a mark is broken"
    for start, end, kind in document.spans:
        value = document.text[start:end]
        if kind not in ENTITY_TYPES | {IGNORE, _NONE}:
            yield f"{document.id}: unknown type {kind}"
        if value != value.strip():
            yield f"{document.id}: blanks at the edge of {value!r}"
        if kind in (IGNORE, _NONE) or _is_short(value):
            continue
        for place in _places(document.text, value):
            if not any(first < place + len(value) and place < last for first, last, _ in document.spans):
                yield f"{document.id}: {kind} unmarked at {place}: {value}"


def _is_short(value: str) -> bool:
    """Whether a value is too short to stand for itself: one syllable, or a number of two digits."""
    return len(value) < _SHORTEST_TEXT or (value.isdecimal() and len(value) < _SHORTEST_NUMBER)


def _places(text: str, value: str) -> Iterator[int]:
    """Yield where a value starts; a Latin one only as a word."""
    pattern = rf"\b{re.escape(value)}\b" if value.isascii() and value.isalnum() else re.escape(value)
    return (match.start() for match in re.finditer(pattern, text))


def main(source: Path, target: Path) -> int:
    """Build the lines and return an exit status: 1 when a document has a fault."""
    documents = list(read_documents(source.read_text("utf-8")))
    faults = [fault for document in documents for fault in find_faults(document)]
    if len({document.id for document in documents}) < len(documents):
        faults.append("two documents have the same id")
    print(*faults, sep="\n", end="\n" if faults else "")
    target.write_text("".join(document.as_line() + "\n" for document in documents), "utf-8")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
