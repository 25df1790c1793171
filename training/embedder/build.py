"""Builds the bundled model: ``python -m training.embedder.build DATA service/models/ko-static``.

A static model: a unigram tokeniser and one vector per piece; a text's vector is their mean. The
vectors are Gaussian, scaled by the piece's IDF: a random projection of TF-IDF (Johnson-Lindenstrauss),
which generic text could not improve on when we trained on it. One command and one seed give the same files.
"""

import argparse
import json
import math
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from training.embedder.texts import SOURCES, read_texts

VOCABULARY = 16_000
LONGEST_PIECE = 8
DIMENSIONS = 320
SEED = 20_240_601
UNKNOWN = "[UNK]"


def train_tokenizer(texts: list[str]) -> Tokenizer:
    """Train a unigram tokeniser of lower-cased NFKC pieces."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation(), pre_tokenizers.Digits(individual_digits=False)]
    )
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=VOCABULARY,
        max_piece_length=LONGEST_PIECE,
        unk_token=UNKNOWN,
        special_tokens=[UNKNOWN],
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


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


def build(data: Path, folder: Path) -> None:
    """Write the model's files."""
    texts = list(read_texts(data))
    tokenizer = train_tokenizer(texts)
    weights = weigh_pieces(tokenizer, texts)
    gaussian = np.random.default_rng(SEED).standard_normal((len(weights), DIMENSIONS)) / math.sqrt(DIMENSIONS)
    vectors = (gaussian * weights[:, None] / weights.max()).astype(np.float16)

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    save_file({"embedding.weight": vectors}, folder / "model.safetensors")
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
