"""The real services and the real HTTP server within the test's process, so that a test can break a guard."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import httpx
import uvicorn
from sqlalchemy import URL

from service.api.app import create_app
from service.database import Database, Role
from service.pipeline.embedding import Embedder, open_embedder
from service.privacy.audit import Actor
from service.privacy.masking import Masker
from service.settings import Settings
from service.wiring import Services, open_masker

ACTOR = Actor(subject="acceptance", origin="test")


@cache
def _models() -> tuple[Masker, Embedder]:
    return open_masker(Settings(_env_file=None)), open_embedder("ko-static", device="cpu")


@contextmanager
def services_on(logins: Mapping[Role, URL], home: Path) -> Iterator[Services]:
    """Build every service on a database, with keys in a folder."""
    database = Database(logins)
    try:
        services = Services(Settings(home=home, _env_file=None), database)
        services.masker, services.embedder = _models()
        yield services
    finally:
        database.close()


@contextmanager
def served(services: Services) -> Iterator[httpx.Client]:
    """Serve the API on a free port, run jobs beside it, and yield a client whose key has every role."""
    secret, _ = services.keys.create({"ingest", "search", "audit", "admin"}, "acceptance", None, ACTOR)
    config = uvicorn.Config(
        create_app(services), port=0, log_config=None, access_log=False, timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    services.runner.start()
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while not server.started:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        headers = {"authorization": f"Bearer {secret}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60, trust_env=False) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(20)
        services.runner.stop()
