"""``veil bench search``: latency, recall and rows of search in one resume, beside the other stores to hand."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Self
from uuid import uuid4

import numpy as np

from service.bench.search_data import Corpus, Question
from service.bench.search_database import BenchDatabase, Progress, open_server
from service.bench.search_peers import PEERS, TABLES, TOP_K, VECTOR_PEERS, Peer, missing
from service.embedded import EmbeddedServer
from service.errors import InvalidRequest
from service.pipeline.lexemes import query_lexemes

_ANN = frozenset({"ivfflat", "hnsw"})
# Building HNSW takes minutes beyond; the point, that rows are missing, shows at every size.
_ANN_CHUNKS = 100_000
# A slow peer gets fewer questions: as many as fit this time, and at least so many.
_SECONDS_A_PEER = 30.0
_FEWEST = 20
_WARM_UP = 3
_RECALL_QUESTIONS = 100


@dataclass(frozen=True, slots=True)
class Latency:
    """What one peer's answers took and held."""

    queries: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    rows: float
    """Rows returned on average."""
    empty: float
    """Share of questions that nothing came back for, though every resume has chunks enough."""
    recall: float
    """recall@5 of vector search: how many of NumPy's five nearest in the resume come back in five."""
    table_mb: float | None

    @classmethod
    def of(cls, times_s: Sequence[float], rows: Sequence[int], recall: float, table_mb: float | None) -> Self:
        """Sum up a peer's answers."""
        p50, p95, p99 = np.percentile(np.asarray(times_s) * 1000, (50, 95, 99))
        empty = sum(count == 0 for count in rows) / len(rows)
        return cls(len(rows), float(p50), float(p95), float(p99), sum(rows) / len(rows), empty, recall, table_mb)


@dataclass(frozen=True, slots=True)
class SizeResult:
    """All peers on one corpus."""

    chunks: int
    peers: dict[str, Latency]
    skipped: dict[str, str]
    """Peers that were asked for and not measured, and why."""

    @property
    def ratios(self) -> dict[str, float]:
        """How many times one peer's p50 is another's; searches by vector are compared with Veil's by vector."""
        ratios = {}
        for name in self.peers:
            if name in {"veil", "raw", "veil_vector"}:
                continue
            ours = "veil_vector" if name in VECTOR_PEERS else "veil"
            if ours in self.peers:
                ratios[f"{name}/{ours}"] = self.peers[name].p50_ms / self.peers[ours].p50_ms
        if {"veil", "raw"} <= self.peers.keys():
            ratios["veil/raw"] = self.peers["veil"].p50_ms / self.peers["raw"].p50_ms
        return ratios


