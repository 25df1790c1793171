"""Plain text, Markdown and JSON, in the encodings that Korean files come in."""

import codecs
from typing import Final

import orjson
import regex

from service.errors import DocumentTooLarge, InvalidRequest, InvalidText, MalformedDocument, UnsupportedFormat
from service.pipeline.parsing.document import MAX_CHARACTERS, ParsedDocument, finish, refuse_unstorable
from service.pipeline.parsing.structured import parse_structured

_MARKUP: Final = regex.compile(r"\s*<(!doctype|html|\?xml)\b", regex.IGNORECASE)
_MARKDOWN: Final = regex.compile(r"^(#{1,6} \S|\|[ :]*-{3,})", regex.MULTILINE)
_CONTROL: Final = regex.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# So many stray control characters are still text.
_FEW: Final = 8
_HANGUL: Final = regex.compile(r"[가-힣]")

# No part of these can run past the next opening bracket, so that hostile text costs linear time.
_IMAGE: Final = regex.compile(r"!\[[^\[\]\n]*+\]\([^()\n]*+\)|<img\b[^<>]*+>", regex.IGNORECASE)


def parse_text(text: str) -> ParsedDocument:
    """Take a text as it is.

    Raises:
        EmptyDocument: only white space.
        InvalidText: NUL or lone surrogates.
        DocumentTooLarge: over ``MAX_CHARACTERS``.
    """
    if len(text) > 2 * MAX_CHARACTERS:
        raise DocumentTooLarge(characters=len(text), maximum=MAX_CHARACTERS)
    refuse_unstorable(text)
    return finish(text, "text")


def parse_plain(content: bytes, hint: str) -> ParsedDocument:
    """Decode a file that is not a known binary format, and parse it as JSON, Markdown or text."""
    text = decode(content)
    if len(text) > 2 * MAX_CHARACTERS:
        raise DocumentTooLarge(characters=len(text), maximum=MAX_CHARACTERS)
    if _MARKUP.match(text):
        raise UnsupportedFormat
    if ".json" in hint or "json" in hint.rpartition("/")[2] or text.lstrip().startswith("{"):
        structured = _parse_json(text, required="json" in hint)
        if structured is not None:
            return structured
    refuse_unstorable(text)
    if ".md" in hint or "markdown" in hint or len(_MARKDOWN.findall(text)) > 1:
        return finish(_plain_from_markdown(text), "markdown")
    return finish(text, "text")


def decode(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, or CP949.

    Raises:
        UnsupportedFormat: the bytes are no text in any of these.
        MalformedDocument: UTF-16 or UTF-8 that was cut off.
        InvalidText: a text that holds NUL.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise MalformedDocument from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and error.start > 0 and not content[: error.start].isascii():
            raise MalformedDocument from None
        text = _decode_cp949(content)
    controls = len(_CONTROL.findall(text))
    if controls > max(_FEW, len(text) // 100):
        raise UnsupportedFormat
    if "\0" in text:
        raise InvalidText
    return text


def _decode_cp949(content: bytes) -> str:
    """Decode CP949, where the result looks like Korean: random bytes decode too, into rare Hanja."""
    try:
        text = content.decode("cp949")
    except UnicodeDecodeError:
        raise UnsupportedFormat from None
    foreign = sum(not character.isascii() for character in text)
    if len(_HANGUL.findall(text)) * 2 < foreign:
        raise UnsupportedFormat
    return text


def _parse_json(text: str, *, required: bool) -> ParsedDocument | None:
    try:
        data = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        if required:
            raise MalformedDocument from None
        return None
    if isinstance(data, dict):
        return parse_structured(data)
    if required:
        raise InvalidRequest("A structured resume is one JSON object.")
    return None


def _plain_from_markdown(text: str) -> str:
    """Keep Markdown's text: no images or comments, table rows as tab-separated cells, no bold marks."""
    text = _IMAGE.sub("", _without_comments(text)).replace("**", "")
    return "\n".join(map(_plain_row, filter(_is_no_rule_row, text.split("\n"))))


def _without_comments(text: str) -> str:
    kept: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[position:start])
        position = end + len("-->")
    return "".join([*kept, text[position:]])


def _is_no_rule_row(line: str) -> bool:
    return not ({"|", "-"} <= set(line) <= set(" \t\r|:-"))


def _plain_row(line: str) -> str:
    row = line.strip()
    if len(row) > 1 and row.startswith("|") and row.endswith("|"):
        return "\t".join(cell.strip() for cell in row[1:-1].split("|"))
    return line
