"""Logs hold event names and listed fields; text gets in by no field, exception or library."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from service import logs
from service.logs import configure_logs, get_logger

SECRET = "홍길동 900101-1234568"


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def written(capsys) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def fail() -> None:
    secret = SECRET
    raise ValueError(f"can't parse {secret!r}")


def test_a_line_is_json_with_name_level_time_and_listed_fields(capsys):
    configure_logs()
    get_logger().info("document_masked", resume_id="r-1", count=3)
    (line,) = written(capsys)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "document_masked", "level": "info", "resume_id": "r-1", "count": 3}


def test_a_field_that_is_not_listed_is_dropped(capsys):
    configure_logs()
    get_logger().warning("document_masked", text=SECRET, body={"a": SECRET}, query=SECRET)
    get_logger().bind(name=SECRET).warning("document_masked", count=1)
    lines = written(capsys)
    assert SECRET not in str(lines)
    assert [set(line) for line in lines] == [{"event", "level", "timestamp"}, {"event", "level", "timestamp", "count"}]


def test_without_the_list_the_field_would_be_written(capsys, monkeypatch):
    monkeypatch.setattr(logs, "ALLOWED_FIELDS", logs.ALLOWED_FIELDS | {"text"})
    configure_logs()
    get_logger().warning("document_masked", text=SECRET)
    assert SECRET in str(written(capsys))


@pytest.mark.parametrize("how", ["exception", "exc_info", "stack_info"])
def test_an_exception_never_brings_its_message_or_locals(capsys, how):
    configure_logs()
    try:
        fail()
    except ValueError as error:
        if how == "exception":
            get_logger().exception("job_failed", error=type(error).__name__)
        elif how == "exc_info":
            get_logger().error("job_failed", exc_info=error, error=type(error).__name__)
        else:
            get_logger().error("job_failed", stack_info=True, error=type(error).__name__)
    captured = capsys.readouterr()
    assert "홍길동" not in captured.err + captured.out
    assert "Traceback" not in captured.err
    assert json.loads(captured.err)["error"] == "ValueError"


@pytest.mark.parametrize(
    "name", ["sqlalchemy.engine", "presidio-analyzer", "httpx", "uvicorn.error", "litestar", "llama_index.core", "new"]
)
def test_a_librarys_message_never_reaches_the_stream_and_its_warning_leaves_a_trace(capsys, name):
    configure_logs("debug")
    library = logging.getLogger(name)
    library.debug("parameters: %s", SECRET)
    library.info("parameters: %s", SECRET)
    library.warning("parameters: %s", SECRET)
    try:
        fail()
    except ValueError:
        library.exception("request with %s failed", SECRET)
    captured = capsys.readouterr()
    assert "홍길동" not in captured.err + captured.out
    lines = [json.loads(line) for line in captured.err.splitlines()]
    assert [(line["event"], line["level"]) for line in lines] == [("library_log", "warning"), ("library_log", "error")]
    assert all(str(line["where"]).startswith(f"{name}:") for line in lines)
    assert [line["error"] for line in lines] == [None, "ValueError"]


def test_with_the_standard_handler_the_librarys_message_would_be_written(capsys):
    configure_logs()
    logging.getLogger().handlers[:] = [logging.StreamHandler()]
    logging.getLogger("httpx").warning("parameters: %s", SECRET)
    assert SECRET in capsys.readouterr().err


def test_a_librarys_own_handler_is_taken_away(capsys):
    library = logging.getLogger("uvicorn")
    library.addHandler(logging.StreamHandler())
    library.propagate = False
    configure_logs()
    library.warning("GET /v1/resumes/%s", SECRET)
    assert SECRET not in capsys.readouterr().err


def test_a_long_value_is_cut(capsys):
    configure_logs()
    get_logger().info("started", where="x" * 5_000)
    (line,) = written(capsys)
    assert len(str(line["where"])) == 200


def test_lines_below_the_level_are_not_written(capsys):
    configure_logs("warning")
    get_logger().info("started")
    assert written(capsys) == []
    get_logger().warning("started")
    assert len(written(capsys)) == 1
