"""The one composition root: ``open_services(settings)`` builds everything, and ``close`` ends it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr
from sqlalchemy import URL

from service import migrations
from service.database import Database, Role, parse_url
from service.embedded import EmbeddedServer
from service.errors import DatabaseNotReady, InvalidPolicy, InvalidSettings
from service.privacy.api_keys import ApiKeys
from service.privacy.audit import AuditLog
from service.privacy.resume_keys import MasterKey, ResumeKeys, load_or_create_key_file
from service.settings import Settings

if TYPE_CHECKING:
    from service.pipeline.embedding import Embedder
    from service.pipeline.erasure import Erasure
    from service.pipeline.ingestion import Ingestion
    from service.pipeline.jobs import JobRunner, Jobs
    from service.pipeline.query_embedding import QueryEmbedder
    from service.pipeline.reranking import Reranker
    from service.pipeline.resumes import Resumes
    from service.pipeline.retrieval import Retrieval
    from service.pipeline.store import ResumeVectorStore
    from service.privacy.masking import Masker


class Services:
    """Every service, built when it is first used, so that `veil keys` pays for no model."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.audit = AuditLog(database)
        self.keys = ApiKeys(database, self.audit)

    @cached_property
    def master_key(self) -> MasterKey:
        """The key that wraps each resume's key."""
        return MasterKey.from_base64(_secret(self.settings, "hmac_key"))

    @cached_property
    def masker(self) -> "Masker":
        """The masker under the configured policy."""
        return open_masker(self.settings)

    def masker_under(self, policy: str | None) -> "Masker":
        """Return a masker under a shipped policy, or the configured one by its name; never a file that a caller names.

        Raises:
            InvalidPolicy: it is none of these.
        """
        from service.privacy.policy import load_policy, shipped_policies

        if policy is None or policy == self.masker.policy.name:
            return self.masker
        if policy not in shipped_policies():
            names = ", ".join(sorted({*shipped_policies(), self.masker.policy.name}))
            raise InvalidPolicy(f"The policy must be one of: {names}.")
        return self.masker.under(load_policy(policy))

    @cached_property
    def embedder(self) -> "Embedder":
        """The configured embedding model."""
        from service.pipeline.embedding import open_embedder

        settings = self.settings
        return open_embedder(
            settings.embedding_model, device=settings.embedding_device, revision=settings.embedding_revision
        )

    @cached_property
    def queries(self) -> "QueryEmbedder":
        """The same model for many threads: it keeps and batches queries, and lets them pass bulk work."""
        from service.pipeline.query_embedding import QueryEmbedder

        return QueryEmbedder(self.embedder, cache_entries=self.settings.query_cache)

    @cached_property
    def reranker(self) -> "Reranker | None":
        """The configured cross-encoder, if there is one."""
        if not self.settings.rerank_model:
            return None
        from service.pipeline.reranking import open_reranker

        settings = self.settings
        return open_reranker(settings.rerank_model, device=settings.embedding_device, revision=settings.rerank_revision)

    @cached_property
    def store(self) -> "ResumeVectorStore":
        """The vector store, a LlamaIndex PGVectorStore on our own table and statements."""
        from service.pipeline.ranking import Fusion
        from service.pipeline.store import ResumeVectorStore
        from service.pipeline.tuning import tuned

        return ResumeVectorStore.open(
            self.database,
            model_id=self.embedder.model_id,
            dimensions=self.embedder.dimensions,
            fusion=tuned(Fusion.by_name(self.settings.fusion), self.settings.home, self.embedder.model_id),
        )

    @cached_property
    def ingestion(self) -> "Ingestion":
        """Takes documents in."""
        from service.pipeline.ingestion import Ingestion

        retention = timedelta(days=self.settings.retention_days)
        return Ingestion(self.database, self.masker, self.store, ResumeKeys(self.master_key), self.audit, retention)

    @cached_property
    def jobs(self) -> "Jobs":
        """Reads job states."""
        from service.pipeline.jobs import Jobs

        return Jobs(self.database)

    @cached_property
    def runner(self) -> "JobRunner":
        """Runs jobs."""
        from service.pipeline.indexing import Indexer
        from service.pipeline.jobs import JobRunner

        return JobRunner(self.database, Indexer(self.database, self.store, self.queries, self.audit))

    @cached_property
    def resumes(self) -> "Resumes":
        """Reads what is stored."""
        from service.pipeline.resumes import Resumes

        return Resumes(self.database, self.audit)

    @cached_property
    def retrieval(self) -> "Retrieval":
        """Answers queries."""
        from service.pipeline.retrieval import Retrieval

        return Retrieval(self.database, self.store, self.queries, self.masker, self.audit, self.reranker)

    @cached_property
    def erasure(self) -> "Erasure":
        """Erases."""
        from service.pipeline.erasure import Erasure
        from service.privacy.receipts import Signer

        return Erasure(self.database, self.audit, Signer(_secret(self.settings, "signing_key")))

    def warm(self) -> None:
        """Load the models now, so that the first request does not wait for them."""
        _ = self.ingestion, self.retrieval, self.runner, self.erasure, self.resumes, self.jobs

    def close(self) -> None:
        """Refuse queries that come or wait; whoever opened the database closes it."""
        if "queries" in self.__dict__:
            self.queries.close()


