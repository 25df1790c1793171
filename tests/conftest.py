"""A real PostgreSQL for the tests: one embedded server, one migrated template, a fresh clone per test."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import structlog
from sqlalchemy import URL

from service.database import OWNER, Database, Role, parse_url
from service.embedded import SUPERUSER, EmbeddedServer
from service.migrations import bootstrap, migrate
from tests.statements import run_sql

_TEMPLATE = "veil_template"
_NUMBERS = count(1)


@pytest.fixture
def home() -> Iterator[Path]:
    """A VEIL_HOME for a server of the test's own.

    Not below pytest's folder: every session closes that again when it starts, to the server's user too.
    """
    folder = Path(tempfile.mkdtemp(prefix="veil-home-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """Commands configure the logs of the whole process; the next test starts from the defaults again."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """An embedded server without durability, with a migrated template database."""
    home = Path(tempfile.mkdtemp(prefix="veil-tests-"))
    options = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
    try:
        with EmbeddedServer(home, options) as running:
            template = parse_url(running.url(SUPERUSER, _TEMPLATE))
            run_sql(template.set(database="postgres"), f"CREATE DATABASE {_TEMPLATE}")
            assert bootstrap(template) == []
            migrate(template)
            yield running
    finally:
        shutil.rmtree(home)


@pytest.fixture
def create_database(server: EmbeddedServer) -> Iterator[Callable[[str], str]]:
    """Create a database from a template, to be dropped after the test, and return its name."""
    maintenance = parse_url(server.url(SUPERUSER, "postgres"))
    names: list[str] = []

    def create(template: str = "template1") -> str:
        names.append(f"veil_test_{next(_NUMBERS)}")
        run_sql(maintenance, f"CREATE DATABASE {names[-1]} TEMPLATE {template}")
        return names[-1]

    yield create
    for name in names:
        run_sql(maintenance, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def database_name(create_database: Callable[[str], str]) -> str:
    """A fresh migrated database, dropped after the test."""
    return create_database(_TEMPLATE)


@pytest.fixture
def database_url(server: EmbeddedServer, database_name: str) -> Callable[[str], URL]:
    """Return the URL of the test's database for a user: ``database_url(Role.SEARCH)``."""
    return lambda user: parse_url(server.url(str(user), database_name))


@pytest.fixture
def owner_url(database_url: Callable[[str], URL]) -> URL:
    """The login of the owner role, for tests that break guards."""
    return database_url(OWNER)


@pytest.fixture
def superuser_url(database_url: Callable[[str], URL]) -> URL:
    """The login of the server's superuser, for tests that break guards or look at everything."""
    return database_url(SUPERUSER)


@pytest.fixture
def database(database_url: Callable[[str], URL]) -> Iterator[Database]:
    """A fresh database with one pool per role, each under its own login."""
    opened = Database({role: database_url(role) for role in Role}, pool_size=4)
    yield opened
    opened.close()
