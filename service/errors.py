"""Everything that Veil refuses or fails at, as one tree.

::

    VeilError
    ├── InvalidInput            the caller must send something else
    │   ├── InvalidRequest      InvalidResumeId      PersonalResumeId
    │   ├── EmptyDocument       DocumentTooLarge     UnsupportedFormat
    │   ├── MalformedDocument   EncryptedDocument    NoTextLayer
    │   ├── InvalidText         Quarantined          QueryOnlyPersonalData
    │   ├── UnsupportedFilter   UnknownSection       UnknownRole
    │   └── InvalidPolicy       InvalidCursor        InvalidSubject
    ├── NotAllowed              Unauthenticated      Forbidden      ScopeMissing
    ├── NotFound                ResumeNotFound       DocumentNotFound
    │                           JobNotFound          KeyNotFound
    ├── Conflict                ModelMismatch        LeaseLost
    ├── Unavailable             DatabaseUnavailable  DatabaseRefused
    │                           DetectorUnavailable  AuditUnavailable  EmbedderUnavailable
    │                           RerankerUnavailable  TooBusy
    └── SetupError              InvalidSettings      DatabaseNotReady  UnsafeRole
                                MigrationChanged     MigrationMissing  MigrationFailed
                                MigrationBusy        EmbeddedServerFailed  ModelUnusable
                                WrongMasterKey

An error's docstring is its default message and says what to do next. Errors carry ids, counts and
codes; they never carry text, a value, or another exception's message.
"""

import inspect
import re
from typing import ClassVar


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


class VeilError(Exception):
    """Veil could not do this."""

    code: ClassVar[str] = "veil_error"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" not in cls.__dict__:
            cls.code = _snake_case(cls.__name__)

    def __init__(self, detail: str | None = None, **ids: str | int) -> None:
        self.detail: str = detail or " ".join((inspect.getdoc(type(self)) or "").split())
        self.ids = ids
        super().__init__(self.detail)

    @property
    def reason(self) -> str | None:
        """Why a text was refused, as a code: what happened to it, or which part of Veil failed."""
        reason = self.ids.get("reason") or self.ids.get("part")
        return str(reason) if reason else None


class InvalidInput(VeilError):
    """The request can't be accepted as it is."""


class InvalidRequest(InvalidInput):
    """The request's shape is wrong. Compare it with /schema."""


class InvalidResumeId(InvalidInput):
    """A resume_id has 1 to 128 characters of A-Z a-z 0-9 . _ : - and begins with a letter or digit."""


class PersonalResumeId(InvalidInput):
    """This resume_id looks like personal data. Send an opaque id instead."""

    code = "id_is_personal"


class EmptyDocument(InvalidInput):
    """The document holds no text. Send a document with at least one word."""


class DocumentTooLarge(InvalidInput):
    """The document is larger than Veil accepts. Split it, or send its text only."""


class UnsupportedFormat(InvalidInput):
    """This file format is not supported. Send PDF, DOCX, TXT, Markdown or JSON."""


class MalformedDocument(InvalidInput):
    """The file is damaged, or is not what its name says. Export it again."""


class EncryptedDocument(InvalidInput):
    """The file is protected by a password. Send it without one."""


class NoTextLayer(InvalidInput):
    """The file has pages but no text layer: it is a scan. Send a file with text."""


class InvalidText(InvalidInput):
    """The text holds characters that can't be stored (NUL or lone surrogates). Remove them."""


class Quarantined(InvalidInput):
    """Masking could not be completed safely for this text. Nothing was stored; correct it and resend."""


class QueryOnlyPersonalData(InvalidInput):
    """Nothing is left of the query once personal data is masked. Ask about skills or experience."""


class UnsupportedFilter(InvalidInput):
    """Only an equality on resume_id, with optional section or document_id filters, is accepted."""


class UnknownSection(InvalidInput):
    """The section is not known. The schema lists the sections."""


class UnknownRole(InvalidInput):
    """The role is not known. Roles are ingest, search, audit and admin."""


class InvalidPolicy(InvalidInput):
    """The masking policy is not valid. docs/privacy.md describes the format."""


class InvalidCursor(InvalidInput):
    """The cursor is not one that Veil issued. Start again without it."""


class InvalidSubject(InvalidInput):
    """A subject is an opaque staff or service id: 1 to 128 of A-Z a-z 0-9 . _ : - and no personal data."""


class NotAllowed(VeilError):
    """This is not allowed."""


class Unauthenticated(NotAllowed):
    """A valid API key is needed: send it as 'Authorization: Bearer <key>'."""


class Forbidden(NotAllowed):
    """This key's roles don't cover this operation. Use a key with the needed role."""


class ScopeMissing(NotAllowed):
    """No resume_id was given for an operation on candidate data. Name exactly one."""


class NotFound(VeilError):
    """There is nothing here."""


class ResumeNotFound(NotFound):
    """There is no such resume."""


class DocumentNotFound(NotFound):
    """There is no such document in this resume."""


class JobNotFound(NotFound):
    """There is no such job."""


class KeyNotFound(NotFound):
    """There is no such API key."""


class Conflict(VeilError):
    """The operation conflicts with the current state."""


class ModelMismatch(Conflict):
    """The resume was indexed by another model or tokeniser. Send one of its documents again to index it anew."""


class LeaseLost(Conflict):
    """Another worker has taken this job over. Nothing was stored by this one."""


class Unavailable(VeilError):
    """A part of Veil is not available. Try again shortly."""


class DatabaseUnavailable(Unavailable):
    """The database does not answer. Try again shortly; nothing was stored."""


class DatabaseRefused(Unavailable):
    """The database refused the statement. Nothing was stored."""


class DetectorUnavailable(Unavailable):
    """The personal-data detector is not available. Nothing was stored; try again shortly."""


class AuditUnavailable(Unavailable):
    """The access record could not be written, so the answer is withheld. Try again shortly."""


class EmbedderUnavailable(Unavailable):
    """The embedding model is not available. Try again shortly."""


class RerankerUnavailable(Unavailable):
    """The reranking model of VEIL_RERANK_MODEL failed. Try again shortly, or unset it."""


class TooBusy(Unavailable):
    """Too many queries wait for the model. Try again after the seconds in Retry-After."""


class SetupError(VeilError):
    """Veil is not set up correctly. Run 'veil doctor'."""


class InvalidSettings(SetupError):
    """A VEIL_* setting is missing or wrong. The README's table lists them."""


class MigrationChanged(SetupError):
    """An applied migration file was changed afterwards. Restore it, and add a new file instead."""


class MigrationMissing(SetupError):
    """The migration files are not those that this database was made with. Install the same version or a newer one."""


class MigrationFailed(SetupError):
    """A migration was refused by the database and has left nothing behind."""


class MigrationBusy(SetupError):
    """Another process holds the migration lock. Wait for it to finish."""


class DatabaseNotReady(SetupError):
    """The database has not been prepared. Run 'veil migrate'."""


class UnsafeRole(SetupError):
    """The database role may bypass row-level security. Take SUPERUSER and BYPASSRLS from it."""


class EmbeddedServerFailed(SetupError):
    """The embedded PostgreSQL could not be started. Run 'veil doctor'."""


class ModelUnusable(SetupError):
    """The embedding model can't be used. Check VEIL_EMBEDDING_MODEL."""


class WrongMasterKey(SetupError):
    """This resume's key was wrapped by another master key, or is damaged. Restore the VEIL_HMAC_KEY of its time."""
