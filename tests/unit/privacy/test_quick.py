"""Quickened patterns find what the patterns find."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
import regex

from service.bench.texts import resume_texts
from service.privacy import recognizers
from service.privacy.normalise import normalise
from service.privacy.recognizers import quick
from service.privacy.recognizers.quick import quicken

_WITH_MODELS = {"ner", "windows"}


def _patterns(value: object) -> Iterator[regex.Pattern[str]]:
    if isinstance(value, regex.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _patterns(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _patterns(item)
    elif fields := getattr(value, "__dataclass_fields__", None):
        yield from _patterns([getattr(value, name, None) for name in fields])


def _shipped() -> list[regex.Pattern[str]]:
    names = [module.name for module in pkgutil.iter_modules(recognizers.__path__) if module.name not in _WITH_MODELS]
    modules = [importlib.import_module(f"{recognizers.__name__}.{name}") for name in names]
    found = {p.pattern: p for module in modules for value in vars(module).values() for p in _patterns(value)}
    return list(found.values())


def _matches(pattern: regex.Pattern[str], texts: list[str]) -> list[object]:
    return [(match.regs, match.groupdict()) for text in texts for match in pattern.finditer(text, timeout=10.0)]


def test_every_shipped_pattern_finds_the_same() -> None:
    texts = [normalise(text).text for text in resume_texts(11)]
    patterns = _shipped()
    assert len(patterns) > 50
    different = [p.pattern for p in patterns if _matches(p, texts) != _matches(quicken(p), texts)]
    assert different == []


def test_most_of_what_begins_with_something_optional_is_quickened() -> None:
    slow = [p for p in _shipped() if p.pattern.startswith(("(?<!", "(?:")) and not p.flags & regex.REVERSE]
    assert sum(quicken(p) is not p for p in slow) > 0.5 * len(slow)


@pytest.mark.parametrize(
    ("pattern", "flags", "text"),
    [
        (r"(?:ab|c)?d", 0, "abd cd d ab"),
        (r"(?:Tel)?(?<![0-9])[0-9]+", regex.IGNORECASE, "tel12 TEL3 a45 ſ6"),
        (r"(?i)(?:kim|lee)?s?x", 0, "KIMx Kimſx x LEESX"),
        (r"(?<=a)b?|c", 0, "ab ac a"),
        (r"(?:\p{Lu}|[ㄱ-ㅎ가-힣])?[0-9]", 0, "A1 가2 a3"),
        (r"(?:[^a]|b)c", 0, "ac bc xc"),
        (r"(?:a*)(?:b*)", 0, "aab"),
        (r"(?:^|\n)x", 0, "x\nx"),
        (r"(?:a|(?=b))b", 0, "ab b"),
        (r"(?:\b|-)[a-c]", regex.IGNORECASE, "-a B xc"),
        (r"(?P<value>a)?x|(?P<value>b)y", 0, "ax by x"),
    ],
)
def test_pattern_by_pattern(pattern: str, flags: int, text: str) -> None:
    compiled = regex.compile(pattern, flags)
    assert _matches(compiled, [text]) == _matches(quicken(compiled), [text])


def test_a_wrong_first_character_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "_write", lambda _: ["z"])
    compiled = regex.compile(r"(?:ab|cd)?x{2}")
    assert _matches(compiled, ["abxx"]) != _matches(quick._make_quick(compiled), ["abxx"])


def test_without_the_modules_parser_patterns_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = regex.compile(r"(?:ab|cd)?x{3}")
    monkeypatch.delattr(quick.core, "_parse_pattern")
    assert quick._make_quick(compiled) is compiled


def test_patterns_made_of_a_documents_words_are_not_kept() -> None:
    compiled = regex.compile(r"(?:a|b)?\L<names>", names=["홍길동"])
    assert quicken(compiled) is compiled
