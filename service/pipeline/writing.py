"""Writing chunks: one document's into the active generation, or a whole new generation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.database import Row, Transaction
from service.errors import Conflict, DocumentNotFound, ModelMismatch, Quarantined, ResumeNotFound
from service.pipeline.chunks import DocumentNodes, node_uuid
from service.pipeline.lexemes import TOKENISER_VERSION


@dataclass(frozen=True, slots=True)
class ChunkWriter:
    """Writes chunks in the caller's transaction, which is scoped to the resume and veil_worker's.

    Whatever writes holds the resume's row until the transaction ends: writers of one resume wait for
    each other, and readers see the old chunks or the new ones.
    """

    model_id: str
    dimensions: int
    chunker_version: str

    def replace_document(
        self, tx: Transaction, resume_id: str, document: DocumentNodes, chunks: Sequence[dict[str, Any]]
    ) -> list[UUID]:
        """Replace a document's chunks in the active generation, made if there is none; return their ids.

        Raises:
            ResumeNotFound: no such resume.
            ModelMismatch: the active generation was made by another model, tokeniser or chunker.
        """
        lock_resume(tx, resume_id)
        active = tx.one("active_generation", resume_id=resume_id)
        if active is None:
            generation = self._add_generation(tx, resume_id)
        elif tuple(active)[1:] == self._made_by():
            generation = active.generation
        else:
            raise ModelMismatch(
                model_id=active.model_id,
                tokeniser_version=active.tokeniser_version,
                chunker_version=active.chunker_version,
            )
        document_id = document.document_id
        tx.run("drop_document_chunks", resume_id=resume_id, document_id=document_id, generation=generation)
        return self._insert(tx, resume_id, generation, document, chunks)

    def replace_masked(
        self, tx: Transaction, resume_id: str, document_id: UUID, chunks: Sequence[dict[str, Any]]
    ) -> list[UUID]:
        """``replace_document`` for chunks of unknown origin: they must be part of the masked document.

        Raises:
            DocumentNotFound: there is no such document, hence no record of its redaction.
            Quarantined: a chunk's text is not part of it.
        """
        row = tx.one("masked_document", resume_id=resume_id, document_id=document_id)
        if row is None:
            raise DocumentNotFound
        masked = _without_space(row.masked_text)
        if any(_without_space(chunk["text"]) not in masked for chunk in chunks):
            raise Quarantined("A node's text is not part of its masked document. Nothing was stored.")
        tx.run("set_document_state", resume_id=resume_id, document_id=document_id, state="searchable")
        return self.replace_document(tx, resume_id, DocumentNodes(document_id, row.digest, ()), chunks)

    def rebuild(
        self,
        tx: Transaction,
        resume_id: str,
        documents: Sequence[DocumentNodes],
        chunks: Sequence[Sequence[dict[str, Any]]],
    ) -> int:
        """Write a new generation from all documents, make it the active one, and return its number of chunks.

        Raises:
            ResumeNotFound: no such resume.
            Conflict: a document that has chunks now is not among the documents.
        """
        before = lock_resume(tx, resume_id).active_generation
        found = tx.all("documents_with_chunks", resume_id=resume_id, generation=before)
        if not {row.document_id for row in found} <= {document.document_id for document in documents}:
            raise Conflict("The resume's documents have changed meanwhile. Read them again.")
        generation = self._add_generation(tx, resume_id)
        if before is not None:
            tx.run("drop_generations_before", resume_id=resume_id, generation=before)
        return sum(
            len(self._insert(tx, resume_id, generation, document, own))
            for document, own in zip(documents, chunks, strict=True)
        )

    def is_current(self, tx: Transaction, resume_id: str) -> bool:
        """Tell whether the resume's active generation was made by this model, tokeniser and chunker."""
        active = tx.one("active_generation", resume_id=resume_id)
        return active is not None and tuple(active)[1:] == self._made_by()

    def _made_by(self) -> tuple[str, int, str, str]:
        return self.model_id, self.dimensions, TOKENISER_VERSION, self.chunker_version

    def _add_generation(self, tx: Transaction, resume_id: str) -> int:
        row = tx.one(
            "add_generation",
            resume_id=resume_id,
            model_id=self.model_id,
            dimensions=self.dimensions,
            tokeniser_version=TOKENISER_VERSION,
            chunker_version=self.chunker_version,
        )
        assert row is not None  # noqa: S101 - INSERT ... RETURNING of one row
        generation: int = row.generation
        tx.run("activate_generation", resume_id=resume_id, generation=generation)
        return generation

    def _insert(
        self,
        tx: Transaction,
        resume_id: str,
        generation: int,
        document: DocumentNodes,
        chunks: Sequence[dict[str, Any]],
    ) -> list[UUID]:
        row = tx.one("next_seq", resume_id=resume_id, generation=generation)
        assert row is not None  # noqa: S101 - an aggregate
        rows = [
            chunk
            | {
                "resume_id": resume_id,
                "generation": generation,
                "seq": seq,
                "node_id": node_uuid(resume_id, document.digest, generation, chunk["position"]),
                "model_id": self.model_id,
                "tokeniser_version": TOKENISER_VERSION,
            }
            for seq, chunk in enumerate(chunks, row.seq)
        ]
        tx.run_many("add_chunk", rows)
        return [row["node_id"] for row in rows]


def lock_resume(tx: Transaction, resume_id: str) -> Row[Any]:
    """Lock a resume's row until the transaction ends, and return it.

    Raises:
        ResumeNotFound: there is none.
    """
    row = tx.one("lock_resume", resume_id=resume_id)
    if row is None:
        raise ResumeNotFound
    return row


def _without_space(text: str) -> str:
    """Return a text without white space, which splitters may change."""
    return "".join(text.split())
