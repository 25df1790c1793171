"""Builds the bundled model: ``python -m training.embedder.build DATA [service/models/ko-static] [--check]``.

A static model: a unigram tokeniser and one vector per piece; a text's vector is their mean. The vectors start
Gaussian, scaled by the piece's IDF (a random projection of TF-IDF, Johnson-Lindenstrauss); a whole word starts as
the sum of its pieces; then they are trained. One seed makes the same files on the same machine;
another processor may round otherwise, so ``--check`` compares similarities, not bytes.
"""

import argparse
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from training.data.reader import Resume
from training.embedder.examples import gather
from training.embedder.learning import Plan, Trainer
from training.embedder.measure import StaticModel, load_model
from training.embedder.pairs import Concept, read_concepts, read_own_resumes, read_public_pairs
from training.embedder.texts import read_texts
from training.embedder.vocabulary import add_words, find_words, train_tokenizer, weigh_pieces

FOLDER = Path(__file__).parents[2] / "service/models/ko-static"
DIMENSIONS = 512
WORDS = 5_000
SEED = 20_240_601
# One text in so many shows which directions all texts share; the ridge, in mean variances, spares the rest.
EVENED = 3
RIDGE = 2.0
# The same questions' vectors, built twice, have at least this cosine (on one machine it is 1).
ALIKE = 0.98
_REPORTED = 25


def build(data: Path, folder: Path, plan: Plan, resumes: Sequence[Resume] | None = None) -> None:
    """Write the model's files.

    Args:
        data: the public sets.
        folder: where to write.
        plan: how to train.
        resumes: what to learn from instead of all of ours (to hold some back).
    """
    began = time.monotonic()
    concepts = read_concepts()
    resumes = read_own_resumes() if resumes is None else resumes
    own = [text for resume in resumes for text in _texts(resume)]
    texts = [*read_texts(data), *own, *_lines(concepts)]
    pieces = train_tokenizer(texts + own + _lines(concepts))
    words = _choose_words(pieces, own, concepts)
    tokenizer = add_words(pieces, words)
    print(f"{len(texts)} texts, {tokenizer.get_vocab_size()} pieces: {time.monotonic() - began:.0f} s", flush=True)

    examples = gather(resumes, concepts, read_public_pairs(data), plan.seed)
    examples.encode(tokenizer)

    def report(step: int, losses: list[float]) -> None:
        if step % _REPORTED == 0:
            shown = " ".join(f"{loss:.3f}" for loss in losses)
            print(f"step {step}: {shown}: {time.monotonic() - began:.0f} s", flush=True)

    vectors = Trainer(_start(pieces, words, weigh_pieces(pieces, texts)), examples, plan).train(report)
    save(tokenizer, even_out(vectors, StaticModel(tokenizer, vectors).encode(texts[::EVENED])), folder)


def even_out(vectors: NDArray[np.float32], texts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the vectors with the directions shrunk in which all texts are alike (whitening, with a ridge).

    Args:
        vectors: one row per piece.
        texts: vectors of length 1 of many texts, made from these rows.
    """
    spread, directions = np.linalg.eigh(texts.T.astype(np.float64) @ texts / len(texts))
    scales = 1 / np.sqrt(spread + RIDGE * spread.mean())
    evened: NDArray[np.float32] = (vectors @ (directions * scales) @ directions.T).astype(np.float32)
    return evened


def save(tokenizer: Tokenizer, vectors: NDArray[np.float32], folder: Path) -> None:
    """Write the files that sentence-transformers reads."""
    rows, scales = quantise(vectors)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    # The names that sentence-transformers reads as quantised rows and their factors.
    save_file({"embeddings": rows, "weights": scales}, folder / "model.safetensors")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}]
    (folder / "modules.json").write_text(json.dumps(modules, indent=2) + "\n", "utf-8")
    config: dict[str, object] = {"similarity_fn_name": "cosine", "prompts": {}, "default_prompt_name": None}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")


def quantise(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the rows as bytes, and the factor of each row."""
    scales = np.abs(vectors).max(axis=1) / 127
    rows = np.round(vectors / np.where(scales == 0, 1, scales)[:, None])
    return rows.astype(np.int8), scales.astype(np.float32)


def compare(one: Path, other: Path) -> float:
    """Return the smallest cosine between two models' vectors of the same questions and passages.

    Raises:
        ValueError: the models have not the same pieces.
    """
    models = load_model(one), load_model(other)
    if models[0].tokenizer.get_vocab() != models[1].tokenizer.get_vocab():
        raise ValueError("the tokenisers differ")
    texts = [text for resume in read_own_resumes() for text in _texts(resume)]
    return float((models[0].encode(texts) * models[1].encode(texts)).sum(axis=1).min())


def _texts(resume: Resume) -> list[str]:
    passages = resume.passages
    return [*(passage.text for passage in passages), *(asked.text for one in passages for asked in one.questions)]


def _lines(concepts: Sequence[Concept]) -> list[str]:
    return [" ".join([*concept.terms, *concept.broader, *concept.related]) for concept in concepts]


def _choose_words(pieces: Tokenizer, own: Sequence[str], concepts: Sequence[Concept]) -> list[str]:
    """Return the words that get a vector of their own: those of several terms, our texts', then all terms'."""
    terms = [term for concept in concepts for term in (*concept.terms, *concept.broader, *concept.related)]
    found = [
        *find_words(pieces, terms, least=2),
        *find_words(pieces, own, least=3),
        *find_words(pieces, terms, least=1),
    ]
    return list(dict.fromkeys(found))[:WORDS]


def _start(pieces: Tokenizer, words: Sequence[str], weights: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the vectors before training: a word's is the sum of its pieces', so that it still finds their like."""
    gaussian = np.random.default_rng(SEED).standard_normal((len(weights), DIMENSIONS)) / math.sqrt(DIMENSIONS)
    rows = gaussian * weights[:, None] / weights.max()
    sums = [rows[cut.ids].sum(axis=0) for cut in pieces.encode_batch(list(words))]
    return np.vstack([rows, *sums]).astype(np.float32)


def main() -> int:
    """Build, or build elsewhere and compare; return 1 when what is there can't have come from the same data."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    parser = argparse.ArgumentParser(prog="python -m training.embedder.build", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of the public sets")
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--check", action="store_true", help="write nothing; compare with the model in the folder")
    arguments = parser.parse_args()
    if not arguments.check:
        build(arguments.data, arguments.folder, Plan())
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        built = Path(scratch)
        build(arguments.data, built, Plan())
        try:
            alike = compare(built, arguments.folder)
        except ValueError as difference:
            print(difference, file=sys.stderr)
            return 1
    print(f"smallest cosine between the two models' vectors of one text: {alike:.4f}")
    return 0 if alike >= ALIKE else 1


if __name__ == "__main__":
    sys.exit(main())
