"""Settings: frozen, and silent about values."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from service.errors import InvalidSettings
from service.settings import DATABASE_URLS, Settings, read_settings


def test_a_wrong_value_is_named_but_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEIL_RETENTION_DAYS", "secret-value")
    with pytest.raises(InvalidSettings) as caught:
        read_settings()
    assert "VEIL_RETENTION_DAYS" in caught.value.detail
    assert "secret-value" not in repr(caught.value) + str(caught.value.__cause__)


def test_a_roles_database_without_the_one_that_is_migrated_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded database would take the resumes, and nobody would notice."""
    monkeypatch.setenv("VEIL_DATABASE_URL_SEARCH", "postgresql://u:hush@h/d")
    with pytest.raises(InvalidSettings) as caught:
        read_settings()
    assert "VEIL_DATABASE_URL_SEARCH" in caught.value.detail
    assert "hush" not in caught.value.detail
    assert read_settings(database_url="postgresql://h/d").database_url_search is not None
    assert read_settings(**dict.fromkeys(DATABASE_URLS)).embedded


def test_an_environment_file_that_is_no_text_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"VEIL_LOG_LEVEL=\xff\xfe\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidSettings):
        read_settings()


def test_secrets_do_not_print() -> None:
    settings = Settings(hmac_key="hush", database_url="postgresql://u:hush@h/d", _env_file=None)  # type: ignore[call-arg, arg-type]
    assert "hush" not in repr(settings) + str(settings.model_dump())


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None).retention_days = 1  # type: ignore[call-arg]


def test_a_database_of_ones_own_replaces_the_embedded_one() -> None:
    assert Settings(_env_file=None).embedded  # type: ignore[call-arg]
    assert not Settings(database_url="postgresql://h/d", _env_file=None).embedded  # type: ignore[call-arg, arg-type]
