"""The way of the server's user to its files: passage for one, and nothing for anybody else."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

import pytest

from service import system_user
from service.errors import EmbeddedServerFailed
from service.system_user import let_enter

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
NOBODY, DAEMON = "nobody", "daemon"


def succeeds(user: str, *command: str | Path) -> bool:
    group = pwd.getpwnam(user).pw_gid
    ended = subprocess.run(command, user=user, group=group, extra_groups=[], capture_output=True, check=False)
    return ended.returncode == 0


def enters(user: str, folder: Path) -> bool:
    return succeeds(user, "test", "-e", folder / "inside")


def lists(user: str, folder: Path) -> bool:
    return succeeds(user, "ls", folder)


@pytest.fixture
def closed(home: Path) -> Path:
    """A folder that only its owner may enter, with a file inside, below one that all may pass."""
    home.chmod(0o711)
    folder = home / "closed"
    folder.mkdir(mode=0o700)
    (folder / "inside").touch()
    return folder


@as_root
def test_one_user_may_pass_and_nobody_may_list(closed: Path) -> None:
    assert not enters(NOBODY, closed)
    for _ in range(2):
        let_enter(closed, pwd.getpwnam(NOBODY).pw_uid)
        assert enters(NOBODY, closed)
    assert not lists(NOBODY, closed)
    assert not enters(DAEMON, closed)
    assert stat.S_IMODE(closed.stat().st_mode) & 0o007 == 0


@as_root
def test_another_users_passage_is_kept_and_a_closed_one_is_opened_again(closed: Path) -> None:
    for user in (DAEMON, NOBODY):
        let_enter(closed, pwd.getpwnam(user).pw_uid)
    assert enters(DAEMON, closed)
    assert enters(NOBODY, closed)
    closed.chmod(0o700)
    assert not enters(NOBODY, closed)
    let_enter(closed, pwd.getpwnam(NOBODY).pw_uid)
    assert enters(NOBODY, closed)


@as_root
def test_without_access_control_lists_the_folder_becomes_passable_not_listable(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "setxattr")
    let_enter(closed, pwd.getpwnam(NOBODY).pw_uid)
    assert enters(NOBODY, closed)
    assert not lists(NOBODY, closed)


def test_a_folder_that_everybody_passes_is_left_as_it_is(home: Path) -> None:
    home.chmod(0o755)
    before = home.stat()
    let_enter(home, 12345)
    assert home.stat() == before


def test_a_user_that_can_not_be_made_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_user, "SYSTEM_USER", "veil-nobody-here")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EmbeddedServerFailed, match="useradd"):
        system_user.system_user()