@contextmanager
def open_services(settings: Settings) -> Iterator[Services]:
    """Open the database (the embedded one is started and migrated) and build the services on it.

    Raises:
        DatabaseNotReady: a database of one's own has migrations pending.
        SetupError: a setting, a key or the embedded server is not usable.
    """
    with ExitStack() as stack:
        embedded = settings.database_url is None
        logins = stack.enter_context(embedded_logins(settings.home)) if embedded else _own_logins(settings)
        database = Database(logins, settings.database_pool_size)
        stack.callback(database.close)
        services = Services(settings, database)
        stack.callback(services.close)
        yield services


def open_masker(settings: Settings, policy: str | None = None) -> "Masker":
    """Build the masker alone: `veil mask` needs no database. The policy may be another than the configured one.

    Raises:
        DetectorUnavailable: the model of VEIL_NER_MODEL can't be used; nothing is masked without it.
    """
    from service.privacy.detector import KiwiDetector
    from service.privacy.masking import Masker
    from service.privacy.policy import load_policy
    from service.privacy.recognizers import RECOGNIZERS

    recognizers = [kind() for kind in RECOGNIZERS]
    if settings.ner_model:
        from service.privacy.recognizers.ner import open_ner

        recognizers.append(open_ner(settings.ner_model, device=settings.ner_device, revision=settings.ner_revision))
    return Masker(KiwiDetector(recognizers), load_policy(policy or settings.policy))


@contextmanager
def embedded_logins(home: Path) -> Iterator[dict[Role, URL]]:
    """Start the embedded server, prepare its database, keep it running, and return where each role connects."""
    with EmbeddedServer(home) as server, server.kept_running():
        administrator = parse_url(server.url("postgres"))
        migrations.bootstrap(administrator)
        migrations.migrate(administrator)
        yield {role: parse_url(server.url(role)) for role in Role}


def _own_logins(settings: Settings) -> dict[Role, URL]:
    assert settings.database_url is not None  # noqa: S101 - narrowed by Settings.embedded
    default = settings.database_url
    if waiting := migrations.pending(parse_url(default.get_secret_value())):
        raise DatabaseNotReady(f"{len(waiting)} migrations are pending. Run 'veil migrate'.")
    logins = {}
    for role in Role:
        own: SecretStr | None = getattr(settings, f"database_url_{role.removeprefix('veil_')}")
        logins[role] = parse_url((own or default).get_secret_value())
    return logins


def _secret(settings: Settings, name: str) -> str:
    """Return a key from its variable, its file, or, for the embedded database only, a generated file."""
    value: SecretStr | None = getattr(settings, name)
    path: Path | None = getattr(settings, f"{name}_file")
    if value:
        return value.get_secret_value()
    if path:
        try:
            return path.read_text("ascii").strip()
        except (OSError, ValueError):
            raise InvalidSettings(f"VEIL_{name.upper()}_FILE can't be read.") from None
    if settings.embedded:
        return load_or_create_key_file(settings.home / name.replace("_", "."))
    raise InvalidSettings(
        f"VEIL_{name.upper()} is not set, and it is required for a database of your own. "
        f"Set it to 32 random bytes in base64, for example from `openssl rand -base64 32`."
    )
