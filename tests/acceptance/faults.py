"""Runs the ``veil`` command with parts that fail on marked texts, in a way that quotes them, as libraries do."""

from service.api import documents
from service.cli import main
from service.pipeline.parsing import ParsedDocument
from service.privacy import masking
from service.privacy.detector import Finding, KiwiDetector
from service.privacy.residual import Residue
from service.text import RawText

#: In a text: the last look is never satisfied; the detector fails; the parser fails.
RESIDUE, DETECTOR, PARSER = "표식-잔여", "표식-탐지", "표식-파서"


def _plant() -> None:
    find_residue, find, parse_text = masking.find_residue, KiwiDetector.find, documents.parse_text

    def never_satisfied(masked: str) -> list[Residue]:
        return [Residue(0, 1, "UNCLASSIFIED_ID")] if RESIDUE in masked else find_residue(masked)

    def failing_detector(self: KiwiDetector, text: RawText) -> list[Finding]:
        if DETECTOR in text.reveal():
            raise RuntimeError(f"can't tokenise {text.reveal()!r}")
        return find(self, text)

    def failing_parser(text: str) -> ParsedDocument:
        if PARSER in text:
            raise KeyError(text)
        return parse_text(text)

    masking.find_residue, KiwiDetector.find, documents.parse_text = never_satisfied, failing_detector, failing_parser


if __name__ == "__main__":
    _plant()
    main()
