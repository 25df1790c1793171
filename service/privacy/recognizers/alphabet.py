# ruff: noqa: SLF001 - the module's own parser is read
"""What patterns ask about a text, and answers for all of them at once: where characters of a set stand, where words."""

import importlib
import threading
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ahocorasick
import numpy as np

# Not a public interface: whatever it lacks one day, patterns are only slower.
core: Any = importlib.import_module("regex._regex_core")

# Scripts with more characters have no cases.
_WIDEST_CASED = 1_000
# Characters that are known again; a hostile text could hold all there are.
_MOST_KEPT = 20_000
_CASED = frozenset(("Lu", "Ll", "Lt"))
LOCK = threading.RLock()


class UnknownPartError(Exception):
    """The parser's answer has a part that changes what a match is, and is not understood here."""


def fold(text: str) -> str:
    """Return a text in small letters, character by character."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(character.lower()[0] for character in text)
    return small if small.isascii() else small.replace("ſ", "s").replace("ı", "i").replace("ς", "σ")


def cases_of(code: int, *, folds: bool) -> Sequence[int]:
    """Return a character in all its cases where the pattern ``folds`` them."""
    # The module adds None where folding makes two characters of one.
    return [c for c in core._regex.get_all_cases(core.FULL_CASE_FOLDING, code) if c is not None] if folds else (code,)


@dataclass(frozen=True, slots=True)
class Letters:
    """A set of characters; where it ``folds``, in any case."""

    node: Any
    folds: bool

    def holds(self, code: int) -> bool:
        """Whether it holds a character; regardless of case one with cases is held by any property."""
        if any(self.node.matches(case) for case in cases_of(code, folds=self.folds)):
            return True
        return self.folds and unicodedata.category(chr(code)) in _CASED and any(self.properties())

    @property
    def is_simple(self) -> bool:
        """Whether it is one of its members, or none of them, whatever the character."""
        items = self.node.items if isinstance(self.node, core.SetUnion) else (self.node,)
        return (self.node.positive or not self.folds) and all(
            isinstance(item, (core.Character, core.Range, core.Property)) and (item.positive or item is self.node)
            for item in items
        )

    def properties(self) -> Iterator[int]:
        """Yield the members that are properties."""
        yield from (node.value for node in _members(self.node) if isinstance(node, core.Property))

    def spans(self) -> Iterator[tuple[int, int]]:
        """Yield the members that aren't properties: the first one, and the first behind."""
        for node in _members(self.node):
            if isinstance(node, core.Property):
                if node.encoding:
                    raise UnknownPartError
                continue
            lower, upper = (node.lower, node.upper) if isinstance(node, core.Range) else (node.value, node.value)
            yield lower, upper + 1
            if self.folds and upper - lower < _WIDEST_CASED:
                cases = {case for code in range(lower, upper + 1) for case in cases_of(code, folds=True)}
                yield from ((case, case + 1) for case in cases if not lower <= case <= upper)


def _members(node: Any) -> Iterator[Any]:
    if isinstance(node, core.SetBase):
        for item in node.items:
            yield from _members(item)
    else:
        yield node


class Asked:
    """The sets and groups of words that patterns ask about; their numbers stay."""

    def __init__(self) -> None:
        self.sets: list[Letters] = []
        self.groups: list[frozenset[str]] = []
        self._numbers: dict[Any, int] = {}
        self._made: Index | None = None

    def set(self, node: Any, *, folds: bool) -> int:
        """Return the number of a set of the parser's.

        Raises:
            UnknownPartError: what it holds can't be told.
        """
        letters = Letters(node, folds)
        list(letters.spans())
        return self._number((node, folds), self.sets, letters)

    def letters(self, small: frozenset[str]) -> int:
        """Return the number of the set of characters that have these small letters."""
        codes = sorted({case for letter in small for case in cases_of(ord(letter), folds=True)})
        info = core.Info(0, None, {})
        members = [core.Character(code) for code in codes if fold(chr(code)) in small]
        return self._number(small, self.sets, Letters(core.SetUnion(info, members), folds=False))

    def group(self, words: frozenset[str]) -> int:
        """Return the number of a group of words in small letters, of two letters or more."""
        return self._number(("words", words), self.groups, words)

    def index(self) -> "Index":
        """Return what answers all that has been asked until now."""
        made = self._made
        if made is None or (made.sets, made.groups) != (len(self.sets), len(self.groups)):
            with LOCK:
                made = self._made = Index(tuple(self.sets), tuple(self.groups))
        return made

    def _number(self, key: Any, known: list[Any], asked: Any) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(known)
            known.append(asked)
        return self._numbers[key]


