"""What is searched only where it can match finds what the whole search finds."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

from service.bench.texts import resume_texts
from service.privacy import recognizers
from service.privacy.normalise import normalise
from service.privacy.recognizers import bitstreams
from service.privacy.recognizers.alphabet import ASKED
from service.privacy.recognizers.bitstreams import read_pattern, search
from service.privacy.recognizers.streams import OneOf, Row, Searched
from tests.unit.privacy.test_linear_time import CORPUS
from training.privacy.variants import make_variants

_LETTERS = Path(__file__).parents[3] / "training" / "privacy" / "letters_dev.jsonl"
_WITH_MODELS = {"ner", "windows"}


@pytest.fixture(autouse=True)
def _not_the_first_text() -> None:
    """A process reads its patterns from the second text on."""
    Searched()


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


def _read() -> list[regex.Pattern[str]]:
    return [pattern for pattern in _shipped() if read_pattern(pattern) is not None]


def _texts() -> Iterator[str]:
    yield from resume_texts(11)
    yield from (json.loads(line)["text"] for line in _LETTERS.read_text("utf-8").splitlines())
    yield from (unit * 4 for unit in CORPUS.values())
    # Some in a row: one by one takes minutes.
    variants = [variant.text for variant in make_variants("gates", 0, 2_500)]
    yield from ("\n".join(variants[i : i + 25]) for i in range(0, len(variants), 25))


def _found(pattern: regex.Pattern[str], text: str, start: int = 0) -> list[object]:
    return [(match.regs, match.groupdict()) for match in search(pattern, text, start, len(text), 10.0)]


def _plain(pattern: regex.Pattern[str], text: str, start: int = 0) -> list[object]:
    return [(match.regs, match.groupdict()) for match in pattern.finditer(text, start, timeout=10.0)]


def _differences(patterns: list[regex.Pattern[str]], texts: list[str]) -> set[str]:
    return {p.pattern for text in map(Searched, texts) for p in patterns if _found(p, text) != _plain(p, str(text))}


def test_every_shipped_pattern_finds_the_same() -> None:
    patterns = _read()
    assert len(patterns) > 100
    assert _differences(patterns, [normalise(text).text for text in _texts()]) == set()


def test_a_wrong_stream_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: sets that end one character too early."""
    patterns = _read()
    texts = [normalise(text).text for text in resume_texts(11)]
    monkeypatch.setattr(OneOf, "before", lambda one, text, ends: ends & text.sets[one.number])
    assert len(_differences(patterns, texts)) > 10


def test_what_a_pattern_needs_decides() -> None:
    compiled = regex.compile(r"(?:전화|연락)처?[0-9]{2}")
    read = read_pattern(compiled)
    assert read is not None
    assert read.needs
    text = Searched("전화12 연락처34")
    assert len(_found(compiled, text)) == 2
    text.words.clear()
    assert _found(compiled, text) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?i)tel[ ]?[0-9]+", "TEL 12 Tel3 ſtel4"),
        (r"(?i)kiss[0-9]", "KISS1 Kıſſ2 \u212aiss3 kİss4"),
        (r"(?i)[a-k][^ab][0-9]", "KB1 kz2 \u212ac3 aA4"),
        (r"(?i)σ[0-9]|ΑΣ", "ΑΣ Σ1 σ2 ς3 ας"),
        (r"(?i)\p{Lu}\p{Ll}1", "ab1 AB1 ĸĸ1 ǅA1"),
        (r"(?i)straße|groß", "STRASSE Straße GROSS Groẞ"),
        (r"(?<=전화[ ]{0,3})[0-9]{3}", "전화 123" + " " * 300 + "456 전화789"),
        (r"(?<![0-9][-.])(?<!은행[ ]?)[0-9]{3}(?![0-9]|[ ]?원)", "1-234 567원 은행 789 0123 456"),
        (r"(?<!ab|c[de]?)x", "abx bx cx cdx cfx x"),
        (r"(?!안녕|(?>a|ab)c)[a-z가-힣]{2,4}", "안녕하세요 abc ac ab 하하"),
        (r"(?:a|bc)?d(?=end)", "bcdend" + "x" * 300 + "adend dend d"),
        (r"x*y{0,1}", "xxy"),
        (r"(?:ab?){8,}c", "ab" * 9 + "c" + "a" * 20 + "c ac"),
        (r"(?:a[0-9]|bc){0,12}[!]", "a1bc" * 5 + "! bc!"),
        (r"(?>a+)b|a++c|(?:a|ab)(?:c|bcd)", "aab aac abcd"),
        (r"(?<!a)b|c(?!d)", "ab b cd c"),
        (r"(?P<s>['\"])v(?P=s)", "'v' \"v\" 'v\""),
        (r"(?m)^부록$", "부록\n본문\n부록" + "\n" * 300 + "부록"),
        (r"\A가|나\Z|다$|\b라", "가 나 다 라 나\n다\n"),
        (r"끝[ ]?\Z|(?:ab){2}", "끝" + " abab" + "x" * 400 + "끝 "),
        (r"(?:성|명){2}[:]", "성명: 명성:" + "가" * 300 + "성성:"),
        (r"a.c|(?s:d.f)|[^a-z]{3}", "abc a\nc d\nf 가나다"),
        (r"[\p{L}--[a-c]][0-9]|[\w&&[^\d]]-", "a1 d2 x- 1-"),
        (r"🙂[a-z]|[😀-😎]{2}", "🙂a 😀😁 a🙂b"),
        (r"\Kab|a(*SKIP)b|\Gc", "ab cab"),
        (r"(?:(?=a)|b)a(?(?=b)bc|d)", "abc ad aad"),
        (r"(?:(a)|b)(?(1)c|d)", "ac bd ad bc"),
        (r"(?V1)(?:abc){e<=1}", "abd xbc abc"),
    ],
)
def test_pattern_by_pattern(pattern: str, text: str) -> None:
    compiled = regex.compile(pattern)
    read_pattern(compiled)
    searched = Searched(text)
    for start in range(len(text) if len(text) < 30 else 1):
        assert _found(compiled, searched, start) == _plain(compiled, text, start)


