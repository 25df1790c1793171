"""Looks at everything that Veil needs, and says what to do about each finding."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from huggingface_hub import snapshot_download
from pydantic import SecretStr
from sqlalchemy import URL

from service.database import OWNER, Database, Role, parse_url
from service.embedded import SUPERUSER, EmbeddedServer
from service.errors import VeilError
from service.migrations import bootstrap, migrate, open_login, pending
from service.pipeline.embedding import open_embedder
from service.privacy.receipts import Signer
from service.privacy.resume_keys import MasterKey
from service.settings import Settings

_OLDEST_SERVER = 160_000
_OLDEST_VECTOR = (0, 8, 2)
_OLDEST_VECTOR_WITH_IVFFLAT = (0, 8, 7)
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
_GPU_DRIVER = Path("/proc/driver/nvidia/version")
_BOOTSTRAP = "Run 'veil migrate', or give an administrator the SQL of 'veil migrate --print-bootstrap'."


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: what.
        ok: whether it is as it must be.
        finding: what was found; never a password or a text.
        remedy: what to do, if it is not ok.
    """

    name: str
    ok: bool
    finding: str
    remedy: str = ""


def examine(settings: Settings) -> list[Check]:
    """Look at the database, its roles and its transport, and at the keys, the model and the GPU.

    The embedded server is started and migrated for it, as every command does.
    """
    checks = [check_home(settings.home), *check_keys(settings)]
    with ExitStack() as stack:
        try:
            login, logins = stack.enter_context(_logins(settings))
        except VeilError as error:
            checks.append(Check("database", False, error.detail, "Correct what the finding names."))
        else:
            checks += [
                check_tls({"login": login} | {str(role): url for role, url in logins.items()}),
                *check_database(login, logins),
            ]
    return [*checks, *check_model(settings), *check_ner(settings)]


@contextmanager
def _logins(settings: Settings) -> Iterator[tuple[URL, dict[Role, URL]]]:
    if settings.database_url is None:
        with EmbeddedServer(settings.home) as server:
            administrator = parse_url(server.url(SUPERUSER))
            bootstrap(administrator)
            migrate(administrator)
            yield administrator, {role: parse_url(server.url(role)) for role in Role}
        return
    logins = {}
    for role in Role:
        own: SecretStr | None = getattr(settings, f"database_url_{role.removeprefix('veil_')}")
        logins[role] = parse_url((own or settings.database_url).get_secret_value())
    yield parse_url(settings.database_url.get_secret_value()), logins


def check_home(home: Path) -> Check:
    """Look whether others may list or change VEIL_HOME."""
    if not home.exists():
        return Check("home", True, "VEIL_HOME will be made at the first start.")
    # The right to pass through is harmless, and the embedded server's user needs it.
    open_to_others = home.stat().st_mode & (stat.S_IRWXO & ~stat.S_IXOTH | stat.S_IWGRP)
    if open_to_others:
        return Check("home", False, "Others may list or change VEIL_HOME.", "Run 'chmod 700' on it.")
    return Check("home", True, "VEIL_HOME is closed to others.")


def check_keys(settings: Settings) -> Iterator[Check]:
    """Look at the master key and the signing key, without making any."""
    for name, read in (("hmac_key", MasterKey.from_base64), ("signing_key", Signer)):
        variable = f"VEIL_{name.upper()}"
        path: Path | None = getattr(settings, f"{name}_file")
        value: SecretStr | None = getattr(settings, name)
        if value is None and path is None and settings.embedded:
            path = settings.home / name.replace("_", ".")
            if not path.exists():
                yield Check(variable, True, "It will be made at the first start.")
                continue
        remedy = f"Set {variable} to 32 bytes in base64, for example of 'openssl rand -base64 32'."
        if value is None and path is None:
            yield Check(variable, False, "It is not set.", remedy)
            continue
        try:
            read(value.get_secret_value() if value else Path(path or "").read_text("ascii").strip())
        except (VeilError, OSError, ValueError):
            yield Check(variable, False, "It can't be read as a key.", remedy)
            continue
        if value is None and path and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Check(variable, False, "Others can read its file.", f"Run 'chmod 600' on {path.name}.")
            continue
        yield Check(variable, True, "It is a key.")


