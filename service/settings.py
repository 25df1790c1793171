"""One frozen settings class, read once at start-up from ``VEIL_*`` variables and a ``.env`` file."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import InvalidSettings


class Settings(BaseSettings):
    """Veil's settings. The README's table documents each; a test keeps the two in step."""

    model_config = SettingsConfigDict(
        env_prefix="VEIL_", env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    home: Path = Field(Path(".veil"), description="Folder of the embedded database and generated keys")
    database_url: SecretStr | None = Field(
        None, description="Login of `veil migrate`, and of any role without its own URL"
    )
    database_url_ingest: SecretStr | None = Field(None, description="Login of the role veil_ingest")
    database_url_search: SecretStr | None = Field(None, description="Login of the role veil_search")
    database_url_audit: SecretStr | None = Field(None, description="Login of the role veil_audit")
    database_url_auth: SecretStr | None = Field(None, description="Login of the role veil_auth")
    database_url_worker: SecretStr | None = Field(None, description="Login of the role veil_worker")
    database_url_keeper: SecretStr | None = Field(None, description="Login of the role veil_keeper")
    database_pool_size: int = Field(4, ge=1, le=100, description="Connections per role and process")
    policy: str = Field("default", description="Masking policy: `default`, `strict`, `interview` or a file")
    trusted_proxies: str = Field("", description="Comma-separated addresses whose X-Forwarded-For counts")
    retention_days: int = Field(180, ge=1, le=36_500, description="Days until a document's retain_until by default")
    embedding_model: str = Field("ko-static", description="The bundled `ko-static`, a Hugging Face name, or a folder")
    embedding_revision: str | None = Field(None, description="Pinned revision of a Hugging Face model")
    embedding_device: str = Field("auto", description="`auto`, `cpu`, `cuda`, `cuda:1`, ...")
    rerank_model: str = Field(
        "", description="Cross-encoder that reranks hybrid searches: a folder or Hugging Face name"
    )
    rerank_revision: str | None = Field(
        None, description="Pinned revision of a Hugging Face model of VEIL_RERANK_MODEL"
    )
    query_cache: int = Field(2_048, ge=0, le=1_000_000, description="Queries whose vectors are kept in memory")
    ner_model: str = Field(
        "", description="Model that adds people and places: a folder or Hugging Face name, or `gliner:` and either"
    )
    ner_revision: str | None = Field(None, description="Pinned revision of a Hugging Face model of VEIL_NER_MODEL")
    ner_device: str = Field("auto", description="As VEIL_EMBEDDING_DEVICE, for VEIL_NER_MODEL")
    fusion: Literal["scores", "rrf"] = Field(
        "scores", description="How hybrid search joins its arms: `scores`, or `rrf` (reciprocal ranks, k = 60)"
    )
    max_upload_bytes: int = Field(10_000_000, ge=1_000, description="Largest accepted request body")
    hmac_key: SecretStr | None = Field(None, description="32 bytes in base64 that wrap each resume's key")
    hmac_key_file: Path | None = Field(None, description="File that holds VEIL_HMAC_KEY")
    signing_key: SecretStr | None = Field(None, description="32 bytes in base64: the Ed25519 key of receipts")
    signing_key_file: Path | None = Field(None, description="File that holds VEIL_SIGNING_KEY")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level logged")

    @property
    def embedded(self) -> bool:
        """Whether the embedded database is used: it is unless ``VEIL_DATABASE_URL`` is set."""
        return self.database_url is None


DATABASE_URLS = tuple(name for name in Settings.model_fields if name.startswith("database_url"))


def read_settings(**overrides: object) -> Settings:
    """Read the settings from the environment.

    Raises:
        InvalidSettings: a value is wrong; the message names the variable, never its value. Or a role's database is
            set without the one that is migrated: the embedded one would be used instead, unnoticed.
    """
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        names = sorted({f"VEIL_{str(item['loc'][0]).upper()}" for item in error.errors() if item["loc"]})
        raise InvalidSettings(f"{', '.join(names)}: wrong value. The README's table lists the settings.") from None
    except (OSError, UnicodeError):
        raise InvalidSettings(".env can't be read. It is a text file in UTF-8.") from None
    alone = [f"VEIL_{name.upper()}" for name in DATABASE_URLS if getattr(settings, name)]
    if settings.embedded and alone:
        raise InvalidSettings(f"{', '.join(alone)}: set VEIL_DATABASE_URL too.")
    return settings
