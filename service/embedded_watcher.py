"""Runs the embedded PostgreSQL for as long as anybody uses it.

Started by its path with ``python -I -S``, so it imports the standard library only and stays small::

    embedded_watcher.py USERS_FD KEEPER_FD LOG_FD UID GID SERVER ARGUMENT...

Every process that uses the server holds a shared lock on the users' file. The kernel drops the lock
when the process ends, however it ends, so the exclusive lock is granted here exactly when nobody is
left. The keeper's descriptor arrives locked: as long as it is open, this watcher lives.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading

_FAST_SHUTDOWN_S = 60
_PR_SET_PDEATHSIG = 1


def _die_with_watcher() -> None:
    """Have the kernel shut the server down if this watcher is killed (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _watch(users: int, log: int, uid: int, gid: int, command: list[str]) -> None:
    identity = {"user": uid, "group": gid, "extra_groups": []} if os.geteuid() == 0 else {}
    server = subprocess.Popen(  # noqa: S603 - our own binary and arguments
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env={"LC_ALL": "C", "TZ": "UTC"},
        preexec_fn=_die_with_watcher,  # noqa: PLW1509 - there are no threads yet
        **identity,  # type: ignore[call-overload]
    )

    def follow() -> None:
        server.wait()
        os._exit(0)

    threading.Thread(target=follow).start()
    fcntl.flock(users, fcntl.LOCK_EX)
    server.send_signal(signal.SIGINT)
    try:
        server.wait(_FAST_SHUTDOWN_S)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)


def main() -> None:
    """Detach from the process that started this one, then watch."""
    # The caller waits for this parent and never has a child left to reap.
    if os.fork():
        os._exit(0)
    os.setsid()
    os.chdir("/")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    users, _keeper, log, uid, gid = map(int, sys.argv[1:6])
    _watch(users, log, uid, gid, sys.argv[6:])


if __name__ == "__main__":
    main()
