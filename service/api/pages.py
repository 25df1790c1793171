"""The few pages: a landing page, the API's description as HTML, and the OpenAPI document. No CDN, no build step."""

from html import escape
from importlib import resources
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, get
from litestar.params import FromPath

from service import __version__
from service.api.openapi import describe
from service.api.problems import RouteNotFound
from service.api.reference import render_reference
from service.api.rules import Rules

_ASSETS = {"veil.css": "text/css", "veil.svg": "image/svg+xml"}
_HTML = "text/html"


def read_asset(name: str) -> bytes:
    """Return a file that ships with the pages."""
    return resources.files("service.api").joinpath("static", name).read_bytes()


def page(title: str, body: str) -> Response[str]:
    """Put a page's body into the frame that all pages share."""
    frame = read_asset("frame.html").decode()
    html = frame.replace("{{title}}", escape(title)).replace("{{version}}", __version__).replace("{{body}}", body)
    return Response(html, media_type=_HTML)


@get("/", sync_to_thread=True, include_in_schema=False, opt={"rules": Rules()})
def show_landing() -> Response[str]:
    """Say what this is and where to go."""
    return page("Veil", read_asset("landing.html").decode())


@get("/docs", sync_to_thread=True, include_in_schema=False, opt={"rules": Rules()})
def show_reference(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the API's description."""
    return page("Veil API", render_reference(_document(request.app)))


@get("/static/{name:str}", sync_to_thread=True, include_in_schema=False, opt={"rules": Rules()})
def show_asset(name: FromPath[str]) -> Response[bytes]:
    """Send a stylesheet, script or image that the pages use."""
    if name not in _ASSETS:
        raise RouteNotFound
    return Response(read_asset(name), media_type=_ASSETS[name], headers={"cache-control": "public, max-age=3600"})


@get("/schema", sync_to_thread=True, include_in_schema=False, opt={"rules": Rules()})
def show_schema(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Send the OpenAPI document."""
    return Response(msgspec.json.encode(_document(request.app)), media_type="application/json")


def _document(app: Litestar) -> dict[str, Any]:
    if "openapi" not in app.state:
        app.state["openapi"] = describe(app)
    document: dict[str, Any] = app.state["openapi"]
    return document


PAGES = (show_landing, show_reference, show_asset, show_schema)
