"""Whatever fails while a text is masked refuses it: 422 where the text is the cause, 503 where Veil is."""

from collections.abc import Iterator
from contextlib import contextmanager

from service.errors import DetectorUnavailable, Quarantined, VeilError


@contextmanager
def refusing(part: str, recognizer: str | None = None) -> Iterator[None]:
    """Turn every failure inside into a refusal that carries no text; it also decorates functions.

    Args:
        part: what is being done, for the error.
        recognizer: whose code runs, if a recogniser's. What it raises is taken to be the text's doing.

    Raises:
        Quarantined: a pattern ran out of time, the text nests too deep, or the recogniser failed on it.
        DetectorUnavailable: anything else failed, or there was no memory left.
    """
    try:
        yield
    except VeilError:
        raise
    except TimeoutError:
        raise Quarantined(reason="pattern_timeout") from None
    except RecursionError:
        raise Quarantined(reason="too_deep") from None
    except MemoryError:
        raise DetectorUnavailable(part="memory") from None
    except Exception:  # noqa: BLE001 - its message may quote the text
        if recognizer is not None:
            raise Quarantined(reason="recognizer_failed", recognizer=recognizer) from None
        raise DetectorUnavailable(part=part) from None
