# ruff: noqa: E501 - tables of endings
"""Words of texts in Latin letters: what lists know of each, and the tokens of a text around its capitals."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from service.privacy.recognizers.lexicon import read_kinds, words
from service.privacy.recognizers.romanisation import spell_syllable

_L = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
# The first alternative is the fourth where nothing behind the word can make it an identifier or an initial.
_TOKEN = re.compile(
    rf"(?P<plain>[{_L}]+(?:['’-][{_L}]+)*)(?:(?![{_L}0-9_@.'’-])|(?<=[{_L}]{{2}})(?=\.(?:[ \t\n]|\Z)))"
    rf"|(?P<ident>[{_L}0-9_.-]{{0,30}}[0-9_@][{_L}0-9_@./-]{{0,60}})"
    rf"|(?P<initial>[A-ZÀ-ÖØ-Þ]\.(?![{_L}]{{2}}))"
    rf"|(?P<word>[{_L}]+(?:['’-][{_L}]+)*)|(?P<breaks>\n[ \t\n]*)|(?P<hangul>[가-힣]+)|(?P<sign>[^ \t])"
)
_MIXED = re.compile(r"(?:Mc|Mac|De|Di|Du|La|Le|Lo|Van|Von|Fitz|St|O['’]|D['’]|L['’])[A-Z][a-z]+")
_LATIN_LETTER = re.compile(f"[{_L}]")
_CAPITAL = re.compile(
    f"[{''.join(c for c in map(chr, (*range(0x250), *range(0x1E00, 0x1F00))) if c.isupper() and _LATIN_LETTER.match(c))}]"
)
_NEXT_WORD = re.compile(r"[ \t\n]*[^ \t\n]*")
# Letters that fold to others without being composed of them.
_FOLDS = str.maketrans("øØłŁđĐðÐþÞæÆœŒßıİ", "oOlLdDdDtTaAoOsiI")
ORDINARY = frozenset("wvtcpdor")
_LETTERS = {"technology": "t", "company": "c", "place": "p", "time": "d", "organisation": "o", "role": "r"}
_NOTHING: Mapping[str, str] = MappingProxyType({})
_BEGINNINGS = frozenset("re un de non sub pre multi auto inter over micro meta super".split())
# An ending, and what may have stood in its place.
_ENDINGS: dict[str, tuple[str, ...]] = {
    "s": ("",), "ion": ("", "e"), "ions": ("", "e"), "or": ("", "e"), "ment": ("",), "al": ("", "e"), "ity": ("", "e"),
    "izer": ("", "e"), "ation": ("", "e"), "ful": ("",), "ous": ("",), "es": ("", "e"), "ies": ("y",), "d": ("",),
    "ed": ("",), "ied": ("y",), "ing": ("", "e"), "ly": ("", "le"), "er": ("", "e"), "ers": ("", "e"), "est": ("", "e"),
    "ness": ("",), "less": ("",), "able": ("", "e"),
}  # fmt: skip
_BEGINNING_SIZES, _ENDING_SIZES = (sorted(set(map(len, parts))) for parts in (_BEGINNINGS, _ENDINGS))
# How towns, wards and roads end: Jong-ro.
_KOREAN_PLACES = frozenset("ro gil gu dong daero gun eup myeon ri si do ga".split())
_ROMAN = re.compile(r"[IVX]{2,}")


def fold(word: str) -> str:
    """Return the word in lower case and without marks.

    >>> fold("Dvořáková"), fold("Sørensen")
    ('dvorakova', 'sorensen')
    """
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.translate(_FOLDS))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


@functools.cache
def lexicon() -> dict[str, str]:
    """Return the kinds of each listed word as letters.

    ``g`` given name, ``f`` family name, ``w`` everyday word, ``t`` technology, ``c`` company, ``p`` place, ``d`` time,
    ``o`` head of an organisation's name, ``r`` role.
    """
    kinds: dict[str, set[str]] = {}
    for name, listed in read_kinds("names_en").items():
        for word in listed:
            for part in {word, *word.split("_")}:
                kinds.setdefault(fold(part), set()).add("g" if name.endswith("_given") else "f")
    for word in words("surnames_en"):
        kinds.setdefault(fold(word), set()).add("f")
    things = read_kinds("things_en")
    for name, letter in _LETTERS.items():
        for word in things[name]:
            kinds.setdefault(fold(word), set()).add(letter)
    for word in words("english_words"):
        kinds.setdefault(word, set()).add("w")
    return {word: "".join(sorted(letters)) for word, letters in kinds.items()}


def _stem_is_everyday(word: str, listed: dict[str, str]) -> bool:
    """Whether an ending taken off leaves an everyday word: managed, ponies, running."""
    for size in _BEGINNING_SIZES:
        if word[:size] in _BEGINNINGS and len(word) - size > 3 and "w" in listed.get(word[size:], ""):  # noqa: PLR2004 - shorter ones are no words
            return True
    for size in _ENDING_SIZES:
        others = _ENDINGS.get(word[-size:])
        if others is not None and len(word) - size > 2:  # noqa: PLR2004 - shorter stems are no words
            stem = word[:-size]
            if any("w" in listed.get(stem + other, "") for other in others):
                return True
            if len(stem) > 3 and stem[-1] == stem[-2] and "w" in listed.get(stem[:-1], ""):  # noqa: PLR2004 - running
                return True
    return False


@functools.cache
def _korean_syllables() -> tuple[frozenset[str], frozenset[str]]:
    """Return how syllables are spelt that begin and that end Korean given names."""
    first, last = (
        frozenset(spelling for syllable in words(name) for spelling in spell_syllable(syllable))
        for name in ("given_first", "given_last")
    )
    return first, last - _KOREAN_PLACES


def is_korean_given(word: str) -> bool:
    """Whether a hyphen joins the syllables of a Korean given name, not two English words: sang-wook, da-on."""
    first, _, last = word.partition("-")
    firsts, lasts = _korean_syllables()
    return first in firsts and last in lasts and not all("w" in lexicon().get(part, "") for part in (first, last))


def kinds_of(word: str, hidden: Mapping[str, str] = _NOTHING) -> str:
    """Return what lists know of a folded word: letters of :func:`lexicon`, ``v`` for an everyday word with an ending.

    ``hidden`` tells words and the letters that are kept back: training must not lean on the lists.

    >>> kinds_of("emily"), kinds_of("managed"), kinds_of("qxyz")
    ('g', 'v', '')
    """
    listed = lexicon()
    kinds = listed.get(word)
    if kinds is None and word in hidden:
        return ""
    if kinds is None:
        if "-" in word:
            joined = {letter for part in word.split("-") for letter in kinds_of(part, hidden)}
            return "".join(sorted({"g"} | (joined & {"f"}) if is_korean_given(word) else joined))
        return "v" if _stem_is_everyday(word, listed) else ""
    if word in hidden:
        return "".join(letter for letter in kinds if letter not in hidden[word])
    if "w" not in kinds and ("g" in kinds or "f" in kinds) and _stem_is_everyday(word, listed):
        kinds += "v"
    return kinds


class Word(NamedTuple):
    """What a word, initial, number, sign or line break is, wherever it stands."""

    key: str
    shape: str
    """``c`` capitalised, ``u`` capitals, ``l`` lower case, ``x`` mixed, ``i`` initial, ``0`` with a digit or @, ``h``
    Hangul, ``n`` line break, ``.`` a sign."""
    kinds: str
    near: str
    """How a neighbour sees it: everyday words and signs by themselves, others by shape and kinds."""
    sort: str
    """Shape and kinds."""


def _shape(word: str) -> str:
    if word.islower() or word == "I":
        return "l"
    if len(word) == 1:
        return "i"
    if word.isupper():
        return "0" if _ROMAN.fullmatch(word) else "u"
    if word[0].isupper() and all(
        (part[:1].isupper() and part[1:].islower()) or part.islower() for part in re.split(r"['’-]", word)
    ):
        return "c"
    return "c" if _MIXED.fullmatch(word) else "x"


def _seen(key: str, shape: str, kinds: str) -> tuple[str, str]:
    sort = shape + ":" + kinds
    everyday = shape == "l" or not kinds.isalpha() or any(letter in "wvord" for letter in kinds)
    return (key if everyday and (shape == "l" or kinds) else sort), sort


_IDENTIFIER, _MAIL_ADDRESS = Word("0", "0", "", "0", "0"), Word("0", "0", "", "0@", "0")
_HANGUL_WORD = Word("가", "h", "", "가", "h")
_LINE_BREAK, _EMPTY_LINE = Word("¶", "n", "", "¶", "n"), Word("¶¶", "n", "", "¶¶", "n")
EDGE = Word("¤", "n", "", "¤", "n")


def _describe(word: str, hidden: Mapping[str, str]) -> Word:
    key = fold(word)
    shape = _shape(word)
    kinds = kinds_of(key, hidden)
    return Word(key, shape, kinds, *_seen(key, shape, kinds))


def _describe_other(group: str | None, text: str) -> Word:
    """Return what is no word."""
    if group == "hangul":
        return _HANGUL_WORD
    if group == "breaks":
        return _EMPTY_LINE if text.count("\n") > 1 else _LINE_BREAK
    if group == "ident":
        return _MAIL_ADDRESS if "@" in text else _IDENTIFIER
    return Word(text, "i", "", "I.", "i") if group == "initial" else Word(text, ".", "", text, ".")


# Signs, and what lists tell of the words they know; words that no list knows are forgotten with their document.
_described: dict[str, Word] = {}
_MOST_DESCRIBED = 100_000


@dataclass(slots=True)
class Tokens:
    """The words, signs and line breaks of a text: what each is, and where it begins and ends."""

    words: list[Word] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    possessive: set[int] = field(default_factory=set)
    """The places of words with an ``'s``, which is left out."""


