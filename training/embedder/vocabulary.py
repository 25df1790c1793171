"""The bundled model's vocabulary: unigram pieces counted from the texts, and whole words made of them."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

SEEDS = 60_000
# Pieces kept after each round; the last is the vocabulary.
SIZES = (45_000, 34_000, 26_000, 20_000, 15_999, 15_999)
LONGEST_PIECE = 8
# Most Sino-Korean words have two syllables, and longer ones are made of them.
LONGEST_HANGUL = 2
LONGEST_WORD = 24
UNKNOWN = "[UNK]"
SCRIPT_RUNS = "[가-힣]+|[a-z]+|[0-9]+|[^가-힣a-z0-9]"
# How much likelier a whole word is than its pieces (natural logarithm): it is always taken.
_PREFERENCE = 2.0


def train_tokenizer(texts: Sequence[str]) -> Tokenizer:
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
    tokenizer = _unigram(likelihoods({piece: 1.0 / len(piece) for piece in pieces}))
    words = Counter(word for text in texts for word in text.split())
    distinct = sorted(words)
    for size in SIZES:
        used: Counter[str] = Counter()
        for word, encoding in zip(distinct, tokenizer.encode_batch(distinct), strict=True):
            for piece in encoding.tokens:
                used[piece] += words[word]
        ranked = sorted(pieces, key=lambda piece: (-used[piece], piece))
        pieces = ranked[:size]
        tokenizer = _unigram(likelihoods({piece: used[piece] + 1.0 for piece in pieces}))
    return tokenizer


def likelihoods(counts: Mapping[str, float]) -> dict[str, float]:
    """Return the logarithm of each piece's share."""
    total = sum(counts.values())
    return {piece: math.log(count / total) for piece, count in counts.items()}


def find_words(tokenizer: Tokenizer, texts: Iterable[str], least: int) -> list[str]:
    """Return the commonest words of one script that the tokeniser cuts into several pieces.

    Args:
        tokenizer: what cuts.
        texts: where words are counted, an ending such as 를 being part of a word that is not counted alone.
        least: how often a word must occur.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        normal = tokenizer.normalizer.normalize_str(text)
        counts.update(word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal))
    known = tokenizer.get_vocab()
    found = [
        word
        for word, count in counts.items()
        if count >= least and word not in known and word.isalpha() and len(word) <= LONGEST_WORD
    ]
    found.sort(key=lambda word: (-counts[word], word))
    cuts = tokenizer.encode_batch(found)
    return [word for word, cut in zip(found, cuts, strict=True) if len(cut.ids) > 1 and 0 not in cut.ids]


def add_words(tokenizer: Tokenizer, words: Sequence[str]) -> Tokenizer:
    """Return a tokeniser that has the words as pieces of their own, after the pieces that there are."""
    scores = _scores(tokenizer)
    added = {}
    for word, cut in zip(words, tokenizer.encode_batch(list(words)), strict=True):
        added[word] = min(sum(scores[piece] for piece in cut.tokens) + _PREFERENCE, -1.0)
    return _unigram({**scores, **added})


def weigh_pieces(tokenizer: Tokenizer, texts: Sequence[str]) -> NDArray[np.float64]:
    """Return each piece's IDF over the texts; unknown pieces and mere punctuation weigh nothing."""
    found = np.zeros(tokenizer.get_vocab_size())
    for encoding in tokenizer.encode_batch(list(texts)):
        found[list(set(encoding.ids))] += 1
    weights: NDArray[np.float64] = np.log((len(texts) + 1) / (found + 1))
    for piece, number in tokenizer.get_vocab().items():
        if piece == UNKNOWN or not any(character.isalnum() for character in piece):
            weights[number] = 0
    return weights


def _scores(tokenizer: Tokenizer) -> dict[str, float]:
    return {piece: score for piece, score in json.loads(tokenizer.to_str())["model"]["vocab"] if piece != UNKNOWN}


def _unigram(scores: Mapping[str, float]) -> Tokenizer:
    return _tokenizer(models.Unigram([(UNKNOWN, 0.0), *scores.items()], unk_id=0, byte_fallback=False))


def _tokenizer(model: models.Model) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    # No mark for the start of a word: 시스템 is the same piece alone and in 결제시스템.
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(SCRIPT_RUNS), "isolated")]
    )
    return tokenizer
