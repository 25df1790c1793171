"""What a chunk becomes before it is stored: its node id, its vector and its lexemes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import numpy as np
import orjson
from llama_index.core.schema import BaseNode, MetadataMode
from numpy.typing import NDArray

from service.errors import InvalidRequest, InvalidText, ModelMismatch
from service.pipeline.lexemes import document_lexemes, tsvector_literal
from service.pipeline.terms import terms_literal
from service.text import is_storable

_NAMESPACE = UUID("6f4dfa30-1c6b-5c2e-9d1f-7a1f2f0c5e11")
_DEFAULT_SECTION = "other"
# Below the largest half, 65,504.
_LARGEST = 60_000


@dataclass(frozen=True)
class DocumentNodes:
    """A document's chunks as LlamaIndex nodes with embeddings, in their order.

    Attributes:
        document_id: the document's row, which must exist.
        digest: the document's keyed digest, from which its node ids are made.
        nodes: the chunks; their metadata may name a ``section``.
    """

    document_id: UUID
    digest: bytes
    nodes: Sequence[BaseNode]


def chunk_rows(document: DocumentNodes, dimensions: int) -> list[dict[str, Any]]:
    """Return the rows of a document's chunks, without what the resume decides (scope, generation, seq).

    Tokenising is the slow part (about 50,000 characters a second): do it before a transaction opens.

    Raises:
        ModelMismatch: a vector has another length than the model's.
        InvalidRequest: a node has no embedding, or one that is not finite.
        InvalidText: a text can't be stored.
    """
    return [
        {"document_id": document.document_id, "position": position, **_content(node, dimensions)}
        for position, node in enumerate(document.nodes)
    ]


def node_uuid(resume_id: str, digest: bytes, generation: int, position: int) -> UUID:
    """Return a chunk's id: the same input always gives the same one, and nobody can guess another's."""
    return uuid5(_NAMESPACE, f"{resume_id}/{digest.hex()}/{generation}/{position}")


def vector_literal(vector: Sequence[float] | NDArray[np.float32]) -> str:
    """Return the text form of a vector; orjson writes it some twenty times faster than the adapter."""
    array = np.ascontiguousarray(vector, dtype=np.float32)
    return orjson.dumps(array, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def query_literal(vector: NDArray[np.float32]) -> str:
    """Return the text form of a vector's direction: integers, which both sides read ten times faster.

    Only a query's: its length is lost, and a cosine doesn't ask for it. Half precision, as stored
    vectors have, keeps 11 bits of a number; the largest here has 16.

    >>> query_literal(np.array([0.6, -0.8, 0.0], np.float32))
    '[45000,-60000,0]'
    """
    largest = float(np.abs(vector).max(initial=0))
    scaled = np.rint(vector * (_LARGEST / largest)) if largest else vector
    return orjson.dumps(scaled.astype(np.int32), option=orjson.OPT_SERIALIZE_NUMPY).decode()


def checked_vector(vector: Sequence[float] | NDArray[np.float32] | None, dimensions: int) -> NDArray[np.float32]:
    """Return a vector of the model's length, scaled to length 1 so that half precision holds it.

    Raises:
        InvalidRequest: there is none, or it is not finite.
        ModelMismatch: it has another length.
    """
    if vector is None:
        raise InvalidRequest("A node or query has no embedding. Set an embedding model.")
    array = np.asarray(vector, dtype=np.float32)
    if array.shape != (dimensions,):
        raise ModelMismatch(
            "The vector's length is not that of the store's model.", dimensions=dimensions, received=array.size
        )
    if not np.isfinite(array).all():
        raise InvalidRequest("An embedding holds a value that is not a finite number.")
    length = float(np.linalg.norm(array))
    return array / length if length else array


def _content(node: BaseNode, dimensions: int) -> Mapping[str, Any]:
    text = node.get_content(metadata_mode=MetadataMode.NONE)
    if not is_storable(text):
        raise InvalidText
    lexemes = document_lexemes(text)
    return {
        "text": text,
        "section": str(node.metadata.get("section") or _DEFAULT_SECTION),
        "embedding": vector_literal(checked_vector(node.embedding, dimensions)),
        "lexemes": tsvector_literal(lexemes),
        "terms": terms_literal(lexemes),
        "lexeme_count": len(lexemes),
    }