def check_tls(urls: Mapping[str, URL]) -> Check:
    """Look whether every connection over a network verifies the server it talks to."""
    remote = [name for name, url in urls.items() if not _is_local(url)]
    if not remote:
        return Check("tls", True, "The database is on this machine; no network is used.")
    weak = [name for name in remote if _sslmode(urls[name]) != "verify-full"]
    if weak:
        return Check(
            "tls",
            False,
            f"These connections don't verify the server: {', '.join(weak)}.",
            "Add ?sslmode=verify-full&sslrootcert=FILE to the database URL.",
        )
    return Check("tls", True, "Every connection over the network verifies the server.")


def _is_local(url: URL) -> bool:
    host = url.host or url.query.get("host") or os.environ.get("PGHOST") or "/"
    hosts = host.split(",") if isinstance(host, str) else host
    return all(each.startswith("/") or each in _LOCAL_HOSTS for each in hosts)


def _sslmode(url: URL) -> str:
    mode = url.query.get("sslmode") or os.environ.get("PGSSLMODE") or "prefer"
    return mode if isinstance(mode, str) else mode[-1]


def check_database(login: URL, logins: Mapping[Role, URL]) -> Iterator[Check]:
    """Look at the server's version, the extension, the roles, the migrations and what the server shows."""
    try:
        with open_login(login) as transaction:
            server = transaction.one("doctor_server")
            extension = transaction.one("doctor_extension")
            roles = transaction.all("doctor_roles", names=[OWNER, *map(str, Role)])
    except VeilError as error:
        yield Check(
            "database", False, f"It does not answer ({error.ids.get('sqlstate', 'none')}).", "Check VEIL_DATABASE_URL."
        )
        return
    if server is None or server.number < _OLDEST_SERVER:
        yield Check("database", False, "It is older than PostgreSQL 16.", "Upgrade it to PostgreSQL 16 or newer.")
    else:
        yield Check("database", True, f"PostgreSQL {server.version}.")
    yield _check_extension(extension.version if extension else None, bool(extension and extension.has_ivfflat))
    for row in roles:
        wrong = [
            text
            for found, text in (
                (row.missing, "is missing"),
                (row.bypasses, "bypasses row-level security"),
                (row.is_member and row.name != OWNER, "may become another role"),
                (row.is_owner and row.name != OWNER, "owns something"),
            )
            if found
        ]
        remedy = _BOOTSTRAP if row.missing else "Take it away: an administrator's ALTER ROLE, REVOKE or REASSIGN OWNED."
        yield Check(f"role {row.name}", not wrong, ", ".join(wrong) or "as it must be", remedy if wrong else "")
    if not any(row.missing for row in roles):
        yield from _check_logins(logins, bool(server and server.bypasses))
        yield _check_migrations(login)


def _check_extension(version: str | None, has_ivfflat: bool) -> Check:
    if version is None:
        return Check("pgvector", False, "The extension is missing.", _BOOTSTRAP)
    numbers = tuple(map(int, re.findall(r"\d+", version)[:3]))
    if numbers < _OLDEST_VECTOR:
        finding = f"Version {version} may reveal other tables' data while an index is built (CVE-2026-3172)."
        return Check("pgvector", False, finding, "Install pgvector 0.8.2 or newer; ALTER EXTENSION vector UPDATE.")
    if has_ivfflat and numbers < _OLDEST_VECTOR_WITH_IVFFLAT:
        finding = f"Version {version} may overflow while it builds an IVFFlat index, and there is one."
        return Check("pgvector", False, finding, "Install pgvector 0.8.7 or newer, or drop the index.")
    return Check("pgvector", True, f"Version {version}.")


