# ruff: noqa: SLF001 - the module's own parser is read
"""Searching a text by many patterns: what can match nowhere is not tried, and the rest only where it can.

Most patterns match nowhere in most texts, and an engine that tries one place after the other takes its time to say so.
Here the regex module's own parse of a pattern is read as a stream (``streams.py``) that tells for all places at once
where a match can begin. What isn't understood, back-references and upper bounds of repetitions are taken wider than
they are: at the places that are left the module itself matches.
"""

import itertools
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import regex

from service.privacy.recognizers.alphabet import ASKED, LOCK, UnknownPartError, cases_of, core, fold
from service.privacy.recognizers.streams import (
    MOST_ROUNDS,
    Anything,
    Choice,
    Edge,
    Look,
    OneOf,
    Repeat,
    Row,
    Run,
    Searched,
    Stream,
    Words,
    needs_of,
)

Pattern = regex.Pattern[str]
Match = regex.Match[str]

# A choice of more words is read as what it is made of, and so are words in a row with more readings.
_MOST_WORDS = 600
_MOST_JOINED = 40
# A set of letters with more members is no part of a word.
_WIDEST_SET = 12
# Where a match may begin at more than every so manieth place, all of the text is searched.
_DENSE = 4
_LAST_CODE = 0x10FFFF


def search(pattern: Pattern, text: str, start: int, end: int, timeout: float) -> list[Match]:
    """Return what ``pattern.finditer`` yields.

    Raises:
        TimeoutError: the pattern ran out of time.
    """
    read = read_pattern(pattern) if isinstance(text, Searched) and not text.is_first and end == len(text) else None
    if read is None or not isinstance(text, Searched) or not text.answers.covers(read.sets, read.groups):
        return list(pattern.finditer(text, start, end, timeout=timeout))
    if any(text.words.keys().isdisjoint(need) for need in read.needs):
        return []
    places = read.stream.before(text, text.everywhere)
    if start:
        places &= (2 << (text.top - start)) - 1
    if places.bit_count() * _DENSE > len(text):
        return list(pattern.finditer(text, start, timeout=timeout))
    found: list[Match] = []
    done = start
    for place in text.where(places):
        if place >= done:
            match = pattern.match(text, place, timeout=timeout)
            if match is not None:
                found.append(match)
                done = match.end()
                if done == place:  # after a match of nothing the module has rules of its own
                    return list(pattern.finditer(text, start, timeout=timeout))
    return found


@dataclass(frozen=True, slots=True)
class Read:
    """A pattern that was read, and how many sets and groups of words had been asked about by then."""

    stream: Stream
    needs: frozenset[frozenset[int]]
    sets: int
    groups: int


_known: "weakref.WeakKeyDictionary[Pattern, Read | None]" = weakref.WeakKeyDictionary()


def read_pattern(pattern: Pattern) -> Read | None:
    """Return what tells where a pattern can match, ``None`` where the pattern is not understood."""
    try:
        return _known[pattern]
    except KeyError:
        with LOCK:
            read = _known[pattern] = _make_stream(pattern)
        return read


def _make_stream(pattern: Pattern) -> Read | None:
    flags = pattern.flags & ~regex.UNICODE
    # Lists of words are one document's.
    if pattern.named_lists or flags & (regex.REVERSE | regex.VERBOSE | regex.FULLCASE):
        return None
    try:
        stream = _read(_parse(pattern.pattern, flags))
        return Read(stream, needs_of(stream), len(ASKED.sets), len(ASKED.groups))
    except Exception:  # noqa: BLE001 - the parser is not a public interface; without it patterns are only slower
        return None


def _parse(source: str, flags: int) -> Any:
    """Return the module's own parse of a pattern."""
    reader = core.Source(source)
    info = core.Info(flags, reader.char_type, {})
    info.guess_encoding = core.UNICODE
    try:
        parsed = core._parse_pattern(reader, info)
    except core._UnscopedFlagSet:  # a flag inside the pattern is one of the whole pattern
        return _parse(source, info.global_flags)
    info.flags |= core.UNICODE
    parsed.fix_groups(source, False, False)
    return parsed.optimise(info, False).pack_characters(info)


def _read(node: Any) -> Stream:  # noqa: PLR0911 - one kind of node after the other
    """Return the stream of a parsed pattern.

    Raises:
        UnknownPartError: the pattern has a part that changes what a match is.
    """
    if isinstance(node, core.LookAround):
        part = _read(node.subpattern)
        return Look(part, node.behind, node.positive, part.exact)
    if isinstance(node, core.ZeroWidthBase):
        return _read_edge(node)
    if _is_set(node):
        return _read_set(node)
    if isinstance(node, core.Any):
        return OneOf(ASKED.set(core.Range(0, _LAST_CODE), folds=False), exact=isinstance(node, core.AnyAll))
    if isinstance(node, core.Sequence):
        return _read_row(node.items)
    words = _language(node)
    if words is not None:
        return _read_words(words)
    if isinstance(node, core.Branch) and not isinstance(node, core.StringSet):
        parts = tuple(_read(branch) for branch in node.branches)
        return Choice(parts, optional=False, exact=all(part.exact for part in parts))
    if isinstance(node, core.GreedyRepeat):
        return _read_repeat(node)
    if isinstance(node, core.Group):
        return _read(node.subpattern)
    if isinstance(node, core.Atomic):
        return Repeat(_read(node.subpattern), 1, 0, exact=False)
    return Anything()


