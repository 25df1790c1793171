"""API keys: who may call, for what, until when. The database keeps a hash of each secret only."""

import hashlib
import hmac
import re
import secrets
import string
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from service.database import Database, Role
from service.errors import InvalidRequest, InvalidSubject, KeyNotFound, Unauthenticated, UnknownRole
from service.privacy.audit import Actor, AuditLog, Event
from service.privacy.ids import id_is_personal, is_opaque

ROLES: Final = frozenset({"ingest", "search", "audit", "admin"})

_KEY_ID: Final = re.compile(r"[a-z0-9]{12}")
_SECRET: Final = re.compile(r"veil_([a-z0-9]{12})_[A-Za-z0-9_-]{43}")
_LONGEST: Final = timedelta(days=3660)
# What the secret of an unknown key is compared with: no secret hashes to it.
_NO_HASH: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is calling, once a key is accepted."""

    key_id: str
    subject: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What may be shown of a key."""

    key_id: str
    subject: str
    roles: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def as_dict(self) -> dict[str, Any]:
        """Return the key as JSON-ready data; times stay datetimes."""
        return asdict(self) | {"roles": sorted(self.roles)}


class ApiKeys:
    """Creates, lists, revokes and checks API keys, as veil_auth."""

    def __init__(self, database: Database, audit: AuditLog) -> None:
        self._database = database
        self._audit = audit

    def create(
        self, roles: Iterable[str], subject: str, expires_in: timedelta | None, actor: Actor
    ) -> tuple[str, KeyInfo]:
        """Create a key and return its secret, which nothing can show again, and what may be shown of it.

        Args:
            roles: one or more of ``ROLES``.
            subject: an opaque staff or service id.
            expires_in: how long it lives; None for ever.
            actor: who creates it.

        Raises:
            UnknownRole, InvalidSubject: see there.
            InvalidRequest: it would expire at once, or in more than ten years.
        """
        wanted = frozenset(roles)
        if not wanted or not wanted <= ROLES:
            raise UnknownRole
        if expires_in is not None and not timedelta(0) < expires_in <= _LONGEST:
            raise InvalidRequest("A key's life is more than nothing and at most ten years.")
        key_id = "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(12))
        secret = f"veil_{key_id}_{secrets.token_urlsafe(32)}"
        with self._database.unscoped(Role.AUTH) as tx:
            row = tx.one(
                "create_api_key",
                key_id=key_id,
                secret_hash=_hash(secret),
                roles=sorted(wanted),
                subject=_opaque(subject),
                expires_in=expires_in,
            )
            info = _info(row)
            self._audit.append(tx, _event(actor, "key.create", info))
        return secret, info

    def list(self) -> list[KeyInfo]:
        """Return every key, oldest first."""
        with self._database.unscoped(Role.AUTH) as tx:
            return [_info(row) for row in tx.all("list_api_keys")]

    def revoke(self, key_id: str, actor: Actor) -> KeyInfo:
        """Revoke a key now. A key that is revoked already keeps its time.

        Raises:
            KeyNotFound: there is none with this id.
        """
        if not _KEY_ID.fullmatch(key_id):
            raise KeyNotFound
        with self._database.unscoped(Role.AUTH) as tx:
            if row := tx.one("revoke_api_key", key_id=key_id):
                self._audit.append(tx, _event(actor, "key.revoke", _info(row)))
            elif (row := tx.one("find_api_key", key_id=key_id)) is None:
                raise KeyNotFound
            return _info(row)

    def authenticate(self, secret: str) -> Principal:
        """Return who calls with this secret.

        An unknown, a wrong, an expired and a revoked key take the same steps and give the same answer.

        Raises:
            Unauthenticated: the secret is not that of a live key.
        """
        shape = _SECRET.fullmatch(secret)
        if shape is None:
            raise Unauthenticated
        with self._database.unscoped(Role.AUTH) as tx:
            row = tx.one("authenticate_api_key", key_id=shape[1])
        matches = hmac.compare_digest(_hash(secret), row.secret_hash if row else _NO_HASH)
        if row is None or not (matches & row.live):
            raise Unauthenticated
        return Principal(shape[1], row.subject, frozenset(row.roles))

    def any_exist(self) -> bool:
        """Tell whether any key was ever created."""
        with self._database.unscoped(Role.AUTH) as tx:
            row = tx.one("any_api_key")
        return bool(row and row.found)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _opaque(subject: str) -> str:
    if not is_opaque(subject) or id_is_personal(subject):
        raise InvalidSubject
    return subject


def _info(row: Any) -> KeyInfo:
    return KeyInfo(row.key_id, row.subject, frozenset(row.roles), row.created_at, row.expires_at, row.revoked_at)


def _event(actor: Actor, action: str, info: KeyInfo) -> Event:
    return Event.of(
        actor,
        action,
        target_key_id=info.key_id,
        target_subject=info.subject,
        roles=info.roles,
        expires_at=info.expires_at,
    )
