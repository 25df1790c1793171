"""Embedding models: the bundled one, any of Hugging Face's, a folder, or hashes; one interface.

Models load from safetensors only and run no code of their own.
"""

import hashlib
import json
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from huggingface_hub import snapshot_download
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.embeddings.huggingface.utils import get_query_instruct_for_model_name, get_text_instruct_for_model_name
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from service.errors import EmbedderUnavailable, ModelUnusable
from service.model_files import has_safetensors, is_folder, label_model, locate_model

BUNDLED = "ko-static"
MAX_DIMENSIONS = 3_800
_MODELS = Path(__file__).parent.parent / "models"
_OWN_MODULES = re.compile(r"sentence_transformers\.[A-Za-z_.]+")
# A model that names no limit (a static one) reads the whole text; LlamaIndex wants an integer.
_NO_LIMIT = 1_000_000_000
_BATCH = 32


class Embedder(Protocol):
    """Turns texts into vectors of length 1."""

    @property
    def model_id(self) -> str:
        """What made the vectors: only vectors with the same id may be compared."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per passage, shape (n, dimensions)."""

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a query, shape (dimensions,)."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per query, shape (n, dimensions)."""

    def as_llama_index(self) -> BaseEmbedding:
        """Return the same model for LlamaIndex's indexes and pipelines."""


class LocalEmbedding(HuggingFaceEmbedding):  # type: ignore[misc]  # ships no types that mypy reads
    """LlamaIndex's HuggingFaceEmbedding around a model that is loaded already.

    The base class can't open a static model (its length limit is infinite), retries with pauses of
    seconds, and logs the exception's text, which may quote a passage.
    """

    def __init__(self, model: SentenceTransformer, name: str, device: str) -> None:
        limit = model.max_seq_length
        # The base class's __init__ is what loads the model its own way, so it is passed over.
        super(HuggingFaceEmbedding, self).__init__(
            model_name=name,
            embed_batch_size=_BATCH,
            max_length=limit if isinstance(limit, int) else _NO_LIMIT,
            normalize=True,
        )
        self._model = model
        self._device = device
        self._parallel_process = False
        self._target_devices = None
        self._lock = threading.Lock()

    _lock: Any = None

    def encode(self, texts: Sequence[str], kind: str) -> NDArray[np.float32]:
        """Return L2-normalised vectors, shape (n, dimensions).

        Args:
            texts: what to encode.
            kind: ``query`` or ``text``; some models are told which by a prompt.

        Raises:
            EmbedderUnavailable: the model failed, for example for lack of memory.
        """
        try:
            # Fast tokenisers can't be shared by threads while they run.
            with self._lock:
                vectors = self._model.encode(
                    list(texts), prompt_name=kind, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True
                )
        except (RuntimeError, ValueError, TypeError, IndexError, MemoryError) as error:
            raise EmbedderUnavailable(error=type(error).__name__) from None
        return unit_rows(np.asarray(vectors, dtype=np.float32))

    def _embed(self, inputs: list[Any], prompt_name: str | None = None) -> list[list[float]]:
        vectors: list[list[float]] = self.encode(inputs, prompt_name or "text").tolist()
        return vectors


class HuggingFaceEmbedder:
    """A sentence-transformers model behind the Embedder interface."""

    def __init__(self, embedding: LocalEmbedding, model_id: str, dimensions: int) -> None:
        self._embedding = embedding
        self.model_id = model_id
        self.dimensions = dimensions

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per passage, shape (n, dimensions)."""
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        return self._embedding.encode(texts, "text")

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a query, shape (dimensions,)."""
        vector: NDArray[np.float32] = self.embed_queries([text])[0]
        return vector

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per query, shape (n, dimensions)."""
        return self._embedding.encode(texts, "query")

    def as_llama_index(self) -> BaseEmbedding:
        """Return the same model for LlamaIndex's indexes and pipelines."""
        return self._embedding


