"""Maskers for processes of a pool, which import them by name."""

import os
import signal

from service.errors import DetectorUnavailable
from service.privacy.detector import PatternDetector
from service.privacy.masking import MaskedDocument, Masker
from service.privacy.policy import load_policy
from service.text import RawText


class Mortal(Masker):
    """Masks by patterns; one word kills its process, another makes it raise an error that quotes the text."""

    def mask(self, raw: RawText) -> MaskedDocument:
        if "KILL" in raw.reveal():
            os.kill(os.getpid(), signal.SIGKILL)
        if "RAISE" in raw.reveal():
            raise ValueError(raw.reveal())
        return super().mask(raw)


def open_mortal() -> Masker:
    return Mortal(PatternDetector(), load_policy("default"))


def open_nothing() -> Masker:
    raise DetectorUnavailable(part="kiwi")
