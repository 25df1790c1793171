"""What a gate keeps a pattern from searching holds no match of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

from service.bench.texts import resume_texts
from service.privacy.normalise import normalise
from service.privacy.recognizers import gates
from service.privacy.recognizers.gates import Searched, gate_of, search_gated
from tests.unit.privacy.test_linear_time import CORPUS
from tests.unit.privacy.test_quick import _shipped
from training.privacy.variants import make_variants

_LETTERS = Path(__file__).parents[3] / "training" / "privacy" / "letters_dev.jsonl"


def _texts() -> Iterator[str]:
    yield from resume_texts(11)
    yield from (json.loads(line)["text"] for line in _LETTERS.read_text("utf-8").splitlines())
    yield from (unit * 4 for unit in CORPUS.values())
    # Some in a row: one by one takes minutes.
    variants = [variant.text for variant in make_variants("gates", 0, 5_000)]
    yield from ("\n".join(variants[i : i + 25]) for i in range(0, len(variants), 25))


def _gated(pattern: regex.Pattern[str], text: str) -> list[object]:
    found = search_gated(pattern, Searched(text), 0, len(text), 10.0)
    return [(match.regs, match.groupdict()) for match in found]


def _plain(pattern: regex.Pattern[str], text: str) -> list[object]:
    return [(match.regs, match.groupdict()) for match in pattern.finditer(text, timeout=10.0)]


def _differences(patterns: list[regex.Pattern[str]], texts: list[str]) -> list[str]:
    return [p.pattern for p in patterns if any(_gated(p, text) != _plain(p, text) for text in texts)]


def test_every_shipped_pattern_finds_the_same_behind_its_gate() -> None:
    patterns = [pattern for pattern in _shipped() if gate_of(pattern) is not None]
    assert len(patterns) > 100
    assert _differences(patterns, [normalise(text).text for text in _texts()]) == []


def test_a_wrong_gate_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: gates that ask for one string too few of their strings."""
    whole = gates.Gate.found
    monkeypatch.setattr(gates.Gate, "found", lambda gate, text: sorted(whole(gate, text))[1:])
    patterns = [pattern for pattern in _shipped() if gate_of(pattern) is not None]
    assert len(_differences(patterns, [normalise(text).text for text in resume_texts(11)])) > 3


def test_a_reach_that_is_too_short_is_noticed() -> None:
    pattern = regex.compile(r"[a-z]{1,20}@x")
    text = Searched("abcdefgh@x" + " " * 200)
    gate = gate_of(pattern)
    assert gate is not None
    assert _gated(pattern, text) == _plain(pattern, text)
    gates._gates[pattern] = gates.Gate(3, 0, gate.width, gate.by_gram, gate.grams)
    assert _gated(pattern, text) != _plain(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?i)tel[ ]?[0-9]+", "TEL 12 Tel3 ſtel4"),
        (r"(?i)kiss[0-9]", "KISS1 Kıſſ2 \u212aiss3 kİss4"),
        (r"(?<=전화[ ]{0,3})[0-9]{3}", "전화 123" + " " * 300 + "456 전화789"),
        (r"(?:a|bc)?d(?=end)", "bcdend" + "x" * 300 + "adend dend d"),
        (r"x*y{0,1}", "xxy"),
        (r"(?<!a)b|c(?!d)", "ab b cd c"),
        (r"(?P<s>['\"])v(?P=s)", "'v' \"v\" 'v\""),
        (r"(?m)^부록$", "부록\n본문\n부록" + "\n" * 300 + "부록"),
        (r"끝[ ]?\Z|(?:ab){2}", "끝" + " abab" + "x" * 400 + "끝 "),
        (r"(?:성|명){2}[:]", "성명: 명성:" + "가" * 300 + "성성:"),
    ],
)
def test_pattern_by_pattern(pattern: str, text: str) -> None:
    compiled = regex.compile(pattern)
    assert _gated(compiled, text) == _plain(compiled, text)


def test_most_shipped_patterns_have_a_gate() -> None:
    shipped = _shipped()
    assert sum(gate_of(pattern) is not None for pattern in shipped) > 0.5 * len(shipped)


def test_a_text_without_any_of_the_strings_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "quicken", None)
    assert _gated(regex.compile(r"[가-힣]{1,5}고향"), "서울에서 자랐다") == []


def test_without_the_modules_parser_all_of_a_text_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = regex.compile(r"[a-z]{1,3}전화")
    monkeypatch.delattr(gates.core, "_parse_pattern")
    assert gate_of(compiled) is None
    assert _gated(compiled, "abc전화") == _plain(compiled, "abc전화")
