"""Synthetic resumes in the store, for tests of searching."""

import uuid
from collections.abc import Sequence

from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import MetadataFilter, MetadataFilters

from service.database import Database, Role
from service.pipeline.embedding import Embedder, HashEmbedder
from service.pipeline.store import ResumeVectorStore

_ADD_RESUME = """
INSERT INTO resume (resume_id, policy_version, engine_version, retain_until) VALUES (%s, 'p', 'e', 'infinity')
ON CONFLICT DO NOTHING
"""
_ADD_DOCUMENT = """
INSERT INTO document (resume_id, document_id, digest, format, masked_text, policy_version, engine_version,
                      commitment_salt, event_id, retain_until)
VALUES (%s, %s, %s, 'text', %s, 'p', 'e', %s, %s, 'infinity')
"""


def open_store(database: Database, dimensions: int = 256) -> ResumeVectorStore:
    """The store for vectors of the hash embedder."""
    return ResumeVectorStore.open(
        database, model_id=f"hash-1+{dimensions}", dimensions=dimensions, chunker_version="c-1"
    )


def add_document(database: Database, resume_id: str, texts: Sequence[str]) -> uuid.UUID:
    """Write a resume and a document that holds the texts, as ingestion would, and return its id."""
    document_id = uuid.uuid4()
    with database.scoped(Role.INGEST, resume_id) as tx:
        run = tx.connection.exec_driver_sql
        run(_ADD_RESUME, (resume_id,))
        values = (resume_id, document_id, document_id.bytes * 2, "\n".join(texts), b"s" * 32, uuid.uuid4())
        run(_ADD_DOCUMENT, values)
    return document_id


def nodes_of(
    resume_id: str, document_id: uuid.UUID, texts: Sequence[str], embedder: Embedder | None = None
) -> list[TextNode]:
    """Chunks as a node parser and an embedding model would leave them."""
    vectors = (embedder or HashEmbedder()).embed_documents(texts)
    return [
        TextNode(
            text=text,
            embedding=vector.tolist(),
            metadata={"resume_id": resume_id, "section": "experience"},
            relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=str(document_id))},
        )
        for text, vector in zip(texts, vectors, strict=True)
    ]


def scope_of(resume_id: str) -> MetadataFilters:
    """The filter that names a resume."""
    return MetadataFilters(filters=[MetadataFilter(key="resume_id", value=resume_id)])
