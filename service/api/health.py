"""Whether this process lives, and whether it can do its work."""

import threading
import time

from litestar import get

from service.api.guards import Wired
from service.api.problems import NotReady
from service.api.rules import Rules
from service.api.schemas import Health
from service.database import Role
from service.errors import VeilError

_KEEP_S = 1.0
_ROLES = (Role.INGEST, Role.SEARCH, Role.AUDIT, Role.AUTH, Role.WORKER)


@get(
    "/health/live",
    sync_to_thread=False,
    summary="Is the process alive?",
    tags=["Operations"],
    opt={"rules": Rules(answers={200: {"status": "ok", "parts": {}}})},
)
def read_liveness() -> Health:
    """Answers as long as the process does; it looks at nothing else."""
    return Health(status="ok")


class Readiness:
    """Looks at each part at most once a second: the route needs no key, and must not become a lever."""

    def __init__(self, services: Wired) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._parts: dict[str, str] = {}
        self._seen = 0.0

    def parts(self) -> dict[str, str]:
        """Return each part's state: ``ok``, or the code of what is wrong with it."""
        with self._lock:
            if time.monotonic() - self._seen > _KEEP_S:
                self._parts = {f"database.{role.removeprefix('veil_')}": self._look(role) for role in _ROLES}
                self._seen = time.monotonic()
            return self._parts

    def _look(self, role: Role) -> str:
        try:
            self._services.database.ping(role)
        except VeilError as error:
            return error.code
        return "ok"


def readiness_route(readiness: Readiness) -> object:
    """Return the handler of ``/health/ready``."""

    @get(
        "/health/ready",
        sync_to_thread=True,
        summary="Can it do its work?",
        tags=["Operations"],
        opt={
            "rules": Rules(
                answers={200: {"status": "ok", "parts": {"database.search": "ok", "database.ingest": "ok"}}},
                problems=(NotReady,),
            )
        },
    )
    def read_readiness() -> Health:
        """200 when every part answers; otherwise 503, and `parts` names what fails."""
        parts = readiness.parts()
        failing = sorted(name for name, state in parts.items() if state != "ok")
        if failing:
            raise NotReady(f"Not ready: {', '.join(failing)}.", **parts)
        return Health(status="ok", parts=parts)

    return read_readiness
