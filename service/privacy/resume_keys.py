"""A random key per resume, wrapped by one master key.

Every digest and value HMAC of a resume uses its own key, so nothing links two people across resumes,
and deleting the key makes what is left of them link to nothing.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.database import Transaction
from service.errors import InvalidSettings, WrongMasterKey

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_WRAP_DOMAIN: Final = b"veil/resume-key/v1\0"
_KEY_ID_DOMAIN: Final = b"veil/master-key-id/v1\0"
_PSEUDONYM_DOMAIN: Final = b"veil/pseudonym/v1\0"
_VALUE_DOMAIN: Final = b"veil/value/v1\0"
_DOCUMENT_DOMAIN: Final = b"veil/document/v1\0"


class _Secret:
    """Key bytes that neither print nor pickle."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise InvalidSettings("A key must be 32 bytes.")
        self._key: Final = key

    def __repr__(self) -> str:
        return f"{type(self).__name__}(hidden)"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError(f"{type(self).__name__} is not pickled: it must not leave this process")


class ResumeKey(_Secret):
    """The key of one resume. What it computes is comparable within that resume only."""

    __slots__ = ()

    def fingerprint(self, entity_type: str, canonical_value: str) -> bytes:
        """Return the HMAC-SHA256 of a value and its type, 32 bytes: equal values, equal fingerprints."""
        message = entity_type.encode() + b"\0" + canonical_value.encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, _VALUE_DOMAIN + message, hashlib.sha256)

    def digest(self, content: bytes) -> bytes:
        """Return the HMAC-SHA256 of a document's raw content, 32 bytes."""
        mac = hmac.new(self._key, _DOCUMENT_DOMAIN, hashlib.sha256)
        mac.update(content)
        return mac.digest()


class MasterKey(_Secret):
    """The key that wraps each resume's key (AES-256-GCM, the resume_id as associated data)."""

    __slots__ = ()

    @classmethod
    def from_base64(cls, text: str) -> "MasterKey":
        """Read a key from base64, standard or URL-safe.

        Raises:
            InvalidSettings: it is not 32 bytes in base64.
        """
        try:
            key = base64.b64decode(text.strip().translate(str.maketrans("-_", "+/")), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != _KEY_BYTES:
            raise InvalidSettings("VEIL_HMAC_KEY must be 32 bytes in base64: openssl rand -base64 32") from None
        return cls(key)

    @property
    def key_id(self) -> str:
        """A name for this key that tells nothing about it: 16 hex digits."""
        return hmac.digest(self._key, _KEY_ID_DOMAIN, hashlib.sha256).hex()[:16]

    def pseudonym(self, text: str) -> str:
        """Return 16 hex digits of a keyed HMAC: a stable id that doesn't tell what it stands for."""
        message = _PSEUDONYM_DOMAIN + text.encode("utf-8", "surrogateescape")
        return hmac.digest(self._key, message, hashlib.sha256).hex()[:16]

    def wrap(self, resume_id: str, key: bytes) -> bytes:
        """Encrypt a resume's key: nonce (12 bytes), ciphertext, tag (16 bytes)."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self._key).encrypt(nonce, key, _WRAP_DOMAIN + resume_id.encode())

    def unwrap(self, resume_id: str, wrapped: bytes) -> bytes:
        """Decrypt a resume's key.

        Raises:
            WrongMasterKey: another master key wrapped it, it belongs to another resume, or it is damaged.
        """
        nonce, ciphertext = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        try:
            return AESGCM(self._key).decrypt(nonce, ciphertext, _WRAP_DOMAIN + resume_id.encode())
        except (InvalidTag, ValueError):
            raise WrongMasterKey(resume_id=resume_id) from None


class ResumeKeys:
    """The resumes' keys in the database; each method runs in the caller's scoped transaction."""

    def __init__(self, master: MasterKey) -> None:
        self._master = master

    def open(self, tx: Transaction, resume_id: str) -> ResumeKey | None:
        """Return a resume's key, or None when it has none (any more).

        Raises:
            WrongMasterKey: the master key is not the one that wrapped it.
        """
        row = tx.one("open_resume_key", resume_id=resume_id)
        if row is None:
            return None
        if row.wrapping_key_id != self._master.key_id:
            raise WrongMasterKey(resume_id=resume_id)
        return ResumeKey(self._master.unwrap(resume_id, row.wrapped_key))

    def create(self, tx: Transaction, resume_id: str) -> ResumeKey:
        """Return a resume's key and make it if there is none; racing transactions get the same one.

        The resume's row must exist.
        """
        while (key := self.open(tx, resume_id)) is None:
            fresh = secrets.token_bytes(_KEY_BYTES)
            # Waits for a transaction that is inserting the same key, then leaves that one in place.
            tx.run(
                "create_resume_key",
                resume_id=resume_id,
                wrapped_key=self._master.wrap(resume_id, fresh),
                wrapping_key_id=self._master.key_id,
            )
        return key


def load_or_create_key_file(path: Path) -> str:
    """Return the base64 key in a file; make the file, with mode 0600, if there is none.

    Processes that start at once agree on one key: the file appears complete or not at all, and
    never replaces another.

    Raises:
        InvalidSettings: the file can't be read, others can read it, or it holds no key.
    """
    if not path.exists():
        _create_key_file(path)
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise InvalidSettings(f"{path.name} can be read by others. Run chmod 600 on it.")
        text = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise InvalidSettings(f"{path.name} can't be read. Check its owner and mode.") from None
    try:
        MasterKey.from_base64(text)
    except InvalidSettings:
        raise InvalidSettings(f"{path.name} holds no 32-byte key in base64. Restore it from a backup.") from None
    return text


def _create_key_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        # A hard link fails where the name is taken, unlike a rename.
        os.link(draft, path)
        _sync_folder(path.parent)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut: what the key wraps is lost without it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