class HashEmbedder:
    """Hashes words and character trigrams into a vector: deterministic, quick, and needs no model.

    It finds shared spelling, not meaning. It ships for tests and for machines without a model.
    """

    def __init__(self, dimensions: int = 256) -> None:
        self.dimensions = dimensions
        self.model_id = f"hash-1+{dimensions}"

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per passage, shape (n, dimensions)."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                for piece in {word, *(word[i : i + 3] for i in range(len(word) - 2))}:
                    number = int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=8).digest(), "big")
                    row[(number >> 1) % self.dimensions] += 1.0 if number & 1 else -1.0
        return unit_rows(rows)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a query, shape (dimensions,)."""
        vector: NDArray[np.float32] = self.embed_documents([text])[0]
        return vector

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per query, shape (n, dimensions)."""
        return self.embed_documents(texts)

    def as_llama_index(self) -> BaseEmbedding:
        """Return the same model for LlamaIndex's indexes and pipelines."""
        return HashEmbedding(self)


class HashEmbedding(BaseEmbedding):  # type: ignore[misc]
    """HashEmbedder for LlamaIndex."""

    def __init__(self, embedder: HashEmbedder) -> None:
        super().__init__(model_name=embedder.model_id)
        self._embedder = embedder

    _embedder: Any = None

    def _get_text_embedding(self, text: str) -> list[float]:
        vector: list[float] = self._embedder.embed_query(text).tolist()
        return vector

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def open_embedder(
    name: str, *, device: str = "auto", revision: str | None = None, fetch: Callable[..., str] = snapshot_download
) -> Embedder:
    """Open an embedding model.

    Args:
        name: ``ko-static`` (bundled, never touches the network), a folder, a Hugging Face name, or ``hash``.
        device: ``auto`` takes a GPU if there is one.
        revision: branch, tag or commit of a Hugging Face model.
        fetch: downloads a model (or finds it in the cache) and returns its folder, named by commit.

    Raises:
        ModelUnusable: there is no such model, it isn't in safetensors, it brings code, its device is
            missing, or its vectors are too long.
    """
    if name == "hash":
        return HashEmbedder()
    folder, version = _locate(name, revision, fetch)
    _refuse_foreign_code(folder)
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    model = _load(folder, name, device)
    dimensions = model.get_embedding_dimension() or 0
    if not 1 <= dimensions <= MAX_DIMENSIONS:
        raise ModelUnusable(
            f"The model's vectors have {dimensions} dimensions and Veil stores at most {MAX_DIMENSIONS}. "
            "Choose a smaller model, or one whose vectors can be cut (Matryoshka), saved with a smaller truncate_dim.",
            dimensions=dimensions,
        )
    label = label_model(name)
    dtype = str(next(model.parameters()).dtype).removeprefix("torch.")
    return HuggingFaceEmbedder(LocalEmbedding(model, label, device), f"{label}+{dtype}@{version}", dimensions)


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the rows scaled to length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: NDArray[np.float32] = (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled


def _locate(name: str, revision: str | None, fetch: Callable[..., str]) -> tuple[Path, str]:
    """Return the model's folder and what identifies its content."""
    bundled = _MODELS / name
    if name == BUNDLED and not is_folder(bundled):
        raise ModelUnusable(f"There is no model folder for {name!r}. Check VEIL_EMBEDDING_MODEL.")
    return locate_model(str(bundled) if name == BUNDLED else name, revision, fetch, setting="VEIL_EMBEDDING_MODEL")


def _refuse_foreign_code(folder: Path) -> None:
    if not has_safetensors(folder):
        raise ModelUnusable("The model has no weights in the safetensors format. Convert it first.")
    try:
        modules = json.loads((folder / "modules.json").read_bytes()) if (folder / "modules.json").is_file() else []
        foreign = [module["type"] for module in modules if not _OWN_MODULES.fullmatch(module["type"])]
    except (ValueError, KeyError, TypeError):
        raise ModelUnusable("The model's modules.json can't be read.") from None
    if foreign:
        raise ModelUnusable("The model brings code of its own, which Veil never runs. Choose another model.")


def _load(folder: Path, name: str, device: str) -> SentenceTransformer:
    try:
        model = SentenceTransformer(
            str(folder),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True, "torch_dtype": torch.float32},
        )
        # A static model keeps the precision of its file, which a CPU can't average in.
        model = model.float().eval()
    except Exception as error:  # noqa: BLE001 - whatever a library makes of a damaged model
        raise ModelUnusable(
            f"The model could not be loaded ({type(error).__name__}). Check its files and device."
        ) from None
    prompts = model.prompts
    model.prompts = {
        "query": prompts.get("query") or get_query_instruct_for_model_name(name) or "",
        "text": prompts.get("document") or prompts.get("passage") or get_text_instruct_for_model_name(name) or "",
    }
    return model
