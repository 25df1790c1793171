"""The doctor: nothing to say about a sound set-up, and one finding for each thing that is broken."""

import base64
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from service import doctor
from service.database import OWNER, Role, parse_url
from service.doctor import Check, check_database, check_home, check_keys, check_model, check_tls, examine
from service.embedded import SUPERUSER, EmbeddedServer
from service.settings import Settings
from tests.statements import run_sql

KEY = base64.b64encode(bytes(range(32))).decode()


def failed(checks: "list[Check]") -> dict[str, Check]:
    for check in checks:
        assert check.finding
        assert check.ok or check.remedy, "a finding says what to do"
    return {check.name: check for check in checks if not check.ok}


@pytest.fixture
def logins(database_url: Callable[[str], URL]) -> dict[Role, URL]:
    return {role: database_url(role) for role in Role}


@pytest.fixture
def look(owner_url: URL, logins: dict[Role, URL]) -> Callable[[], dict[str, Check]]:
    """Look at the test's database as its owner's login and each role's."""
    return lambda: failed(list(check_database(owner_url, logins)))


def test_a_new_embedded_set_up_is_sound(home: Path) -> None:
    checks = examine(Settings(home=home / "new", embedding_model="hash", _env_file=None))
    assert failed(checks) == {}
    names = {check.name for check in checks}
    assert {"home", "database", "pgvector", "tls", "migrations", "logins", "statements", "model", "gpu"} < names
    assert {f"role {role}" for role in (*Role, OWNER)} < names


def test_a_database_of_ones_own_is_sound(superuser_url: URL, logins: dict[Role, URL], tmp_path: Path) -> None:
    urls = {
        f"database_url_{role.removeprefix('veil_')}": url.render_as_string(hide_password=False)
        for role, url in logins.items()
    }
    settings = Settings(
        home=tmp_path,
        database_url=superuser_url.set(username=OWNER).render_as_string(hide_password=False),
        hmac_key=KEY,
        signing_key=KEY,
        embedding_model="hash",
        _env_file=None,
        **urls,
    )
    tmp_path.chmod(0o700)
    assert failed(examine(settings)) == {}


def test_an_unusable_home_or_url_is_a_finding_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "file").chmod(0o600)
    checks = examine(Settings(home=tmp_path / "file", embedding_model="hash", _env_file=None))
    assert "VEIL_HOME" in failed(checks)["database"].finding
    checks = examine(Settings(home=tmp_path, database_url="geheim", embedding_model="hash", _env_file=None))
    assert "geheim" not in str(checks)
    assert not failed(checks)["database"].ok


def test_a_database_that_does_not_answer(look: Callable[[], dict[str, Check]], logins: dict[Role, URL]) -> None:
    nowhere = make_url("postgresql+psycopg2://veil:geheim@127.0.0.1:1/veil")
    found = failed(list(check_database(nowhere, logins)))
    assert set(found) == {"database"}
    assert "geheim" not in str(found)
    assert look() == {}, "the control"


