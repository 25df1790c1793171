"""What every parser returns, and the bounds that every parser keeps."""

from dataclasses import dataclass
from typing import Final, Literal

import regex

from service.errors import DocumentTooLarge, EmptyDocument, InvalidText
from service.text import RawText, is_storable

Format = Literal["pdf", "docx", "text", "markdown", "structured"]

MAX_BYTES: Final = 20_000_000
MAX_CHARACTERS: Final = 300_000
MAX_PAGES: Final = 300

_LINE_ENDS: Final = regex.compile(r"\r\n|[\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS: Final = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BLANK_LINES: Final = regex.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """The text of one document. File metadata and images are not part of it.

    ``pages`` is 1 for formats that have none.
    """

    text: RawText
    format: Format
    pages: int = 1


def refuse_unstorable(text: str) -> None:
    """Refuse NUL and lone surrogates, which PostgreSQL can't store.

    Raises:
        InvalidText: there is one.
    """
    if not is_storable(text):
        raise InvalidText


def finish(text: str, document_format: Format, pages: int = 1) -> ParsedDocument:
    """Unify line ends, drop control characters and trailing blanks, and check the bounds.

    Control characters go because they could split a number that a recogniser looks for.

    Raises:
        EmptyDocument: nothing but white space is left.
        DocumentTooLarge: more than ``MAX_CHARACTERS`` are left.
    """
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    text = _BLANK_LINES.sub("\n\n", text).strip()
    if not regex.search(r"[\p{L}\p{N}]", text):
        raise EmptyDocument
    if len(text) > MAX_CHARACTERS:
        raise DocumentTooLarge(characters=len(text), maximum=MAX_CHARACTERS)
    return ParsedDocument(RawText(text), document_format, pages)
