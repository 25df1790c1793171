# ruff: noqa: SLF001 - the module's own parser is read
"""The same pattern, searched faster: a look ahead at the first character lets the engine skip what can't begin a match.

The regex module searches at one position after the other where a pattern begins with alternatives, something optional
or a look behind, and asks the clock at each. It does skip in a tight loop where a set of characters comes first. The
set is read from the module's own parser; whatever that doesn't tell leaves the pattern as it is.
"""

import importlib
import threading
import weakref
from collections.abc import Iterable
from typing import Any

import regex

Pattern = regex.Pattern[str]
# Not a public interface: whatever it lacks one day, patterns stay as they are.
core: Any = importlib.import_module("regex._regex_core")

# Properties and classes whose sets are recognised, by their writing.
_CLASSES = (r"\p{L}", r"\p{Lu}", r"\p{Ll}", r"\p{N}", r"\p{Nd}", r"\d", r"\w", r"\s", r"\p{Han}", r"\p{Hangul}")
_quick: "weakref.WeakKeyDictionary[Pattern, Pattern]" = weakref.WeakKeyDictionary()
_lock = threading.Lock()


class _UnknownError(Exception):
    """The parser's answer has a part that is not understood here."""


def quicken(pattern: Pattern) -> Pattern:
    r"""Return a pattern that finds the same matches, groups included.

    Patterns with lists of words in them (``\L<names>``) are made for one document, and stay as they are.

    >>> quicken(regex.compile(r"(?:Tel[ ]?)?(?<![0-9])[0-9]{3}")).pattern
    '(?=(?-i:[0-9T]))(?:(?:Tel[ ]?)?(?<![0-9])[0-9]{3})'
    """
    if pattern.named_lists:
        return pattern
    known = _quick.get(pattern)
    if known is None:
        with _lock:
            known = _quick[pattern] = _make_quick(pattern)
    return known


def _make_quick(pattern: Pattern) -> Pattern:
    flags = pattern.flags & ~regex.UNICODE
    if flags & (regex.REVERSE | regex.VERBOSE | regex.FULLCASE):
        return pattern
    try:
        parsed = parse(pattern.pattern, flags)
        if parsed.has_simple_start():
            return pattern
        members = "".join(sorted(set(_write(_first_set(parsed)))))
        return regex.compile(f"(?=(?-i:[{members}]))(?:{pattern.pattern})", flags)
    except Exception:  # noqa: BLE001 - the parser is not a public interface; without it patterns are only slower
        return pattern


def parse(source: str, flags: int) -> Any:
    """Return the module's own parse of a pattern."""
    reader = core.Source(source)
    info = core.Info(flags, reader.char_type, {})
    info.guess_encoding = core.UNICODE
    try:
        parsed = core._parse_pattern(reader, info)
    except core._UnscopedFlagSet:  # a flag inside the pattern is one of the whole pattern
        return parse(source, info.global_flags)
    info.flags |= core.UNICODE
    parsed.fix_groups(source, False, False)
    return parsed.optimise(info, False).pack_characters(info)


def _first_set(parsed: Any) -> set[Any]:
    first = _firsts(parsed)
    if not first or None in first:
        raise _UnknownError
    return first


def _firsts(node: Any) -> set[Any]:  # noqa: PLR0911 - one kind of node after the other
    """Return what a match of the node can begin with; None stands for nothing, so that what follows begins it.

    The parser knows this too, but gives up at every look around.
    """
    if isinstance(node, (core.LookAround, core.ZeroWidthBase)):
        return {None}
    if isinstance(node, core.Sequence):
        first: set[Any] = {None}
        for item in node.items:
            if None not in first:
                break
            first = (first - {None}) | _firsts(item)
        return first
    if isinstance(node, core.Branch) and not isinstance(node, core.StringSet):
        return set().union(*(_firsts(branch) for branch in node.branches))
    if isinstance(node, core.GreedyRepeat):
        return _firsts(node.subpattern) | ({None} if node.min_count == 0 else set())
    if isinstance(node, (core.Group, core.Atomic)):
        return _firsts(node.subpattern)
    if isinstance(node, core.String):
        return {core.Character(node.characters[0], case_flags=node.case_flags)}
    if isinstance(node, (core.Character, core.SetBase, core.Property, core.Range)):
        return {node}
    raise _UnknownError


def _write(members: Iterable[Any]) -> list[str]:
    """Return the members as they stand between square brackets."""
    return [piece for member in members for piece in _pieces(member)]


def _pieces(member: Any) -> list[str]:
    if not member.positive:
        raise _UnknownError
    folds = bool(member.case_flags & core.IGNORECASE)
    if isinstance(member, core.Character):
        cases = core._regex.get_all_cases(core.FULL_CASE_FOLDING, member.value) if folds else [member.value]
        return [_escape(case) for case in cases]
    if isinstance(member, core.SetUnion):
        return _write(item.with_flags(case_flags=member.case_flags) for item in member.items)
    if isinstance(member, core.Range):
        return _range(member.lower, member.upper, folds=folds)
    if isinstance(member, core.Property):
        return [_CLASS_OF[member.value]] if not folds or member.value in _CASELESS else [_ANY_CASE]
    raise _UnknownError


def _range(lower: int, upper: int, *, folds: bool) -> list[str]:
    if not folds:
        return [f"{_escape(lower)}-{_escape(upper)}"]
    if upper - lower > 1000:  # noqa: PLR2004 - a whole script: Hangul, CJK; those have no cases
        if lower < 0x2E80:  # noqa: PLR2004 - where scripts without cases begin
            raise _UnknownError
        return [f"{_escape(lower)}-{_escape(upper)}"]
    return [
        _escape(case)
        for value in range(lower, upper + 1)
        for case in core._regex.get_all_cases(core.FULL_CASE_FOLDING, value)
    ]


def _escape(value: int) -> str:
    return chr(value) if chr(value).isalnum() else f"\\u{value:04x}" if value < 0x10000 else f"\\U{value:08x}"  # noqa: PLR2004


_CLASS_OF = {parse(name, 0).value: name for name in _CLASSES}
_CASELESS = frozenset(value for value, name in _CLASS_OF.items() if name not in {r"\p{Lu}", r"\p{Ll}"})
# Regardless of case, an upper-case letter is any letter.
_ANY_CASE = r"\p{L}"
