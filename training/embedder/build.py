"""Builds the bundled model: ``python -m training.embedder.build DATA service/models/ko-static``.

A static model: a unigram tokeniser and one vector per piece; a text's vector is their mean. The
vectors are Gaussian, scaled by the piece's IDF: a random projection of TF-IDF (Johnson-Lindenstrauss),
which training on generic text barely improves. One command and one seed give the same files.
"""

import argparse
import json
import math
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from training.embedder.texts import SOURCES, read_texts

SEEDS = 60_000
# Pieces kept after each round; the last is the vocabulary.
SIZES = (45_000, 34_000, 26_000, 20_000, 15_999, 15_999)
LONGEST_PIECE = 8
# Most Sino-Korean words have two syllables, and longer ones are made of them.
LONGEST_HANGUL = 2
DIMENSIONS = 512
SEED = 20_240_601
UNKNOWN = "[UNK]"
SCRIPT_RUNS = "[가-힣]+|[a-z]+|[0-9]+|[^가-힣a-z0-9]"


def train_tokenizer(texts: list[str]) -> Tokenizer:
    """Train a unigram tokeniser of lower-cased NFKC pieces, the same for the same texts.

    Seeds come from byte-pair merges; then texts are cut by the likeliest pieces, the least used are
    dropped, and so on until the vocabulary fits (hard EM). The tokenizers package has a trainer for
    unigram models, but its results differ from run to run.
    """
    seeds = _tokenizer(models.BPE(unk_token=UNKNOWN))
    trainer = trainers.BpeTrainer(
        vocab_size=SEEDS, max_token_length=LONGEST_PIECE, special_tokens=[UNKNOWN], show_progress=False
    )
    seeds.train_from_iterator(texts, trainer)
    pieces = sorted(
        piece
        for piece in seeds.get_vocab()
        if piece != UNKNOWN and (len(piece) <= LONGEST_HANGUL or not "가" <= piece[0] <= "힣")
    )
    tokenizer = _unigram({piece: 1.0 / len(piece) for piece in pieces})
    words = Counter(word for text in texts for word in text.split())
    distinct = sorted(words)
    for size in SIZES:
        used: Counter[str] = Counter()
        for word, encoding in zip(distinct, tokenizer.encode_batch(distinct), strict=True):
            for piece in encoding.tokens:
                used[piece] += words[word]
        ranked = sorted(pieces, key=lambda piece: (-used[piece], piece))
        pieces = ranked[:size]
        tokenizer = _unigram({piece: used[piece] + 1.0 for piece in pieces})
    return tokenizer


def _tokenizer(model: models.Model) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    # No mark for the start of a word: 시스템 is the same piece alone and in 결제시스템.
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(SCRIPT_RUNS), "isolated")]
    )
    return tokenizer


def _unigram(counts: Mapping[str, float]) -> Tokenizer:
    total = sum(counts.values())
    known = [(piece, math.log(count / total)) for piece, count in counts.items()]
    return _tokenizer(models.Unigram([(UNKNOWN, 0.0), *known], unk_id=0, byte_fallback=False))


def weigh_pieces(tokenizer: Tokenizer, texts: list[str]) -> NDArray[np.float64]:
    """Return each piece's IDF over the texts; unknown pieces and mere punctuation weigh nothing."""
    found = np.zeros(tokenizer.get_vocab_size())
    for encoding in tokenizer.encode_batch(texts):
        found[list(set(encoding.ids))] += 1
    weights: NDArray[np.float64] = np.log((len(texts) + 1) / (found + 1))
    for piece, number in tokenizer.get_vocab().items():
        if piece == UNKNOWN or not any(character.isalnum() for character in piece):
            weights[number] = 0
    return weights


def quantise(vectors: NDArray[np.float64]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the rows as bytes, and the factor of each row."""
    scales = np.abs(vectors).max(axis=1) / 127
    rows = np.round(vectors / np.where(scales == 0, 1, scales)[:, None])
    return rows.astype(np.int8), scales.astype(np.float32)


def build(data: Path, folder: Path) -> None:
    """Write the model's files."""
    texts = list(read_texts(data))
    tokenizer = train_tokenizer(texts)
    weights = weigh_pieces(tokenizer, texts)
    gaussian = np.random.default_rng(SEED).standard_normal((len(weights), DIMENSIONS)) / math.sqrt(DIMENSIONS)
    rows, scales = quantise(gaussian * weights[:, None] / weights.max())

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    # The names that sentence-transformers reads as quantised rows and their factors.
    save_file({"embeddings": rows, "weights": scales}, folder / "model.safetensors")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}]
    (folder / "modules.json").write_text(json.dumps(modules, indent=2) + "\n", "utf-8")
    config = {"similarity_fn_name": "cosine", "prompts": {}, "default_prompt_name": None}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    print(f"{len(texts)} texts, {len(weights)} pieces, {DIMENSIONS} dimensions, {len(SOURCES)} sources")


if __name__ == "__main__":
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    build(arguments.data, arguments.folder)
