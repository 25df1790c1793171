"""Who is measured by ``veil bench search``: each holds the same chunks in its own table and answers the same questions.

Nobody is tuned against: each is set up as its own documentation says, with half precision where it has that.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Final, Protocol

import orjson
import psycopg2
import psycopg2.extensions
from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import (
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
)
from llama_index.core.vector_stores.utils import node_to_metadata_dict
from llama_index.vector_stores.postgres import PGVectorStore
from sqlalchemy import event

from service.bench.search_data import Question
from service.bench.search_database import BenchDatabase
from service.database import Database, Role
from service.pipeline.lexemes import query_lexemes

TOP_K: Final = 5
Places = list[tuple[str, int]]
"""What a search returned: resume and order within it, best first."""


class Peer(Protocol):
    """Answers questions."""

    def search(self, question: Question) -> Places:
        """Answer as the peer is meant to be used; this is timed."""

    def nearest(self, question: Question) -> Places:
        """Answer by vectors alone; recall is counted on this."""

    def close(self) -> None:
        """Let go of connections."""


class Stock:
    """LlamaIndex's PGVectorStore."""

    def __init__(
        self, database: BenchDatabase, table: str, mode: VectorStoreQueryMode, options: Mapping[str, Any] | None = None
    ) -> None:
        self._mode = mode
        self._store = PGVectorStore.from_params(
            connection_string=database.text_url(driver="postgresql+psycopg2"),
            async_connection_string="postgresql+asyncpg://",
            table_name=table,
            schema_name="public",
            hybrid_search=True,
            text_search_config="simple",
            embed_dim=database.corpus.dimensions,
            use_halfvec=True,
            **(options or {}),
        )

    def set_up(self) -> None:
        """Make the table and its indexes, as its first use would."""
        self._store._initialize()  # noqa: SLF001 - so that making an index is not part of the first question

    def search(self, question: Question) -> Places:
        """Answer as it is meant to be used."""
        return self._ask(question, self._mode)

    def nearest(self, question: Question) -> Places:
        """Answer by vectors alone."""
        return self._ask(question, VectorStoreQueryMode.DEFAULT)

    def close(self) -> None:
        """Let go of connections."""
        asyncio.run(self._store.close())

    def _ask(self, question: Question, mode: VectorStoreQueryMode) -> Places:
        found = self._store.query(_query(question, mode, sparse_top_k=TOP_K))
        return [_place(node_id) for node_id in found.ids]


class LangChain:
    """LangChain's PGVectorStore, with its hybrid search and the resume's id as a column of its own."""

    def __init__(self, database: BenchDatabase, table: str) -> None:
        from langchain_core.embeddings import Embeddings
        from langchain_postgres import PGEngine
        from langchain_postgres.v2.engine import Column

        class NoEmbeddings(Embeddings):  # type: ignore[misc]  # an optional package
            """The interface asks for both; vectors are given, so neither is ever called."""

            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                raise NotImplementedError

            def embed_query(self, text: str) -> list[float]:
                raise NotImplementedError

        self._table = table
        self._embeddings = NoEmbeddings()
        self._dimensions = database.corpus.dimensions
        self._columns = [Column("resume_id", "TEXT", nullable=False), Column("seq", "INTEGER", nullable=False)]
        self._engine = PGEngine.from_connection_string(database.text_url(driver="postgresql+psycopg"))
        self._store: Any = None

    def set_up(self) -> None:
        """Make the table and open the store."""
        from langchain_postgres import PGVectorStore as LangChainStore

        self._engine.init_vectorstore_table(
            self._table,
            self._dimensions,
            metadata_columns=self._columns,
            hybrid_search_config=self._hybrid(""),
        )
        self._store = LangChainStore.create_sync(
            self._engine, self._embeddings, self._table, metadata_columns=["resume_id", "seq"]
        )

    def search(self, question: Question) -> Places:
        """Answer as it is meant to be used."""
        # A configuration for each question: the store keeps the first question's words in the one that it is given.
        return self._ask(question, hybrid_search_config=self._hybrid(question.text))

    def nearest(self, question: Question) -> Places:
        """Answer by vectors alone."""
        return self._ask(question)

    def close(self) -> None:
        """Let go of connections."""
        self._engine._run_as_sync(self._engine.close())  # noqa: SLF001 - it has no other synchronous way

    def _ask(self, question: Question, **options: Any) -> Places:
        found = self._store.similarity_search_by_vector(
            question.vector, k=TOP_K, filter={"resume_id": question.resume_id}, **options
        )
        return [(document.metadata["resume_id"], document.metadata["seq"]) for document in found]

    @staticmethod
    def _hybrid(words: str) -> Any:
        from langchain_postgres.v2.hybrid_search_config import HybridSearchConfig, reciprocal_rank_fusion

        return HybridSearchConfig(
            tsv_column="content_tsv",
            tsv_lang="pg_catalog.simple",
            fts_query=words,
            fusion_function=reciprocal_rank_fusion,
            primary_top_k=TOP_K,
            secondary_top_k=TOP_K,
        )


