"""Databases of the search benchmark's own: made, filled with COPY, and dropped however the benchmark ends."""

import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Any, Final
from uuid import UUID, uuid4

import numpy as np
import psycopg2
from llama_index.core.schema import TextNode
from psycopg2 import sql
from sqlalchemy import URL

from service.bench.search_data import Corpus
from service.database import Database, Role, parse_url, read_queries, sql_folder
from service.embedded import SUPERUSER, EmbeddedServer
from service.errors import InvalidRequest
from service.migrations import bootstrap, migrate
from service.pipeline.store import DocumentNodes, ResumeVectorStore

MODEL_ID: Final = "bench"
_PROTOTYPES: Final = "prototypes"
_RESUMES_A_COPY: Final = 500
# Nothing here outlives the run, so nothing is made durable; and indexes are built in memory, as one would.
_OPTIONS: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "2GB",
    "maintenance_work_mem": "1GB",
}
# Measured with vectors of 1024 dimensions: tables, indexes and what a load needs meanwhile.
_BYTES_A_CHUNK: Final = 11_000
_BYTES_A_PEER_CHUNK: Final = 8_000
_MOST_BYTES_OF_LOG: Final = 3_000_000_000

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and how much there is."""


class BenchDatabase:
    """One database that holds one corpus in the tables of every peer."""

    def __init__(self, server: EmbeddedServer, name: str, corpus: Corpus) -> None:
        self.corpus = corpus
        self._server = server
        self._name = name
        self._queries = read_queries(sql_folder() / "bench.sql")

    def url(self, user: str = SUPERUSER) -> URL:
        """Return where a user logs in."""
        return parse_url(self._server.url(user, self._name))

    def text_url(self, user: str = SUPERUSER, driver: str = "postgresql") -> str:
        """Return the same for a driver, as text."""
        return self.url(user).set(drivername=driver).render_as_string(hide_password=False)

    @contextmanager
    def veil(self) -> Iterator[Database]:
        """Open Veil's pools, one connection each."""
        database = Database({role: self.url(role) for role in (Role.SEARCH, Role.WORKER)}, pool_size=1)
        try:
            yield database
        finally:
            database.close()

    def open_store(self, database: Database) -> ResumeVectorStore:
        """Open Veil's store for the corpus's vectors."""
        return ResumeVectorStore.open(database, model_id=MODEL_ID, dimensions=self.corpus.dimensions)

    def run(self, query: str, values: Mapping[str, object] | None = None, **names: str | int) -> list[tuple[Any, ...]]:
        """Run a query of sql/bench.sql as superuser, committed at once.

        Args:
            query: its name.
            values: its parameters.
            names: identifiers, or numbers, that stand in braces in it.
        """
        parts = {
            name: sql.Literal(value) if isinstance(value, int) else sql.Identifier(value)
            for name, value in names.items()
        }
        return self._execute(sql.SQL(self._queries[query]).format(**parts), values)

    def size(self, table: str) -> int:
        """Return a table's bytes on disk, with its indexes."""
        return int(self.run("sizes", {"table": table})[0][0])

    # Loading.

    def create(self) -> None:
        """Make the database with Veil's schema in it."""
        with _connected(self._server.url(SUPERUSER, "postgres")) as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._name)))
        bootstrap(self.url())
        migrate(self.url())

    def drop(self) -> None:
        """Drop the database and whoever is connected to it."""
        with _connected(self._server.url(SUPERUSER, "postgres")) as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self._name)))

    def fill_source(self, progress: Progress) -> None:
        """Send texts and vectors once, by binary COPY; memory holds one batch of them."""
        corpus = self.corpus
        halfvec = sql.SQL("halfvec({})").format(sql.Literal(corpus.dimensions))
        self._execute(sql.SQL(self._queries["create_source"]).format(halfvec=halfvec), None)
        with _connected(self.text_url()) as cursor:
            cursor.executemany("INSERT INTO prototype VALUES (%s, %s)", list(enumerate(corpus.texts)))
            for start in range(0, corpus.resumes, _RESUMES_A_COPY):
                batch = range(start, min(start + _RESUMES_A_COPY, corpus.resumes))
                cursor.copy_expert(self._queries["fill_source"], _copy_stream(corpus, batch))
                progress("vectors", batch.stop * corpus.resume_chunks, corpus.chunks)

    def fill_veil(self) -> None:
        """Let the store write the prototypes as one resume, and make every resume's rows from them.

        What a chunk's row holds is the store's business: all columns are copied but those of place and vector.
        """
        store_it = {"resume_id": _PROTOTYPES, "document_id": uuid4(), "digest": b"\0" * 32}
        self.run("add_prototype_resume", store_it)
        self.run("add_prototype_document", store_it)
        self._write_prototypes(UUID(str(store_it["document_id"])))
        resume_id = "to_char(s.resume, '\"r-\"FM000000')"
        document_id = f"md5({resume_id})::uuid"
        own = {"resume_id": resume_id, "document_id": document_id}
        for table in ("resume", "generation", "document"):
            self._copy("copy_resumes", table, own)
        place = {
            "seq": "s.seq",
            "position": "s.seq",
            "node_id": f"md5({resume_id} || '/' || s.seq)::uuid",
            "embedding": "s.embedding",
        }
        self._copy("copy_chunks", "chunk", own | place)
        self.run("drop_prototype_resume", store_it)
        for table in ("resume", "generation", "document", "chunk"):
            self._execute(sql.SQL(self._queries["vacuum"]).format(table=sql.Identifier("veil", table)), None)

    def fill(self, query: str, table: str, **values: object) -> None:
        """Fill a peer's table from the source; its keyword index is made afterwards, as one loads."""
        indexes = self.run("gin_indexes_of", {"table": table})
        for name, _ in indexes:
            self.run("drop_index", index=name)
        self.run(query, values, table=table)
        for _, definition in indexes:
            self._execute(sql.SQL(definition), None)
        self.run("vacuum", table=table)

    def _write_prototypes(self, document_id: UUID) -> None:
        vector = [1.0] + [0.0] * (self.corpus.dimensions - 1)
        nodes = [
            TextNode(text=text, embedding=vector, metadata={"section": "experience"}) for text in self.corpus.texts
        ]
        document = DocumentNodes(document_id, b"\0" * 32, nodes)
        with self.veil() as database:
            store = self.open_store(database)
            rows = store.rows_of(document)
            with database.scoped(Role.WORKER, _PROTOTYPES) as tx:
                store.write_document(tx, _PROTOTYPES, document, rows)

    def _copy(self, query: str, table: str, own: Mapping[str, str]) -> None:
        columns = [str(row[0]) for row in self.run("columns_of", {"table": table})]
        values = [
            sql.SQL(own[name]) if name in own else sql.SQL("p.{}").format(sql.Identifier(name)) for name in columns
        ]
        statement = sql.SQL(self._queries[query]).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(values),
        )
        self._execute(statement, {"resume_id": _PROTOTYPES})

    def _execute(self, statement: sql.Composable, values: Mapping[str, object] | None) -> list[tuple[Any, ...]]:
        with _connected(self.text_url()) as cursor:
            # With values even where there are none, so that %% is always one percent sign.
            cursor.execute(statement, values or {})
            return cursor.fetchall() if cursor.description else []


