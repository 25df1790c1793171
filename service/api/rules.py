"""What a route declares about itself. The guard enforces it and the OpenAPI document shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from litestar.handlers import BaseRouteHandler

from service.errors import VeilError


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Who may call a route, what it reads and which errors are its own.

    Attributes:
        roles: one of them is needed; empty means that anybody may call it.
        body: the JSON body's type.
        multipart: the form's fields, as JSON schemas, where a form is accepted too.
        body_example: a body that works.
        answers: an example answer for each successful status.
        problems: errors beyond those that every route of its kind has.
        records: the domain leaves the audit event of a refused read itself.
    """

    roles: tuple[str, ...] = ()
    body: type[msgspec.Struct] | None = None
    multipart: Mapping[str, Any] = field(default_factory=dict)
    body_example: Any = None
    answers: Mapping[int, Any] = field(default_factory=dict)
    problems: tuple[type[VeilError], ...] = ()
    records: bool = False


def rules_of(handler: BaseRouteHandler) -> Rules | None:
    """Return a handler's rules, or None where it has none, which means that nobody may call it."""
    rules = handler.opt.get("rules")
    return rules if isinstance(rules, Rules) else None
