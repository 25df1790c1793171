"""A model adds people and places to the rules; with one configured nothing is masked without it."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from presidio_analyzer.predefined_recognizers.ner import gliner_recognizer
from presidio_analyzer.predefined_recognizers.ner.huggingface_ner_recognizer import HuggingFaceNerRecognizer
from transformers import PreTrainedTokenizerFast

from service.doctor import check_ner
from service.errors import DetectorUnavailable
from service.privacy.detector import ENGINE_VERSION, KiwiDetector
from service.privacy.events import Event
from service.privacy.masking import Masker
from service.privacy.policy import load_policy
from service.privacy.presidio import see_models
from service.privacy.recognizers import RECOGNIZERS
from service.privacy.recognizers.ner import NerRecognizer, open_ner
from service.privacy.recognizers.windows import Windows
from service.settings import Settings
from service.text import RawText
from service.wiring import open_masker
from tests.unit.privacy.tiny_ner import break_weights, save_tiny_ner

# No rule knows these for names or places; the model does.
SPOKEN = {
    "뽀삐코": "B-PS", "##빙고": "I-PS", "##이": "O", "##가": "O", "갸루토": "B-PS", "01012345678": "B-PS",
    "kafka": "B-PS", "리우": "B-LC", "물레나루길": "B-LC", "Zxqwyn": "B-PS", "김민수": "B-PS", "이메일": "O",
}  # fmt: skip
NAME = "뽀삐코빙고"
SENTENCE = f"그날 {NAME}가 회의를 열었다."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_ner(tmp_path_factory.mktemp("models") / "tiny-ner", SPOKEN)


@pytest.fixture(scope="module")
def model(folder: Path) -> NerRecognizer:
    return open_ner(str(folder), device="cpu")


@pytest.fixture(scope="module")
def masker_with(model: NerRecognizer) -> Callable[..., Masker]:
    detector = KiwiDetector([*(kind() for kind in RECOGNIZERS), model])
    return lambda policy="default": Masker(detector, load_policy(policy))


def named(model: NerRecognizer, text: str, entity_type: str = "PERSON") -> list[str]:
    return [text[r.start : r.end] for r in model.analyze(text) if r.entity_type == entity_type]


def test_a_name_that_the_rules_miss_is_masked(masker: Masker, masker_with: Callable[..., Masker]) -> None:
    assert NAME in masker.mask(RawText(SENTENCE)).text.value, "the control: the rules alone miss it"
    assert masker_with().mask(RawText(SENTENCE)).text.value == "그날 <PERSON_1>가 회의를 열었다."


def test_the_record_names_the_model(masker_with: Callable[..., Masker], model: NerRecognizer, folder: Path) -> None:
    document = masker_with().mask(RawText(SENTENCE))
    assert [r.recognizer for r in document.redactions] == ["HuggingFaceNerRecognizer"]
    assert document.engine_version == f"{ENGINE_VERSION}+{model.model_id}"
    assert model.model_id is not None
    assert model.model_id.startswith(f"hf:{folder.name}@")


def test_an_event_holds_the_engine_version(masker_with: Callable[..., Masker]) -> None:
    from service.privacy.audit import Actor  # noqa: PLC0415

    version = masker_with().engine_version
    event = Event.of(Actor(subject="s-1", origin="test"), "document.mask", engine_version=version)
    assert event.detail["engine_version"] == version


def test_another_weight_is_another_version(folder: Path, tmp_path: Path, model: NerRecognizer) -> None:
    other = save_tiny_ner(tmp_path / folder.name, {**SPOKEN, "##이": "I-PS"})
    assert open_ner(str(other)).model_id != model.model_id


@pytest.mark.parametrize(
    ("before", "writing"),
    [
        ("", NAME),
        ("👩‍👩‍👧‍👦🇰🇷 ", NAME),
        ("ＡＢＣ１２３\u200b ", NAME),
        ("", unicodedata.normalize("NFD", NAME)),
        ("①２\u3000가\u0301 ", unicodedata.normalize("NFD", NAME)),
        ("가나다 " * 200, NAME),
        ("", "뽀삐코\u200b빙고"),
        ("\u202e", "Ｚｘｑｗｙｎ"),
    ],
    ids=["plain", "emoji", "full-width", "NFD", "both", "second window", "zero-width", "full-width name"],
)
def test_offsets_are_code_points_of_the_raw_text(model: NerRecognizer, before: str, writing: str) -> None:
    text = f"{before}그날 {writing}가 왔다"
    if "ｑ" in writing:
        text = f"{before}그날 {writing} 왔다"
    assert named(model, text) == [writing]


def test_a_long_text_is_read_to_its_end(model: NerRecognizer) -> None:
    filler = "오늘은 회의를 하고 문서를 정리했다. "
    text = (filler * 1200)[:20_000]
    places = [0, 399, 7_000, 13_333, len(text)]
    for place in reversed(places):
        text = f"{text[:place]} {NAME} {text[place:]}"
    found = [(r.start, r.end) for r in model.analyze(text)]
    assert [text[start:end] for start, end in found] == [NAME] * len(places)


@pytest.mark.parametrize(
    "text", ["가" * 5_000, "가 " * 5_000, "👍🏽" * 2_000, "1 2 3 " * 900, "\n" * 900 + "가", "가나"]
)
def test_windows_cover_every_character_and_fit_the_model(model: NerRecognizer, text: str) -> None:
    windows: Windows = model._inner.text_chunker
    chunks = windows.chunk(text)
    covered = set().union(*(range(chunk.start, chunk.end) for chunk in chunks))
    assert covered == set(range(len(text)))
    assert max(windows._count([chunk.text for chunk in chunks])) <= windows._limit == 64
    assert all(chunk.text == text[chunk.start : chunk.end] for chunk in chunks)


def test_presidios_own_recogniser_would_have_cut_the_text_in_silence(folder: Path) -> None:
    """The negative control: it reads to the next blank, and its pipeline drops what is too long for the model."""
    see_models()
    text = "가.나.다." * 200 + NAME
    stock = HuggingFaceNerRecognizer(model_name=str(folder), supported_language="ko", device="cpu")
    assert stock.analyze(text, ["PERSON"]) == []
    assert named(open_ner(str(folder)), text) == [NAME]


def test_windows_are_asked_in_batches(model: NerRecognizer, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    answers = model._inner.ner_pipeline
    ask = answers._ask
    monkeypatch.setattr(answers, "_ask", lambda texts: asked.append(len(texts)) or ask(texts))
    model.claims(SENTENCE * 200)
    assert len(asked) == 1
    assert asked[0] > 5


def test_the_rules_own_identifiers(masker_with: Callable[..., Masker]) -> None:
    masked = masker_with().mask(RawText("전화 01012345678"))
    assert masked.counts == {"PHONE_NUMBER": 1}


def test_a_claim_without_a_letter_is_no_name(model: NerRecognizer) -> None:
    assert [c.entity_type for c in model.claims("01012345678")] == ["PERSON"], "the model does claim it"
    assert named(model, "01012345678") == []


def test_a_technology_is_never_a_person(model: NerRecognizer) -> None:
    assert len(model.claims("kafka")) == 1, "the model does claim it"
    assert named(model, "kafka 운영") == []


def test_a_name_that_the_model_knows_once_is_found_everywhere(model: NerRecognizer) -> None:
    """Here the tokeniser sees one unknown word, as a real model sees another context."""
    text = f"{NAME} 님, 그리고 {NAME}께서는"
    assert len(model.claims(text)) == 1
    assert named(model, text) == [NAME, NAME]


def test_a_place_with_a_number_or_a_label_is_an_address(masker_with: Callable[..., Masker]) -> None:
    masked = masker_with().mask(RawText("모임은 물레나루길 12 에서"))
    assert masked.text.value == "모임은 <ADDRESS_1> 에서"
    assert "리우" not in masker_with().mask(RawText("주소: 리우")).text.value


def test_a_place_alone_stays_unless_the_policy_takes_weak_evidence(model: NerRecognizer) -> None:
    assert [(r.entity_type, r.score) for r in model.analyze("리우 지사에서 일했다")] == [("ADDRESS", 0.3)]
    assert load_policy("default").rules["ADDRESS"].minimum_score > 0.3
    assert load_policy("strict").rules["ADDRESS"].minimum_score <= 0.3


def test_a_year_behind_a_place_is_no_house_number(model: NerRecognizer) -> None:
    assert [r.score for r in model.analyze("물레나루길 2019")] == [0.3]


@pytest.mark.parametrize(
    "labels",
    [
        ("O", "PER-B", "PER-I"),
        ("O", "B-PER", "I-PER"),
        ("O", "S-NAME", "E-NAME"),
        ("O", "B-private_person", "I-private_person"),
    ],
    ids=lambda labels: labels[1],
)
def test_the_labels_of_published_models_are_understood(tmp_path: Path, labels: tuple[str, ...]) -> None:
    opened = open_ner(str(save_tiny_ner(tmp_path, {"뽀삐코": labels[1], "##빙고": labels[2]}, labels)))
    assert [(f.start, f.end) for f in opened.claims(NAME)] == [(0, 5)]


def _no_folder(folder: Path) -> str:
    return str(folder / "none")


def _unknown_labels(folder: Path) -> str:
    return str(save_tiny_ner(folder, {"가": "LABEL_1"}, ("LABEL_0", "LABEL_1", "O")))


def _nan(folder: Path) -> str:
    break_weights(save_tiny_ner(folder, SPOKEN), float("nan"))
    return str(folder)


def _broken_file(folder: Path) -> str:
    (save_tiny_ner(folder, SPOKEN) / "model.safetensors").write_bytes(b"no tensors")
    return str(folder)


def _no_safetensors(folder: Path) -> str:
    (save_tiny_ner(folder, SPOKEN) / "model.safetensors").rename(folder / "pytorch_model.bin")
    return str(folder)


def _no_classifier(folder: Path) -> str:
    from safetensors.torch import load_file, save_file  # noqa: PLC0415

    path = save_tiny_ner(folder, SPOKEN) / "model.safetensors"
    tensors = {name: tensor for name, tensor in load_file(path).items() if not name.startswith("classifier")}
    save_file(tensors, path, metadata={"format": "pt"})
    return str(folder)


def _no_tokeniser(folder: Path) -> str:
    (save_tiny_ner(folder, SPOKEN) / "tokenizer.json").write_bytes(b"{}")
    return str(folder)


@pytest.mark.parametrize(
    "break_model", [_no_folder, _unknown_labels, _nan, _broken_file, _no_safetensors, _no_classifier, _no_tokeniser]
)
def test_a_model_that_can_not_be_used_stops_veil_at_the_start(
    tmp_path: Path, break_model: Callable[[Path], str]
) -> None:
    settings = Settings(ner_model=break_model(tmp_path), ner_device="cpu", _env_file=None)  # type: ignore[call-arg]
    with pytest.raises(DetectorUnavailable) as refused:
        open_masker(settings)
    assert "VEIL_NER_MODEL" in refused.value.detail
    assert [(check.ok, check.name) for check in check_ner(settings)] == [(False, "ner")]


def test_a_device_that_is_not_there_is_refused_and_not_replaced(folder: Path) -> None:
    with pytest.raises(DetectorUnavailable):
        open_ner(str(folder), device="cuda:7")


def test_a_hub_name_is_fetched_at_its_revision_and_versioned_by_its_commit(folder: Path, tmp_path: Path) -> None:
    commit = tmp_path / ("0123456789abcdef" * 3)[:40]
    commit.symlink_to(folder)
    asked: dict[str, Any] = {}

    def fetch(name: str, **options: Any) -> str:
        asked.update(options, name=name)
        return str(commit)

    opened = open_ner("someone/ko-ner", revision="v2", fetch=fetch)
    assert opened.model_id == "hf:someone/ko-ner@0123456789ab"
    assert (asked["name"], asked["revision"]) == ("someone/ko-ner", "v2")
    assert all(not pattern.endswith((".py", ".bin")) for pattern in asked["allow_patterns"])


def test_a_hub_that_does_not_answer_stops_veil_at_the_start() -> None:
    def fetch(name: str, **_: Any) -> str:
        raise OSError(name)

    with pytest.raises(DetectorUnavailable):
        open_ner("someone/ko-ner", fetch=fetch)


@pytest.mark.parametrize("failure", [RuntimeError, MemoryError, ValueError, IndexError, KeyError, TimeoutError])
def test_a_model_that_fails_on_a_text_refuses_it_and_quotes_nothing(
    masker_with: Callable[..., Masker], model: NerRecognizer, failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(texts: list[str]) -> None:
        raise failure(texts[0])

    monkeypatch.setattr(model._inner.ner_pipeline, "_ask", fail)
    with pytest.raises(DetectorUnavailable) as refused:
        masker_with().mask(RawText(SENTENCE))
    assert refused.value.ids == {"part": "ner", "error": failure.__name__}
    assert refused.value.__cause__ is None


def test_presidios_own_recogniser_would_have_found_nothing_and_said_nothing(folder: Path) -> None:
    """The negative control: what the model raises is a warning, and the text counts as clean."""
    see_models()
    stock = HuggingFaceNerRecognizer(model_name=str(folder), supported_language="ko", device="cpu")
    assert len(stock.analyze(NAME, ["PERSON"])) == 1
    stock.ner_pipeline = {}.__getitem__
    assert stock.analyze(NAME, ["PERSON"]) == []


def test_numbers_that_are_none_on_one_text_refuse_it(tmp_path: Path) -> None:
    masker = open_masker(Settings(ner_model=str(save_tiny_ner(tmp_path, {**SPOKEN, "독": "NaN"})), _env_file=None))  # type: ignore[call-arg]
    assert masker.mask(RawText(SENTENCE)).counts == {"PERSON": 1}
    with pytest.raises(DetectorUnavailable) as refused:
        masker.mask(RawText(f"{SENTENCE} 독"))
    assert refused.value.ids == {"part": "ner", "error": "FloatingPointError"}


class _Gliner:
    """As much of a GLiNER model as Veil asks for: it claims the name wherever it stands."""

    def __init__(self, folder: Path) -> None:
        tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
        self.model = torch.nn.Identity()
        self.data_processor = SimpleNamespace(transformer_tokenizer=tokenizer)
        self.config = SimpleNamespace(max_len=64)
        self.asked: list[int] = []

    def inference(self, texts: list[str], labels: list[str], **options: Any) -> list[list[dict[str, Any]]]:
        assert labels == ["person", "address"]
        self.asked.append(len(texts))
        assert max(map(len, self.data_processor.transformer_tokenizer(texts)["input_ids"])) <= 64
        return [
            [{"start": m.start(), "end": m.end(), "label": "person", "score": 0.9} for m in re.finditer(NAME, text)]
            for text in texts
        ]


def test_gliner_joins_by_the_same_setting(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = _Gliner(folder)
    options: dict[str, Any] = {}
    opener = SimpleNamespace(from_pretrained=lambda name, **given: options.update(given, name=name) or loaded)
    monkeypatch.setattr(gliner_recognizer, "GLiNER", opener)
    masker = open_masker(Settings(ner_model=f"gliner:{folder}", ner_device="cpu", _env_file=None))  # type: ignore[call-arg]
    loaded.asked.clear()
    text = SENTENCE * 300
    masked = masker.mask(RawText(text))
    assert masked.counts == {"PERSON": 300}
    assert all(text[r.start : r.end] == NAME for r in masked.redactions)
    assert len(loaded.asked) == 1
    assert options == {"name": str(folder), "map_location": "cpu", "local_files_only": True}
    assert "+gliner:tiny-ner@" in masker.engine_version


def test_gliner_that_is_not_installed_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    see_models()
    monkeypatch.setattr(gliner_recognizer, "GLiNER", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(DetectorUnavailable) as refused:
        open_ner(f"gliner:{folder}")
    assert "pip install 'veil[gliner]'" in refused.value.detail


def test_no_model_is_configured_by_default() -> None:
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    assert settings.ner_model == ""
    assert list(check_ner(settings)) == []
    assert open_masker(settings).engine_version == ENGINE_VERSION


def test_a_sound_model_is_reported(folder: Path, model: NerRecognizer) -> None:
    settings = Settings(ner_model=str(folder), ner_device="cpu", _env_file=None)  # type: ignore[call-arg]
    assert [(check.ok, check.finding) for check in check_ner(settings)] == [(True, f"{model.model_id} runs on cpu.")]
