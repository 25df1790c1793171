"""Settings: frozen, and silent about values."""

import pytest
from pydantic import ValidationError

from service.errors import InvalidSettings
from service.settings import Settings, read_settings


def test_a_wrong_value_is_named_but_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEIL_RETENTION_DAYS", "secret-value")
    with pytest.raises(InvalidSettings) as caught:
        read_settings()
    assert "VEIL_RETENTION_DAYS" in caught.value.detail
    assert "secret-value" not in repr(caught.value) + str(caught.value.__cause__)


def test_secrets_do_not_print() -> None:
    settings = Settings(hmac_key="hush", database_url="postgresql://u:hush@h/d", _env_file=None)  # type: ignore[call-arg, arg-type]
    assert "hush" not in repr(settings) + str(settings.model_dump())


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None).retention_days = 1  # type: ignore[call-arg]


def test_a_database_of_ones_own_replaces_the_embedded_one() -> None:
    assert Settings(_env_file=None).embedded  # type: ignore[call-arg]
    assert not Settings(database_url="postgresql://h/d", _env_file=None).embedded  # type: ignore[call-arg, arg-type]
