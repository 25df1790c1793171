"""Structured logs on standard error: an event's name and allow-listed fields, nothing else.

Resume text reaches logs through forgotten fields and tracebacks. Both doors are shut here: a field
that is not listed is dropped, and an exception is logged as its class and code only.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED_FIELDS = frozenset(
    "event level timestamp resume_id document_id job_id key_id event_id request_id code status method route "
    "count counts duration_ms attempt role state version model dimensions host port path_kind error where".split()
)
_MAX_FIELD = 200


def _keep_allowed(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    kept = {name: value for name, value in event.items() if name in ALLOWED_FIELDS}
    return {name: value[:_MAX_FIELD] if isinstance(value, str) else value for name, value in kept.items()}


class _LibraryRecords(logging.Handler):
    """Passes on that a library logged something, and where; never its message."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(
            record.levelno,
            "library_log",
            where=f"{record.name}:{record.lineno}",
            error=record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None,
        )


def configure_logs(level: str = "info") -> None:
    """Send Veil's logs, and a trace of the libraries' warnings, to standard error as JSON lines."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _keep_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        # Looked up at each call: whoever replaces standard error gets the lines.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_LibraryRecords(level=logging.WARNING)]
    root.setLevel(logging.WARNING)
    # These carry parameters, bodies or tokens at lower levels.
    for name in ("sqlalchemy", "presidio-analyzer", "presidio-anonymizer", "httpx", "uvicorn", "litestar"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.setLevel(logging.WARNING)
        library.propagate = True


def get_logger() -> Any:
    """Return the logger; call it as ``log.info("event_name", count=3)``."""
    return structlog.get_logger()
