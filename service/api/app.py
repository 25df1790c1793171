"""The HTTP application: ``create_app(services)`` puts the parts together, and says what is off."""

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.routes import HTTPRoute

from service.api import audit, documents, jobs, masking, resumes, search
from service.api.bodies import SMALL_BODY
from service.api.door import Door
from service.api.guards import RefusalRecorder, authorise, read_actor, read_networks
from service.api.health import Readiness, read_liveness, readiness_route
from service.api.metrics import Metrics, metrics_route
from service.api.openapi import HIDDEN, openapi_config
from service.api.pages import PAGES
from service.api.problems import answer_error
from service.api.rules import rules_of
from service.api.uploads import Lane
from service.wiring import Services

ROUTES = (
    documents.send_document,
    documents.read_document_detail,
    documents.erase_document,
    resumes.list_resumes,
    resumes.read_resume,
    resumes.list_redactions,
    resumes.erase_resume,
    search.search_resume,
    search.make_context,
    jobs.read_job,
    jobs.follow_job,
    masking.mask_text,
    audit.list_events,
    audit.summarise_events,
    audit.verify_log,
    read_liveness,
)

# Bodies in memory at once. A slow sender holds one of these places, and none of those that mask.
_UPLOADS = 16


def create_app(services: Services) -> Litestar:
    """Build the application on services that are open. It closes nothing: who opened them does.

    Masking is CPU-bound, so that many at once only slow each other: they get as many places as there
    are processors. The threads beyond those belong to quick requests, which mostly wait for the database.
    """
    metrics = Metrics()
    slow = min(os.cpu_count() or 1, services.settings.database_pool_size)
    threads = slow + 4 * services.settings.database_pool_size

    @asynccontextmanager
    async def threads_of_its_own(_: Litestar) -> AsyncIterator[None]:
        # Litestar runs synchronous handlers in the loop's default executor.
        executor = ThreadPoolExecutor(threads, thread_name_prefix="veil-http")
        asyncio.get_running_loop().set_default_executor(executor)
        yield

    app = Litestar(
        route_handlers=[*ROUTES, *PAGES, metrics_route(metrics), readiness_route(Readiness(services))],  # type: ignore[list-item]
        dependencies={
            "services": Provide(lambda: services, sync_to_thread=False),
            "actor": Provide(read_actor, sync_to_thread=False),
        },
        guards=[authorise],
        exception_handlers={Exception: answer_error, 500: answer_error},
        after_exception=[RefusalRecorder(services, metrics)],
        request_max_body_size=SMALL_BODY,
        openapi_config=openapi_config(),
        lifespan=[threads_of_its_own],
        state=State(
            {
                "services": services,
                "metrics": metrics,
                "reading": Lane(_UPLOADS),
                "lane": Lane(slow),
                "trusted_proxies": read_networks(services.settings.trusted_proxies),
            }
        ),
        # Litestar's defaults log bodies and tracebacks, and show them in debug mode.
        debug=False,
        logging_config=None,
        pdb_on_exception=False,
    )
    _check_rules(app)
    app.asgi_handler = Door(app.asgi_handler, metrics)
    return app


def _check_rules(app: Litestar) -> None:
    """Stop a route without declared roles from going unnoticed: the guard would hide it from everybody."""
    for route in app.routes:
        if isinstance(route, HTTPRoute) and not route.path.startswith(HIDDEN):
            for handler in route.route_handlers:
                if rules_of(handler) is None and "OPTIONS" not in handler.http_methods:
                    raise TypeError(f"{route.path} declares no rules")