def test_an_old_server(look: Callable[[], dict[str, Check]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_OLDEST_SERVER", 990_000)
    assert set(look()) == {"database"}


@pytest.mark.parametrize(
    ("version", "has_ivfflat", "ok"),
    [
        (None, False, False),
        ("0.7.4", False, False),
        ("0.8.1", False, False),
        ("0.8.2", False, True),
        ("0.8.2", True, False),
        ("0.8.7", True, True),
        ("0.10.0", True, True),
        ("1.0", True, True),
        ("0.9.0-dev", False, True),
    ],
)
def test_an_extension_that_is_missing_or_unsafe(version: str | None, has_ivfflat: bool, ok: bool) -> None:
    assert doctor._check_extension(version, has_ivfflat).ok is ok


def test_an_ivfflat_index_is_noticed(superuser_url: URL, look: Callable[[], dict[str, Check]]) -> None:
    run_sql(superuser_url, "CREATE TABLE public.other (v vector(3)); CREATE INDEX ON public.other USING ivfflat (v)")
    assert "IVFFlat" in look()["pgvector"].finding


@pytest.mark.parametrize(
    ("breaking", "mending", "finding"),
    [
        ("ALTER ROLE veil_search BYPASSRLS", "ALTER ROLE veil_search NOBYPASSRLS", "bypasses"),
        ("ALTER ROLE veil_search SUPERUSER", "ALTER ROLE veil_search NOSUPERUSER", "bypasses"),
        ("GRANT veil_owner TO veil_search", "REVOKE veil_owner FROM veil_search", "another role"),
        ("ALTER TABLE veil.chunk OWNER TO veil_search", "SELECT 1", "owns"),
        ("ALTER ROLE veil_search RENAME TO veil_lost", "ALTER ROLE veil_lost RENAME TO veil_search", "missing"),
    ],
)
def test_a_role_with_too_much_or_none(
    superuser_url: URL, look: Callable[[], dict[str, Check]], breaking: str, mending: str, finding: str
) -> None:
    run_sql(superuser_url, breaking)
    try:
        assert finding in look()["role veil_search"].finding
    finally:
        run_sql(superuser_url, mending)


def test_a_role_that_can_not_log_in(superuser_url: URL, look: Callable[[], dict[str, Check]]) -> None:
    run_sql(superuser_url, "ALTER ROLE veil_search NOLOGIN")
    try:
        assert "veil_search" in look()["logins"].finding
    finally:
        run_sql(superuser_url, "ALTER ROLE veil_search LOGIN")


def test_a_superuser_that_stands_in_for_the_roles(superuser_url: URL) -> None:
    found = failed(list(check_database(superuser_url, dict.fromkeys(Role, superuser_url))))
    assert set(found) == {"logins"}
    assert "bypasses" in found["logins"].finding


@pytest.mark.parametrize(
    "setting",
    [
        "track_activities = on",
        "log_statement = 'all'",
        "log_min_duration_statement = 100",
        "log_min_error_statement = error",
    ],
)
def test_a_server_that_shows_statements(superuser_url: URL, look: Callable[[], dict[str, Check]], setting: str) -> None:
    where = f"ALTER ROLE veil_search IN DATABASE {superuser_url.database}"
    run_sql(superuser_url, f"{where} SET {setting}")
    found = look()
    assert set(found) == {"statements"}
    assert setting.split(maxsplit=1)[0] in found["statements"].finding
    assert "veil_search" in found["statements"].finding


def test_migrations_that_are_missing_changed_or_undone(
    superuser_url: URL, look: Callable[[], dict[str, Check]]
) -> None:
    assert look() == {}
    run_sql(superuser_url, "ALTER TABLE veil.chunk NO FORCE ROW LEVEL SECURITY")
    assert "chunk" in look()["migrations"].finding
    run_sql(superuser_url, "DELETE FROM veil.migration WHERE name LIKE '007%'")
    assert "1 are pending" in look()["migrations"].finding
    run_sql(superuser_url, "UPDATE veil.migration SET sha256 = '' WHERE name LIKE '001%'")
    assert "changed" in look()["migrations"].finding


def test_a_server_without_our_schema(
    server: EmbeddedServer, create_database: Callable[..., str], logins: dict[Role, URL]
) -> None:
    empty = parse_url(server.url(SUPERUSER, create_database()))
    found = failed(list(check_database(empty, logins)))
    assert {"pgvector", "migrations"} <= set(found)


# TLS, keys, home, model


@pytest.mark.parametrize(
    ("url", "ok"),
    [
        ("postgresql:///veil?host=/run/postgresql", True),
        ("postgresql:///veil", True),
        ("postgresql://veil@127.0.0.1/veil", True),
        ("postgresql://veil@localhost/veil", True),
        ("postgresql://veil@db.example.com/veil", False),
        ("postgresql://veil@db.example.com/veil?sslmode=require", False),
        ("postgresql://veil@db.example.com/veil?sslmode=verify-ca", False),
        ("postgresql://veil@db.example.com/veil?sslmode=verify-full", True),
        ("postgresql:///veil?host=db.example.com", False),
        ("postgresql:///veil?host=/run/postgresql,db.example.com", False),
        ("postgresql:///veil?host=/run/postgresql&host=db.example.com", False),
    ],
)
def test_a_connection_over_a_network_must_verify_the_server(
    url: str, ok: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    monkeypatch.delenv("PGHOST", raising=False)
    assert check_tls({"login": parse_url(url)}).ok is ok


@pytest.mark.parametrize(
    ("name", "value", "ok"),
    [("hmac_key", KEY, True), ("hmac_key", "short", False), ("signing_key", KEY, True), ("signing_key", "x", False)],
)
def test_keys_must_be_keys(tmp_path: Path, name: str, value: str, ok: bool) -> None:
    by_value = Settings(home=tmp_path, _env_file=None, **{name: value})
    path = tmp_path / "key"
    path.write_text(value)
    path.chmod(0o600)
    by_file = Settings(home=tmp_path, _env_file=None, **{f"{name}_file": path})
    for settings in (by_value, by_file):
        checks = {check.name: check for check in check_keys(settings)}
        assert checks[f"VEIL_{name.upper()}"].ok is ok
        assert value not in str(checks) or len(value) < 3


def test_keys_are_demanded_for_a_database_of_ones_own_only(tmp_path: Path) -> None:
    assert failed(list(check_keys(Settings(home=tmp_path, _env_file=None)))) == {}
    own = Settings(home=tmp_path, database_url="postgresql:///veil", _env_file=None)
    assert set(failed(list(check_keys(own)))) == {"VEIL_HMAC_KEY", "VEIL_SIGNING_KEY"}
    assert list(tmp_path.iterdir()) == [], "looking makes no key"


def test_a_key_file_that_others_can_read(tmp_path: Path) -> None:
    path = tmp_path / "hmac.key"
    path.write_text(KEY)
    path.chmod(0o644)
    assert set(failed(list(check_keys(Settings(home=tmp_path, _env_file=None))))) == {"VEIL_HMAC_KEY"}
    path.chmod(0o600)
    assert failed(list(check_keys(Settings(home=tmp_path, _env_file=None)))) == {}


@pytest.mark.parametrize(("mode", "ok"), [(0o700, True), (0o711, True), (0o755, False), (0o770, False), (0o702, False)])
def test_a_home_that_is_open_to_others(tmp_path: Path, mode: int, ok: bool) -> None:
    tmp_path.chmod(mode)
    assert check_home(tmp_path).ok is ok
    assert stat.S_IMODE(tmp_path.stat().st_mode) == mode
    assert check_home(tmp_path / "none").ok
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["example/not-in-the-cache", "no/such/folder", "../models"])
def test_a_model_that_is_not_here(name: str) -> None:
    (check,) = check_model(Settings(embedding_model=name, _env_file=None))
    assert not check.ok


def test_a_gpu_that_the_model_does_not_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(embedding_model="hash", _env_file=None)
    monkeypatch.setattr(doctor, "_GPU_DRIVER", tmp_path)
    assert set(failed(list(check_model(settings)))) == {"gpu"}
    monkeypatch.setattr(doctor, "_GPU_DRIVER", tmp_path / "none")
    assert failed(list(check_model(settings))) == {}
