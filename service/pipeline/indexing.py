"""From a masked document to searchable chunks: cut, embed, and store in one short transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import BaseNode, Document

from service.database import Database, Role, Transaction
from service.errors import Conflict, DocumentNotFound, LeaseLost, ModelMismatch
from service.pipeline.chunking import ResumeNodeParser
from service.pipeline.embedding import Embedder
from service.pipeline.store import DocumentNodes, ResumeVectorStore
from service.pipeline.writing import lock_resume
from service.privacy.audit import Actor, AuditLog, Event

_WORKER = Actor(subject="veil-worker", origin="local")


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A document cut, embedded and tokenised, and the masking run that its text came from."""

    nodes: DocumentNodes
    rows: Sequence[dict[str, Any]]
    run: UUID


class Indexer:
    """Makes documents searchable. No transaction is open while it embeds or tokenises."""

    def __init__(self, database: Database, store: ResumeVectorStore, embedder: Embedder, audit: AuditLog) -> None:
        self._database = database
        self._store = store
        self._audit = audit
        self._pipeline = IngestionPipeline(
            transformations=[ResumeNodeParser(), embedder.as_llama_index()], disable_cache=True
        )

    def index(self, resume_id: str, document_id: UUID, job_id: UUID, attempt: int) -> int:
        """Store the chunks of a document in place of its earlier ones and return their number.

        If the resume's active generation was made by another model, tokeniser or chunker, a whole new
        generation is written from all its documents, and the pointer is moved, in the same transaction.

        Raises:
            DocumentNotFound: it was erased in the meantime.
            LeaseLost: another worker took the job over; nothing was stored.
            Conflict: a document was masked anew or erased meanwhile; nothing was stored.
        """
        documents = self._prepare(resume_id, document_id)
        try:
            return self._finish(resume_id, documents, job_id, attempt)
        except ModelMismatch:
            return self._finish(resume_id, self._prepare(resume_id, None), job_id, attempt, rebuild=True)

    def _prepare(self, resume_id: str, document_id: UUID | None) -> list[_Prepared]:
        """Read one masked document, or all, and do what is slow outside any transaction."""
        with self._database.scoped(Role.WORKER, resume_id) as tx:
            rows = (
                tx.all("masked_document", resume_id=resume_id, document_id=document_id)
                if document_id
                else tx.all("masked_documents", resume_id=resume_id)
            )
        if not rows:
            raise DocumentNotFound
        prepared = []
        for row in rows:
            nodes = DocumentNodes(row.document_id, row.digest, self._nodes(row.document_id, row.masked_text))
            prepared.append(_Prepared(nodes, self._store.rows_of(nodes), row.event_id))
        return prepared

    def _nodes(self, document_id: UUID, masked_text: str) -> Sequence[BaseNode]:
        document = Document(text=masked_text, id_=str(document_id))
        return list(self._pipeline.run(documents=[document], in_place=True))

    def _finish(
        self, resume_id: str, prepared: list[_Prepared], job_id: UUID, attempt: int, *, rebuild: bool = False
    ) -> int:
        documents, rows = [item.nodes for item in prepared], [item.rows for item in prepared]
        with self._database.scoped(Role.WORKER, resume_id) as tx:
            lock_resume(tx, resume_id)
            _refuse_stale(tx, resume_id, prepared)
            if rebuild:
                chunks = self._store.rebuild_generation(tx, resume_id, documents, rows)
            else:
                chunks = self._store.write_document(tx, resume_id, documents[0], rows[0])
            for document in documents:
                tx.run("set_document_state", resume_id=resume_id, document_id=document.document_id, state="searchable")
            self._end_job(tx, resume_id, job_id, attempt, chunks)
        return chunks

    def _end_job(self, tx: Transaction, resume_id: str, job_id: UUID, attempt: int, chunks: int) -> None:
        if tx.run("finish_job", job_id=job_id, attempt=attempt) == 0:
            raise LeaseLost
        self._audit.append(
            tx, Event.of(_WORKER, "document.index", resume_id=resume_id, job_id=str(job_id), count=chunks)
        )


def _refuse_stale(tx: Transaction, resume_id: str, prepared: Sequence[_Prepared]) -> None:
    """Keep chunks of an earlier masking run from being stored under a later run's record."""
    runs = {row.document_id: row.event_id for row in tx.all("masking_runs", resume_id=resume_id)}
    if any(runs.get(item.nodes.document_id) != item.run for item in prepared):
        raise Conflict("A document was masked anew or erased meanwhile. Read it again.")
