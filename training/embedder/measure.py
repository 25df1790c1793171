"""``python -m training.embedder.measure MODEL DIR...`` scores a static model alone, each query within its resume.

A DIR has the form that ``veil eval retrieval`` reads. NumPy only: the model's files are read and rows averaged.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

TOP = 10
SEED = 0
_BATCH = 4_096


@dataclass(frozen=True)
class StaticModel:
    """A tokeniser and one vector per piece; a text's vector is the mean of its pieces' vectors."""

    tokenizer: Tokenizer
    vectors: NDArray[np.float32]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors of length 1, shape (n, dimensions); an empty text's is zero."""
        rows = np.zeros((len(texts), self.vectors.shape[1]), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            encodings = self.tokenizer.encode_batch(list(texts[start : start + _BATCH]), add_special_tokens=False)
            for number, encoding in enumerate(encodings, start):
                if encoding.ids:
                    rows[number] = self.vectors[encoding.ids].sum(axis=0)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
        return unit


@dataclass(frozen=True)
class Judgement:
    """A query's kind ('' where none is given) and the rank of each relevant passage in its resume, the first 0."""

    kind: str
    ranks: tuple[int, ...]

    @property
    def ndcg(self) -> float:
        """nDCG@10, every relevant passage counting the same."""
        ideal = sum(1 / np.log2(place + 2) for place in range(min(len(self.ranks), TOP)))
        return float(sum(1 / np.log2(rank + 2) for rank in self.ranks if rank < TOP) / ideal)

    def recall(self, top: int) -> float:
        """The share of relevant passages among the first ``top``."""
        return sum(rank < top for rank in self.ranks) / len(self.ranks)


def load_model(folder: Path) -> StaticModel:
    """Read a folder that ``training.embedder.build`` wrote."""
    tensors = load_file(folder / "model.safetensors")
    vectors = tensors["embeddings"].astype(np.float32) * tensors["weights"][:, None]
    return StaticModel(Tokenizer.from_file(str(folder / "tokenizer.json")), vectors)


def judge(model: StaticModel, folder: Path, queries: int | None = None) -> list[Judgement]:
    """Rank each query's resume by cosine.

    Args:
        model: what to score.
        folder: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv``.
        queries: a seeded sample of so many; all by default.
    """
    corpus = _read(folder / "corpus.jsonl")
    asked = _read(folder / "queries.jsonl")
    if queries is not None and queries < len(asked):
        asked = random.Random(SEED).sample(asked, queries)
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            relevant[query].add(document)
    passages = model.encode([record["text"] for record in corpus])
    questions = model.encode([record["text"] for record in asked])
    scopes: dict[str, list[int]] = defaultdict(list)
    for number, record in enumerate(corpus):
        scopes[record["resume_id"]].append(number)
    found = []
    for record, question in zip(asked, questions, strict=True):
        scope = scopes[record["resume_id"]]
        order = np.argsort(-(passages[scope] @ question), kind="stable")
        ranks = [rank for rank, place in enumerate(order) if corpus[scope[place]]["id"] in relevant[record["id"]]]
        if ranks:
            found.append(Judgement(record.get("kind", ""), tuple(ranks)))
    return found


def summarise(judgements: Iterable[Judgement]) -> dict[str, float]:
    """Return nDCG@10, recall@1, @5 and @10, and recall@1 of each kind."""
    judgements = list(judgements)
    summary = {"queries": float(len(judgements)), "ndcg@10": float(np.mean([one.ndcg for one in judgements]))}
    for top in (1, 5, 10):
        summary[f"recall@{top}"] = float(np.mean([one.recall(top) for one in judgements]))
    for kind in sorted({one.kind for one in judgements} - {""}):
        of_kind = [one for one in judgements if one.kind == kind]
        summary[f"recall@1 {kind}"] = float(np.mean([one.recall(1) for one in of_kind]))
        summary[f"ndcg@10 {kind}"] = float(np.mean([one.ndcg for one in of_kind]))
    return summary


def _read(path: Path) -> list[dict[str, str]]:
    # Not splitlines, which also cuts at the separators that a JSON string may hold.
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def main() -> None:
    """Print one line of scores per folder."""
    parser = argparse.ArgumentParser(prog="python -m training.embedder.measure", description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--queries", type=int, help="a seeded sample of so many of each folder's queries")
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    for folder in arguments.folders:
        summary = summarise(judge(model, folder, arguments.queries))
        print(f"{folder.name:10}", "  ".join(f"{name} {value:.3f}" for name, value in summary.items()))


if __name__ == "__main__":
    main()
