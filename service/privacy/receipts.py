"""Signed receipts: proof that can leave Veil and be checked by anybody with the public key."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from service.errors import InvalidSettings
from service.privacy.record import canonical_json

# Keeps a receipt's signature from being valid as a signature of anything else.
_CONTEXT = b"veil receipt v1\n"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A statement with its Ed25519 signature over canonical JSON (RFC 8785); both keys in base64."""

    statement: Mapping[str, str | int]
    signature: str
    public_key: str

    def as_dict(self) -> dict[str, object]:
        """Return the receipt as JSON-ready data."""
        return {"statement": dict(self.statement), "signature": self.signature, "public_key": self.public_key}


class Signer:
    """Signs receipts with the deployment's key.

    Args:
        key: 32 bytes in base64, as in VEIL_SIGNING_KEY.

    Raises:
        InvalidSettings: the key is not 32 bytes in base64.
    """

    def __init__(self, key: str) -> None:
        try:
            self._key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(key, validate=True))
        except ValueError:
            raise InvalidSettings("VEIL_SIGNING_KEY must be 32 bytes in base64.") from None
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public_key = base64.b64encode(public).decode()

    def sign(self, statement: Mapping[str, str | int]) -> Receipt:
        """Return the statement with its signature."""
        signature = self._key.sign(_CONTEXT + canonical_json(dict(statement)))
        return Receipt(statement, base64.b64encode(signature).decode(), self.public_key)


def verify_receipt(receipt: Receipt, public_key: str) -> bool:
    """Check a receipt against a public key that the verifier holds (not the one in the receipt)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(
            base64.b64decode(receipt.signature, validate=True), _CONTEXT + canonical_json(dict(receipt.statement))
        )
    except (ValueError, InvalidSignature):
        return False
    return True
