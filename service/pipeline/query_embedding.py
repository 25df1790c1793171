"""Query vectors: from a bounded cache, or by one model call for all queries that wait at the same time.

Whoever finds nobody at the model leads: it calls the model for itself and for those that wait, and hands
the lead to the next. So there is no thread to start or stop, and a query alone waits for nobody.
"""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray

from service.errors import EmbedderUnavailable, TooBusy, VeilError
from service.pipeline.embedding import Embedder
from service.text import MaskedText

Vector = NDArray[np.float32]

# Bulk work comes in pieces of so many texts, between which queries pass it, but not more than so many in a row.
_PIECE = 32
_QUERIES_IN_A_ROW = 8


class QueryCache:
    """The vectors of the last queries, by model and masked query; the oldest unused one makes room.

    It keeps no text: a key is a keyed digest whose key this process drew and never writes down.

    Args:
        entries: at most so many; none at all with 0.
    """

    def __init__(self, entries: int) -> None:
        self._entries = entries
        self._secret = secrets.token_bytes(32)
        self._vectors: OrderedDict[bytes, Vector] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._vectors)

    def key(self, model_id: str, query: MaskedText) -> bytes:
        """Return the key of a query."""
        # A length first, so that no two pairs are written alike.
        content = f"{len(model_id)}:{model_id}{query.value}"
        return hashlib.blake2b(content.encode(), key=self._secret, digest_size=16).digest()

    def get(self, key: bytes) -> Vector | None:
        """Return a vector that is kept, and keep it longer."""
        with self._lock:
            if (vector := self._vectors.get(key)) is not None:
                self._vectors.move_to_end(key)
            return vector

    def put(self, key: bytes, vector: Vector) -> None:
        """Keep a vector."""
        if not self._entries:
            return
        # A copy: a row of a batch would keep the whole batch alive. Nobody may change what others read.
        kept = vector.copy()
        kept.setflags(write=False)
        with self._lock:
            self._vectors[key] = kept
            self._vectors.move_to_end(key)
            while len(self._vectors) > self._entries:
                self._vectors.popitem(last=False)