@dataclass(frozen=True, slots=True)
class SearchBench:
    """One run."""

    sizes: list[SizeResult]
    growth_ms: dict[int, float]
    """Veil's p50 by chunks, asked in turns in one pass over all corpora, so that a slow minute meets all of them."""
    tokenise_ms: float
    """p50 of making a question's lexemes, which Veil's times don't hold."""
    lexemes: float
    setting: dict[str, int] = field(default_factory=dict)

    @property
    def growth(self) -> dict[str, float]:
        """How many times Veil's p50 on each larger corpus is that on the smallest one."""
        first = min(self.growth_ms)
        return {
            f"{chunks}/{first}": ms / self.growth_ms[first] for chunks, ms in self.growth_ms.items() if chunks > first
        }

    @property
    def p50_by_chunks(self) -> dict[str, dict[int, float]]:
        """Each peer's p50 in milliseconds by chunks."""
        names = dict.fromkeys(name for one in self.sizes for name in one.peers)
        return {name: {one.chunks: one.peers[name].p50_ms for one in self.sizes if name in one.peers} for name in names}

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready data, ratios first."""
        return {
            "ratios": {str(one.chunks): _rounded(one.ratios) for one in self.sizes},
            "growth": _rounded(self.growth),
            "sizes": [
                {
                    "chunks": one.chunks,
                    "peers": {name: _rounded(asdict(latency)) for name, latency in one.peers.items()},
                    "skipped": one.skipped,
                }
                for one in self.sizes
            ],
            "veil_p50_ms_in_turns": {str(chunks): round(ms, 3) for chunks, ms in self.growth_ms.items()},
            "tokenise_p50_ms": round(self.tokenise_ms, 3),
            "lexemes_a_question": round(self.lexemes, 1),
            **self.setting,
        }

    def table(self) -> str:
        """Return the results for people, ratios first."""
        lines = []
        for one in self.sizes:
            lines += [f"{f'{one.chunks:,} chunks':20}{name:24}{ratio:9.2f}x" for name, ratio in one.ratios.items()]
        lines += [f"{'growth of veil':20}{name:24}{ratio:9.2f}x" for name, ratio in self.growth.items()]
        for one in self.sizes:
            head = f"{f'{one.chunks:,} chunks':16}{'p50 ms':>10}{'p95 ms':>10}{'p99 ms':>10}{'recall@5':>10}"
            lines += ["", f"{head}{'rows':>7}{'empty':>8}{'queries':>9}{'table MB':>10}"]
            lines += [_line(name, latency) for name, latency in one.peers.items()]
            lines += [f"{name:16}not measured: {reason}" for name, reason in one.skipped.items()]
        lines.append("")
        lines.append(
            "veil_vector, ivfflat and hnsw search by vector, the others both ways; recall@5 is of vector search\n"
            f"against NumPy's exact order. Veil is given the lexemes ({self.lexemes:.0f} a question); making them "
            f"takes {self.tokenise_ms:.2f} ms (p50)."
        )
        return "\n".join(lines)


def run(
    sizes: Sequence[int],
    *,
    resume_chunks: int = 30,
    dimensions: int = 1024,
    queries: int = 200,
    peers: Sequence[str] = (),
    progress: Progress = lambda *_: None,
) -> SearchBench:
    """Measure every peer on every corpus.

    Args:
        sizes: chunks of each corpus.
        resume_chunks: chunks of a resume.
        dimensions: of a vector.
        queries: questions; slow peers get some of them.
        peers: names of ``PEERS``; all by default, without the approximate indexes on large corpora.
        progress: is told how far it is.

    Raises:
        InvalidRequest: a peer is unknown, a number is out of range, or the disk has too little room.
    """
    if unknown := set(peers) - PEERS.keys():
        raise InvalidRequest(f"There is no peer {min(unknown)}. There are: {', '.join(PEERS)}.")
    if not sizes or min(sizes) < resume_chunks or resume_chunks < TOP_K:
        raise InvalidRequest(f"A resume has at least {TOP_K} chunks, and a corpus at least a resume's.")
    corpora = [Corpus(chunks, resume_chunks, dimensions) for chunks in sorted(set(sizes))]
    chosen = {corpus.chunks: _choose(corpus, peers) for corpus in corpora}
    needed = {chunks: len(wanted.keys() & TABLES.keys()) for chunks, (wanted, _) in chosen.items()}
    with open_server(needed, dimensions) as server, ExitStack() as stack:
        databases, results = [], []
        for corpus in corpora:
            database = stack.enter_context(_filled(server, corpus, progress))
            wanted, skipped = chosen[corpus.chunks]
            results.append(SizeResult(corpus.chunks, _measure(database, list(wanted), queries, progress), skipped))
            databases.append(database)
        questions = corpora[0].questions(queries)
        return SearchBench(
            results,
            _growth(databases, queries, progress),
            _tokenise_ms(questions),
            float(np.mean([len(set(query_lexemes(question.text))) for question in questions])),
            {"queries": queries, "resume_chunks": resume_chunks, "dimensions": dimensions, "top_k": TOP_K},
        )


@contextmanager
def shown_progress(wanted: bool) -> Iterator[Progress]:
    """Show a bar on standard error, where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True, disable=not (wanted and console.is_terminal)) as bars:
        task = bars.add_task("starting", total=1)
        yield lambda doing, done, total: bars.update(task, description=doing, completed=done, total=total)


def _choose(corpus: Corpus, peers: Sequence[str]) -> tuple[dict[str, None], dict[str, str]]:
    """Return which peers to measure, and why not the others."""
    skipped = {name: reason for name in peers or PEERS if (reason := missing(name))}
    if not peers and corpus.chunks > _ANN_CHUNKS:
        skipped |= dict.fromkeys(
            sorted(_ANN), f"its index takes minutes beyond {_ANN_CHUNKS:,} chunks; name it to have it"
        )
    return dict.fromkeys(name for name in PEERS if name in (peers or PEERS) and name not in skipped), skipped


@contextmanager
def _filled(server: EmbeddedServer, corpus: Corpus, progress: Progress) -> Iterator[BenchDatabase]:
    database = BenchDatabase(server, f"veil_bench_{uuid4().hex[:12]}", corpus)
    try:
        database.create()
        database.fill_source(progress)
        progress("veil's rows", 0, 1)
        database.fill_veil()
        yield database
    finally:
        database.drop()


