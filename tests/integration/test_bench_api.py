"""The API benchmark: a real server, each answer checked, each read in the log."""

import json
from itertools import islice

import pytest

from service.bench import api
from service.bench.api import ApiBench, BenchFailed, Latencies
from service.bench.api_load import Load, check, questions, run_load


@pytest.fixture(scope="module")
def measured() -> ApiBench:
    return api.run(clients=(2, 4), requests=60, resumes=2)


def test_a_short_run_has_no_errors_and_each_search_is_in_the_log(measured: ApiBench) -> None:
    assert measured.errors == 0
    assert [(one.clients, one.requests) for one in measured.rounds] == [(2, 60), (4, 60)]
    assert measured.recorded == 120
    assert all(0 < one.p50 <= one.p95 <= one.p99 <= one.slowest for one in measured.rounds)


def test_the_figures_are_json_and_a_table(measured: ApiBench) -> None:
    assert json.loads(json.dumps(measured.as_dict()))["audit_events"] == 120
    assert "120 searches in the audit log" in measured.table()


def test_nobody_listening_is_counted_as_errors() -> None:
    load = run_load(1, "key", ["r"], clients=2, requests=4)
    assert sum(load.errors.values()) == 4
    assert len(load.seconds) == 4


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (200, b'{"resume_id": "r", "hits": [{}]}', ""),
        (200, b'{"resume_id": "r", "hits": []}', "no_hits"),
        (200, b'{"resume_id": "s", "hits": [{}]}', "another_resume"),
        (429, b"", "status_429"),
    ],
)
def test_an_answer_is_checked(status: int, body: bytes, problem: str) -> None:
    assert check(status, body, "r") == problem


def test_errors_and_times_are_summed_up() -> None:
    load = Load([0.001, 0.002, 0.003, 0.1], wall_s=2.0)
    load.errors["no_hits"] += 1
    one = Latencies.of(4, load)
    assert (one.p50, one.slowest, one.per_second) == (2.5, 100.0, 2.0)
    assert ApiBench((one,), 4).errors == 1


def test_questions_differ() -> None:
    asked = list(islice(questions(), 28_000))
    assert len(set(asked)) == 28_000


def test_a_server_that_does_not_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_create_key", lambda *_: "no key")
    monkeypatch.setattr(api.sys, "executable", "/bin/false")
    with pytest.raises(BenchFailed):
        api.run(requests=1)