def _check_logins(logins: Mapping[Role, URL], shared_superuser: bool) -> Iterator[Check]:
    database = Database(logins, pool_size=1)
    refused: list[str] = []
    showing: dict[str, list[str]] = {}
    try:
        for role in logins:
            try:
                with database.unscoped(role) as transaction:
                    names = [row.name for row in transaction.all("doctor_statement_settings")]
                    showing |= {str(role): names} if names else {}
            except VeilError as error:
                refused.append(f"{role} ({error.ids.get('sqlstate', error.code)})")
    finally:
        database.close()
    if refused:
        finding = f"No connection as {', '.join(refused)}."
        yield Check("logins", False, finding, "Check VEIL_DATABASE_URL_*, or GRANT the role to the login.")
    elif shared_superuser and any(url.username != role for role, url in logins.items()):
        finding = "A login that bypasses row-level security stands in for a role."
        yield Check("logins", False, finding, "Give each role its own VEIL_DATABASE_URL_*.")
    else:
        yield Check("logins", True, "Each role can connect.")
    if showing:
        names = sorted({name for found in showing.values() for name in found})
        finding = f"The server shows statements, and values in them, under {', '.join(names)} as {', '.join(showing)}."
        remedy = "Let an administrator run the SQL of 'veil migrate --print-bootstrap', which sets them per role."
        yield Check("statements", False, finding, remedy)
    elif not refused:
        yield Check("statements", True, "The server's log and activity show no statements.")


def _check_migrations(login: URL) -> Check:
    try:
        names = pending(login)
        with open_login(login) as transaction:
            unforced = [] if names else [row.relname for row in transaction.all("migration_unforced_tables")]
    except VeilError as error:
        return Check("migrations", False, error.detail, _BOOTSTRAP)
    if names:
        return Check("migrations", False, f"{len(names)} are pending.", "Run 'veil migrate'.")
    if unforced:
        finding = f"Row-level security is not forced on {', '.join(unforced)}."
        return Check(
            "migrations", False, finding, "ALTER TABLE ... FORCE ROW LEVEL SECURITY, and find out who lifted it."
        )
    return Check("migrations", True, "All are applied, and row-level security is forced.")


def check_ner(settings: Settings) -> Iterator[Check]:
    """Open the model that adds people and places, if one is set, and let it read a sentence; download nothing."""
    if not settings.ner_model:
        return
    from service.privacy.recognizers.ner import open_ner  # noqa: PLC0415 - loads torch and transformers

    try:
        recognizer = open_ner(
            settings.ner_model,
            device=settings.ner_device,
            revision=settings.ner_revision,
            fetch=partial(snapshot_download, local_files_only=True),
        )
    except VeilError as error:
        yield Check("ner", False, error.detail, "Mend or unset VEIL_NER_MODEL: no text is masked without it.")
        return
    yield Check("ner", True, f"{recognizer.model_id} runs on {recognizer.device}.")


def check_model(settings: Settings) -> Iterator[Check]:
    """Open the embedding model, which downloads nothing, and look where it runs."""
    try:
        embedder = open_embedder(
            settings.embedding_model,
            device=settings.embedding_device,
            revision=settings.embedding_revision,
            fetch=partial(snapshot_download, local_files_only=True),
        )
        embedder.embed_query("점검")
    except VeilError as error:
        yield Check("model", False, error.detail, "Check VEIL_EMBEDDING_MODEL and VEIL_EMBEDDING_DEVICE.")
        return
    yield Check("model", True, f"{embedder.model_id}, {embedder.dimensions} dimensions.")
    device = str(getattr(embedder.as_llama_index(), "_device", "cpu"))
    if device == "cpu" and settings.embedding_device == "auto" and _GPU_DRIVER.exists():
        finding = "This machine has a GPU, but the model runs on the CPU."
        yield Check("gpu", False, finding, "Install a CUDA build of torch, or set VEIL_EMBEDDING_DEVICE=cpu.")
    else:
        yield Check("gpu", True, f"The model runs on {device}.")