class Veil:
    """Veil's ResumeVectorStore, asked through LlamaIndex's VectorStoreQuery and given the questions' lexemes."""

    def __init__(self, database: BenchDatabase, mode: VectorStoreQueryMode, questions: Sequence[Question]) -> None:
        self._opened = database.veil()
        self.pools: Database = self._opened.__enter__()
        self._store = database.open_store(self.pools)
        self._mode = mode
        self._lexemes = {question.number: query_lexemes(question.text) for question in questions}

    def search(self, question: Question) -> Places:
        """Answer as it is meant to be used."""
        return self._ask(question, self._mode)

    def nearest(self, question: Question) -> Places:
        """Answer by vectors alone."""
        return self._ask(question, VectorStoreQueryMode.DEFAULT)

    def close(self) -> None:
        """Let go of connections."""
        self._opened.__exit__(None, None, None)

    def _ask(self, question: Question, mode: VectorStoreQueryMode) -> Places:
        nodes = self._store.query(_query(question, mode), lexemes=self._lexemes[question.number]).nodes
        return [(node.metadata["resume_id"], node.metadata["seq"]) for node in nodes]


class Raw:
    """The floor: what Veil's store sends, sent again by psycopg2 alone on one connection.

    Statements and parameters are recorded while the store answers each question, so that they are the store's own
    whatever it does. Rows are fetched and nothing is made of them.
    """

    def __init__(self, database: BenchDatabase, questions: Sequence[Question]) -> None:
        self._connection = psycopg2.connect(database.text_url(str(Role.SEARCH)))
        self._cursor = self._connection.cursor()
        veil = Veil(database, VectorStoreQueryMode.HYBRID, questions)
        recorder = _Recorder()
        event.listen(veil.pools.engine(Role.SEARCH), "do_connect", recorder.connect)
        try:
            # Whatever opens the connection and prepares plans is sent here too, once.
            self._send(recorder.record(lambda: (veil.search(questions[0]), veil.nearest(questions[0]))))
            self._searches = {
                question.number: recorder.record(lambda: veil.search(question))  # noqa: B023 - called at once
                for question in questions
            }
            self._nearest = {
                question.number: recorder.record(lambda: veil.nearest(question))  # noqa: B023 - called at once
                for question in questions
            }
        finally:
            veil.close()

    def search(self, question: Question) -> Places:
        """Answer as it is meant to be used."""
        return self._places(question, self._send(self._searches[question.number]))

    def nearest(self, question: Question) -> Places:
        """Answer by vectors alone."""
        return self._places(question, self._send(self._nearest[question.number]))

    def close(self) -> None:
        """Let go of connections."""
        self._connection.close()

    def _send(self, statements: Sequence["_Statement"]) -> list[tuple[Any, ...]]:
        cursor = self._cursor
        rows: list[tuple[Any, ...]] = []
        for text, values, autocommit in statements:
            if self._connection.autocommit != autocommit:
                self._connection.commit()
                self._connection.autocommit = autocommit
            cursor.execute(text, values)
            if cursor.description:
                rows = cursor.fetchall()
        if not self._connection.autocommit:
            self._connection.commit()
        return rows

    def _places(self, question: Question, rows: Sequence[tuple[Any, ...]]) -> Places:
        seq = [column.name for column in self._cursor.description or ()].index("seq")
        return [(question.resume_id, row[seq]) for row in rows if row[seq] is not None]


_Statement = tuple[Any, Any, bool]


class _Recorder:
    """Keeps what the connections that it opens are told to execute."""

    def __init__(self) -> None:
        self._statements: list[_Statement] = []

    def record(self, act: Callable[[], object]) -> list[_Statement]:
        """Act, and return what was executed: the statement, its values, and whether by itself."""
        self._statements.clear()
        act()
        return self._statements.copy()

    def connect(self, _: object, __: object, ___: object, arguments: dict[str, Any]) -> None:
        """Be called by SQLAlchemy before it connects."""
        add = self._statements.append

        class Connection(psycopg2.extensions.connection):
            def cursor(self, *args: Any, cursor_factory: Any = None, **options: Any) -> Any:
                base = cursor_factory or psycopg2.extensions.cursor
                return super().cursor(*args, cursor_factory=_recording(base, add), **options)

        arguments["connection_factory"] = Connection


