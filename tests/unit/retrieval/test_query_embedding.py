"""Query vectors: kept within a bound, encoded together, before bulk work, and never waited for in vain."""

import gc
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from service.errors import EmbedderUnavailable, TooBusy, VeilError
from service.pipeline.embedding import HashEmbedder
from service.pipeline.query_embedding import QueryCache, QueryEmbedder
from service.text import MaskedText


class Model(HashEmbedder):
    """Counts its calls, and waits in each until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[list[str]] = []
        self.open = threading.Event()
        self.open.set()
        self.entered = threading.Semaphore(0)
        self.broken: Callable[[Sequence[str]], VeilError | None] = lambda _: None

    def _call(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls.append(list(texts))
        self.entered.release()
        assert self.open.wait(20)
        if error := self.broken(texts):
            raise error
        return super().embed_documents(texts)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._call(texts)

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._call(texts)


@pytest.fixture
def model() -> Model:
    return Model()


def embed_all(queries: QueryEmbedder, texts: Sequence[str]) -> list[Future[NDArray[np.float32]]]:
    """Start one thread for each text, and return what will come of each."""
    pool = ThreadPoolExecutor(len(texts))
    started = [pool.submit(queries.embed_masked, MaskedText(text)) for text in texts]
    pool.shutdown(wait=False)
    return started


def block(model: Model, queries: QueryEmbedder) -> list[Future[NDArray[np.float32]]]:
    """Occupy the model with one query, so that others wait."""
    model.open.clear()
    first = embed_all(queries, ["first"])
    assert model.entered.acquire(timeout=10)
    return first


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_a_query_asked_again_is_not_encoded_again(model: Model) -> None:
    queries = QueryEmbedder(model)
    first = queries.embed_masked(MaskedText("파이썬"))
    assert np.array_equal(queries.embed_masked(MaskedText("파이썬")), first)
    assert model.calls == [["파이썬"]]


def test_without_entries_each_query_is_encoded(model: Model) -> None:
    queries = QueryEmbedder(model, cache_entries=0)
    for _ in range(2):
        queries.embed_masked(MaskedText("파이썬"))
    assert len(model.calls) == 2
    assert len(queries.cache) == 0


def test_the_cache_keeps_the_queries_that_were_used_last(model: Model) -> None:
    queries = QueryEmbedder(model, cache_entries=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        queries.embed_masked(MaskedText(text))
    assert model.calls == [["a"], ["b"], ["c"], ["b"]]
    assert len(queries.cache) == 2


def test_a_key_is_of_one_model_and_one_query() -> None:
    cache = QueryCache(8)
    keys = {cache.key(model, MaskedText(text)) for model in ("m", "m1") for text in ("q", "1q", "Q")}
    assert len(keys) == 6
    assert QueryCache(8).key("m", MaskedText("q")) not in keys


def test_the_cache_holds_no_text(model: Model) -> None:
    queries = QueryEmbedder(model)
    queries.embed_masked(MaskedText("카나리아-질문-7316"))
    model.calls.clear()
    held: list[Any] = [queries.cache]
    seen: set[int] = set()
    while held:
        thing = held.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType):
            continue
        seen.add(id(thing))
        assert not (
            isinstance(thing, str | bytes)
            and "카나리아-질문-7316".encode() in (thing.encode() if isinstance(thing, str) else thing)
        )
        held += (
            gc.get_referents(thing)
            if isinstance(thing, dict | list | tuple | QueryCache) or hasattr(thing, "items")
            else []
        )


def test_what_the_cache_gave_can_not_be_changed(model: Model) -> None:
    queries = QueryEmbedder(model)
    queries.embed_masked(MaskedText("q"))
    with pytest.raises(ValueError, match="read-only"):
        queries.embed_masked(MaskedText("q"))[0] = 1


def test_queries_that_wait_go_into_one_call_each_text_once(model: Model) -> None:
    queries = QueryEmbedder(model, linger_s=0)
    first = block(model, queries)
    texts = [f"q{i % 6}" for i in range(12)]
    waiting = embed_all(queries, texts)
    wait_for(lambda: len(queries._waiting) == 12)
    model.open.set()
    rows = [one.result(10) for one in waiting]
    assert np.array_equal(first[0].result(10), HashEmbedder().embed_query("first"))
    assert len(model.calls) == 2
    assert sorted(model.calls[1]) == [f"q{i}" for i in range(6)]
    assert all(np.array_equal(row, HashEmbedder().embed_query(text)) for row, text in zip(rows, texts, strict=True))


def test_a_batch_has_a_bound(model: Model) -> None:
    queries = QueryEmbedder(model, linger_s=0, batch=4)
    block(model, queries)
    waiting = embed_all(queries, [f"q{i}" for i in range(10)])
    wait_for(lambda: len(queries._waiting) == 10)
    model.open.set()
    assert all(one.result(10).shape == (256,) for one in waiting)
    assert [len(call) for call in model.calls] == [1, 4, 4, 2]


def test_a_query_alone_does_not_linger(model: Model) -> None:
    queries = QueryEmbedder(model, linger_s=5)
    began = time.monotonic()
    with queries.announced():
        queries.embed_masked(MaskedText("q"))
    queries.embed_masked(MaskedText("another"))
    assert time.monotonic() - began < 2


def test_a_leader_lingers_for_a_query_that_is_announced(model: Model) -> None:
    queries = QueryEmbedder(model, linger_s=5)
    with queries.announced():
        ahead = embed_all_announced(queries, "a")
        wait_for(lambda: queries._waiting)
        began = time.monotonic()
        queries.embed_masked(MaskedText("b"))
    ahead.result(10)
    assert model.calls == [["a", "b"]]
    assert time.monotonic() - began < 2


def test_a_leader_does_not_linger_for_ever(model: Model) -> None:
    queries = QueryEmbedder(model, linger_s=0.05)
    with queries.announced():
        ahead = embed_all_announced(queries, "a")
        ahead.result(10)
    assert model.calls == [["a"]]


def embed_all_announced(queries: QueryEmbedder, text: str) -> Future[NDArray[np.float32]]:
    def ask() -> NDArray[np.float32]:
        with queries.announced():
            return queries.embed_masked(MaskedText(text))

    pool = ThreadPoolExecutor(1)
    future = pool.submit(ask)
    pool.shutdown(wait=False)
    return future


def test_a_failure_reaches_each_waiter_as_an_error_of_its_own(model: Model) -> None:
    queries = QueryEmbedder(model, linger_s=0)
    model.broken = lambda _: EmbedderUnavailable(error="RuntimeError")
    block(model, queries)
    waiting = embed_all(queries, ["a", "b", "c"])
    wait_for(lambda: len(queries._waiting) == 3)
    model.open.set()
    errors = [one.exception(10) for one in waiting]
    assert all(isinstance(error, EmbedderUnavailable) and error.ids == {"error": "RuntimeError"} for error in errors)
    assert len(set(map(id, errors))) == 3
    model.broken = lambda _: None
    assert queries.embed_masked(MaskedText("a")).shape == (256,)


def test_a_query_that_breaks_the_model_fails_alone(model: Model) -> None:
    queries = QueryEmbedder(model, linger_s=0)
    model.broken = lambda texts: EmbedderUnavailable() if "bad" in texts else None
    block(model, queries)
    good, bad = embed_all(queries, ["good", "bad"])
    wait_for(lambda: len(queries._waiting) == 2)
    model.open.set()
    assert np.array_equal(good.result(10), HashEmbedder().embed_query("good"))
    assert isinstance(bad.exception(10), EmbedderUnavailable)


def test_an_unforeseen_failure_frees_the_waiters_and_the_model(model: Model) -> None:
    queries = QueryEmbedder(model, linger_s=0)

    def explode(texts: Sequence[str]) -> None:
        if texts != ["after"]:
            raise ZeroDivisionError

    model.broken = explode
    first = block(model, queries)
    waiting = embed_all(queries, ["a", "b"])
    wait_for(lambda: len(queries._waiting) == 2)
    model.open.set()
    assert isinstance(first[0].exception(10), ZeroDivisionError)
    assert {type(one.exception(10)) for one in waiting} == {ZeroDivisionError, EmbedderUnavailable}
    assert queries.embed_masked(MaskedText("after")).shape == (256,)


def test_more_than_may_wait_are_refused_at_once(model: Model) -> None:
    queries = QueryEmbedder(model, linger_s=0, queue=2)
    block(model, queries)
    waiting = embed_all(queries, ["a", "b"])
    wait_for(lambda: len(queries._waiting) == 2)
    with pytest.raises(TooBusy):
        queries.embed_masked(MaskedText("c"))
    model.open.set()
    assert [one.result(10).shape for one in waiting] == [(256,)] * 2
    assert queries.embed_masked(MaskedText("c")).shape == (256,)


def test_a_query_waits_no_longer_than_its_deadline(model: Model) -> None:
    queries = QueryEmbedder(model, linger_s=0, deadline_s=0.05)
    block(model, queries)
    with pytest.raises(TooBusy):
        queries.embed_masked(MaskedText("late"))
    assert queries._waiting == []
    model.open.set()
    assert queries.embed_masked(MaskedText("later")).shape == (256,)
    assert ["late"] not in model.calls


def test_closing_refuses_who_waits_and_who_comes_and_finishes_what_runs(model: Model) -> None:
    queries = QueryEmbedder(model, linger_s=0)
    first = block(model, queries)
    waiting = embed_all(queries, ["a", "b"])
    wait_for(lambda: len(queries._waiting) == 2)
    queries.close()
    assert all(isinstance(one.exception(10), EmbedderUnavailable) for one in waiting)
    with pytest.raises(EmbedderUnavailable):
        queries.embed_masked(MaskedText("c"))
    model.open.set()
    assert first[0].result(10).shape == (256,)


def test_queries_pass_bulk_work_between_its_pieces(model: Model) -> None:
    queries = QueryEmbedder(model, linger_s=0)
    model.open.clear()
    texts = [f"passage {i}" for i in range(96)]
    with ThreadPoolExecutor(1) as pool:
        bulk = pool.submit(queries.embed_documents, texts)
        assert model.entered.acquire(timeout=10)
        [asked] = embed_all(queries, ["q"])
        wait_for(lambda: queries.turns._queries == 1)
        model.open.set()
        asked.result(10)
        rows = bulk.result(10)
    assert [len(call) for call in model.calls] == [32, 1, 32, 32]
    assert np.array_equal(rows, HashEmbedder().embed_documents(texts))


def test_bulk_work_is_not_passed_for_ever(model: Model) -> None:
    turns = QueryEmbedder(model).turns
    finish = threading.Event()

    def work() -> None:
        with turns.for_bulk():
            finish.wait(20)

    with ThreadPoolExecutor(1) as pool:
        with turns.for_queries(time.monotonic() + 10):
            bulk = pool.submit(work)
            wait_for(lambda: turns._bulk == 1)
            turns._queries += 1  # one that always waits
        for _ in range(8):
            with turns.for_queries(time.monotonic() + 10):
                assert turns._bulk == 1
        with pytest.raises(TooBusy), turns.for_queries(time.monotonic() + 0.2):
            pass
        finish.set()
        bulk.result(10)


def test_no_passages_give_no_rows(model: Model) -> None:
    assert QueryEmbedder(model).embed_documents([]).shape == (0, 256)
    assert model.calls == []


def test_many_threads_each_get_their_own_vector(model: Model) -> None:
    queries = QueryEmbedder(model, cache_entries=50, batch=8, linger_s=0.0005)
    oracle = HashEmbedder()

    def ask(number: int) -> bool:
        text = f"질문 {number % 120}"
        with queries.announced():
            return np.array_equal(queries.embed_masked(MaskedText(text)), oracle.embed_query(text))

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(3_000)))
    assert len(queries.cache) == 50
