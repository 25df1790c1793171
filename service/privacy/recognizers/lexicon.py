"""Word lists that the recognisers read: ``lexicon/*.txt``, words between blanks, ``#`` begins a comment."""

import functools
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


def _lines(name: str) -> list[str]:
    content = (files(__package__) / "lexicon" / f"{name}.txt").read_text(encoding="utf-8")
    return [line.split("#", 1)[0] for line in content.splitlines()]
