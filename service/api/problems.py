"""Errors as HTTP answers: one table of statuses, one shape (RFC 9457), and never a library's message."""

import re
import traceback
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from service import errors
from service.errors import InvalidInput, InvalidRequest, NotFound, Unavailable, VeilError
from service.logs import get_logger

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
# Queries wait for milliseconds, so a second is long.
RETRY_QUERY_AFTER_S = 1


class RouteNotFound(NotFound):
    """There is no such route. /schema lists them."""


class MethodNotAllowed(InvalidInput):
    """This route does not answer this method. The Allow header lists those that it does."""


class UnsupportedMediaType(InvalidInput):
    """This content type is not accepted here. Send application/json or, for files, multipart/form-data."""


class RequestTooLarge(InvalidInput):
    """The request's body is larger than this route accepts. Send less at once."""


class RequestTimeout(InvalidInput):
    """The request's body did not arrive in time. Send it again over a faster connection."""


class RequestAborted(InvalidInput):
    """The connection was closed before the whole request had arrived."""


class Overloaded(Unavailable):
    """Too many requests are in progress. Try again after the seconds in Retry-After."""


class NotReady(Unavailable):
    """A part of Veil is not ready. `parts` names it."""


class InternalError(VeilError):
    """Veil failed. Report the instance shown here; the log has the same id."""


STATUS: Mapping[type[VeilError], int] = {
    VeilError: 500,
    errors.InvalidInput: 422,
    errors.InvalidRequest: 400,
    errors.InvalidResumeId: 400,
    errors.PersonalResumeId: 400,
    errors.InvalidCursor: 400,
    errors.UnsupportedFilter: 400,
    errors.UnknownSection: 400,
    errors.UnknownRole: 400,
    errors.ScopeMissing: 400,
    errors.DocumentTooLarge: 413,
    errors.UnsupportedFormat: 415,
    errors.NotAllowed: 403,
    errors.Unauthenticated: 401,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Unavailable: 503,
    errors.TooBusy: 429,
    errors.SetupError: 503,
    MethodNotAllowed: 405,
    UnsupportedMediaType: 415,
    RequestTooLarge: 413,
    RequestTimeout: 408,
    RequestAborted: 400,
}


class FieldError(msgspec.Struct, frozen=True):
    """What is wrong with one field. The value itself is never repeated."""

    field: str
    problem: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An error answer, RFC 9457. Branch on `code`; it is stable. A text that was refused has a `reason`."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    reason: str = ""
    errors: tuple[FieldError, ...] = ()
    parts: Mapping[str, str] = {}


class FieldErrors(InvalidRequest):
    """Some fields are missing or wrong; `errors` names them. Compare them with /schema."""

    code = InvalidRequest.code

    def __init__(self, found: Sequence[FieldError]) -> None:
        super().__init__()
        self.found = tuple(found)


def status_of(error: type[VeilError]) -> int:
    """Return the HTTP status of an error: its own in the table, or its nearest ancestor's.

    >>> status_of(errors.ResumeNotFound), status_of(errors.DatabaseUnavailable)
    (404, 503)
    """
    return next(STATUS[cls] for cls in error.__mro__ if cls in STATUS)


def to_veil_error(error: BaseException) -> VeilError:
    """Turn any exception into one of ours; what Litestar says is dropped, for it may quote the request."""
    if isinstance(error, VeilError):
        return error
    if isinstance(error, ValidationException):
        found = error.extra if isinstance(error.extra, list) else []
        return FieldErrors([explain_field(str(e.get("key", "")), str(e.get("message", ""))) for e in found])
    if isinstance(error, HTTPException):
        by_status: dict[int, type[VeilError]] = {
            404: RouteNotFound,
            405: MethodNotAllowed,
            413: RequestTooLarge,
            415: UnsupportedMediaType,
        }
        if (kind := by_status.get(error.status_code)) or error.status_code < 500:  # noqa: PLR2004
            return (kind or InvalidRequest)()
    return InternalError()


_FIELD = re.compile(r"[a-z_]{1,40}(\[\d*\.*\])?(\.[a-z_]{1,40})?")
_TYPES = r"`[a-z| ]+`"
_SAFE = re.compile(
    rf"Expected {_TYPES}(, got {_TYPES}| of length [<>]= \d+| [<>]=? -?\d+)?|Object missing required field `[a-z_]+`"
)


def explain_field(field: str, message: str) -> FieldError:
    """Shape a msgspec message, keeping only what can't quote the request.

    >>> explain_field("top_k", "Expected `int` <= 50").problem
    'Expected int <= 50'
    >>> explain_field("mode", "Invalid enum value '900101-1234568'").problem
    'is not one of the accepted values'
    """
    name = field if _FIELD.fullmatch(field) else "(other)" if field else "(body)"
    message = message.partition(" - at ")[0]
    if _SAFE.fullmatch(message):
        return FieldError(name, message.replace("`", ""))
    if message.startswith("Object contains unknown field"):
        return FieldError(name, "has a field that is not known")
    if message.startswith("Invalid enum value"):
        return FieldError(name, "is not one of the accepted values")
    return FieldError(name, "is missing or not valid")


def make_problem(error: VeilError, request_id: str) -> Problem:
    """Describe an error in the one shape that every route answers with."""
    return Problem(
        type=f"/docs#{error.code}",
        title=error.code.replace("_", " ").capitalize(),
        status=status_of(type(error)),
        detail=error.detail,
        instance=f"urn:uuid:{request_id}",
        code=error.code,
        reason=(error.reason or "") if isinstance(error, errors.Quarantined | errors.DetectorUnavailable) else "",
        errors=error.found if isinstance(error, FieldErrors) else (),
        parts=error.ids if isinstance(error, NotReady) else {},  # type: ignore[arg-type]
    )


def problem_headers(status: int) -> dict[str, str]:
    """Return the headers that belong to a status."""
    return {
        401: {"www-authenticate": 'Bearer realm="veil"'},
        403: {"www-authenticate": 'Bearer realm="veil", error="insufficient_scope"'},
        429: {"retry-after": str(RETRY_QUERY_AFTER_S)},
        503: {"retry-after": str(RETRY_AFTER_S)},
    }.get(status, {})


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer any exception, as Litestar's only exception handler."""
    ours = to_veil_error(error)
    request_id = str(request.scope["state"].get("request_id", ""))
    request.scope["state"]["problem_code"] = ours.code
    if isinstance(ours, InternalError):
        log_failure(error, request_id)
    problem = make_problem(ours, request_id)
    headers = problem_headers(problem.status)
    if isinstance(error, HTTPException) and error.headers and "allow" in error.headers:
        headers["allow"] = error.headers["allow"]
    return Response(msgspec.json.encode(problem), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def log_failure(error: BaseException, request_id: str) -> None:
    """Log that something unforeseen happened, and where: the class and the line, never the message."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "unknown"
    get_logger().error("unhandled_error", error=type(error).__name__, where=where, request_id=request_id)
