"""Reranking: a cross-encoder reads the query with each passage of the resume and orders them anew.

It is LlamaIndex's SentenceTransformerRerank around a model that is opened as Veil opens every model: from
safetensors, from a folder or the cache, and without code of the model's own.
"""

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from huggingface_hub import snapshot_download
from llama_index.core.postprocessor import SentenceTransformerRerank
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from sentence_transformers import CrossEncoder

from service.errors import ModelUnusable, RerankerUnavailable
from service.model_files import has_safetensors, label_model, locate_model

_SETTING = "VEIL_RERANK_MODEL"
_MAX_TOKENS = 512
_BATCH = 32


class LocalRerank(SentenceTransformerRerank):  # type: ignore[misc]  # ships no types that mypy reads
    """LlamaIndex's SentenceTransformerRerank around a model that is loaded already.

    The base class would fetch the model, take weights that can run code, and trust code that comes with it.
    """

    def __init__(self, model: CrossEncoder, name: str, device: str, top_n: int) -> None:
        # The base class's __init__ is what loads the model its own way, so it is passed over.
        super(SentenceTransformerRerank, self).__init__(top_n=top_n, model=name, device=device)
        self._model = model


class Reranker:
    """A cross-encoder for many threads, one call at a time.

    Attributes:
        model_id: what made the scores.
    """

    def __init__(self, rerank: LocalRerank, model_id: str) -> None:
        self.model_id = model_id
        self._rerank = rerank
        self._lock = threading.Lock()

    def score(self, query: str, passages: Sequence[str]) -> list[float]:
        """Return each passage's score for a masked query, in the order of the passages.

        Raises:
            RerankerUnavailable: the model failed, or gave no numbers.
        """
        if not passages:
            return []
        # An id tells a passage's place: the base class returns nodes in an order of its own.
        nodes = [NodeWithScore(node=TextNode(id_=str(place), text=text)) for place, text in enumerate(passages)]
        try:
            with self._lock:
                ranked = self._rerank.postprocess_nodes(nodes, QueryBundle(query))
            scores = np.full(len(passages), np.nan)
            for one in ranked:
                scores[int(one.node.node_id)] = float(one.score)
        except Exception as error:  # noqa: BLE001 - whatever a model raises; its message may quote a passage
            raise RerankerUnavailable(error=type(error).__name__) from None
        if not np.isfinite(scores).all():
            raise RerankerUnavailable(error="not_finite")
        return [float(score) for score in scores]


# As many as a resume may hold; the store returns no more.
MAX_PASSAGES = 1_000


def open_reranker(
    name: str, *, device: str = "auto", revision: str | None = None, fetch: Callable[..., str] = snapshot_download
) -> Reranker:
    """Open a cross-encoder.

    Args:
        name: a folder or a Hugging Face name.
        device: ``auto`` takes a GPU if there is one.
        revision: branch, tag or commit of a Hugging Face model.
        fetch: downloads a model (or finds it in the cache) and returns its folder.

    Raises:
        ModelUnusable: there is no such model, it isn't in safetensors, it brings code, or it gives more
            than one score for a pair.
    """
    folder, version = locate_model(name, revision, fetch, setting=_SETTING)
    if not has_safetensors(folder):
        raise ModelUnusable("The reranking model has no weights in the safetensors format. Convert it first.")
    _refuse_foreign_code(folder)
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    model = _load(folder, device)
    label = label_model(name)
    return Reranker(LocalRerank(model, label, device, MAX_PASSAGES), f"{label}@{version}")


def _refuse_foreign_code(folder: Path) -> None:
    try:
        config: Any = json.loads((folder / "config.json").read_bytes())
        foreign = "auto_map" in config
    except (OSError, ValueError, TypeError):
        raise ModelUnusable("The reranking model's config.json can't be read.") from None
    if foreign:
        raise ModelUnusable("The reranking model brings code of its own, which Veil never runs. Choose another model.")


def _load(folder: Path, device: str) -> CrossEncoder:
    try:
        model = CrossEncoder(
            str(folder),
            max_length=_MAX_TOKENS,
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:  # noqa: BLE001 - whatever a library makes of a damaged model
        raise ModelUnusable(
            f"The reranking model could not be loaded ({type(error).__name__}). Check its files and device."
        ) from None
    if model.num_labels != 1:
        raise ModelUnusable(f"The reranking model gives {model.num_labels} scores for a pair. Choose one with one.")
    return model