def _measure(database: BenchDatabase, names: Sequence[str], queries: int, progress: Progress) -> dict[str, Latency]:
    """Measure the peers in turns, then drop their tables."""
    questions = database.corpus.questions(queries)
    with ExitStack() as stack:
        opened: dict[str, Peer] = {}
        for place, name in enumerate(names):
            progress(f"tables and indexes of {name}", place, len(names))
            opened[name] = PEERS[name](database, questions)
            stack.callback(opened[name].close)
        database.run("drop_source")
        times, rows = _ask_in_turns(opened, questions, progress)
        recalls = {}
        for place, (name, peer) in enumerate(opened.items()):
            progress("recall", place, len(opened))
            recalls[name] = _recall(database.corpus, peer, questions[: min(len(times[name]), _RECALL_QUESTIONS)])
        measured = {
            name: Latency.of(times[name], rows[name], recalls[name], _table_mb(database, name)) for name in opened
        }
    for name in opened.keys() & TABLES.keys():
        database.run("drop_table", table=TABLES[name])
    return measured


def _ask_in_turns(
    peers: Mapping[str, Peer], questions: Sequence[Question], progress: Progress
) -> tuple[dict[str, list[float]], dict[str, list[int]]]:
    """Ask each question of each peer before the next one, each time in another order.

    Veil and bare SQL read the same rows: whoever comes first warms them for the other.
    """
    strides = {name: _stride(peer, questions) for name, peer in peers.items()}
    times: dict[str, list[float]] = {name: [] for name in peers}
    rows: dict[str, list[int]] = {name: [] for name in peers}
    names, random = list(peers), Random(7)  # noqa: S311 - an order, not a secret
    for number, question in enumerate(questions):
        progress("questions", number, len(questions))
        random.shuffle(names)
        for name in names:
            if number % strides[name] == 0:
                started = time.perf_counter()
                found = peers[name].search(question)
                times[name].append(time.perf_counter() - started)
                rows[name].append(len(found))
    return times, rows


def _stride(peer: Peer, questions: Sequence[Question]) -> int:
    """Warm a peer up, and return of how many questions it gets one."""
    taken = []
    for question in questions[-_WARM_UP:]:
        started = time.perf_counter()
        peer.search(question)
        taken.append(time.perf_counter() - started)
    affordable = max(int(_SECONDS_A_PEER / min(taken)), _FEWEST)
    return -(-len(questions) // affordable)


def _recall(corpus: Corpus, peer: Peer, questions: Sequence[Question]) -> float:
    shares = []
    for question in questions:
        exact = {(question.resume_id, seq) for seq in corpus.nearest(question, TOP_K)}
        shares.append(len(exact & set(peer.nearest(question)[:TOP_K])) / TOP_K)
    return float(np.mean(shares))


def _growth(databases: Sequence[BenchDatabase], queries: int, progress: Progress) -> dict[int, float]:
    """Return Veil's p50 on each corpus, asked in turns."""
    asked = {str(one.corpus.chunks): one.corpus.questions(queries) for one in databases}
    with ExitStack() as stack:
        opened = {(name := str(one.corpus.chunks)): PEERS["veil"](one, asked[name]) for one in databases}
        for peer in opened.values():
            stack.callback(peer.close)
        times: dict[str, list[float]] = {name: [] for name in opened}
        for number in range(-_WARM_UP, queries):
            progress("veil on each corpus in turns", max(number, 0), queries)
            for name, peer in opened.items():
                started = time.perf_counter()
                peer.search(asked[name][number])
                if number >= 0:
                    times[name].append(time.perf_counter() - started)
    return {int(name): float(np.median(taken) * 1000) for name, taken in times.items()}


def _tokenise_ms(questions: Sequence[Question]) -> float:
    times = []
    for question in questions:
        started = time.perf_counter()
        query_lexemes(question.text)
        times.append(time.perf_counter() - started)
    return float(np.median(times) * 1000)


def _table_mb(database: BenchDatabase, name: str) -> float | None:
    table = "veil.chunk" if name.startswith("veil") else TABLES.get(name)
    return None if table is None else database.size(table) / 2**20


def _rounded(values: Mapping[str, float | int | None]) -> dict[str, float | int | None]:
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in values.items()}


def _line(name: str, one: Latency) -> str:
    times = f"{one.p50_ms:>10.2f}{one.p95_ms:>10.2f}{one.p99_ms:>10.2f}"
    size = "" if one.table_mb is None else f"{one.table_mb:,.0f}"
    return f"{name:16}{times}{one.recall:>10.3f}{one.rows:>7.2f}{one.empty:>8.1%}{one.queries:>9}{size:>10}"