class Turns:
    """One caller at the model at a time; queries pass bulk work, which still gets every ninth turn."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken = False
        self._queries = 0
        self._bulk = 0
        self._passed = 0

    @contextmanager
    def for_queries(self, deadline: float) -> Iterator[None]:
        """Take a turn before all bulk work.

        Raises:
            TooBusy: it did not come before the deadline, a ``time.monotonic``.
        """
        with self._changed:
            self._queries += 1
            try:
                came = self._changed.wait_for(self._open_to_queries, max(0.0, deadline - time.monotonic()))
            finally:
                self._queries -= 1
            if not came:
                self._changed.notify_all()
                raise TooBusy
            self._taken = True
            self._passed += self._bulk > 0
        with self._ending():
            yield

    @contextmanager
    def for_bulk(self) -> Iterator[None]:
        """Take a turn when no query waits, or when enough of them have passed."""
        with self._changed:
            self._bulk += 1
            try:
                self._changed.wait_for(self._open_to_bulk)
            finally:
                self._bulk -= 1
            self._taken = True
            self._passed = 0
        with self._ending():
            yield

    def _open_to_queries(self) -> bool:
        return not self._taken and not (self._bulk and self._passed >= _QUERIES_IN_A_ROW)

    def _open_to_bulk(self) -> bool:
        return not self._taken and (not self._queries or self._passed >= _QUERIES_IN_A_ROW)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()


@dataclass(eq=False)
class _Waiting:
    """A query that waits, and what came of it."""

    text: str
    deadline: float
    woken: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    vector: Vector | None = None
    failure: VeilError | None = None

    def result(self) -> Vector:
        if self.vector is None:
            raise self.failure or TooBusy()
        return self.vector


class QueryEmbedder:
    """An Embedder for many threads: cached queries, waiting ones together, and both before bulk work.

    Args:
        embedder: the model.
        cache_entries: how many queries' vectors are kept.
        batch: most queries in one call.
        linger_s: how long a leader waits for queries that are announced but not here yet.
        queue: most queries that wait.
        deadline_s: how long one waits.
    """

    def __init__(
        self,
        embedder: Embedder,
        *,
        cache_entries: int = 2_048,
        batch: int = 32,
        linger_s: float = 0.002,
        queue: int = 256,
        deadline_s: float = 10.0,
    ) -> None:
        self.model_id = embedder.model_id
        self.dimensions = embedder.dimensions
        self.cache = QueryCache(cache_entries)
        self.turns = Turns()
        self._embedder = embedder
        self._batch = batch
        self._linger_s = linger_s
        self._limit = queue
        self._deadline_s = deadline_s
        self._changed = threading.Condition()
        self._waiting: list[_Waiting] = []
        self._led = False
        self._announced = 0
        self._closed = False

    @contextmanager
    def announced(self) -> Iterator[None]:
        """Tell that a query may come from within this block: a leader lingers for those, and for nobody else."""
        with self._changed:
            self._announced += 1
        try:
            yield
        finally:
            with self._changed:
                self._announced -= 1
                self._changed.notify_all()

    def embed_masked(self, query: MaskedText) -> Vector:
        """Return the vector of a masked query, shape (dimensions,); it is read-only.

        Raises:
            TooBusy: too many queries wait, or this one waited too long.
            EmbedderUnavailable: the model failed, or Veil is shutting down.
        """
        key = self.cache.key(self.model_id, query)
        if (kept := self.cache.get(key)) is not None:
            return kept
        vector = self._wait(query.value)
        self.cache.put(key, vector)
        return vector

    def embed_query(self, text: str) -> Vector:
        """Return the vector of a query, shape (dimensions,), together with others, past the cache."""
        return self._wait(text)

    def embed_queries(self, texts: Sequence[str]) -> Vector:
        """Return one row per query, shape (n, dimensions), past the cache."""
        with self.turns.for_queries(time.monotonic() + self._deadline_s):
            return self._embedder.embed_queries(texts)

    def embed_documents(self, texts: Sequence[str]) -> Vector:
        """Return one row per passage, shape (n, dimensions), letting queries pass between pieces."""
        rows = np.empty((len(texts), self.dimensions), dtype=np.float32)
        # By length, as a transformer likes its batches.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), _PIECE):
            piece = order[start : start + _PIECE]
            with self.turns.for_bulk():
                rows[piece] = self._embedder.embed_documents([texts[index] for index in piece])
        return rows

    def as_llama_index(self) -> BaseEmbedding:
        """Return the model for LlamaIndex's indexes and pipelines."""
        return self._embedder.as_llama_index()

    def close(self) -> None:
        """Refuse what comes and whatever still waits; a call that runs is finished."""
        with self._changed:
            self._closed = True
            waiting, self._waiting = self._waiting, []
            for one in waiting:
                one.failure = EmbedderUnavailable()
                one.woken.set()
            # One of them may have been told to lead just now: nobody leads any more.
            self._led = self._led and not any(one.leads for one in waiting)
            self._changed.notify_all()

    def _wait(self, text: str) -> Vector:
        mine = _Waiting(text, time.monotonic() + self._deadline_s)
        with self._changed:
            if self._closed:
                raise EmbedderUnavailable
            if len(self._waiting) >= self._limit:
                raise TooBusy
            self._waiting.append(mine)
            mine.leads, self._led = not self._led, True
            self._changed.notify_all()
        if not mine.leads:
            try:
                mine.woken.wait(self._deadline_s)
            except BaseException:
                self._leave(mine)
                raise
        if self._stay(mine):
            self._lead(mine)
        return mine.result()

    def _stay(self, mine: _Waiting) -> bool:
        """Return whether one leads now; one that does not, and still waits, has waited too long and goes."""
        with self._changed:
            if not mine.leads and mine in self._waiting:
                self._waiting.remove(mine)
            return mine.leads and mine in self._waiting

    def _leave(self, mine: _Waiting) -> None:
        """Go without an answer, and hand the lead over if it came meanwhile."""
        with self._changed:
            if mine in self._waiting:
                self._waiting.remove(mine)
                if mine.leads:
                    self._hand_over()

    def _lead(self, mine: _Waiting) -> None:
        batch: list[_Waiting] = []
        try:
            batch = self._gather(mine)
            self._encode(batch)
        finally:
            for one in batch:
                if one.vector is None and one.failure is None:
                    one.failure = EmbedderUnavailable()
                one.woken.set()
            self._hand_over()

    def _gather(self, mine: _Waiting) -> list[_Waiting]:
        """Take whoever waits, the leader first, after lingering for those that are announced."""
        with self._changed:
            if self._linger_s:
                self._changed.wait_for(
                    lambda: self._closed or len(self._waiting) >= min(self._batch, self._announced), self._linger_s
                )
            others = [one for one in self._waiting if one is not mine]
            batch = [mine, *others[: self._batch - 1]] if mine in self._waiting else []
            self._waiting = others[self._batch - 1 :]
            return batch

    def _encode(self, batch: Sequence[_Waiting]) -> None:
        """Encode a batch, each distinct text once. If that fails, encode each alone, so that one can't fail others."""
        if not batch:
            return
        texts = list(dict.fromkeys(one.text for one in batch))
        rows = self._try(texts, max(one.deadline for one in batch))
        for row, text in enumerate(texts):
            outcome = rows
            if isinstance(rows, EmbedderUnavailable) and len(texts) > 1:
                outcome = self._try([text], max(one.deadline for one in batch))
            for one in batch:
                if one.text != text:
                    continue
                if isinstance(outcome, VeilError):
                    # Each waiter raises an error of its own: a shared one would collect all their tracebacks.
                    one.failure = type(outcome)(None, **outcome.ids)
                else:
                    one.vector = outcome[row if outcome is rows else 0]

    def _try(self, texts: Sequence[str], deadline: float) -> Vector | VeilError:
        try:
            with self.turns.for_queries(deadline):
                return self._embedder.embed_queries(texts)
        except VeilError as error:
            return error

    def _hand_over(self) -> None:
        with self._changed:
            if self._waiting:
                self._waiting[0].leads = True
                self._waiting[0].woken.set()
            else:
                self._led = False


def shared(embedder: Embedder, **how: Any) -> QueryEmbedder:
    """Return an embedder for many threads, which is the same one if it is that already."""
    return embedder if isinstance(embedder, QueryEmbedder) else QueryEmbedder(embedder, **how)
