"""Whatever breaks inside, no text comes out: the document is refused, and the error carries no text."""

from collections.abc import Iterator
from typing import Any

import pytest
import regex
from presidio_analyzer import Pattern, PatternRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts

from service.errors import DetectorUnavailable, InvalidText, Quarantined, VeilError
from service.privacy import morphemes
from service.privacy.detector import Finding, KiwiDetector
from service.privacy.masking import Findings, Masker
from service.privacy.policy import load_policy
from service.privacy.recognizers import RECOGNIZERS, Analysis, VeilRecognizer, base
from service.privacy.recognizers.base import Found, scan
from service.text import RawText
from tests.faults import FAULTS, MEANINGS, SECRETS, TEXT, Fault, expected

SECRET = "비밀값7731"
_SLOW = regex.compile(r"(?:a|a|aa)+$")
_ATTACK = "a" * 40 + "!"


class _Slow(VeilRecognizer):
    ENTITIES = ("PERSON",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        for match in scan(_SLOW, analysis.text):
            yield Found(match.start(), match.end(), 1.0, "PERSON")


class _Broken(VeilRecognizer):
    ENTITIES = ("PERSON",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        raise ValueError(analysis.text)


def _masker(*recognizers: VeilRecognizer) -> Masker:
    return Masker(KiwiDetector([*(kind() for kind in RECOGNIZERS), *recognizers]), load_policy("default"))


def test_a_pattern_that_runs_out_of_time_refuses_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "TIMEOUT_SECONDS", 0.05)
    with pytest.raises(Quarantined) as refused:
        _masker(_Slow()).mask(RawText(_ATTACK))
    assert refused.value.ids == {"reason": "pattern_timeout"}


def test_presidios_own_recogniser_would_have_skipped_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the same pattern in Presidio's class returns nothing, as if the text were clean."""
    monkeypatch.setattr("presidio_analyzer.pattern_recognizer.REGEX_TIMEOUT_SECONDS", 0.05)
    skipping = PatternRecognizer("PERSON", patterns=[Pattern("slow", r"(?:a|a|aa)+$", 1.0)])
    artifacts = NlpArtifacts([], [], [], [], None, "en")
    assert skipping.analyze(_ATTACK, ["PERSON"], artifacts) == []


def test_a_failing_recogniser_refuses_the_document_and_quotes_nothing() -> None:
    with pytest.raises(Quarantined) as refused:
        _masker(_Broken()).mask(RawText(SECRET))
    assert SECRET not in _everything(refused.value)
    assert refused.value.__cause__ is None


def test_a_failing_tokeniser_makes_the_detector_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    masker = _masker()

    class _Dead:
        def tokenize(self, text: str) -> Any:
            raise RuntimeError(text)

    monkeypatch.setattr(morphemes, "open_kiwi", _Dead)
    with pytest.raises(DetectorUnavailable) as refused:
        masker.mask(RawText(f"저는 김민수 과장입니다. {SECRET}"))
    assert SECRET not in _everything(refused.value)


def test_a_failing_detector_makes_the_detector_unavailable() -> None:
    class _Detector:
        version = "broken"

        def find(self, text: RawText) -> list[Finding]:
            raise KeyError(text.reveal())

    with pytest.raises(DetectorUnavailable) as refused:
        Masker(_Detector(), load_policy("default")).mask(RawText(SECRET))
    assert SECRET not in _everything(refused.value)


def test_a_type_that_the_policy_does_not_know_is_not_let_through() -> None:
    class _Detector:
        version = "new"

        def find(self, text: RawText) -> list[Finding]:
            return [Finding("BLOOD_PRESSURE", 0, 3, 1.0, "new")]

    with pytest.raises(DetectorUnavailable):
        Masker(_Detector(), load_policy("default")).mask(RawText("120/80"))


@pytest.mark.parametrize("number", ["9001011234568", "010123456789012"])
def test_a_number_in_angle_brackets_is_no_placeholder(number: str) -> None:
    """Nobody recognises it, and the last look must not take it for something that Veil wrote."""

    class _Blind:
        version = "blind"

        def find(self, text: RawText) -> list[Finding]:
            return []

    masked = Masker(_Blind(), load_policy("default")).mask(RawText(f"메모 <TEL_{number}> 끝"))
    assert number not in masked.text.value
    assert masked.counts == {"UNCLASSIFIED_ID": 1}


@pytest.mark.parametrize("text", ["이름\x00", "\ud800", "a\udfff"])
def test_text_that_cannot_be_stored_is_refused(masker: Masker, text: str) -> None:
    with pytest.raises(InvalidText):
        masker.mask(RawText(text))


def test_findings_of_another_text_are_refused(masker: Masker) -> None:
    with pytest.raises(VeilError):
        masker.apply(RawText("다른 글"), Findings((), 3), _Key())


class _Key:
    def fingerprint(self, entity_type: str, canonical_value: str) -> bytes:
        return b"\0" * 32


def _everything(error: VeilError) -> str:
    return f"{error} {error.detail} {error.ids} {error.__cause__}"


@pytest.fixture(scope="module")
def strict(detector: KiwiDetector) -> Masker:
    """Under this policy every recogniser runs."""
    return Masker(detector, load_policy("strict"))


@pytest.mark.parametrize("error", [ValueError, KeyError, RuntimeError, *MEANINGS])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_whatever_fails_refuses_the_text(
    fault: Fault, error: type[Exception], strict: Masker, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault.plant(monkeypatch, error)
    with pytest.raises(VeilError) as refused:
        strict.mask(RawText(TEXT))
    _, code, reason = expected(fault, error)
    assert (refused.value.code, refused.value.reason) == (code, reason or refused.value.reason)
    assert refused.value.reason is not None
    assert [secret for secret in SECRETS if secret in _everything(refused.value)] == []
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_who_stops_the_process_is_obeyed(
    fault: Fault, error: type[BaseException], strict: Masker, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault.plant(monkeypatch, error)
    with pytest.raises(error):
        strict.mask(RawText(TEXT))


def test_without_a_fault_the_text_is_masked(strict: Masker) -> None:
    """The negative control: it is the faults that refuse it, and every stage has work on it."""
    masked = strict.mask(RawText(TEXT))
    assert {"PERSON", "PHONE_NUMBER", "GENDER", "UNCLASSIFIED_ID"} <= masked.counts.keys()


@pytest.mark.parametrize("error", [ValueError, MemoryError, TimeoutError])
def test_a_key_that_fails_refuses_the_text(error: type[Exception], masker: Masker) -> None:
    class _Broken:
        def fingerprint(self, entity_type: str, canonical_value: str) -> bytes:
            raise error(canonical_value)

    raw = RawText(TEXT)
    with pytest.raises(VeilError) as refused:
        masker.apply(raw, masker.find(raw), _Broken())
    assert [secret for secret in SECRETS if secret in _everything(refused.value)] == []
