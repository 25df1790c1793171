"""Events of the log: who did what to whose data, when and from where; never what the data says."""

import re
import uuid
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

import orjson

from service.errors import InvalidRequest
from service.privacy.ids import is_opaque, validate_resume_id
from service.privacy.record import canonical_json, uuid7

OUTCOMES: Final = frozenset({"ok", "refused", "failed"})

_MAX_COUNT: Final = 2**53 - 1
_MAX_ITEMS: Final = 64

_ORIGIN: Final = re.compile(r"[A-Za-z0-9:][A-Za-z0-9.:_%-]{0,63}")
_ACTION: Final = re.compile(r"[a-z_.]{1,64}")


def _matches(pattern: str) -> Callable[[object], bool]:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _is_id(value: object) -> bool:
    return isinstance(value, str) and is_opaque(value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_COUNT


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


_is_uuid = _matches(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_is_code = _matches(r"[a-z][a-z0-9_.-]{0,63}")
_is_name = _matches(r"[A-Za-z][A-Za-z0-9_]{0,63}")
# A version begins with a letter: a phone number or an RRN does not.
_is_version = _matches(r"[A-Za-z][A-Za-z0-9._/:+-]{0,127}(@[0-9a-f]{7,64})?")
_is_digest = _matches(r"[0-9a-f]{64}")
_is_time = _matches(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def _are_codes(value: object) -> bool:
    return isinstance(value, list) and len(value) <= _MAX_ITEMS and all(map(_is_code, value))


def _are_counts(value: object) -> bool:
    if not isinstance(value, dict) or len(value) > _MAX_ITEMS:
        return False
    return all(_is_name(name) and _is_count(count) for name, count in value.items())


def _fields(check: Callable[[object], bool], names: str) -> dict[str, Callable[[object], bool]]:
    return dict.fromkeys(names.split(), check)


#: What an event's detail may hold, and the shape of each. A new field is a decision: nothing that a
#: person wrote may have a place here.
DETAIL_FIELDS: Final[Mapping[str, Callable[[object], bool]]] = MappingProxyType(
    _fields(_is_uuid, "document_id job_id")
    | _fields(_is_id, "key_id target_key_id target_subject request_id")
    | _fields(_is_code, "code format mode queue reason stage state operation")
    | _fields(_is_version, "policy_version engine_version model_id tokeniser_version chunker_version")
    | _fields(_is_digest, "commitment head receipt")
    | _fields(_is_time, "expires_at retain_until since until")
    | _fields(_are_codes, "roles notices sections")
    | _fields(_are_counts, "counts")
    | _fields(_is_flag, "duplicate explain truncated")
    | _fields(
        _is_count,
        "attempt bytes chunks citations count documents duration_ms events generation hits limit max_chars pages "
        "redactions sealed status top_k unsealed",
    )
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from where.

    Args:
        subject: an opaque staff or service id, never a name or an e-mail address.
        origin: the client's address, or the part of Veil that acts ("cli", "worker").
        key_id: the API key that was used.
    """

    subject: str
    origin: str
    key_id: str | None = None

    def __post_init__(self) -> None:
        if not is_opaque(self.subject):
            raise ValueError("an actor's subject is an opaque id")
        if not _ORIGIN.fullmatch(self.origin):
            raise ValueError("an actor's origin is an address or a part of Veil")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log. Make it with ``Event.of``, which checks what goes in.

    ``occurred_at`` is in UTC, to the microsecond, by the writer's clock; the order of the log is the
    order of sealing, so a clock that goes backwards harms nothing.
    """

    event_id: uuid.UUID
    occurred_at: datetime
    actor: str
    origin: str
    action: str
    outcome: str
    resume_id: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(
        cls, actor: Actor, action: str, *, resume_id: str | None = None, outcome: str = "ok", **detail: object
    ) -> "Event":
        """Make an event that happens now.

        Args:
            actor: who acts.
            action: what is done, such as "document.mask".
            resume_id: whose data.
            outcome: "ok", "refused" or "failed".
            detail: fields of ``DETAIL_FIELDS``; None is left out, ids and times become text, sets sorted lists.

        Raises:
            InvalidResumeId, PersonalResumeId: the resume_id is not one, so it could be anything.
            ValueError: a field is not allowed, or its value has not the field's shape. The message
                names the field, never the value.
        """
        if not _ACTION.fullmatch(action) or outcome not in OUTCOMES:
            raise ValueError("an event's action or outcome is not a known code")
        if resume_id is not None:
            validate_resume_id(resume_id)
        if actor.key_id is not None:
            detail = {**detail, "key_id": actor.key_id}
        plain = {name: _plain(value) for name, value in detail.items() if value is not None}
        for name, value in plain.items():
            if name not in DETAIL_FIELDS or not DETAIL_FIELDS[name](value):
                raise ValueError(f"the log takes no such value in the field {name}")
        now = datetime.now(UTC)
        return cls(uuid7(now), now, actor.subject, actor.origin, action, outcome, resume_id, MappingProxyType(plain))

    def as_dict(self) -> dict[str, object]:
        """Return the event as JSON-ready data: what its hash covers, no more and no less."""
        return {
            "event_id": str(self.event_id),
            "occurred_at": format_time(self.occurred_at),
            "actor": self.actor,
            "origin": self.origin,
            "resume_id": self.resume_id,
            "action": self.action,
            "outcome": self.outcome,
            "detail": dict(self.detail),
        }

    def parameters(self) -> dict[str, Any]:
        """Return the event as the parameters of the statement that writes it."""
        return {
            "event_id": self.event_id,
            "occurred_at": self.occurred_at,
            "actor": self.actor,
            "origin": self.origin,
            "resume_id": self.resume_id,
            "action": self.action,
            "outcome": self.outcome,
            "detail": self.detail_json(),
        }

    def with_hits(self, hits: int) -> "Event":
        """Return the same event with the number of hits in its detail."""
        return replace(self, detail=MappingProxyType({**self.detail, "hits": hits}))

    def canonical(self) -> bytes:
        """Return the event's canonical JSON, the text that its leaf hash covers."""
        return canonical_json(self.as_dict())

    def detail_json(self) -> str:
        """Return the detail as JSON text."""
        return orjson.dumps(dict(self.detail), option=orjson.OPT_SORT_KEYS).decode()


def _plain(value: object) -> object:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        return format_time(value)
    if isinstance(value, AbstractSet):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    return value


def in_utc(at: datetime | None) -> datetime | None:
    """Return a time that somebody sent, in UTC.

    Raises:
        InvalidRequest: it has no time zone, or is in no year that can be written.
    """
    if at is None:
        return None
    if at.tzinfo is None:
        raise InvalidRequest("A time needs a time zone, such as 2026-01-31T09:00:00Z.")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise InvalidRequest("A time is between the years 1 and 9999.") from None


def format_time(at: datetime) -> str:
    """Write an aware time in UTC with six digits, as RFC 3339 and the log's canonical form do.

    >>> format_time(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05.000000Z'
    """
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def parse_detail(text: str) -> Mapping[str, object]:
    """Read a detail back from the database's JSON text.

    What can't be read is not from ``Event.of``: somebody put it there. It must not hide the other events.
    """
    try:
        detail: dict[str, object] = orjson.loads(text)
    except ValueError:
        detail = {"code": "unreadable"}
    return MappingProxyType(detail)
