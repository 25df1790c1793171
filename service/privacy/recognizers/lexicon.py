"""Word lists that the recognisers read: ``lexicon/*.txt``, words between blanks, ``#`` begins a comment."""

import functools
import re
from collections.abc import Iterable
from importlib.resources import files


@functools.cache
def words(name: str) -> frozenset[str]:
    """Return one list's words.

    >>> "강남구" in words("districts")
    True
    """
    return frozenset(word for line in _lines(name) for word in line.split())


def read_kinds(name: str) -> dict[str, list[str]]:
    """Return a list's words by kind; a line that ends in a colon begins a kind.

    >>> "성명" in read_kinds("labels")["PERSON"]
    True
    """
    kinds: dict[str, list[str]] = {}
    kind = ""
    for line in _lines(name):
        if line.rstrip().endswith(":"):
            kind = line.rstrip(": ")
        else:
            kinds.setdefault(kind, []).extend(line.split())
    return kinds


def by_first_letter(entries: Iterable[str]) -> str:
    """Return a pattern of the words, longest first, grouped so that most places cost one comparison.

    >>> by_first_letter(["ab", "a", "b"])
    '(?:a(?:b|)|b)'
    """
    groups: dict[str, list[str]] = {}
    for entry in sorted(entries, key=lambda word: (-len(word), word)):
        groups.setdefault(entry[0], []).append(re.escape(entry[1:]))
    pieces = [first + (f"(?:{'|'.join(rest)})" if rest != [""] else "") for first, rest in sorted(groups.items())]
    return f"(?:{'|'.join(pieces)})"


def _lines(name: str) -> list[str]:
    content = (files(__package__) / "lexicon" / f"{name}.txt").read_text(encoding="utf-8")
    return [line.split("#", 1)[0] for line in content.splitlines()]


def entries(name: str) -> list[list[str]]:
    """Return a list's lines, each split into its words.

    >>> entries("romanised_surnames")[0]
    ['김', 'gim', 'kim']
    """
    return [line.split() for line in _lines(name) if line.split()]
