"""The OpenAPI document: what Litestar reads from the handlers, completed with what their rules declare."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme, Tag
from litestar.routes import HTTPRoute

from service import __version__, errors
from service.api.problems import (
    MEDIA_TYPE,
    InternalError,
    Overloaded,
    Problem,
    RequestTimeout,
    RequestTooLarge,
    UnsupportedMediaType,
    make_problem,
    status_of,
)
from service.api.rules import Rules, rules_of
from service.errors import VeilError

HIDDEN = "/-"
_INSTANCE = "6c9c1f0e-8a57-4a39-9d5c-0f2d5f3b8a10"
_PHRASES = {
    400: "The request is not valid.",
    401: "A key is needed.",
    403: "The key's roles don't cover this.",
    404: "There is no such thing.",
    405: "The route doesn't answer this method.",
    408: "The body did not arrive in time.",
    409: "It conflicts with the current state.",
    413: "It is too large.",
    415: "The format is not supported.",
    422: "The content can't be accepted.",
    429: "Too many wait; try again shortly.",
    500: "Veil failed.",
    503: "A part of Veil is not available.",
}
TAGS = {
    "Documents": "Send, read and erase documents.",
    "Resumes": "List, read and erase resumes.",
    "Search": "Passages and prompt contexts of one resume.",
    "Jobs": "Follow what was accepted until it is searchable.",
    "Masking": "Mask without storing.",
    "Audit": "Who did what to whose data, and proof that the record holds.",
    "Operations": "Health and metrics.",
}


def openapi_config() -> OpenAPIConfig:
    """Return Litestar's part. Its own routes sit under a hidden path; ours serve the completed document."""
    return OpenAPIConfig(
        title="Veil",
        version=__version__,
        description="Turns resumes into privacy-safe, searchable context. Every error is `application/problem+json` "
        "with a stable `code`.",
        path=f"{HIDDEN}/schema",
        components=Components(
            security_schemes={
                "key": SecurityScheme(type="http", scheme="bearer", description="`veil keys create` makes one.")
            }
        ),
        tags=[Tag(name=name, description=description) for name, description in TAGS.items()],
        operation_id_creator=lambda handler, _method, _path: _function(handler).__name__,
    )


def _function(handler: HTTPRouteHandler) -> Any:
    """Return a handler's own function: Litestar wraps synchronous ones, and shows the wrapper's name and docstring."""
    function: Any = handler.fn
    while hasattr(function, "func"):
        function = function.func
    return function


def documented_handlers(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Yield path template, method and handler of every route that is in the document."""
    for route in app.routes:
        if isinstance(route, HTTPRoute) and not route.path.startswith(HIDDEN):
            for handler in route.route_handlers:
                if handler.resolve_include_in_schema() and rules_of(handler):
                    for method in handler.http_methods:
                        yield route.path_format, str(method), handler


def problems_of(path: str, rules: Rules) -> list[type[VeilError]]:
    """Return every error that a route can answer with."""
    kinds: list[type[VeilError]] = []
    if rules.roles:
        kinds += [errors.Unauthenticated, errors.Forbidden, errors.DatabaseUnavailable, errors.DatabaseRefused]
        kinds += [Overloaded]
    if "{resume_id}" in path:
        kinds += [errors.InvalidResumeId, errors.PersonalResumeId]
    if rules.body:
        kinds += [errors.InvalidRequest, errors.InvalidText, UnsupportedMediaType, RequestTooLarge, RequestTimeout]
    elif "_id}" in path.replace("{resume_id}", ""):
        kinds += [errors.InvalidRequest]
    return list(dict.fromkeys([*kinds, *rules.problems, InternalError]))


def describe(app: Litestar) -> dict[str, Any]:
    """Return the complete OpenAPI document of an application."""
    document: dict[str, Any] = app.openapi_schema.to_schema()
    bodies = [rules_of(handler).body for _, _, handler in documented_handlers(app)]  # type: ignore[union-attr]
    kinds = [Problem, *dict.fromkeys(body for body in bodies if body)]
    _, schemas = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    document["components"].setdefault("schemas", {}).update(schemas)
    document["components"]["schemas"].pop("ValidationException", None)
    for path, method, handler in documented_handlers(app):
        rules = rules_of(handler)
        assert rules is not None  # noqa: S101 - documented_handlers yields those with rules only
        operation = document["paths"][path][method.lower()]
        operation["description"] = inspect.getdoc(_function(handler))
        _complete(operation, path, rules)
    return document


def _complete(operation: dict[str, Any], path: str, rules: Rules) -> None:
    operation["security"] = [{"key": []}] if rules.roles else []
    if rules.roles:
        operation["x-roles"] = list(rules.roles)
    if rules.body:
        operation["requestBody"] = _request_body(rules)
    responses = {status: answer for status, answer in operation["responses"].items() if int(status) < 400}  # noqa: PLR2004
    success = next(iter(responses.values()))
    for status, example in rules.answers.items():
        answer = responses.setdefault(str(status), msgspec.json.decode(msgspec.json.encode(success)))
        for media in answer.get("content", {}).values():
            media["example"] = example
    responses |= _problem_responses(problems_of(path, rules))
    operation["responses"] = dict(sorted(responses.items()))


def _request_body(rules: Rules) -> dict[str, Any]:
    assert rules.body is not None  # noqa: S101 - checked by the caller
    schema = {"$ref": f"#/components/schemas/{rules.body.__name__}"}
    content: dict[str, Any] = {"application/json": {"schema": schema, "example": rules.body_example}}
    if rules.multipart:
        form = {"type": "object", "required": ["file"], "properties": dict(rules.multipart)}
        content = {"multipart/form-data": {"schema": form}, **content}
    return {"required": True, "content": content}


def _problem_responses(kinds: list[type[VeilError]]) -> Mapping[str, Any]:
    by_status: dict[int, list[type[VeilError]]] = {}
    for kind in kinds:
        by_status.setdefault(status_of(kind), []).append(kind)
    return {
        str(status): {
            "description": _PHRASES[status],
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {kind.code: {"value": make_problem(kind(), _INSTANCE)} for kind in members},
                }
            },
        }
        for status, members in by_status.items()
    }


def encode_document(app: Litestar) -> bytes:
    """Return the document as JSON."""
    return msgspec.json.encode(describe(app))
