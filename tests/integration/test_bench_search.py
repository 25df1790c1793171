"""The search benchmark runs every peer on the same chunks, and leaves nothing behind."""

import json
import shutil
import tempfile
from collections import namedtuple
from importlib.util import find_spec
from pathlib import Path

import pytest

from service.bench import search, search_database
from service.bench.search import Latency, SearchBench, SizeResult
from service.bench.search_data import Corpus, Question
from service.bench.search_peers import PEERS, Places
from service.errors import InvalidRequest
from service.pipeline.lexemes import document_lexemes, query_lexemes

SMALL = Corpus(60, 10, 32)


@pytest.fixture(scope="module")
def folder() -> Path:
    """Where the benchmark makes its own folder; short, since a socket lies in it."""
    return Path(tempfile.mkdtemp(prefix="veil-tests-"))


@pytest.fixture(scope="module")
def measured(folder: Path) -> SearchBench:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder))
        return search.run([2_000, 500], queries=20)


def test_every_peer_that_is_installed_is_measured_on_every_corpus(measured: SearchBench) -> None:
    assert [one.chunks for one in measured.sizes] == [500, 2_000]
    for one in measured.sizes:
        assert one.peers.keys() | one.skipped.keys() == PEERS.keys()
        assert one.skipped.keys() == (set() if find_spec("langchain_postgres") else {"langchain"})
        assert all(latency.p99_ms >= latency.p50_ms > 0 for latency in one.peers.values())


def test_veil_finds_numpys_nearest_and_its_rows_come_back(measured: SearchBench) -> None:
    for one in measured.sizes:
        for name in ("veil", "veil_vector", "raw"):
            assert (one.peers[name].recall, one.peers[name].rows, one.peers[name].empty) == (1.0, 5.0, 0.0)


def test_exact_peers_find_the_same(measured: SearchBench) -> None:
    assert all(one.peers[name].recall == 1.0 for one in measured.sizes for name in ("stock", "stock_btree"))


def test_ratios_come_first_in_both_outputs(measured: SearchBench) -> None:
    printed = json.loads(json.dumps(measured.as_dict()))
    assert next(iter(printed)) == "ratios"
    assert {"stock/veil", "stock_btree/veil", "veil/raw", "hnsw/veil_vector"} <= printed["ratios"]["2000"].keys()
    assert printed["growth"].keys() == {"2000/500"}
    assert measured.table().splitlines()[0].startswith("500 chunks")
    assert measured.table().splitlines()[0].endswith("x")


def test_its_server_and_its_folder_are_gone_afterwards(measured: SearchBench, folder: Path) -> None:
    assert list(folder.iterdir()) == []


def test_they_are_gone_too_when_it_is_interrupted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def interrupt(doing: str, done: int, total: int) -> None:
        made.extend(folder.iterdir())
        raise KeyboardInterrupt

    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with pytest.raises(KeyboardInterrupt):
        search.run([60], resume_chunks=10, dimensions=32, queries=20, peers=["veil"], progress=interrupt)
    assert made
    assert list(folder.iterdir()) == []


def test_a_disk_without_room_is_refused_before_anything_is_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", ["total", "used", "free"])
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(search_database.shutil, "disk_usage", lambda _: usage(10**9, 10**9, 10**6))
    with pytest.raises(InvalidRequest, match=r"needs about \d+ GB"):
        search.run([300_000])
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"peers": ["oracle"]}, "no peer oracle"),
        ({"resume_chunks": 4}, "at least 5"),
        ({"sizes": []}, "at least"),
    ],
)
def test_what_cannot_be_measured_is_refused(arguments: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidRequest, match=told):
        search.run(**{"sizes": [100], **arguments})  # type: ignore[arg-type]


def test_nothing_found_is_reported_and_not_hidden() -> None:
    latency = Latency.of([0.001, 0.002, 0.004], [0, 0, 5], 0.1, None)
    assert (latency.p50_ms, latency.empty, latency.recall) == (2.0, pytest.approx(2 / 3), 0.1)
    result = SearchBench([SizeResult(100, {"hnsw": latency}, {})], {100: 1.0}, 0.1, 22.0)
    line = next(line for line in result.table().splitlines() if line.startswith("hnsw"))
    assert "66.7%" in line
    assert "0.100" in line
    assert json.loads(json.dumps(result.as_dict()))["sizes"][0]["peers"]["hnsw"]["empty"] == 0.667


class Recording:
    """A peer that notes when it is asked, and finds every passage but the nearest."""

    def __init__(self, name: str, asked: list[tuple[str, int]]) -> None:
        self._name = name
        self._asked = asked

    def search(self, question: Question) -> Places:
        self._asked.append((self._name, question.number))
        return []

    def nearest(self, question: Question) -> Places:
        return [(question.resume_id, seq) for seq in SMALL.nearest(question, 10)[1:]]

    def close(self) -> None:
        pass


def test_each_question_goes_to_every_peer_before_the_next_one_in_changing_order() -> None:
    asked: list[tuple[str, int]] = []
    questions = SMALL.questions(20)
    search._ask_in_turns({name: Recording(name, asked) for name in "ab"}, questions, lambda *_: None)
    del asked[: 2 * search._WARM_UP]
    assert [number for _, number in asked] == [number for number in range(20) for _ in "ab"]
    assert all({asked[at][0], asked[at + 1][0]} == {"a", "b"} for at in range(0, 40, 2))
    assert {name for name, _ in asked[::2]} == {"a", "b"}


def test_a_passage_that_is_missed_lowers_the_recall() -> None:
    assert search._recall(SMALL, Recording("a", []), SMALL.questions(6)) == pytest.approx(0.8)


def test_texts_hold_about_as_many_lexemes_as_passages_do() -> None:
    corpus = Corpus(4_000)
    lexemes = [len(document_lexemes(text)) for text in corpus.texts[:50]]
    asked = [len(set(query_lexemes(question.text))) for question in corpus.questions(50)]
    assert 120 < sum(lexemes) / len(lexemes) < 180
    assert 17 < sum(asked) / len(asked) < 27


def test_a_corpus_is_the_same_every_time_and_no_two_passages_have_one_vector() -> None:
    again = Corpus(60, 10, 32)
    assert (SMALL.vectors(3) == again.vectors(3)).all()
    assert SMALL.questions(4)[3].vector == again.questions(4)[3].vector
    assert len({row.tobytes() for resume in range(6) for row in SMALL.vectors(resume)}) == 60
    assert len(set(SMALL.prototypes(0))) == 10


def test_the_exact_order_is_that_of_the_cosine() -> None:
    question = SMALL.questions(1)[0]
    vectors = SMALL.vectors(question.resume).astype(float)
    cosines = [
        sum(a * b for a, b in zip(row, question.vector, strict=True)) / sum(a * a for a in row) ** 0.5
        for row in vectors
    ]
    assert SMALL.nearest(question, 10) == sorted(range(10), key=lambda seq: -cosines[seq])


@pytest.fixture(scope="module", autouse=True)
def _no_folder_left(folder: Path) -> object:
    yield
    shutil.rmtree(folder)
