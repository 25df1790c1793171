"""Uploads, read into bounded memory. Nothing here opens a file, and nothing it calls does."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

from litestar import Request
from litestar.types.asgi_types import HTTPRequestEvent
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
)

from service.api.bodies import check_text
from service.api.problems import Overloaded, RequestTooLarge
from service.errors import EmptyDocument, InvalidRequest

MULTIPART = "multipart/form-data"
_MAX_PARTS = 4
_MAX_FIELD = 1_000
_MAX_FILE_NAME = 255


class Lane:
    """Lets a few slow requests work at a time, so that they leave room for quick ones and for memory.

    Args:
        width: how many work at once.
        queue: how many may wait; more are refused.
    """

    def __init__(self, width: int, queue: int = 32) -> None:
        self._slots = asyncio.Semaphore(width)
        self._queue = queue
        self._waiting = 0

    @asynccontextmanager
    async def enter(self) -> AsyncIterator[None]:
        """Wait for a place and hold it.

        Raises:
            Overloaded: too many are waiting already.
        """
        if self._waiting >= self._queue:
            raise Overloaded
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._slots.release()


@dataclass(frozen=True, slots=True)
class Form:
    """A form with one file and a few short fields."""

    content: bytes
    file_name: str | None
    media_type: str | None
    fields: dict[str, str]


async def read_body(request: Request[Any, Any, Any], limit: int) -> bytes:
    """Read a request's body, at most ``limit`` bytes of it.

    A body that announces more is refused before a byte is read; one that turns out longer than it
    announced, or announces nothing, as soon as it is.

    Raises:
        RequestTooLarge: there is more.
    """
    announced = request.headers.get("content-length", "0")
    if not announced.isascii() or not announced.isdigit():
        raise InvalidRequest("The Content-Length is not a number.")
    if len(announced) > len(str(limit)) or int(announced) > limit:
        raise RequestTooLarge
    body = bytearray()
    while True:
        message = cast("HTTPRequestEvent", await request.receive())
        body += message["body"]
        if len(body) > limit:
            raise RequestTooLarge
        if not message.get("more_body", False):
            return bytes(body)


def parse_form(body: bytes, boundary: str | None, allowed: frozenset[str]) -> Form:
    """Take a ``multipart/form-data`` body apart: one part ``file``, and the allowed fields.

    Raises:
        InvalidRequest: it is malformed or incomplete, or has other parts.
        EmptyDocument: the file is empty.
    """
    if not boundary:
        raise InvalidRequest("The Content-Type names no boundary.")
    try:
        parts = _read_parts(body, boundary)
    except ParserLimitReached:
        raise InvalidRequest(f"The form has more than {_MAX_PARTS} parts, or a header that is too long.") from None
    except (MultipartError, UnicodeError):
        raise InvalidRequest("The form is malformed or incomplete.") from None
    names = [part.name for part, _ in parts]
    if names.count("file") != 1 or len(set(names)) != len(names) or not set(names) <= allowed | {"file"}:
        raise InvalidRequest(f"The form must have one part 'file', and may have {', '.join(sorted(allowed))}.")
    fields = {part.name: _read_field(content) for part, content in parts if part.name != "file"}
    file, content = next(item for item in parts if item[0].name == "file")
    if not content:
        raise EmptyDocument
    name = (file.filename or "")[:_MAX_FILE_NAME] or None
    return Form(content, name, file.content_type or None, fields)


def _read_parts(body: bytes, boundary: str) -> list[tuple[MultipartSegment, bytes]]:
    parts: list[tuple[MultipartSegment, list[bytes]]] = []
    parser = PushMultipartParser(
        boundary, content_length=len(body), max_segment_size=math.inf, max_segment_count=_MAX_PARTS, strict=True
    )
    with parser:
        for event in parser.parse(body):
            if isinstance(event, MultipartSegment):
                parts.append((event, []))
            elif event:
                parts[-1][1].append(bytes(event))
    return [(segment, b"".join(pieces)) for segment, pieces in parts]


def _read_field(content: bytes) -> str:
    if len(content) > _MAX_FIELD:
        raise InvalidRequest("A field of the form is too long.")
    try:
        value = content.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidRequest("A field of the form is not UTF-8.") from None
    check_text(value)
    return value
