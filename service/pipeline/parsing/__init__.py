"""Documents become text, in memory only. The content decides the format; a name is a hint."""

from service.errors import (
    DocumentTooLarge,
    EmptyDocument,
    EncryptedDocument,
    MalformedDocument,
    UnsupportedFormat,
)
from service.pipeline.parsing.document import MAX_BYTES, MAX_CHARACTERS, MAX_PAGES, ParsedDocument
from service.pipeline.parsing.docx import parse_docx
from service.pipeline.parsing.pdf import parse_pdf
from service.pipeline.parsing.plain import parse_plain, parse_text
from service.pipeline.parsing.structured import parse_structured

__all__ = [
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "MAX_PAGES",
    "ParsedDocument",
    "parse_file",
    "parse_structured",
    "parse_text",
]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY_STARTS = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!",
    b"\x7fELF", b"MZ", b"BZh", b"\xfd7zXZ", b"%!PS", b"{\\rtf", b"HWP Document File", b"\0\0\0\x18ftyp",
)  # fmt: skip
# `BM` and `MZ` are also how a text may begin; those need a second look at the bytes.
_LETTERS_ONLY = (b"BM", b"MZ", b"RIFF", b"BZh")


def parse_file(content: bytes, name: str | None = None, media_type: str | None = None) -> ParsedDocument:
    """Parse a file by what its bytes are.

    Args:
        content: the whole file.
        name: the file's name; it only tells Markdown and JSON from plain text.
        media_type: the declared media type; a hint like the name.

    Raises:
        EmptyDocument: no text at all.
        DocumentTooLarge: over the byte, page or character bound.
        UnsupportedFormat: a format that Veil does not read, or no text.
        EncryptedDocument: protected by a password.
        MalformedDocument: damaged, truncated, or not what its name says.
        NoTextLayer: a scanned PDF.
        InvalidText: a text with NUL or lone surrogates.
        InvalidRequest: a structured resume with a wrong type.
    """
    if len(content) > MAX_BYTES:
        raise DocumentTooLarge(bytes=len(content), maximum=MAX_BYTES)
    if not content.strip():
        raise EmptyDocument
    if b"%PDF-" in content[:1024]:
        return parse_pdf(content)
    if content.startswith(b"PK"):
        return parse_docx(content)
    if content.startswith(_OLE):
        _refuse_ole(content)
    if _is_binary(content):
        raise UnsupportedFormat
    hint = f"{name or ''} {media_type or ''}".lower()
    if any(word in hint for word in (".pdf", "/pdf", ".docx", "wordprocessingml")):
        raise MalformedDocument
    return parse_plain(content, hint)


def _refuse_ole(content: bytes) -> None:
    """Refuse an OLE container: a protected DOCX is one, and so are the old DOC and HWP."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise EncryptedDocument
    raise UnsupportedFormat


def _is_binary(content: bytes) -> bool:
    if not content.startswith(_BINARY_STARTS):
        return False
    return not content.startswith(_LETTERS_ONLY) or b"\0" in content[:4096]
