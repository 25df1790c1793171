"""Word lists that the recognisers read: ``lexicon/*.txt``, words between blanks, ``#`` begins a comment."""

import functools
from importlib.resources import files


@functools.cache
def words(name: str) -> frozenset[str]:
    """Return one list's words.

    >>> "강남구" in words("districts")
    True
    """
    content = (files(__package__) / "lexicon" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("#", 1)[0] for line in content.splitlines())
    return frozenset(word for line in lines for word in line.split())