class Index:
    """Answers on a text what patterns ask: characters of which the same is true in all sets are of one kind."""

    def __init__(self, sets: Sequence[Letters], groups: Sequence[frozenset[str]]) -> None:
        self.sets, self.groups = len(sets), len(groups)
        self.rows: Any = np.zeros((len(sets), 1), np.bool_)
        """Whether a set (row) holds a kind (column); the first kind is no character."""
        spans = [(number, *span) for number, letters in enumerate(sets) for span in letters.spans()]
        properties = [(number, value) for number, letters in enumerate(sets) for value in letters.properties()]
        self._bounds = sorted({0, *(lower for _, lower, _ in spans), *(behind for _, _, behind in spans)})
        place_of = {bound: place for place, bound in enumerate(self._bounds)}
        self._spans = np.zeros((len(sets), len(self._bounds)), np.bool_)
        for number, lower, behind in spans:
            self._spans[number, place_of[lower] : place_of[behind]] = True
        self._properties = sorted({value for _, value in properties})
        self._having: Any = np.zeros((len(sets), len(self._properties) + 1), np.bool_)
        for number, value in properties:
            self._having[number, self._properties.index(value)] = True
            self._having[number, -1] |= sets[number].folds
        self._denied = np.array([not letters.node.positive for letters in sets], np.bool_)
        self._odd = [(number, letters) for number, letters in enumerate(sets) if not letters.is_simple]
        self._kinds: dict[tuple[int, ...], int] = {}
        self._kind_of: dict[str, int] = {}
        groups_of: dict[str, list[int]] = {}
        for number, words in enumerate(groups):
            for word in words:
                groups_of.setdefault(word, []).append(number)
        self.words = ahocorasick.Automaton()
        for word, numbers in groups_of.items():
            self.words.add_word(word, (len(word), numbers))
        self.words.make_automaton()

    def covers(self, sets: int, groups: int) -> bool:
        """Whether it answers the first so many questions."""
        return sets <= self.sets and groups <= self.groups

    def kinds(self, text: str) -> Any:
        """Return the kinds of a text's characters, and behind them of one place or more that no character has."""
        kind_of = self._kind_of
        if new := set(text) - kind_of.keys():
            kind_of = self._add(new)
        kinds = np.zeros((len(text) // 8 + 1) * 8, np.intp)
        kinds[: len(text)] = np.fromiter(map(kind_of.__getitem__, text), np.intp, len(text))
        return kinds

    def _add(self, characters: Iterable[str]) -> dict[str, int]:
        keys = {character: self._key(ord(character)) for character in characters}
        with LOCK:
            columns = [self.rows]
            for character, key in keys.items():
                if key not in self._kinds:
                    columns.append(self._column(ord(character), key))
                    self._kinds[key] = self.rows.shape[1] + len(columns) - 2
            self.rows = np.concatenate(columns, axis=1)
            kind_of = self._kind_of | {character: self._kinds[key] for character, key in keys.items()}
            if len(kind_of) < _MOST_KEPT:
                self._kind_of = kind_of
        return kind_of

    def _column(self, code: int, key: tuple[int, ...]) -> Any:
        """Return which sets hold a character."""
        place, *has = key
        column = (self._spans[:, place] | self._having[:, np.array(has, np.bool_)].any(axis=1)) ^ self._denied
        for number, letters in self._odd:
            column[number] = letters.holds(code)
        return column[:, np.newaxis]

    def _key(self, code: int) -> tuple[int, ...]:
        """Return all that decides which sets hold a character."""
        has = core._regex.has_property_value
        cased = unicodedata.category(chr(code)) in _CASED
        return (bisect_right(self._bounds, code) - 1, *[has(value, code) for value in self._properties], cased)


ASKED = Asked()
