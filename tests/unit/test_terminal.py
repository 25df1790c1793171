# ruff: noqa: E501 - lines as they are shown
"""What a terminal shows of a masked text, and that a pipe gets nothing but the text."""

import io
import sys

import pytest

from service.privacy.masking import MaskedDocument, Redaction
from service.terminal import blocks, is_colourful, show, summary
from service.text import MaskedText, RawText

RAW = "이력서\n성명: 홍길동\x1b[2J\n성별: 남\n주소:\n서울 강남구\n끝"
MASKED = "이력서\n성명: <PERSON_1>\x1b[2J\n<PRIVATE>\n주소:\n<ADDRESS_1>\n끝"


def _redaction(entity_type: str, value: str, mark: str) -> Redaction:
    start, masked_start = RAW.index(value), MASKED.index(mark)
    return Redaction(
        entity_type, "other", "placeholder", mark, start, start + len(value), masked_start, masked_start + len(mark),
        "a test", 1.0, bytes(32),
    )  # fmt: skip


DOCUMENT = MaskedDocument(
    MaskedText(MASKED),
    (
        _redaction("PERSON", "홍길동", "<PERSON_1>"),
        _redaction("GENDER", "남", "<PRIVATE>"),
        _redaction("ADDRESS", "서울 강남구", "<ADDRESS_1>"),
    ),
    "default@3f9a1c0b7d2e",
    "ko-rules-1",
    (),
)


class _Stream(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def _shown(monkeypatch: pytest.MonkeyPatch, *, tty: bool, diff: bool = False, no_color: str = "") -> tuple[str, str]:
    out, err = _Stream(terminal=tty), _Stream(terminal=tty)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("FORCE_COLOR", "1")
    show(DOCUMENT, RawText(RAW), diff=diff)
    return out.getvalue(), err.getvalue()


def test_a_pipe_gets_the_text_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown(monkeypatch, tty=False) == (f"{MASKED}\n", "")


def test_a_terminal_shows_marks_in_colour_and_a_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = _shown(monkeypatch, tty=True)
    assert "\x1b[1;" in out
    assert "\ufffd[2J" in out
    assert "\x1b[2J" not in out
    assert err == "3 redactions by default@3f9a1c0b7d2e: ADDRESS 1, GENDER 1, PERSON 1\n"
    assert "홍길동" not in out + err


def test_no_color_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    out, _ = _shown(monkeypatch, tty=True, no_color="1")
    assert "\x1b[1" not in out


def test_a_difference_shows_changed_lines_before_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    out, _ = _shown(monkeypatch, tty=False, diff=True)
    assert out.split("\n")[:8] == [
        "  이력서", "- 성명: 홍길동\x1b[2J", "+ 성명: <PERSON_1>\x1b[2J", "- 성별: 남", "+ <PRIVATE>", "  주소:", "- 서울 강남구", "+ <ADDRESS_1>",
    ]  # fmt: skip


def test_a_difference_in_colour_shows_the_original_without_control_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    out, _ = _shown(monkeypatch, tty=True, diff=True)
    assert "홍길동\ufffd[2J" in out


def test_the_blocks_hold_both_texts_wholly() -> None:
    found = list(blocks(DOCUMENT, RAW))
    assert "\n".join(block.raw for block in found) == RAW
    assert "\n".join(MASKED[block.start : block.end] for block in found) == MASKED


def test_a_text_without_findings_says_so() -> None:
    assert (
        summary(MaskedDocument(MaskedText("가"), (), "default@1", "ko", ()))
        == "0 redactions by default@1: nothing found"
    )


@pytest.mark.parametrize(("tty", "no_color", "term", "colourful"), [
    (True, "", "xterm", True), (False, "", "xterm", False), (True, "1", "xterm", False), (True, "", "dumb", False),
])  # fmt: skip
def test_colours_need_a_terminal_and_leave(
    monkeypatch: pytest.MonkeyPatch, tty: bool, no_color: str, term: str, colourful: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", term)
    assert is_colourful(_Stream(terminal=tty)) is colourful
