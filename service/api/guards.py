"""Who is calling, from where, and whether this route is theirs. Refusals leave an audit event."""

import ipaddress
import time
from collections.abc import Mapping
from typing import Any

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import SkipValidation
from litestar.types import Scope

from service.api.metrics import Metrics
from service.api.problems import RouteNotFound, status_of, to_veil_error
from service.api.rules import rules_of
from service.database import Role
from service.errors import Forbidden, InvalidSettings, NotFound, Unauthenticated, VeilError
from service.logs import get_logger
from service.privacy.api_keys import Principal
from service.privacy.audit import Actor, Event
from service.privacy.ids import validate_resume_id
from service.wiring import Services

Wired = SkipValidation[NamedDependency[Services]]
Caller = SkipValidation[NamedDependency[Actor]]

_MAX_SECRET = 256
_RECORDED_STATUSES = (401, 403, 404)


async def authorise(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let a request pass if its key has a role that the route declares. Nothing is open by default.

    Raises:
        Unauthenticated, Forbidden: the key is missing, unknown, or of another role.
        InvalidResumeId, PersonalResumeId: the path's resume can't exist.
    """
    rules = rules_of(handler)
    if rules is None:
        # Litestar's own OPTIONS handlers say which methods there are, and nothing else.
        if connection.scope["method"] == "OPTIONS":  # type: ignore[typeddict-item]
            return
        raise RouteNotFound
    if not rules.roles:
        return
    principal: Principal = await sync_to_thread(connection.app.state.services.keys.authenticate, read_key(connection))
    connection.scope["state"]["principal"] = principal
    if principal.roles.isdisjoint(rules.roles):
        raise Forbidden(f"This route needs a key with the role {' or '.join(rules.roles)}.")
    if "resume_id" in connection.path_params:
        validate_resume_id(connection.path_params["resume_id"])


def read_key(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Return the bearer key of a request.

    Raises:
        Unauthenticated: there is none, more than one, or something else.
    """
    sent = connection.headers.getall("authorization", [])
    if len(sent) != 1:
        raise Unauthenticated
    scheme, _, secret = sent[0].partition(" ")
    if scheme.lower() != "bearer" or not secret or len(secret) > _MAX_SECRET or not secret.isascii():
        raise Unauthenticated
    return secret


def read_actor(request: Request[Any, Any, Any]) -> Actor:
    """Return who is calling, for the audit log."""
    return make_actor(request.scope)


def make_actor(scope: Scope) -> Actor:
    """Return the caller of a request: their subject where the key was good, else ``anonymous``."""
    principal: Principal | None = scope["state"].get("principal")
    origin = client_address(scope, scope["litestar_app"].state.trusted_proxies)
    if principal is None:
        return Actor(subject="anonymous", origin=origin)
    return Actor(subject=principal.subject, origin=origin, key_id=principal.key_id)


def reading_role(request: Request[Any, Any, Any]) -> Role:
    """Return the database role that a reader of candidate data reads as: the narrowest that their key allows."""
    principal: Principal = request.scope["state"]["principal"]
    return Role.SEARCH if "search" in principal.roles else Role.INGEST


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_networks(setting: str) -> tuple[Network, ...]:
    """Read VEIL_TRUSTED_PROXIES: addresses or networks, separated by commas.

    Raises:
        InvalidSettings: an item is neither.

    >>> read_networks("127.0.0.1, 10.0.0.0/8")
    (IPv4Network('127.0.0.1/32'), IPv4Network('10.0.0.0/8'))
    """
    try:
        return tuple(ipaddress.ip_network(item.strip()) for item in setting.split(",") if item.strip())
    except ValueError:
        raise InvalidSettings("VEIL_TRUSTED_PROXIES: write addresses or networks, separated by commas.") from None


def client_address(scope: Scope, trusted: tuple[Network, ...]) -> str:
    """Return the client's address; X-Forwarded-For counts only as far as trusted proxies wrote it."""
    client = scope.get("client")
    peer = client[0] if client else "unknown"
    hops = [peer]
    for name, value in scope["headers"]:
        if name == b"x-forwarded-for":
            hops[:0] = [hop.strip() for hop in value.decode("latin-1").split(",")]
    for hop in reversed(hops):
        try:
            address = ipaddress.ip_address(hop)
        except ValueError:
            return peer
        peer = str(address)
        if not any(address in network for network in trusted):
            break
    return peer


class RefusalRecorder:
    """Writes an event for each refusal: 401, 403, 404.

    Those of anonymous callers have a budget, so that they can't flood the log.
    """

    def __init__(self, services: Services, metrics: Metrics, anonymous_per_second: float = 20) -> None:
        self._services = services
        self._metrics = metrics
        self._rate = anonymous_per_second
        self._budget = anonymous_per_second
        self._refilled = time.monotonic()

    async def __call__(self, error: Exception, scope: Scope) -> None:
        """Record a refusal before its answer leaves. What can't be recorded is refused all the same, and counted."""
        ours = to_veil_error(error)
        handler = scope.get("route_handler")
        rules = rules_of(handler) if handler else None
        if rules is None or status_of(type(ours)) not in _RECORDED_STATUSES:
            return
        if isinstance(ours, NotFound) and (rules.records or "resume_id" not in scope["path_params"]):
            return
        if scope["state"].get("principal") is None and not self._spend():
            self._metrics.unrecorded.inc()
            return
        event = Event.of(
            make_actor(scope),
            "request.refuse",
            resume_id=_valid_resume_id(scope["path_params"]),
            outcome="refused",
            code=ours.code,
        )
        try:
            await sync_to_thread(self._services.audit.record, Role.AUTH, event)
        except VeilError as failure:
            self._metrics.unrecorded.inc()
            get_logger().error("refusal_unrecorded", code=failure.code)

    def _spend(self) -> bool:
        now = time.monotonic()
        self._budget = min(self._rate, self._budget + (now - self._refilled) * self._rate)
        self._refilled = now
        if self._budget < 1:
            return False
        self._budget -= 1
        return True


def _valid_resume_id(path_params: Mapping[str, Any]) -> str | None:
    """Return the path's resume, or None where it can't be one: a personal id must not reach the log."""
    try:
        return validate_resume_id(str(path_params["resume_id"]))
    except (KeyError, VeilError):
        return None