def tokenise(text: str, hidden: Mapping[str, str] = _NOTHING, parts: Iterable[tuple[int, int]] | None = None) -> Tokens:
    """Return the tokens of a folded text, or of parts that begin and end where tokens do."""
    tokens = Tokens()
    words, starts, ends = tokens.words, tokens.starts, tokens.ends
    known: dict[str, Word] = {}
    shared = {} if hidden else _described
    for part in ((0, len(text)),) if parts is None else parts:
        for match in _TOKEN.finditer(text, *part):
            string, end = match[0], match.end()
            word = shared.get(string) or known.get(string)
            if word is None:
                group = match.lastgroup
                if group not in {"plain", "word"}:
                    word = _describe_other(group, string)
                    if group == "sign" and len(_described) < _MOST_DESCRIBED:
                        _described[string] = word
                else:
                    if len(string) > 2 and string[-1] in "sS" and string[-2] in "'’":  # noqa: PLR2004 - 's
                        string, end = string[:-2], end - 2
                        tokens.possessive.add(len(words))
                    word = shared.get(string) or known.get(string) or _describe(string, hidden)
                    if word.kinds and not hidden and len(_described) < _MOST_DESCRIBED:
                        _described[string] = word
                    else:
                        known[string] = word
            words.append(word)
            starts.append(match.start())
            ends.append(end)
    return tokens


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines that hold a capital, with the last two words before them and the first one behind."""
    begun = done = place = 0
    while (capital := _CAPITAL.search(text, place)) is not None:
        first = text.rfind("\n", 0, capital.start()) + 1
        place = text.find("\n", capital.end())
        if place < 0:
            place = len(text)
        before = text[done:first].rsplit(None, 2)
        begin = done + (len(before[0]) if len(before) > 2 else 0)  # noqa: PLR2004 - what stands before the two words
        if begin > done:
            yield begun, done
            begun = begin
        behind = _NEXT_WORD.match(text, place)
        done = max(done, behind.end() if behind is not None else place)
    yield begun, done
