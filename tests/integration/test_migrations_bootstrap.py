"""Bootstrap: what a login may do itself, and what it asks of an administrator."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from service.database import OWNER, parse_url, sql_folder
from service.embedded import SUPERUSER, EmbeddedServer
from service.errors import DatabaseNotReady
from service.migrations import bootstrap, bootstrap_sql, migrate
from tests.statements import run_sql

ALL = sorted(path.stem for path in sql_folder().glob("[0-9]*.sql"))


@pytest.fixture(scope="module")
def bare() -> Iterator[EmbeddedServer]:
    """A server that knows none of our roles."""
    with (
        tempfile.TemporaryDirectory(prefix="veil-home-") as home,
        EmbeddedServer(Path(home), {"fsync": "off"}) as running,
    ):
        yield running


@pytest.fixture
def admin(bare: EmbeddedServer) -> Iterator[URL]:
    """A superuser of a database of a CREATEROLE non-superuser; roles and database go afterwards."""
    server = parse_url(bare.url(SUPERUSER, "postgres"))
    run_sql(server, "CREATE ROLE deployer LOGIN CREATEROLE CREATEDB")
    run_sql(server, "CREATE DATABASE site OWNER deployer")
    run_sql(server, "CREATE DATABASE other OWNER deployer")
    yield server.set(database="site")
    run_sql(server, "DROP DATABASE site WITH (FORCE)")
    run_sql(server, "DROP DATABASE other WITH (FORCE)")
    for (name,) in run_sql(server, r"SELECT rolname FROM pg_roles WHERE rolname ~ '^(veil_|deployer)' ORDER BY 1 DESC"):
        run_sql(server, f"DROP OWNED BY {name}; DROP ROLE {name}")


def test_a_superuser_needs_nobody(admin: URL) -> None:
    assert bootstrap(admin) == []
    assert migrate(admin) == ALL


def test_a_createrole_login_makes_the_rest_where_the_extension_is_there(admin: URL) -> None:
    run_sql(admin, "CREATE EXTENSION vector")
    login = admin.set(username="deployer")
    assert bootstrap(login) == []
    assert migrate(login) == ALL
    assert bootstrap(login) == []


def test_without_the_extension_it_names_what_an_administrator_must_run(admin: URL) -> None:
    login = admin.set(username="deployer")
    (left,) = bootstrap(login)
    assert "CREATE EXTENSION" in left
    run_sql(admin, left)
    assert bootstrap(login) == []
    assert migrate(login) == ALL


def test_a_second_database_meets_the_roles_already_there(admin: URL) -> None:
    for database in ("site", "other"):
        run_sql(admin.set(database=database), "CREATE EXTENSION vector")
        login = admin.set(username="deployer", database=database)
        assert bootstrap(login) == []
        assert migrate(login) == ALL


def test_a_login_without_rights_is_told_everything(admin: URL) -> None:
    run_sql(admin, "CREATE ROLE veil_site_login LOGIN")
    login = admin.set(username="veil_site_login")
    left = bootstrap(login)
    for needed in ("CREATE ROLE", "CREATE EXTENSION", "CREATE SCHEMA", 'GRANT veil_owner TO "veil_site_login"'):
        assert any(needed in step for step in left)
    with pytest.raises(DatabaseNotReady):
        migrate(login)
    for step in left:
        run_sql(admin, step)
    assert bootstrap(login) == []
    assert migrate(login) == ALL


def test_what_is_printed_for_an_administrator_is_enough(admin: URL) -> None:
    run_sql(admin, "CREATE ROLE veil_site_login LOGIN")
    script = bootstrap_sql()
    for _ in range(2):
        run_sql(admin, script.replace("-- GRANT veil_owner TO its_name", "GRANT veil_owner TO veil_site_login"))
    login = admin.set(username="veil_site_login")
    assert bootstrap(login) == []
    assert migrate(login) == ALL


def test_the_owner_itself_may_migrate(admin: URL) -> None:
    run_sql(admin, bootstrap_sql())
    login = admin.set(username=OWNER)
    assert bootstrap(login) == []
    assert migrate(login) == ALL
