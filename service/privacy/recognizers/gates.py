# ruff: noqa: SLF001 - the module's own parser is read
"""What a text must hold for a pattern to match at all, read from the pattern, and where in the text to look.

Most patterns match nowhere in most texts. Each one's literals are taken from the regex module's own parse of it: of
every match at least one of a set of short strings is a part. One set of a text's pairs of characters tells for all
patterns which of them may match; where only a few places hold such a string, only their surroundings are searched.
"""

import functools
import itertools
import threading
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import regex

from service.privacy.recognizers.quick import core, parse, quicken

Pattern = regex.Pattern[str]
Match = regex.Match[str]

_MOST_STRINGS = 600
_LONGEST = 12
_WIDEST_SET = 12
# With more places than these, or where their surroundings are most of the text, all of it is searched.
_MOST_PLACES = 24
_MOST_OF_TEXT = 0.5
_WIDEST = 1_000
_PAIR = 1 << 16
_NUMBERS = 1 << 32
# A gram tells all of a string of one or two characters.
_SURE = 3
# What nearly every text holds tells nothing.
_COMMONEST = 8.0


class Searched(str):
    """A text that is searched by many patterns; what it holds is gathered once, and goes with it."""

    @functools.cached_property
    def small(self) -> str:
        """The text regardless of case."""
        return _make_small(self)

    @functools.cached_property
    def grams(self) -> frozenset[int]:
        """The characters and pairs of neighbours in the small text, as numbers."""
        codes = np.frombuffer(self.small.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        # Wraps beyond the basic plane: what falls together only opens a gate too often.
        pairs = codes[:-1] * np.uint32(_PAIR) + codes[1:]
        return frozenset(np.unique(np.concatenate((codes, pairs))).tolist())


@dataclass(frozen=True, slots=True)
class Need:
    """At least one of some strings, in small letters, stands in or beside each match."""

    strings: frozenset[str]
    reach: int
    """How far behind the match's beginning it begins at most."""
    back: int = 0
    """How far before, where a look behind needs it."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a pattern needs; ``width`` is what a match and the looks around it can span, ``None`` without a bound."""

    reach: int
    back: int
    width: int | None
    by_gram: dict[int, tuple[str, ...]]
    grams: frozenset[int]

    def found(self, text: Searched) -> list[str]:
        """Return those of the strings that the text holds; without any there is no match."""
        small = text.small
        hits = self.grams & text.grams
        return [string for gram in hits for string in self.by_gram[gram] if len(string) < _SURE or string in small]


_gates: "weakref.WeakKeyDictionary[Pattern, Gate | None]" = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def gate_of(pattern: Pattern) -> Gate | None:
    """Return the pattern's gate, ``None`` where nothing is known that it needs."""
    try:
        return _gates[pattern]
    except KeyError:
        with _lock:
            gate = _gates[pattern] = _make_gate(pattern)
        return gate


def search_gated(pattern: Pattern, text: str, start: int, end: int, timeout: float) -> Iterator[Match]:
    """Yield what ``pattern.finditer`` yields.

    Raises:
        TimeoutError: the pattern ran out of time.
    """
    gate = gate_of(pattern) if isinstance(text, Searched) else None
    if gate is None or not isinstance(text, Searched):
        yield from quicken(pattern).finditer(text, start, end, timeout=timeout)
        return
    strings = gate.found(text)
    if not strings:
        return
    stretches = _stretches(gate, strings, text, start, end)
    if stretches is None:
        yield from quicken(pattern).finditer(text, start, end, timeout=timeout)
        return
    done, quick = start, quicken(pattern)
    for first, last in stretches:
        while (first := max(first, done)) <= last:
            match = quick.search(text, first, min(end, last + (gate.width or 0)), timeout=timeout)
            if match is None or match.start() > last:
                break
            done = match.end()
            yield match


def _stretches(gate: Gate, strings: list[str], text: Searched, start: int, end: int) -> list[tuple[int, int]] | None:
    """Return where a match may begin, first and last place, in order; ``None`` when that is nearly everywhere."""
    small = text.small
    if gate.width is None or len(small) != len(text):
        return None
    places: list[int] = []
    for string in strings:
        place = small.find(string, max(0, start - gate.back))
        while place >= 0:
            places.append(place)
            if len(places) > _MOST_PLACES:
                return None
            place = small.find(string, place + 1)
    stretches: list[tuple[int, int]] = []
    for place in sorted(places):
        first, last = max(start, place - gate.reach), place + gate.back
        if stretches and first <= stretches[-1][1] + 1:
            stretches[-1] = (stretches[-1][0], last)
        else:
            stretches.append((first, last))
    searched = sum(last - first for first, last in stretches) + len(stretches) * gate.width
    return None if searched > _MOST_OF_TEXT * (end - start) else stretches


def _make_gate(pattern: Pattern) -> Gate | None:
    flags = pattern.flags & ~regex.UNICODE
    if pattern.named_lists or flags & (regex.REVERSE | regex.VERBOSE | regex.FULLCASE):
        return None
    try:
        parsed = parse(pattern.pattern, flags)
        needs = [need for need in _needs(parsed) if _rarity(need.strings) < _COMMONEST]
        width = _width(parsed)
    except Exception:  # noqa: BLE001 - the parser is not a public interface; without it patterns are only slower
        return None
    if not needs:
        return None
    best = min(needs, key=lambda need: (_rarity(need.strings), sorted(need.strings)))
    by_gram: dict[int, tuple[str, ...]] = {}
    for string in sorted(best.strings):
        gram = _rarest_gram(string)
        by_gram[gram] = (*by_gram.get(gram, ()), string)
    return Gate(best.reach, best.back, width, by_gram, frozenset(by_gram))


def _width(parsed: Any) -> int | None:
    """Return how far from its beginning a match and all looks from it can go."""
    width = parsed.max_width() + sum(look.subpattern.max_width() for look in _looks(parsed)) + 2
    return width if width <= _WIDEST else None


def _looks(node: Any) -> Iterator[Any]:
    if isinstance(node, core.LookAround):
        yield node
    if isinstance(node, core.LookAroundConditional):
        raise ValueError  # noqa: TRY004 - an unknown part, not a wrong argument
    for name in ("items", "branches"):
        for child in getattr(node, name, ()) or ():
            yield from _looks(child)
    if getattr(node, "subpattern", None) is not None:
        yield from _looks(node.subpattern)


def _needs(node: Any) -> list[Need]:  # noqa: PLR0911 - one kind of node after the other
    """Return what every match of the node holds."""
    if isinstance(node, core.LookAround):
        return _needs_of_look(node)
    strings = _language(node)
    if strings is not None and not isinstance(node, core.Sequence):
        return [_need(strings, 0)]
    if isinstance(node, core.Sequence):
        return _needs_in_order(node.items)
    if isinstance(node, core.Branch) and not isinstance(node, core.StringSet):
        # A choice needs what one of its branches needs: the rarest of each.
        chosen = []
        for branch in node.branches:
            needs = [need for need in _needs(branch) if need.strings]
            if not needs:
                return []
            chosen.append(min(needs, key=lambda need: (_rarity(need.strings), sorted(need.strings))))
        return [
            _need(
                frozenset().union(*(n.strings for n in chosen)),
                max(n.reach for n in chosen),
                max(n.back for n in chosen),
            )
        ]
    if isinstance(node, core.GreedyRepeat):
        return _needs(node.subpattern) if node.min_count > 0 else []
    if isinstance(node, (core.Group, core.Atomic)):
        return _needs(node.subpattern)
    return []


def _needs_in_order(items: Iterable[Any]) -> list[Need]:
    """Return the needs of a sequence; literals that follow each other directly are joined."""
    needs: list[Need] = []
    joined, begun, place = frozenset({""}), 0, 0
    for item in items:
        if _is_empty(item):
            needs += [replace(need, reach=need.reach + place) for need in _needs(item)]
            continue
        strings = _language(item)
        wide = strings is None or len(joined) * len(strings) > _MOST_STRINGS
        if wide or max(map(len, joined)) > _LONGEST:
            needs.append(_need(joined, begun))
            joined, begun = frozenset({""}), place
        if strings is None:
            needs += [replace(need, reach=need.reach + place) for need in _needs(item)]
            begun = place + item.max_width()
        else:
            joined = frozenset(map("".join, itertools.product(joined, strings)))
            needs.append(_need(strings, place))
        place += item.max_width()
    needs.append(_need(joined, begun))
    return [need for need in needs if need.strings]


def _needs_of_look(look: Any) -> list[Need]:
    """Return what a look ahead or behind needs; what it forbids is not looked for."""
    if not look.positive:
        return []
    if not look.behind:
        return _needs(look.subpattern)
    width = look.subpattern.max_width()
    return [replace(need, back=width) for need in _needs(look.subpattern)]


def _need(strings: frozenset[str], reach: int, back: int = 0) -> Need:
    """Leave out what holds another of the strings; where one of them is empty nothing is needed."""
    if "" in strings or len(strings) > _MOST_STRINGS:
        return Need(frozenset(), reach, back)
    shortest: list[str] = []
    longest = max(map(len, strings))
    for string in sorted(strings, key=len):
        if not any(other in string for other in shortest):
            shortest.append(string)
    return Need(frozenset(shortest), reach + longest, back)


def _is_empty(node: Any) -> bool:
    return isinstance(node, (core.LookAround, core.ZeroWidthBase))


def _language(node: Any) -> frozenset[str] | None:  # noqa: PLR0911 - one kind of node after the other
    """Return all strings that the node matches, in small letters, where they are few."""
    if _is_empty(node):
        return frozenset({""})
    if isinstance(node, core.Character):
        return frozenset({_small_character(node.value, node.case_flags)}) if node.positive else None
    if isinstance(node, core.String):
        return frozenset({"".join(_small_character(c, node.case_flags) for c in node.characters)})
    if isinstance(node, (core.SetUnion, core.Range)):
        return _few(node)
    if isinstance(node, core.Group):
        return _language(node.subpattern)
    if isinstance(node, core.Branch) and not isinstance(node, core.StringSet):
        return _union(_language(branch) for branch in node.branches)
    if isinstance(node, core.Sequence):
        found = frozenset({""})
        for item in node.items:
            strings = _language(item)
            if strings is None or len(found) * len(strings) > _MOST_STRINGS:
                return None
            found = frozenset(map("".join, itertools.product(found, strings)))
        return found
    if type(node) in (core.GreedyRepeat, core.LazyRepeat) and node.max_count == 1:
        inner = _language(node.subpattern)
        return None if inner is None else inner | ({""} if node.min_count == 0 else set())
    return None


def _union(languages: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    found: set[str] = set()
    for language in languages:
        if language is None or len(found) > _MOST_STRINGS:
            return None
        found |= language
    return frozenset(found)


def _few(node: Any) -> frozenset[str] | None:
    if not node.positive:
        return None
    if isinstance(node, core.Range):
        if node.upper - node.lower >= _WIDEST_SET:
            return None
        return frozenset(_small_character(value, node.case_flags) for value in range(node.lower, node.upper + 1))
    # A set's members carry no case of their own.
    members = _union(_language(member.with_flags(case_flags=node.case_flags)) for member in node.items)
    return members if members is not None and len(members) <= _WIDEST_SET else None


def _small_character(value: int, case_flags: int) -> str:
    small = _make_small(chr(value))
    if case_flags & core.IGNORECASE:
        cases = core._regex.get_all_cases(core.FULL_CASE_FOLDING, value)
        if any(_make_small(chr(case)) != small for case in cases):
            raise ValueError
    return small


def _make_small(text: str) -> str:
    small = text.lower()
    return small if small.isascii() else small.replace("ſ", "s").replace("ı", "i").replace("\u0307", "")


def _rarity(strings: frozenset[str]) -> float:
    """Return roughly how many of the strings a text holds, a guess that only decides what is looked for."""
    return sum(map(_chance, strings)) if strings else 9.0


def _chance(string: str) -> float:
    chance = 1.0
    for character in string:
        if character.isdigit():
            chance *= 0.45
        elif "가" <= character <= "힣":
            chance *= 0.15
        elif character.isalpha():
            chance *= 0.35
        elif character in " \n-.,":
            chance *= 0.9
        else:
            chance *= 0.5
    return chance


def _rarest_gram(string: str) -> int:
    if len(string) == 1:
        return ord(string)
    first, second = min(itertools.pairwise(string), key=lambda pair: (_chance("".join(pair)), pair))
    return (ord(first) * _PAIR + ord(second)) % _NUMBERS
