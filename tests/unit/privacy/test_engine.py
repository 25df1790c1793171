# ruff: noqa: E501 - tables of cases
"""Our recognisers in Presidio: in our engine and in anybody's, in Korean and English, without a network."""

import logging
import threading

import pytest
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from service.privacy import morphemes as morphemes_module
from service.privacy.detector import ENGINE_VERSION, Finding, KiwiDetector, KiwiNlpEngine
from service.privacy.morphemes import morphemes
from service.privacy.recognizers import EmailRecognizer, KrRegistrationRecognizer, PhoneRecognizer
from service.privacy.spans import disjoin
from service.text import RawText

TEXT = "주민번호 ９００３１５‑１２３４５６７, kim@example.com으로"


def test_anyone_can_register_our_recognisers_in_their_own_engine() -> None:
    nlp = NoOpNlpEngine([{"lang_code": "en", "model_name": ""}])
    registry = RecognizerRegistry(supported_languages=["en"])
    for kind in (KrRegistrationRecognizer, EmailRecognizer):
        registry.add_recognizer(kind(supported_language="en"))
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"])
    found = {TEXT[r.start : r.end] for r in engine.analyze(TEXT, language="en")}
    assert found == {"９００３１５‑１２３４５６７", "kim@example.com"}


def test_one_document_is_tokenised_once(detector: KiwiDetector, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    class _Counting:
        def tokenize(self, text: str) -> object:
            calls.append(text)
            return real.tokenize(text)

    real = morphemes_module.open_kiwi()
    monkeypatch.setattr(morphemes_module, "open_kiwi", _Counting)
    detector.find(RawText("홍길동은 카카오에서 검색을 만들었다."))
    assert len(calls) == 1


def test_artifacts_carry_tokens_for_presidios_own_recognisers() -> None:
    engine = KiwiNlpEngine()
    engine.load()
    artifacts = engine.process_text("홍길동은 개발자", "ko")
    assert artifacts.lemmas[0] == "홍길동"
    assert artifacts.tokens_indices[0] == 0


def test_nothing_is_logged_about_the_text(detector: KiwiDetector, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        detector.find(RawText("성명: 홍길동, 010-1234-5678"))
    assert "홍길동" not in caplog.text
    assert "5678" not in caplog.text


def test_the_version_is_on_the_detector(detector: KiwiDetector) -> None:
    assert detector.version == ENGINE_VERSION


def test_morphemes_are_the_same_in_every_thread() -> None:
    text = "홍길동은 카카오에서 임베딩 검색을 개발했다. " * 20
    expected = morphemes(text)
    results: list[bool] = []
    threads = [threading.Thread(target=lambda: results.append(morphemes(text) == expected)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 4


@pytest.mark.parametrize("text", ["😀 홍길동", "가" * 5000, "", "\n\n", "A\u0301김"])
def test_morphemes_cover_code_points_inside_the_text(text: str) -> None:
    assert all(0 <= m.start <= m.end <= len(text) for m in morphemes(text))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    ["1" * 100_000, "1-" * 50_000, "a" * 100_000, "a@" * 30_000, "가" * 50_000, "서울 " * 20_000, "성명:" * 20_000, "http://" * 10_000,
     "(010)" * 20_000, "강남구 " * 20_000, "테헤란로 1 " * 10_000, "김민수 " * 10_000, "0.1 " * 20_000, "Kim " * 20_000, "\t|" * 30_000],
)  # fmt: skip
def test_hostile_repetition_ends_soon(detector: KiwiDetector, text: str) -> None:
    detector.find(RawText(text))


def test_a_bare_context_less_recogniser_reads_its_own_window() -> None:
    assert PhoneRecognizer().analyze("전화 0212345678")
    assert not PhoneRecognizer().analyze("코드 0212345678")


def test_overlaps_are_resolved_and_nothing_claimed_is_uncovered() -> None:
    text = "부 홍길동 58세 회사원"
    claims = [Finding("FAMILY", 0, 9, 0.9, "a"), Finding("PERSON", 2, 5, 0.9, "b"), Finding("AGE", 6, 13, 0.5, "c")]
    spans = disjoin(claims, text)
    assert [(f.entity_type, f.start, f.end) for f in spans] == [("FAMILY", 0, 9), ("AGE", 10, 13)]
