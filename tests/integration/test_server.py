"""What runs beside the API: the first key, the keeper, a worker that stops when told."""

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from service.api import server
from service.database import Role
from service.errors import DatabaseUnavailable, InvalidSettings, Unauthenticated
from service.privacy.audit import Actor, AuditLog, Event
from service.privacy.keeper import Keeper
from service.wiring import Services

KEY = re.compile(r"veil_[a-z0-9]{12}_\S+")


def test_the_first_key_is_shown_on_a_terminal_once_and_works(
    services: Services, actor: Actor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    server._offer_first_key(services, actor)
    shown = KEY.search(capsys.readouterr().out)
    assert shown
    assert services.keys.authenticate(shown[0]).roles == {"ingest", "search", "audit", "admin"}

    server._offer_first_key(services, actor)
    assert capsys.readouterr().out == ""


def test_a_pipe_gets_no_key_but_what_to_do(
    services: Services, actor: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    server._offer_first_key(services, actor)
    captured = capsys.readouterr()

    assert not KEY.search(captured.out + captured.err)
    assert "veil keys create" in captured.err
    assert not services.keys.any_exist()


def test_a_database_of_ones_own_gets_no_key_by_itself(
    services: Services, actor: Actor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    services.settings = services.settings.model_copy(update={"database_url": "postgresql://elsewhere/veil"})
    server._offer_first_key(services, actor)

    assert capsys.readouterr().out == ""
    assert not services.keys.any_exist()


def test_a_made_up_key_is_not_the_first_key(services: Services) -> None:
    with pytest.raises(Unauthenticated):
        services.keys.authenticate("veil_000000000000_" + "x" * 43)


def test_a_port_in_use_is_refused_with_what_to_do() -> None:
    with server._listen("127.0.0.1", 0) as first:
        first.listen()
        with pytest.raises(InvalidSettings, match="Choose another --port"):
            server._listen("127.0.0.1", first.getsockname()[1])


def test_the_keeper_seals_by_itself_and_once_more_when_it_ends(services: Services, actor: Actor) -> None:
    keeper = Keeper(services.audit, every_s=0.05)
    keeper.start()
    services.audit.record(Role.INGEST, Event.of(actor, "resume.list", count=0))
    for _ in range(200):
        if services.audit.verify().sealed:
            break
        threading.Event().wait(0.05)
    assert services.audit.verify().unsealed == 0

    slow = Keeper(services.audit, every_s=3600)
    slow.start()
    services.audit.record(Role.INGEST, Event.of(actor, "resume.list", count=0))
    slow.stop()
    keeper.stop()
    assert (services.audit.verify().sealed, services.audit.verify().unsealed) == (2, 0)


def test_the_keeper_outlives_a_database_that_is_away(services: Services) -> None:
    class Away(AuditLog):
        calls = 0

        def seal(self) -> int:
            self.calls += 1
            raise DatabaseUnavailable

    away = Away(services.database)
    keeper = Keeper(away, every_s=0.01)
    keeper.start()
    for _ in range(200):
        if away.calls > 2:
            break
        threading.Event().wait(0.05)
    keeper.stop()
    assert away.calls > 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_stops_when_it_is_told(home: Path, number: signal.Signals) -> None:
    environment = {"PATH": os.environ["PATH"], "VEIL_HOME": str(home), "VEIL_EMBEDDING_MODEL": "hash"}
    command = [sys.executable, "-m", "service", "worker"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as worker:
        assert worker.stderr
        assert "running" in worker.stderr.readline()
        worker.send_signal(number)
        assert worker.wait(60) == 0
        assert "Traceback" not in worker.stderr.read()
