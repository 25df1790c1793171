"""What makes the record provable: canonical JSON, hashes, commitments and time-ordered ids.

A masking run leaves two things: one row per redaction, scoped to its resume, and one log event that
carries totals and a salted commitment over those rows. Whoever holds the rows and the salt can show
that they are what was recorded. Once both are erased, the commitment says nothing.
"""

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, Protocol

import orjson

_MAX_INTEGER: Final = 2**53 - 1
_SALT_BYTES: Final = 32
_COMMITMENT_DOMAIN: Final = b"veil/redactions/v1\0"

#: What the first link of the hash chain points at.
GENESIS: Final = bytes(32)


class RedactionRow(Protocol):
    """One redaction, from the masker or from the database. Offsets are code points."""

    @property
    def entity_type(self) -> str: ...  # noqa: D102
    @property
    def legal_class(self) -> str: ...  # noqa: D102
    @property
    def operator(self) -> str: ...  # noqa: D102
    @property
    def placeholder(self) -> str: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def masked_start(self) -> int: ...  # noqa: D102
    @property
    def masked_end(self) -> int: ...  # noqa: D102
    @property
    def recognizer(self) -> str: ...  # noqa: D102
    @property
    def score(self) -> float: ...  # noqa: D102
    @property
    def value_hmac(self) -> bytes: ...  # noqa: D102


def canonical_json(value: object) -> bytes:
    """Serialise strings, whole numbers, booleans, None, lists and dicts in one way only (RFC 8785).

    >>> canonical_json({"b": [1, None, True], "a": "가"}).decode()
    '{"a":"가","b":[1,null,true]}'

    Raises:
        TypeError: a value of another type, such as a float, whose text form is a matter of taste.
        ValueError: an integer beyond 2**53 - 1, which not every JSON reader keeps.
    """
    return orjson.dumps(_ordered(value))


def _ordered(value: object) -> object:
    # By exact type first: this runs for every value of every event that is verified.
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is int:
        return _whole(value)  # type: ignore[arg-type]
    if isinstance(value, dict):
        # ASCII sorts alike either way, and fast.
        keys = sorted(value) if all(map(str.isascii, value)) else sorted(value, key=_utf16_units)
        return {key: _ordered(value[key]) for key in keys}
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{kind.__name__} has no canonical form")


def _whole(value: int) -> int:
    if abs(value) > _MAX_INTEGER:
        raise ValueError("an integer beyond 2**53 - 1 has no canonical form")
    return value


def _utf16_units(key: str) -> bytes:
    """Order keys as RFC 8785 section 3.2.3 does: by UTF-16 code units, not by code points."""
    return key.encode("utf-16-be", "surrogatepass")


def leaf_hash(canonical: bytes) -> bytes:
    """Hash one event (RFC 9162 section 2.1.1: leaves and links have different prefixes)."""
    return hashlib.sha256(b"\0" + canonical).digest()


def chain_hash(previous: bytes, leaf: bytes) -> bytes:
    """Link a leaf to everything before it."""
    return hashlib.sha256(b"\1" + previous + leaf).digest()


def new_salt() -> bytes:
    """Return a random salt for one run's commitment."""
    return secrets.token_bytes(_SALT_BYTES)


def commitment(salt: bytes, redactions: Sequence[RedactionRow]) -> str:
    """Commit to a run's redaction rows, in their order: SHA-256 in hex, 64 digits.

    The score counts in ten-thousandths, so that a row read back from a four-byte float commits to the same.

    Raises:
        ValueError: the salt is not 32 bytes, so the rows could be guessed.
    """
    if len(salt) != _SALT_BYTES:
        raise ValueError("a commitment needs a salt of 32 bytes")
    return hashlib.sha256(_COMMITMENT_DOMAIN + salt + canonical_json(_rows(redactions))).hexdigest()


def _rows(redactions: Iterable[RedactionRow]) -> list[list[str | int]]:
    return [
        [
            row.entity_type,
            row.legal_class,
            row.operator,
            row.placeholder,
            row.start,
            row.end,
            row.masked_start,
            row.masked_end,
            row.recognizer,
            round(row.score * 10_000),
            row.value_hmac.hex(),
        ]
        for row in redactions
    ]


def uuid7(at: datetime | None = None) -> uuid.UUID:
    """Make a time-ordered id: RFC 9562 section 5.7, with microseconds in rand_a (section 6.2, method 3).

    >>> uuid7(datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)).hex[:16]
    '017f22e279b07000'
    """
    microseconds = to_microseconds(at or datetime.now(UTC))
    milliseconds, rest = divmod(microseconds, 1000)
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | (rest * 4096 // 1000) << 64
    return uuid.UUID(int=value | 0b10 << 62 | secrets.randbits(62))


def to_microseconds(at: datetime) -> int:
    """Return the microseconds since 1970 of an aware time, exactly.

    Raises:
        ValueError: the time has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a time needs a time zone")
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
