"""Masking many documents: in this process, or in several, each with its own Kiwi.

Raw text goes to a child through a pipe, never to a disk. A child that dies takes one document with it, which is
refused, and is replaced.
"""

import contextlib
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from service.errors import DetectorUnavailable, VeilError
from service.privacy.masking import MaskedDocument, Masker
from service.text import MaskedText, RawText

# How long a child may take to end by itself.
_END_S = 5.0
_PROCESS = "process"

Answer = MaskedDocument | VeilError


def is_lost(answer: Answer) -> bool:
    """Whether the process died that had the document; sent again, it may well be masked."""
    return isinstance(answer, DetectorUnavailable) and answer.ids.get("part") == _PROCESS


def lost(documents: int) -> DetectorUnavailable:
    """Return the error for documents whose process died."""
    return DetectorUnavailable(
        f"Processes died and took {documents} documents with them. Send those again.", part=_PROCESS
    )


def mask_many(masker: Masker, texts: Iterable[RawText]) -> Iterator[Answer]:
    """Mask texts in this process; yield what became of each, in their order: its masked document, or the refusal."""
    return (_mask(masker, text) for text in texts)


@dataclass(eq=False)
class _Child:
    process: BaseProcess
    connection: Connection


class MaskingPool:
    """Masks in several processes. Use it as a context manager: it ends its children.

    Args:
        open_masker: builds a child's masker: a module's function, or a partial of one, because it is sent there.
        processes: how many children.
    """

    def __init__(self, open_masker: Callable[[], Masker], processes: int) -> None:
        self._open_masker = open_masker
        self._processes = processes
        # Not fork: the copy of a process with threads and locks may hang.
        self._context = multiprocessing.get_context("spawn")
        self._children: list[_Child] = []

    def __enter__(self) -> "MaskingPool":
        self._children = [self._start() for _ in range(self._processes)]
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.connection.close()
        for child in self._children:
            _end(child)
        self._children = []

    def mask_many(self, texts: Iterable[RawText]) -> Iterator[Answer]:
        """Yield what became of each text, in their order: its masked document, or why it was refused.

        A child has one document at a time, so that neither side waits with a full pipe, and the stream is read only
        as far as children are free.
        """
        busy: deque[int] = deque()
        for turn, text in enumerate(texts):
            place = turn % self._processes
            if len(busy) == self._processes:
                yield self._receive(busy.popleft())
            self._send(place, text)
            busy.append(place)
        while busy:
            yield self._receive(busy.popleft())

    def _start(self) -> _Child:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._open_masker), daemon=True)
        process.start()
        # Its end must be the child's alone: then reading ends when the child does.
        theirs.close()
        return _Child(process, ours)

    def _send(self, place: int, text: RawText) -> None:
        # A child that died is noticed when its answer is asked for.
        with contextlib.suppress(OSError):
            self._children[place].connection.send(text.reveal())

    def _receive(self, place: int) -> Answer:
        child = self._children[place]
        try:
            return _unpack(child.connection.recv())
        except (EOFError, OSError):
            child.connection.close()
            _end(child)
            self._children[place] = self._start()
            return lost(1)


def _mask(masker: Masker, text: RawText) -> Answer:
    try:
        return masker.mask(text)
    except VeilError as error:
        return error
    except Exception:  # noqa: BLE001 - its message may quote the text
        return DetectorUnavailable(part="masker")


def _serve(connection: Connection, open_masker: Callable[[], Masker]) -> None:
    masker = _open(open_masker)
    # The parent closed its end, or is gone.
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            text = RawText(connection.recv())
            connection.send(_pack(masker if isinstance(masker, VeilError) else _mask(masker, text)))


def _open(open_masker: Callable[[], Masker]) -> Masker | VeilError:
    """Open the masker; why it can't be opened is then what every document is told."""
    try:
        return open_masker()
    except VeilError as error:
        return error


def _pack(answer: Answer) -> tuple[Any, ...]:
    """Masked text is not pickled as such, so that none leaves a process unseen."""
    if isinstance(answer, VeilError):
        return type(answer), answer.detail, answer.ids
    text = answer.text.value
    return text, answer.redactions, answer.policy_version, answer.engine_version, answer.notices


def _unpack(packed: tuple[Any, ...]) -> Answer:
    if isinstance(packed[0], str):
        return MaskedDocument(MaskedText(packed[0]), *packed[1:])
    kind, detail, ids = packed
    error: VeilError = kind(detail, **ids)
    return error


def _end(child: _Child) -> None:
    child.process.join(_END_S)
    if child.process.is_alive():
        child.process.kill()
        child.process.join()
