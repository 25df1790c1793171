"""JSON bodies, read strictly: UTF-8, no duplicate keys, bounded depth, no character that can't be stored."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from litestar import Request

from service.api.problems import FieldErrors, UnsupportedMediaType, explain_field
from service.errors import InvalidRequest, InvalidText
from service.text import is_storable

JSON = "application/json"
SMALL_BODY = 65_536
MAX_DEPTH = 32
T = TypeVar("T", bound=msgspec.Struct)


def read_struct(request: Request[Any, Any, Any], body: bytes, kind: type[T]) -> T:
    """Read a JSON body as a struct.

    Raises:
        UnsupportedMediaType: it is announced as something else than JSON in UTF-8.
        InvalidRequest: it is not JSON, or not of this shape; ``errors`` names the fields.
        InvalidText: it holds a NUL or a lone surrogate.
    """
    media_type, options = request.content_type
    if media_type != JSON or options.get("charset", "utf-8").lower().strip('"') != "utf-8":
        raise UnsupportedMediaType
    return to_struct(read_json(body), kind)


def to_struct(data: object, kind: type[T]) -> T:
    """Check decoded JSON against a struct's types and limits.

    Raises:
        FieldErrors: it does not fit.
    """
    try:
        return msgspec.convert(data, kind, strict=True)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `")
        raise FieldErrors([explain_field(path.rstrip("`").removeprefix("$").lstrip("."), message)]) from None


def read_json(body: bytes) -> Any:
    """Decode JSON.

    Raises:
        InvalidRequest: not UTF-8, not JSON, a key given twice, nested too deep, or a number that JSON lacks.
        InvalidText: a string holds a NUL or a lone surrogate.
    """
    try:
        data = json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise InvalidRequest("The body is not UTF-8.") from None
    except RecursionError:
        raise InvalidRequest("The body is nested too deep.") from None
    except ValueError:
        # Also numbers of more digits than Python reads.
        raise InvalidRequest("The body is not valid JSON.") from None
    _check(data)
    return data


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    # Two parsers that pick different values for one key is how checks get bypassed.
    data = dict(pairs)
    if len(data) != len(pairs):
        raise InvalidRequest("The body gives a key twice.")
    return data


def _no_constant(_: str) -> None:
    raise InvalidRequest("The body holds a number that JSON does not have (NaN or Infinity).")


def _check(data: Any) -> None:
    waiting = [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise InvalidRequest("The body is nested too deep.")
        if isinstance(value, str):
            check_text(value)
        elif isinstance(value, dict):
            waiting += [(item, depth + 1) for pair in value.items() for item in pair]
        elif isinstance(value, list):
            waiting += [(item, depth + 1) for item in value]


def check_text(text: str) -> None:
    """Refuse characters that PostgreSQL or UTF-8 can't hold.

    Raises:
        InvalidText: there is a NUL or a lone surrogate.
    """
    if not is_storable(text):
        raise InvalidText
