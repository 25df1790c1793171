"""One detector and one masker for the privacy tests: loading Kiwi takes seconds."""

from collections.abc import Callable

import pytest

from service.privacy.detector import KiwiDetector
from service.privacy.masking import Masker
from service.privacy.policy import load_policy
from service.text import RawText


@pytest.fixture(scope="session")
def detector() -> KiwiDetector:
    return KiwiDetector()


@pytest.fixture(scope="session")
def masker(detector: KiwiDetector) -> Masker:
    return Masker(detector, load_policy("default"))


@pytest.fixture(scope="session")
def mask(masker: Masker) -> Callable[[str], str]:
    return lambda text: masker.mask(RawText(text)).text.value
