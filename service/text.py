"""Two kinds of text that must never be mistaken for each other."""

import re
from typing import Final, Self

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def is_storable(text: str) -> bool:
    r"""Tell whether UTF-8 and PostgreSQL hold a text: they know no lone surrogates, and no NUL.

    >>> is_storable("가"), is_storable("\0"), is_storable("\ud800")
    (True, False, False)
    """
    return not _UNSTORABLE.search(text)


class _Text:
    """A text whose ``repr`` shows its length only, so that no log or traceback can leak it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value: Final = value

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._value)} characters)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __len__(self) -> int:
        return len(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, _Text) and other._value == self._value

    def __hash__(self) -> int:
        return hash((type(self), self._value))

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError(f"{type(self).__name__} is not pickled: it must not leave this process unseen")

    def strip(self) -> Self:
        """Return the same kind of text without surrounding white space."""
        return type(self)(self._value.strip())


class RawText(_Text):
    """Text as it was received. It lives in memory only and never leaves the masking step.

    >>> print(RawText("900101-1234568"))
    RawText(14 characters)
    """

    __slots__ = ()

    def reveal(self) -> str:
        """Return the raw value; each call is a place that a review must look at."""
        return self._value


class MaskedText(_Text):
    """Text that the masker produced. It may be stored, embedded and returned under its scope.

    >>> f"{MaskedText('<PERSON_1>')}"
    'MaskedText(10 characters)'
    """

    __slots__ = ()

    @property
    def value(self) -> str:
        """The masked text."""
        return self._value
