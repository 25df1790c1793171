"""Runs the API in this process, with the job runner and the keeper beside it."""

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import click
import uvicorn

from service.api.app import create_app
from service.errors import InvalidSettings
from service.privacy.audit import Actor
from service.privacy.keeper import Keeper

if TYPE_CHECKING:
    from service.wiring import Services

_FIRST_KEY_LASTS = timedelta(days=90)
_SHUTDOWN_S = 10


def run(services: "Services", actor: Actor, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is in hand.

    Raises:
        InvalidSettings: the address can't be listened on.
    """
    with _listen(host, port) as listener:
        services.warm()
        _offer_first_key(services, actor)
        config = uvicorn.Config(
            create_app(services),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_SHUTDOWN_S,
        )
        keeper = Keeper(services.audit)
        keeper.start()
        services.runner.start()
        click.echo(f"Veil listens on http://{host}:{listener.getsockname()[1]}", err=True)
        try:
            with _calm_signals():
                uvicorn.Server(config).run(sockets=[listener])
        finally:
            services.runner.stop()
            keeper.stop()


@contextmanager
def _calm_signals() -> Iterator[None]:
    """Make a stop a stop: once it has stopped, uvicorn raises the signal again, which would kill us before we close."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle off only where the protocol is named; without it each answer waits 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = error.strerror or "unknown reason"
        raise InvalidSettings(f"Can't listen on {host}, port {port}: {reason}. Choose another --port.") from None
    return listener


def _offer_first_key(services: "Services", actor: Actor) -> None:
    """Show a first key, on a terminal only: a pipe or a log would keep it."""
    if not services.settings.embedded or services.keys.any_exist():
        return
    if not sys.stdout.isatty():
        click.echo("There is no API key yet: 'veil keys create --role admin ...' makes one.", err=True)
        return
    roles = frozenset({"ingest", "search", "audit", "admin"})
    secret, _ = services.keys.create(roles, "first-key", _FIRST_KEY_LASTS, actor)
    click.echo(f"Your first API key, shown this once, for 90 days:\n\n    {secret}\n")
