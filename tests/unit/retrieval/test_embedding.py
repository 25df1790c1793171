"""Embedding models: real ones are loaded, through LlamaIndex, from safetensors, without code or network."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer import modules as models
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from service.errors import EmbedderUnavailable, ModelUnusable
from service.pipeline.embedding import Embedder, HashEmbedder, open_embedder

TEXTS = ["파이썬 개발", "c++ 게임 서버", "봉사 활동"]
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *" ".join(TEXTS).split()]


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real one-layer BERT with mean pooling, as anybody would publish it."""
    folder = tmp_path_factory.mktemp("models") / "tiny-bert"
    words = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = Whitespace()
    words.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    transformer = models.Transformer(str(folder / "bert"), max_seq_length=32)
    SentenceTransformer(modules=[transformer, models.Pooling(16)], device="cpu").save(str(folder))
    shutil.rmtree(folder / "bert")
    return folder


@pytest.fixture(params=["ko-static", "hash", "tiny-bert"])
def embedder(request: pytest.FixtureRequest, tiny_bert: Path) -> Embedder:
    """Each embedder that ships, and a transformer: one contract for all."""
    return open_embedder(str(tiny_bert) if request.param == "tiny-bert" else request.param, device="cpu")


def test_vectors_have_length_one_and_the_stated_dimensions(embedder: Embedder) -> None:
    vectors = embedder.embed_documents(TEXTS)
    assert vectors.shape == (3, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert embedder.embed_documents([]).shape == (0, embedder.dimensions)


def test_the_same_text_has_the_same_vector_alone_and_in_a_batch(embedder: Embedder) -> None:
    batch = embedder.embed_documents(TEXTS)
    assert embedder.embed_query(TEXTS[1]) == pytest.approx(batch[1], abs=1e-5)
    assert not np.allclose(batch[0], batch[1])


def test_llama_index_gets_the_same_vectors(embedder: Embedder) -> None:
    embedding = embedder.as_llama_index()
    assert isinstance(embedding, BaseEmbedding)
    assert np.allclose(embedding.get_query_embedding(TEXTS[0]), embedder.embed_query(TEXTS[0]), atol=1e-6)
    assert np.allclose(embedding.get_text_embedding_batch(TEXTS), embedder.embed_documents(TEXTS), atol=1e-5)


@pytest.mark.parametrize("text", ["", " ", "🙂", "\n", "가" * 20_000])
def test_odd_texts_have_finite_vectors(embedder: Embedder, text: str) -> None:
    assert np.isfinite(embedder.embed_query(text)).all()


def test_models_are_opened_as_llama_index_s_hugging_face_embedding(tiny_bert: Path) -> None:
    for name in ("ko-static", str(tiny_bert)):
        assert isinstance(open_embedder(name, device="cpu").as_llama_index(), HuggingFaceEmbedding)


def test_the_stock_class_can_not_open_the_bundled_model() -> None:
    """Why there is a subclass. When this fails, the subclass may go."""
    folder = Path(__file__).parents[3] / "service/models/ko-static"
    with pytest.raises(ValueError, match="max_length"):
        HuggingFaceEmbedding(str(folder), device="cpu")


def test_the_id_changes_with_the_weights(tiny_bert: Path, tmp_path: Path) -> None:
    first = open_embedder(str(tiny_bert), device="cpu")
    assert first.model_id.startswith("tiny-bert+float32@")
    copy = tmp_path / "tiny-bert"
    shutil.copytree(tiny_bert, copy)
    assert open_embedder(str(copy), device="cpu").model_id == first.model_id
    settings = json.loads((copy / "modules.json").read_text())
    (copy / "modules.json").write_text(json.dumps(settings, indent=7))
    assert open_embedder(str(copy), device="cpu").model_id != first.model_id


def test_a_hugging_face_model_is_named_by_its_commit(tiny_bert: Path, tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshots" / ("ab12" * 10)
    shutil.copytree(tiny_bert, snapshot)
    asked = {}

    def fetch(name: str, **how: object) -> str:
        asked.update(how, name=name)
        return str(snapshot)

    embedder = open_embedder("org/tiny", device="cpu", revision="v1", fetch=fetch)
    assert embedder.model_id == "org/tiny+float32@ab12ab12ab12"
    assert (asked["name"], asked["revision"]) == ("org/tiny", "v1")
    assert not any(pattern.endswith((".bin", ".py", ".pt")) for pattern in asked["allow_patterns"])


def test_the_bundled_model_asks_nobody() -> None:
    def fetch(*_: object, **__: object) -> str:
        raise AssertionError("the network was asked")

    assert open_embedder("ko-static", device="cpu", fetch=fetch).dimensions == 512


def spoil_nothing(folder: Path) -> None:
    (folder / "README.md").write_text("unrelated")


def spoil_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{broken}")


def spoil_format(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def spoil_code(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    modules[0]["type"] = "custom_code.Backdoor"
    (folder / "modules.json").write_text(json.dumps(modules))


def spoil_json(folder: Path) -> None:
    (folder / "modules.json").write_text("{")


@pytest.mark.parametrize("spoil", [spoil_weights, spoil_format, spoil_code, spoil_json])
def test_a_damaged_or_foreign_model_is_refused(tiny_bert: Path, tmp_path: Path, spoil: object) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny_bert, folder)
    spoil_nothing(folder)
    assert open_embedder(str(folder), device="cpu").dimensions == 16
    spoil(folder)  # type: ignore[operator]
    with pytest.raises(ModelUnusable):
        open_embedder(str(folder), device="cpu")


@pytest.mark.parametrize("name", ["no/such/folder/here", "../up", "", "a b", "x" * 300])
def test_a_name_that_is_no_model_is_refused(name: str) -> None:
    def fetch(*_: object, **__: object) -> str:
        raise OSError("secret detail")

    with pytest.raises(ModelUnusable) as refusal:
        open_embedder(name, fetch=fetch)
    assert "secret" not in refusal.value.detail


def test_a_missing_device_is_refused(tiny_bert: Path) -> None:
    with pytest.raises(ModelUnusable):
        open_embedder(str(tiny_bert), device="cuda:99")


def test_vectors_too_long_to_store_are_refused_with_what_to_do(tmp_path: Path) -> None:
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    module = models.StaticEmbedding(tokenizer, embedding_dim=3_801)
    SentenceTransformer(modules=[module], device="cpu").save(str(tmp_path / "wide"))
    with pytest.raises(ModelUnusable, match=r"3800.*Matryoshka"):
        open_embedder(str(tmp_path / "wide"), device="cpu")


def test_a_failing_model_says_so_without_the_text(tiny_bert: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = open_embedder(str(tiny_bert), device="cpu")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory at 'secret text'")

    monkeypatch.setattr(SentenceTransformer, "encode", fail)
    with pytest.raises(EmbedderUnavailable) as failure:
        embedder.embed_query("secret text")
    assert "secret" not in str(failure.value)


def test_hashes_find_shared_spelling() -> None:
    embedder = HashEmbedder()
    vectors = embedder.embed_documents(["파이썬 개발 경험", "봉사 활동"])
    scores = vectors @ embedder.embed_query("파이썬 개발")
    assert scores[0] > scores[1] + 0.3
