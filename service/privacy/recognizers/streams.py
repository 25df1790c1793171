# ruff: noqa: D102 - Stream says what its methods do
"""Patterns as operations on a text's places: all places at once are the bits of an integer.

A part of a pattern leads from the places where it ends to those where it can begin, by shifts and logical operations
(Cameron et al., "Bitwise data parallelism in regular expression matching", 2014). No place is missing; where a part
is not exact some are too many.
"""

import functools
import itertools
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from service.privacy.recognizers.alphabet import ASKED, fold

# Repetitions of a group that are followed one by one.
MOST_ROUNDS = 6
_FEW = 12
_texts = itertools.count()


class Searched(str):
    """A text that is searched by many patterns; what they ask about it is gathered once, and goes with it.

    Place ``i`` is bit ``top - i``, so that a shift to the left leads to the place before; the text's end is a place.
    """

    top: int
    end: int
    everywhere: int

    def __init__(self, _: str = "") -> None:
        bits = (len(self) // 8 + 1) * 8
        self.top = bits - 1
        self.end = 1 << (self.top - len(self))
        self.everywhere = (1 << bits) - self.end
        self.is_first = not next(_texts)
        self.answers = ASKED.index()

    @functools.cached_property
    def small(self) -> str:
        """The text in small letters, character by character."""
        return fold(self)

    @functools.cached_property
    def sets(self) -> "_Sets":
        """By a set's number, where one of its characters stands."""
        kinds = self.answers.kinds(self)
        return _Sets(self.answers.rows, kinds)

    @functools.cached_property
    def words(self) -> dict[int, dict[int, list[int]]]:
        """By group and length, where words begin; without the groups that have none here."""
        found: dict[int, dict[int, list[int]]] = {}
        for last, (length, groups) in self.answers.words.iter(self.small) if self.answers.groups else ():
            for group in groups:
                found.setdefault(group, {}).setdefault(length, []).append(last - length + 1)
        return found

    @functools.cached_property
    def begins(self) -> "_Begins":
        """By a group's number, the lengths of its words and where those begin."""
        return _Begins(self.words, self.top)

    def where(self, places: int) -> list[int]:
        """Return the places of an integer's bits, in order."""
        if places.bit_count() < _FEW:
            found = []
            while places:
                found.append(self.top + 1 - places.bit_length())
                places ^= 1 << (places.bit_length() - 1)
            return found
        bits = np.frombuffer(places.to_bytes(self.top // 8 + 1, "big"), np.uint8)
        return list(np.flatnonzero(np.unpackbits(bits)).tolist())


class _Sets(dict[int, int]):
    def __init__(self, rows: Any, kinds: Any) -> None:
        super().__init__()
        self._rows, self._kinds = rows, kinds

    def __missing__(self, number: int) -> int:
        found = self[number] = _to_int(self._rows[number][self._kinds])
        return found


class _Begins(dict[int, list[tuple[int, int]]]):
    def __init__(self, words: dict[int, dict[int, list[int]]], top: int) -> None:
        super().__init__()
        self._words, self._top = words, top

    def __missing__(self, number: int) -> list[tuple[int, int]]:
        places = self._words.get(number, {})
        found = self[number] = [(length, _mark(self._top, some)) for length, some in places.items()]
        return found


class Stream(Protocol):
    """A pattern's part: from places to places, as bits."""

    @property
    def exact(self) -> bool:
        """Whether it leads to no place that it shouldn't: only then can it be denied."""

    def before(self, text: Searched, ends: int) -> int:
        """Return where the part can begin if it ends at one of these places."""

    def after(self, text: Searched, starts: int) -> int:
        """Return where the part can end if it begins at one of these places."""


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever it is, it doesn't begin behind its end."""

    exact: bool = False

    def before(self, text: Searched, ends: int) -> int:
        return text.everywhere & -(ends & -ends)

    def after(self, text: Searched, starts: int) -> int:
        return text.everywhere & ((1 << starts.bit_length()) - 1)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One character of a set."""

    number: int
    exact: bool

    def before(self, text: Searched, ends: int) -> int:
        return (ends << 1) & text.sets[self.number]

    def after(self, text: Searched, starts: int) -> int:
        return (starts & text.sets[self.number]) >> 1


@dataclass(frozen=True, slots=True)
class Words:
    """One word of a group."""

    number: int
    exact: bool

    def before(self, text: Searched, ends: int) -> int:
        found = 0
        for length, begin in text.begins[self.number]:
            found |= (ends << length) & begin
        return found

    def after(self, text: Searched, starts: int) -> int:
        found = 0
        for length, begin in text.begins[self.number]:
            found |= (starts & begin) >> length
        return found


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some parts, or nothing."""

    parts: tuple[Stream, ...]
    optional: bool
    exact: bool

    def before(self, text: Searched, ends: int) -> int:
        found = ends if self.optional else 0
        for part in self.parts:
            found |= part.before(text, ends)
        return found

    def after(self, text: Searched, starts: int) -> int:
        found = starts if self.optional else 0
        for part in self.parts:
            found |= part.after(text, starts)
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """One part behind the other; of all ``needs`` each match has a word of one of the groups."""

    parts: tuple[Stream, ...]
    backwards: tuple[Stream, ...]
    needs: frozenset[frozenset[int]]
    exact: bool

    def before(self, text: Searched, ends: int) -> int:
        for need in self.needs:
            if text.words.keys().isdisjoint(need):
                return 0
        for part in self.backwards:
            ends = part.before(text, ends)
            if not ends:
                return 0
        return ends

    def after(self, text: Searched, starts: int) -> int:
        for part in self.parts:
            starts = part.after(text, starts)
        return starts


@dataclass(frozen=True, slots=True)
class Run:
    """A character of a set so many times, or more often."""

    number: int
    least: int
    bounded: bool
    exact: bool

    def before(self, text: Searched, ends: int) -> int:
        held = text.sets[self.number]
        for _ in range(self.least):
            ends = (ends << 1) & held
        if self.bounded or not ends:
            return ends
        # The carry of the sum runs through all that the set holds.
        held >>= 1
        return ((((ends & held) + held) ^ held) | ends) & text.everywhere

    def after(self, text: Searched, starts: int) -> int:
        held = text.sets[self.number]
        for _ in range(self.least):
            starts = (starts & held) >> 1
        return starts if self.bounded or not starts & held else Anything().after(text, starts)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part some times."""

    part: Stream
    least: int
    more: int | None
    exact: bool

    def before(self, text: Searched, ends: int) -> int:
        return self._repeat(text, ends, self.part.before, Anything().before)

    def after(self, text: Searched, starts: int) -> int:
        return self._repeat(text, starts, self.part.after, Anything().after)

    def _repeat(
        self, text: Searched, places: int, once: Callable[[Searched, int], int], ever: Callable[[Searched, int], int]
    ) -> int:
        for _ in range(self.least):
            if not places:
                return 0
            places = once(text, places)
        new = places
        for _ in range(MOST_ROUNDS if self.more is None else min(self.more, MOST_ROUNDS)):
            new = once(text, new) & ~places
            if not new:
                return places
            places |= new
        return places if self.more is not None and self.more <= MOST_ROUNDS else places | ever(text, new)


@dataclass(frozen=True, slots=True)
class Look:
    """What stands or doesn't stand ahead or behind, without being a part of the match."""

    part: Stream
    behind: bool
    positive: bool
    exact: bool

    def before(self, text: Searched, ends: int) -> int:
        if not self.positive and not self.part.exact:
            return ends
        found = (self.part.after if self.behind else self.part.before)(text, text.everywhere)
        return ends & found if self.positive else ends & ~found

    after = before


@dataclass(frozen=True, slots=True)
class Edge:
    """A line's or the text's beginning or end; where it is none of them, any place."""

    exact: bool
    newline: int | None = None
    first: bool = False
    last: bool = False

    def before(self, text: Searched, ends: int) -> int:
        if not (self.first or self.last):
            return ends
        line = 0 if self.newline is None else text.sets[self.newline]
        return ends & (((line >> 1) | (1 << text.top)) if self.first else (line | text.end))

    after = before


def needs_of(part: Stream) -> frozenset[frozenset[int]]:
    """Return groups of words: each match of the part has a word of each of them."""
    if isinstance(part, Words):
        return frozenset({frozenset({part.number})})
    if isinstance(part, Row):
        return part.needs
    if isinstance(part, Choice) and not part.optional:
        branches = [needs_of(branch) for branch in part.parts]
        return frozenset({frozenset().union(*(min(branch, key=len) for branch in branches))} if all(branches) else ())
    if (isinstance(part, Look) and part.positive) or (isinstance(part, Repeat) and part.least):
        return needs_of(part.part)
    return frozenset()


def _mark(top: int, places: list[int]) -> int:
    if len(places) < _FEW:
        return functools.reduce(operator.or_, (1 << (top - place) for place in places))
    row = np.zeros(top + 1, np.bool_)
    row[places] = True
    return _to_int(row)


def _to_int(row: Any) -> int:
    return int.from_bytes(np.packbits(row).tobytes(), "big")