def _read_edge(node: Any) -> Stream:
    newline = ASKED.set(core.Character(ord("\n")), folds=False)
    if type(node) is core.StartOfLine:
        return Edge(True, newline, first=True)
    if type(node) is core.EndOfLine:
        return Edge(True, newline, last=True)
    if isinstance(node, core.StartOfString):
        return Edge(True, first=True)
    if isinstance(node, (core.Keep, core.Skip, core.Prune, core.SearchAnchor)):
        raise UnknownPartError
    return Edge(False)


def _read_set(node: Any) -> Stream:
    folds = bool(node.case_flags & core.IGNORECASE)
    exact = not folds or _is_plain(node)
    number = ASKED.set(node.with_flags(positive=node.positive, case_flags=0, zerowidth=False), folds=folds)
    read = OneOf(number, exact)
    return Look(read, behind=False, positive=True, exact=exact) if node.zerowidth else read


def _read_words(words: frozenset[str]) -> Stream:
    exact = all(letter.lower() == letter.upper() for word in words for letter in word)
    parts: list[Stream] = []
    if singles := frozenset(word for word in words if len(word) == 1):
        parts.append(OneOf(ASKED.letters(singles), exact))
    if longer := frozenset(word for word in words if len(word) > 1):
        parts.append(Words(ASKED.group(longer), exact))
    return parts[0] if len(parts) == 1 and "" not in words else Choice(tuple(parts), "" in words, exact)


def _read_row(items: Iterable[Any]) -> Stream:
    """Return the stream of parts in a row; words that follow each other directly are joined."""
    parts: list[Stream] = []
    joined: frozenset[str] = frozenset({""})
    alone: Any = None

    def end_words() -> None:
        if joined != {""}:
            parts.append(_read_words(joined) if alone is None else _read(alone))

    for item in items:
        words = _language(item)
        if words is not None and not any(map(str.isalpha, "".join(words))) and "" not in words:
            words = None  # blanks and digits are everywhere
        if words is not None and len(joined) * len(words) <= (_MOST_JOINED if joined != {""} else _MOST_WORDS):
            alone = item if joined == {""} else None
            joined = frozenset(map("".join, itertools.product(joined, words)))
            continue
        end_words()
        joined, alone = frozenset({""}), None
        if words is None:
            parts.append(_read(item))
        else:
            joined, alone = words, item
    end_words()
    if len(parts) == 1:
        return parts[0]
    needs = frozenset(need for part in parts for need in needs_of(part))
    return Row(tuple(parts), tuple(parts[::-1]), needs, all(part.exact for part in parts))


def _read_repeat(node: Any) -> Stream:
    part = _read(node.subpattern)
    more = None if node.max_count is None else node.max_count - node.min_count
    exact = part.exact and not isinstance(node, core.PossessiveRepeat)
    if isinstance(part, OneOf) and (more is None or more > 1 or node.min_count > 1):
        return Run(part.number, node.min_count, more == 0, exact and more == 0)
    if more == 1 and node.min_count == 0:
        return Choice((part,), optional=True, exact=exact)
    return Repeat(part, node.min_count, more, exact and more is not None and more <= MOST_ROUNDS)


def _language(node: Any) -> frozenset[str] | None:  # noqa: PLR0911 - one kind of node after the other
    """Return all words that the node matches, in small letters, where they are few."""
    if isinstance(node, core.Character):
        small = _small(node) if node.positive and not node.zerowidth else None
        return None if small is None else frozenset({small})
    if isinstance(node, core.String) and not isinstance(node, core.StringSet):
        letters = [_small(core.Character(value, case_flags=node.case_flags)) for value in node.characters]
        return None if None in letters else frozenset({"".join(map(str, letters))})
    if isinstance(node, core.SetUnion):
        if not node.positive or node.zerowidth or len(node.items) > _WIDEST_SET:
            return None
        return _union(
            _language(item.with_flags(case_flags=node.case_flags)) if isinstance(item, core.Character) else None
            for item in node.items
        )
    if isinstance(node, core.Group):
        return _language(node.subpattern)
    if isinstance(node, core.Branch) and not isinstance(node, core.StringSet):
        return _union(_language(branch) for branch in node.branches)
    if isinstance(node, core.Sequence):
        found = frozenset({""})
        for item in node.items:
            words = _language(item)
            if words is None or len(found) * len(words) > _MOST_WORDS:
                return None
            found = frozenset(map("".join, itertools.product(found, words)))
        return found
    if type(node) in (core.GreedyRepeat, core.LazyRepeat) and node.max_count == 1:
        inner = _language(node.subpattern)
        return None if inner is None else inner | ({""} if node.min_count == 0 else set())
    return None


def _union(languages: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    found: set[str] = set()
    for language in languages:
        if language is None or len(found) > _MOST_WORDS:
            return None
        found |= language
    return frozenset(found)


def _small(character: Any) -> str | None:
    """Return a character's small letter where all its cases have the same one."""
    small = {fold(chr(case)) for case in cases_of(character.value, folds=bool(character.case_flags & core.IGNORECASE))}
    return small.pop() if len(small) == 1 else None


def _is_set(node: Any) -> bool:
    return isinstance(node, (core.Character, core.SetBase, core.Property, core.Range))


def _is_plain(node: Any) -> bool:
    """Whether regardless of case a set holds exactly its members in all their cases."""
    if isinstance(node, core.SetUnion):
        return bool(node.positive) and all(map(_is_plain, node.items))
    return isinstance(node, (core.Character, core.Range)) and bool(node.positive)