@contextmanager
def open_server(sizes: Mapping[int, int], dimensions: int) -> Iterator[EmbeddedServer]:
    """Start an embedded server in a folder of its own, which is removed however this ends.

    Args:
        sizes: for each corpus, its chunks and how many peers besides Veil hold it.
        dimensions: of a vector.

    Raises:
        InvalidRequest: the folder's disk has too little room.
    """
    home = Path(tempfile.mkdtemp(prefix="veil-bench-"))
    try:
        _check_room(home, _expected_bytes(sizes, dimensions))
        with _ended_by_signals(), EmbeddedServer(home, _OPTIONS) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _expected_bytes(sizes: Mapping[int, int], dimensions: int) -> int:
    """Return the room that is needed at once: Veil's rows of all sizes, and all peers' of the largest."""
    ours = sum(sizes) * _BYTES_A_CHUNK
    theirs = max(chunks * peers * _BYTES_A_PEER_CHUNK for chunks, peers in sizes.items())
    tables = (ours + theirs) * max(dimensions, 256) // 1024
    # The write-ahead log grows with what is written, up to max_wal_size and somewhat beyond.
    return tables + min(tables, _MOST_BYTES_OF_LOG)


def _check_room(home: Path, needed: int) -> None:
    free = shutil.disk_usage(home).free
    if free < needed:
        raise InvalidRequest(
            f"The benchmark needs about {needed / 1e9:.0f} GB in the folder of temporary files, which has "
            f"{free / 1e9:.0f} GB. Set TMPDIR to another, or --chunks to fewer."
        )


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack like Ctrl-C does, so that gigabytes don't stay behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def unwind(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, unwind) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _connected(url: str) -> Iterator[Any]:
    connection = psycopg2.connect(url.replace("postgresql+psycopg2://", "postgresql://"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _copy_stream(corpus: Corpus, resumes: range) -> BytesIO:
    """Return rows of the source table in COPY's binary format: https://www.postgresql.org/docs/18/sql-copy.html."""
    count, dimensions = corpus.resume_chunks, corpus.dimensions
    rows = np.zeros(
        (len(resumes), count),
        dtype=[
            ("fields", ">i2"),
            *((f"{name}{part}", ">i4") for name in ("resume", "seq", "prototype") for part in ("_bytes", "")),
            ("embedding_bytes", ">i4"),
            ("dimensions", ">i2"),
            ("unused", ">i2"),
            ("embedding", ">f2", (dimensions,)),
        ],
    )
    rows["fields"] = 4
    for name in ("resume", "seq", "prototype"):
        rows[f"{name}_bytes"] = 4
    rows["embedding_bytes"] = 4 + 2 * dimensions
    rows["dimensions"] = dimensions
    rows["seq"] = np.arange(count)
    for place, resume in enumerate(resumes):
        rows["resume"][place] = resume
        rows["prototype"][place] = corpus.prototypes(resume)
        rows["embedding"][place] = corpus.vectors(resume)
    return BytesIO(b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows.tobytes() + b"\xff\xff")
