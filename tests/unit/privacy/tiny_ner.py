"""A tiny BERT that the tests build: it labels the words that it was told to, by its embeddings, and nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def save_tiny_ner(
    folder: Path,
    spoken: Mapping[str, str],
    labels: Sequence[str] = ("O", "B-PS", "I-PS", "B-LC", "I-LC"),
    size: int = 64,
) -> Path:
    """Write a model whose tokens have the labels of ``spoken`` (a word piece each); every other token is ``O``.

    On a token that is spoken of as ``NaN`` the model's numbers are none.

    The transformer's layer adds nothing, so that the answer on a token is known beforehand; all else is the real
    thing: configuration, WordPiece vocabulary, safetensors, attention over padded batches.
    """
    vocabulary = {token: number for number, token in enumerate([*_SPECIAL, *spoken])}
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=size,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    model = BertForTokenClassification(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        for name, parameter in model.named_parameters():
            if name.endswith("LayerNorm.weight"):
                parameter.fill_(1.0)
        for token, number in vocabulary.items():
            label = spoken.get(token, "O")
            row = model.bert.embeddings.word_embeddings.weight[number]
            if label == "NaN":
                row.fill_(float("nan"))
            else:
                row[labels.index(label)] = 4.0
        for number in range(len(labels)):
            model.classifier.weight[number, number] = 3.0
    model.save_pretrained(folder)
    _tokenizer(vocabulary, size).save_pretrained(folder)
    return folder


def _tokenizer(vocabulary: dict[str, int], size: int) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        model_max_length=size,
    )  # fmt: skip


def break_weights(folder: Path, value: float) -> None:
    """Write a value, such as NaN, into every weight of the model's last layer."""
    model = BertForTokenClassification.from_pretrained(folder)
    with torch.no_grad():
        model.classifier.weight.fill_(value)
    model.save_pretrained(folder)
