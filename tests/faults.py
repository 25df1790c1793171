"""Ways to break masking: every recogniser and every stage, with exceptions that quote the text as libraries do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from presidio_analyzer import AnalyzerEngine
from presidio_anonymizer import AnonymizerEngine

from service.privacy import masking, morphemes, replacement
from service.privacy.detector import KiwiDetector
from service.privacy.recognizers import RECOGNIZERS, base

#: Every stage has work to do on it: labels, numbers, a name, a private attribute behind its label, odd characters.
TEXT = "성명: 홍길동\n성별: 남\n전화 ０１０-7731-7732, 메모 Q77317732\n김비밀 과장은 개발자입니다."
#: Any of these in an answer, a log line or an event is a leak.
SECRETS = ("홍길동", "김비밀", "7731-7732", "77317732", "０１０")


@dataclass(frozen=True)
class Fault:
    """A function that is made to fail."""

    name: str
    owner: Any
    attribute: str
    is_recogniser: bool = False

    def plant(self, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]) -> None:
        """Make it raise an error that quotes the text."""

        def fail(*_: Any, **__: Any) -> Any:
            raise error(TEXT)

        monkeypatch.setattr(self.owner, self.attribute, fail)


class _DeadKiwi:
    def __call__(self) -> "_DeadKiwi":
        return self

    def tokenize(self, text: str) -> Any:
        raise RuntimeError(text)


FAULTS = (
    *(Fault(kind.__name__, kind, "find", is_recogniser=True) for kind in RECOGNIZERS),
    # Labels are searched by the first recogniser that asks for them, as part of its work.
    Fault("labels", base, "find_labels", is_recogniser=True),
    Fault("folding", base, "normalise"),
    Fault("analyzer", AnalyzerEngine, "analyze"),
    Fault("detector", KiwiDetector, "find"),
    Fault("disjoining", masking, "disjoin"),
    Fault("repeats", masking, "repeats"),
    Fault("planning", masking, "plan_edits"),
    Fault("canonical value", replacement, "canonical_value"),
    Fault("label before", replacement, "label_before"),
    Fault("anonymizer", AnonymizerEngine, "anonymize"),
    Fault("residual", masking, "find_residue"),
    Fault("redactions", masking, "Redaction"),
)
#: What each exception means, whoever raises it; any other depends on where it is raised.
MEANINGS: dict[type[Exception], tuple[int, str, str]] = {
    TimeoutError: (422, "quarantined", "pattern_timeout"),
    RecursionError: (422, "quarantined", "too_deep"),
    MemoryError: (503, "detector_unavailable", "memory"),
}


def expected(fault: Fault, error: type[Exception]) -> tuple[int, str, str | None]:
    """Return status, code and reason; of other exceptions outside of recognisers the reason is the stage's name."""
    if error in MEANINGS:
        return MEANINGS[error]
    return (422, "quarantined", "recognizer_failed") if fault.is_recogniser else (503, "detector_unavailable", None)


def kill_kiwi(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the tokeniser fail on every text."""
    monkeypatch.setattr(morphemes, "open_kiwi", _DeadKiwi())


Plant = Callable[[pytest.MonkeyPatch], None]