def _recording(base: type[Any], tell: Callable[[_Statement], None]) -> type[Any]:
    """Return a cursor that tells what it executes."""

    class Cursor(base):  # type: ignore[misc]  # psycopg2 makes cursors of any such class
        def execute(self, query: Any, vars: Any = None) -> Any:  # noqa: A002 - psycopg2's name
            tell((query, vars, self.connection.autocommit))
            return super().execute(query, vars)

    return Cursor


# How a peer is opened on a filled database, by name; the first is what all others are compared with.


def _open_veil(database: BenchDatabase, questions: Sequence[Question]) -> Peer:
    return Veil(database, VectorStoreQueryMode.HYBRID, questions)


def _open_veil_vector(database: BenchDatabase, questions: Sequence[Question]) -> Peer:
    return Veil(database, VectorStoreQueryMode.DEFAULT, questions)


def _open_stock(database: BenchDatabase, _: Sequence[Question]) -> Peer:
    return _filled(database, "stock", VectorStoreQueryMode.HYBRID)


def _open_stock_btree(database: BenchDatabase, _: Sequence[Question]) -> Peer:
    options = {"indexed_metadata_keys": {("resume_id", "text")}}
    return _filled(database, "btree", VectorStoreQueryMode.HYBRID, options)


def _open_ivfflat(database: BenchDatabase, _: Sequence[Question]) -> Peer:
    peer = _filled(database, "ivfflat", VectorStoreQueryMode.DEFAULT)
    database.run("index_ivfflat", table="data_ivfflat", lists=max(database.corpus.chunks // 1000, 1))
    return peer


def _open_hnsw(database: BenchDatabase, _: Sequence[Question]) -> Peer:
    _filled(database, "hnsw", VectorStoreQueryMode.DEFAULT).close()
    # halfvec_cosine_ops, because the store's default for half precision is an operator class that its own queries
    # never use.
    options = {
        "hnsw_m": 16,
        "hnsw_ef_construction": 64,
        "hnsw_ef_search": 40,
        "hnsw_dist_method": "halfvec_cosine_ops",
    }
    peer = Stock(database, "hnsw", VectorStoreQueryMode.DEFAULT, {"hnsw_kwargs": options})
    peer.set_up()
    return peer


def _open_langchain(database: BenchDatabase, _: Sequence[Question]) -> Peer:
    peer = LangChain(database, "langchain")
    peer.set_up()
    database.fill("fill_langchain", "langchain")
    database.run("index_langchain", table="langchain")
    return peer


PEERS: Final[dict[str, Callable[[BenchDatabase, Sequence[Question]], Peer]]] = {
    "veil": _open_veil,
    "raw": Raw,
    "stock": _open_stock,
    "stock_btree": _open_stock_btree,
    "langchain": _open_langchain,
    "veil_vector": _open_veil_vector,
    "ivfflat": _open_ivfflat,
    "hnsw": _open_hnsw,
}
TABLES: Final = {
    "stock": "data_stock",
    "stock_btree": "data_btree",
    "langchain": "langchain",
    "ivfflat": "data_ivfflat",
    "hnsw": "data_hnsw",
}
"""The tables that are dropped once a corpus is measured; Veil's stay, for the comparison of corpora."""
VECTOR_PEERS: Final = frozenset({"veil_vector", "ivfflat", "hnsw"})
"""Asked by vector only: their times are to be compared with each other."""


def missing(peer: str) -> str | None:
    """Return why a peer can't be measured here, if so."""
    if peer == "langchain" and find_spec("langchain_postgres") is None:
        return "not installed (pip install langchain-postgres)"
    return None


def _filled(
    database: BenchDatabase, table: str, mode: VectorStoreQueryMode, options: Mapping[str, Any] | None = None
) -> Stock:
    peer = Stock(database, table, mode, options)
    peer.set_up()
    node = TextNode(id_="@node", text="", metadata={"resume_id": "@resume", "section": "experience"})
    node.relationships[NodeRelationship.SOURCE] = RelatedNodeInfo(node_id="@resume")
    metadata = orjson.dumps(node_to_metadata_dict(node, remove_text=True, flat_metadata=False)).decode()
    database.fill("fill_stock", f"data_{table}", metadata=metadata)
    return peer


def _query(question: Question, mode: VectorStoreQueryMode, **options: Any) -> VectorStoreQuery:
    return VectorStoreQuery(
        query_embedding=question.vector,
        query_str=question.text,
        similarity_top_k=TOP_K,
        mode=mode,
        filters=MetadataFilters(filters=[MetadataFilter(key="resume_id", value=question.resume_id)]),
        **options,
    )


def _place(node_id: str) -> tuple[str, int]:
    resume_id, _, seq = node_id.rpartition("/")
    return resume_id, int(seq)
