"""The keeper: seals the log in the background, so that no writer ever waits for the order of events."""

import threading

from service.errors import VeilError
from service.logs import get_logger
from service.privacy.audit import AuditLog

_SEAL_EVERY_S = 5.0
_log = get_logger()


class Keeper:
    """Seals what was appended, every few seconds, in a thread of its own."""

    def __init__(self, audit: AuditLog, every_s: float = _SEAL_EVERY_S) -> None:
        self._audit = audit
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="veil-keeper", daemon=True)

    def start(self) -> None:
        """Begin sealing."""
        self._thread.start()

    def stop(self) -> None:
        """Seal once more, and end."""
        self._stopping.set()
        self._thread.join(timeout=30)

    def _loop(self) -> None:
        while not self._stopping.wait(self._every_s):
            self._seal()
        self._seal()

    def _seal(self) -> None:
        try:
            self._audit.seal()
        except VeilError as error:
            _log.warning("keeper_waits", code=error.code)
        except Exception as error:  # noqa: BLE001 - a thread that dies does so unseen, and prints the message
            _log.error("keeper_waits", code="internal_error", error=type(error).__name__)
