"""ResumeVectorStore: LlamaIndex's PGVectorStore on our own table, statements and scope.

The base class interpolates filters into SQL, searches everything when there is no filter, and
concatenates the two arms of a hybrid search. Hence nothing of it that touches the database is kept:
each public method is ours, scoped or refused, and its initialisation raises.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self, TypedDict, TypeVar, Unpack
from uuid import UUID

import numpy as np
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import BaseNode, NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import (
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
    VectorStoreQueryResult,
)
from llama_index.vector_stores.postgres import PGVectorStore
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import create_async_engine

from service.database import Database, Role, Transaction
from service.errors import (
    DatabaseRefused,
    DatabaseUnavailable,
    InvalidRequest,
    ModelMismatch,
    ResumeNotFound,
    ScopeMissing,
    UnsupportedFilter,
)
from service.pipeline.chunking import CHUNKER_VERSION
from service.pipeline.chunks import DocumentNodes, checked_vector, chunk_rows, query_literal
from service.pipeline.lexemes import TOKENISER_VERSION, query_lexemes
from service.pipeline.ranking import Fusion, Mode
from service.pipeline.scope import Scope, checked_resume_id, document_uuid
from service.pipeline.terms import Probes
from service.pipeline.writing import ChunkWriter, lock_resume
from service.privacy.audit import AuditLog, Event

__all__ = ["DocumentNodes", "ResumeVectorStore"]

MAX_TOP_K = 1_000
Key = TypeVar("Key", str, UUID)
# The base class wants an asynchronous engine beside the other. It is never connected: there is no host.
_NOWHERE = "postgresql+asyncpg://"
_MODES = {
    VectorStoreQueryMode.DEFAULT: Mode.VECTOR,
    VectorStoreQueryMode.HYBRID: Mode.HYBRID,
    VectorStoreQueryMode.SPARSE: Mode.KEYWORD,
    VectorStoreQueryMode.TEXT_SEARCH: Mode.KEYWORD,
}
_ARMS = ("rank", "vector_rank", "vector_score", "keyword_rank", "keyword_score")


class How(TypedDict, total=False):
    """How to search.

    Attributes:
        mode: which arms; hybrid by default.
        lexemes: the query's, for the keyword arm.
        weights: what each lexeme counts; by default what the fusion makes of how often it occurs, and of
            what else the query's terms are called.
        mass_weights: what each counts in the query's IDF mass, 0 for those that are missing; by default
            the query's own, without what expands it.
        vector: the query's, for the vector arm.
        top_k: at most so many rows, 1 to 1,000; 5 by default.
        explain: name the matched lexemes.
        fusion: how the arms become one score; the store's by default.
    """

    mode: Mode
    lexemes: Sequence[str]
    weights: Mapping[str, float] | None
    mass_weights: Mapping[str, float] | None
    vector: Sequence[float] | NDArray[np.float32] | None
    top_k: int
    explain: bool
    fusion: Fusion | None


class ResumeVectorStore(PGVectorStore):  # type: ignore[misc]  # ships no types
    """A vector store whose every operation concerns one resume.

    Filters name the resume: ``MetadataFilters(filters=[MetadataFilter(key="resume_id", value=...)])``,
    optionally with a ``section`` and a ``document_id``. ``bound_to`` gives a store for which that is
    settled. Reads run as veil_search, writes as veil_worker.
    """

    _database: Database = PrivateAttr()
    _writer: ChunkWriter = PrivateAttr()
    _fusion: Fusion = PrivateAttr()
    _bound: str | None = PrivateAttr(default=None)

    @classmethod
    def open(
        cls,
        database: Database,
        *,
        model_id: str,
        dimensions: int,
        chunker_version: str = CHUNKER_VERSION,
        fusion: Fusion | None = None,
        resume_id: str | None = None,
    ) -> Self:
        """Open the store for the vectors of one model.

        Args:
            database: where; its pools stay its own.
            model_id: what makes the vectors, ``Embedder.model_id``.
            dimensions: their length.
            chunker_version: what cuts the texts.
            fusion: how the arms become one score.
            resume_id: binds the store to this resume.
        """
        store = cls(
            table_name="chunk",
            schema_name="veil",
            hybrid_search=True,
            embed_dim=dimensions,
            perform_setup=False,
            engine=database.engine(Role.SEARCH),
            async_engine=create_async_engine(_NOWHERE),
        )
        store._database = database
        store._writer = ChunkWriter(model_id, dimensions, chunker_version)
        store._fusion = fusion or Fusion()
        store._bound = None if resume_id is None else checked_resume_id(resume_id)
        return store

    def bound_to(self, resume_id: str) -> Self:
        """Return the same store for one resume only, as an IngestionPipeline with a docstore needs it."""
        return self.open(
            self._database,
            model_id=self._writer.model_id,
            dimensions=self.embed_dim,
            chunker_version=self._writer.chunker_version,
            fusion=self._fusion,
            resume_id=resume_id,
        )

    @classmethod
    def class_name(cls) -> str:
        """Return the name that LlamaIndex serialises."""
        return "ResumeVectorStore"

    @property
    def client(self) -> Engine:
        """The pool of veil_search: without a scope it sees no candidate's data."""
        return self._database.engine(Role.SEARCH)

    # Reading.

    def search(self, tx: Transaction, scope: Scope, **how: Unpack["How"]) -> list[Any]:
        """Run the one statement of a mode in the caller's transaction, scoped and as veil_search.

        Args:
            tx: the transaction.
            scope: the resume, and what of it.
            how: see ``How``.

        Returns:
            At most ``top_k`` rows, best first, with each arm's rank and score, and, to explain, the
            matched lexemes. Equal scores are ordered by ``seq``. A resume without chunks has none.

        Raises:
            ResumeNotFound: no such resume in this scope.
            ModelMismatch: its active generation was made by another model or tokeniser, which are named.
            InvalidRequest: top_k is out of range, or the vector is missing.
        """
        query, parameters = self._statement(scope, **how)
        return _checked(tx.all(query, **parameters))

    def answer(self, scope: Scope, event: Event | None = None, **how: Unpack["How"]) -> list[Any]:
        """``search`` in a transaction of its own, in one round trip, by a prepared statement.

        Args:
            scope: the resume, and what of it.
            event: the access to record with it, to which the number of hits is added. It is committed
                when an answer returns. Of a search that is refused nothing is recorded.
            how: see ``How``.

        Raises:
            AuditUnavailable: the event can't be written; nothing is answered.
            ResumeNotFound, ModelMismatch, InvalidRequest: as ``search``.
        """
        query, parameters = self._statement(scope, **how)
        if event is None:
            return _checked(self._database.read(Role.SEARCH, query=query, **parameters))
        # The scope's resume_id wins, whatever the event says.
        parameters = event.parameters() | parameters
        try:
            rows = self._database.read(Role.SEARCH, query=query, around="record_search", **parameters)
        except (DatabaseRefused, DatabaseUnavailable) as error:
            # A full disk refuses what is written and not what is read; other trouble would only be repeated.
            if isinstance(error, DatabaseUnavailable) and not str(error.ids.get("sqlstate")).startswith("53"):
                raise
            return self._answer_apart(scope, event, **how)
        return _checked(rows)

    def _answer_apart(self, scope: Scope, event: Event, **how: Unpack["How"]) -> list[Any]:
        """Search and record by two statements, after one for both was refused: that tells which of them."""
        with self._database.scoped(Role.SEARCH, scope.resume_id) as tx:
            rows = self.search(tx, scope, **how)
            AuditLog(self._database).append(tx, event.with_hits(len(rows)))
        return rows

    def _statement(self, scope: Scope, **how: Unpack["How"]) -> tuple[str, dict[str, Any]]:
        """Return the query's name and its parameters."""
        top_k, mode, fusion = how.get("top_k", 5), how.get("mode", Mode.HYBRID), how.get("fusion") or self._fusion
        if not 1 <= top_k <= MAX_TOP_K:
            raise InvalidRequest(f"top_k is between 1 and {MAX_TOP_K}.")
        weights, masses, explain = how.get("weights"), how.get("mass_weights"), how.get("explain", False)
        if weights is None:
            asked = fusion.weigh(how.get("lexemes", ()))
            weights, masses = asked | fusion.expand(asked), asked if masses is None else masses
        parameters = {
            **scope.parameters(),
            "tokeniser_version": TOKENISER_VERSION,
            "model_id": self._writer.model_id,
            "dimensions": self.embed_dim,
            "top_k": top_k,
        }
        if mode is not Mode.VECTOR:
            parameters |= {
                **Probes.of(weights, masses).parameters(),
                "k1": fusion.k1,
                "b": fusion.b,
                "explain": explain,
                "lexemes": list(weights) if explain else [],
            }
        if mode is not Mode.KEYWORD:
            parameters["embedding"] = query_literal(checked_vector(how.get("vector"), self.embed_dim))
        if mode is Mode.HYBRID:
            parameters |= {"vector_weight": fusion.vector_weight, "rrf_k": fusion.rrf_k}
        return f"search_{mode}", parameters

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """Search one resume, which the filters name. An unknown resume gives an empty result.

        ``alpha`` (0 keywords only, 1 vectors only) sets the weight of the vector arm. ``lexemes=`` gives
        the query's lexemes to a caller who has them already.

        Raises:
            ScopeMissing, UnsupportedFilter: see ``Scope.of``.
            ModelMismatch: the resume was indexed with another model or tokeniser.
            InvalidRequest: an unsupported mode, or a missing query text or embedding.
        """
        scope = self._scope(query.filters)
        lexemes: Sequence[str] | None = kwargs.pop("lexemes", None)
        if query.node_ids or query.doc_ids or kwargs:
            raise UnsupportedFilter
        mode = _MODES.get(query.mode)
        if mode is None:
            raise InvalidRequest("This store searches in the modes default, hybrid, sparse and text_search.")
        if mode is not Mode.VECTOR and query.query_str is None and lexemes is None:
            raise InvalidRequest("A keyword search needs the query's text.")
        mode, fusion = self._weighted(mode, query.alpha)
        if lexemes is None:
            lexemes = query_lexemes(query.query_str or "") if mode is not Mode.VECTOR else []
        top_k = query.hybrid_top_k or query.similarity_top_k
        try:
            rows = self.answer(
                scope, mode=mode, lexemes=lexemes, vector=query.query_embedding, top_k=top_k, fusion=fusion
            )
        except ResumeNotFound:
            rows = []
        nodes = [self._node(scope.resume_id, row) for row in rows]
        return VectorStoreQueryResult(
            nodes=nodes, similarities=[float(row.score) for row in rows], ids=[node.node_id for node in nodes]
        )

    async def aquery(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """``query`` in a thread."""
        return await asyncio.to_thread(self.query, query, **kwargs)

    def get_nodes(self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None) -> list[BaseNode]:
        """Return a resume's nodes in order; ``node_ids`` narrow the scope and never replace it."""
        scope = self._scope(filters)
        with self._database.scoped(Role.SEARCH, scope.resume_id) as tx:
            rows = tx.all("active_chunks", node_ids=_uuids(node_ids), **scope.parameters())
        return [self._node(scope.resume_id, row) for row in rows]

    async def aget_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None
    ) -> list[BaseNode]:
        """``get_nodes`` in a thread."""
        return await asyncio.to_thread(self.get_nodes, node_ids, filters)

    # Writing.

    def rows_of(self, document: DocumentNodes) -> list[dict[str, Any]]:
        """Tokenise a document's nodes into rows; slow, so do it before the transaction that writes them."""
        return chunk_rows(document, self.embed_dim)

    def write_document(
        self, tx: Transaction, resume_id: str, document: DocumentNodes, rows: Sequence[dict[str, Any]] | None = None
    ) -> int:
        """Replace a document's chunks in the active generation and return their number.

        ``rows`` are what ``rows_of`` made of the document; without them it is called here.

        Runs in the caller's transaction, scoped and as veil_worker, and holds the resume's row until
        it ends: writers of one resume wait for each other. The first document makes generation 1.

        Raises:
            ResumeNotFound: no such resume.
            ModelMismatch: the active generation was made by another model, tokeniser or chunker.
        """
        chunks = self.rows_of(document) if rows is None else rows
        return len(self._writer.replace_document(tx, resume_id, document, chunks))

    def is_current(self, tx: Transaction, resume_id: str) -> bool:
        """Tell whether the resume's active generation was made by this store's model, tokeniser and chunker."""
        return self._writer.is_current(tx, resume_id)

    def rebuild_generation(
        self,
        tx: Transaction,
        resume_id: str,
        documents: Sequence[DocumentNodes],
        rows: Sequence[Sequence[dict[str, Any]]] | None = None,
    ) -> int:
        """Write a new generation from all documents, make it the active one, and return its number of chunks.

        ``rows`` are what ``rows_of`` made of each document; without them it is called here.

        The generation before it stays, so that going back is moving a pointer; older ones go.

        Raises:
            ResumeNotFound: no such resume.
            Conflict: a document that has chunks now is not among the documents.
        """
        chunks = [self.rows_of(document) for document in documents] if rows is None else rows
        return self._writer.rebuild(tx, resume_id, documents, chunks)

    def add(self, nodes: Sequence[BaseNode], **add_kwargs: Any) -> list[str]:
        """Store nodes, all the chunks of each document they come from, and return their ids.

        A node names its resume in its metadata and its document as its source node; the document's row
        must exist, and the node's text must be part of the document's masked text. The chunks that the
        document had are replaced. One transaction per resume.

        Raises:
            ScopeMissing: a node names no resume.
            DocumentNotFound: there is no such document, hence no record of its redaction.
            Quarantined: a text is not part of the masked document.
            ModelMismatch: the resume was indexed with another model, tokeniser or chunker.
        """
        ids: dict[int, str] = {}
        for resume_id, own in _grouped(nodes, lambda node: self._resume_id(node.metadata.get("resume_id"))).items():
            documents = _grouped(own, lambda node: document_uuid(node.ref_doc_id))
            chunks = {key: self.rows_of(DocumentNodes(key, b"", part)) for key, part in documents.items()}
            with self._database.scoped(Role.WORKER, resume_id) as tx:
                for document_id, part in documents.items():
                    written = self._writer.replace_masked(tx, resume_id, document_id, chunks[document_id])
                    ids |= {id(node): str(node_id) for node, node_id in zip(part, written, strict=True)}
        return [ids[id(node)] for node in nodes]

    async def async_add(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[str]:
        """``add`` in a thread."""
        return await asyncio.to_thread(self.add, nodes, **kwargs)

    def delete(self, ref_doc_id: str, **delete_kwargs: Any) -> None:
        """Remove a document's chunks, not its record. Pass ``resume_id=`` unless the store is bound."""
        scope = Scope(self._resume_id(delete_kwargs.pop("resume_id", None)), None, document_uuid(ref_doc_id))
        if delete_kwargs.pop("delete_from_docstore", None) or delete_kwargs:
            raise UnsupportedFilter
        self._drop(scope, None)

    async def adelete(self, ref_doc_id: str, **delete_kwargs: Any) -> None:
        """``delete`` in a thread."""
        await asyncio.to_thread(self.delete, ref_doc_id, **delete_kwargs)

    def delete_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None, **delete_kwargs: Any
    ) -> None:
        """Remove chunks of the resume that the filters name; ``node_ids`` narrow the scope."""
        if delete_kwargs:
            raise UnsupportedFilter
        self._drop(self._scope(filters), _uuids(node_ids))

    async def adelete_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None, **delete_kwargs: Any
    ) -> None:
        """``delete_nodes`` in a thread."""
        await asyncio.to_thread(self.delete_nodes, node_ids, filters, **delete_kwargs)

    def clear(self) -> None:
        """Remove the chunks of the resume that the store is bound to; refused without one."""
        self._drop(Scope(self._resume_id(None)), None)

    async def aclear(self) -> None:
        """``clear`` in a thread."""
        await asyncio.to_thread(self.clear)

    async def close(self) -> None:
        """Do nothing: the pools are the database's."""

    def persist(self, persist_path: str, fs: Any = None) -> None:
        """Do nothing: everything is in the database already."""

    def _initialize(self) -> None:
        """Refuse: whatever of the base class gets here would run its own SQL, without a scope."""
        raise ScopeMissing

    def _connect(self) -> None:
        raise ScopeMissing

    def _scope(self, filters: MetadataFilters | None) -> Scope:
        return Scope.of(filters, self._bound)

    def _resume_id(self, resume_id: object) -> str:
        if self._bound is not None and resume_id not in {None, self._bound}:
            raise UnsupportedFilter("This store is bound to another resume.")
        return checked_resume_id(resume_id if resume_id is not None else self._bound)

    def _weighted(self, mode: Mode, alpha: float | None) -> tuple[Mode, Fusion]:
        if mode is not Mode.HYBRID or alpha is None:
            return mode, self._fusion
        if not 0 <= alpha <= 1:
            raise InvalidRequest("alpha is between 0 and 1.")
        if alpha == 1:
            return Mode.VECTOR, self._fusion
        return mode, self._fusion.weighted(alpha / (1 - alpha))

    def _node(self, resume_id: str, row: Any) -> TextNode:
        place = {
            "resume_id": resume_id,
            "document_id": str(row.document_id),
            "section": row.section,
            "position": row.position,
            "seq": row.seq,
        }
        arms = {name: getattr(row, name) for name in _ARMS if hasattr(row, name)}
        metadata = place | arms
        hidden = [name for name in metadata if name != "section"]
        return TextNode(
            id_=str(row.node_id),
            text=row.text,
            metadata=metadata,
            excluded_embed_metadata_keys=[*metadata],
            excluded_llm_metadata_keys=hidden,
            relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=str(row.document_id))},
        )

    def _drop(self, scope: Scope, node_ids: list[UUID] | None) -> None:
        with self._database.scoped(Role.WORKER, scope.resume_id) as tx:
            lock_resume(tx, scope.resume_id)
            tx.run("drop_chunks", node_ids=node_ids, **scope.parameters())


def _checked(rows: Sequence[Any]) -> list[Any]:
    """Return a search's hits from what its statement returned."""
    if not rows:
        raise ResumeNotFound
    if rows[0].usable is False or (rows[0].usable is None and rows[0].generation is not None):
        raise ModelMismatch(model_id=rows[0].model_id, tokeniser_version=rows[0].tokeniser_version)
    return [row for row in rows if row.seq is not None]


def _grouped(nodes: Sequence[BaseNode], key: Callable[[BaseNode], Key]) -> dict[Key, list[BaseNode]]:
    groups: dict[Key, list[BaseNode]] = {}
    for node in nodes:
        groups.setdefault(key(node), []).append(node)
    return groups


def _uuids(node_ids: Sequence[str] | None) -> list[UUID] | None:
    """Return the ids of nodes. An empty list stays one, and matches nothing."""
    return None if node_ids is None else [document_uuid(node_id) for node_id in node_ids]