def test_a_part_of_a_text_ends_where_it_ends() -> None:
    compiled = regex.compile(r"[0-9]{2}(?![0-9])")
    read_pattern(compiled)
    text = Searched("a 123 b")
    assert [match.span() for match in search(compiled, text, 0, 4, 10.0)] == [(2, 4)]


def test_a_pattern_out_of_time_is_refused() -> None:
    compiled = regex.compile(r"(?:a|aa)+$")
    read_pattern(compiled)
    with pytest.raises(TimeoutError):
        search(compiled, Searched("a" * 60 + "b" + "c" * 400), 0, 461, 0.05)


def test_most_shipped_patterns_are_read() -> None:
    shipped = [pattern for pattern in _shipped() if not pattern.flags & regex.REVERSE]
    assert len(_read()) > 0.95 * len(shipped)


def test_a_pattern_that_can_match_nowhere_is_not_tried() -> None:
    read = read_pattern(regex.compile(r"(?<![가-힣])[가-힣]{1,5}[0-9]{2}(?![0-9])"))
    assert read is not None
    text = Searched("서울12 부산123 1234")
    assert text.where(read.stream.before(text, text.everywhere)) == [0]


def test_a_first_text_does_not_wait_for_patterns_to_be_read() -> None:
    compiled = regex.compile(r"[a-z]{1,3}첫글")
    text = Searched("abc첫글")
    text.is_first = True
    assert _found(compiled, text) == _plain(compiled, str(text))
    assert compiled not in bitstreams._known


def test_a_text_older_than_a_question_is_searched_as_a_whole() -> None:
    text = Searched("abc새글")
    compiled = regex.compile(r"[b-c]{1,3}새글|새글[ㅏ-ㅗ]")
    read = read_pattern(compiled)
    assert read is not None
    assert not text.answers.covers(read.sets, read.groups)
    assert _found(compiled, text) == _plain(compiled, str(text))
    assert ASKED.index().covers(read.sets, read.groups)


def test_words_of_a_document_are_not_kept() -> None:
    assert read_pattern(regex.compile(r"(?:a|b)?\L<names>", names=["홍길동"])) is None


def test_without_the_modules_parser_all_of_a_text_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = regex.compile(r"[a-z]{1,3}전화")
    monkeypatch.delattr(bitstreams.core, "_parse_pattern")
    assert read_pattern(compiled) is None
    assert _found(compiled, Searched("abc전화")) == _plain(compiled, "abc전화")


def test_a_row_asks_for_the_rarest_first() -> None:
    """A row whose words stand nowhere asks no set."""
    read = read_pattern(regex.compile(r"[a-z]{3}없는낱말[0-9]"))
    assert read is not None
    assert isinstance(read.stream, Row)
    text = Searched("abc 낱말 1")
    assert read.stream.before(text, text.everywhere) == 0
    assert "sets" not in vars(text)
