"""The system user that runs the embedded PostgreSQL where Veil runs as root, and its way to the files."""

import errno
import os
import pwd
import stat
import struct
import subprocess
from contextlib import suppress
from pathlib import Path

from service.errors import EmbeddedServerFailed

SYSTEM_USER = "veil-postgres"


def system_user() -> pwd.struct_passwd:
    """Return the user that runs PostgreSQL for root, and make it where it is missing."""
    with suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    command = f"useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin {SYSTEM_USER}"
    # A failure shows below; where another process has just made the user, it is none.
    with suppress(FileNotFoundError):
        subprocess.run(command.split(), check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise EmbeddedServerFailed(
            f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} could not be made. "
            f"Run '{command}', or run Veil as an ordinary user."
        ) from None


def let_enter(folder: Path, uid: int) -> None:
    """Let one user pass through a folder, without letting it list the folder and nobody else in.

    Home folders are often closed (``/root`` is), and PostgreSQL must reach its data and its programs.
    """
    if folder.stat().st_mode & stat.S_IXOTH:
        return
    try:
        _grant_passage(folder, uid)
    except OSError:  # No access control lists on this file system, or on this operating system.
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)


def _grant_passage(folder: Path, uid: int) -> None:
    """Add ``user:UID:--x`` to a folder's access control list, in Linux's format (acl(5), xattr version 2)."""
    user_object, user, group_object, mask, other = 0x01, 0x02, 0x04, 0x10, 0x20
    name, entry, undefined = "system.posix_acl_access", struct.Struct("<HHI"), 0xFFFFFFFF
    if not hasattr(os, "setxattr"):
        raise OSError
    try:
        found = entry.iter_unpack(os.getxattr(folder, name)[4:])
        entries = {(tag, who): allowed for tag, allowed, who in found}
    except OSError as error:
        if error.errno != errno.ENODATA:
            raise
        bits = folder.stat().st_mode
        entries = {(user_object, undefined): bits >> 6 & 7, (group_object, undefined): bits >> 3 & 7}
        entries |= {(mask, undefined): bits >> 3 & 7, (other, undefined): bits & 7}
    if entries.get((user, uid), 0) & entries.get((mask, undefined), 7) & 1:
        return
    entries[user, uid] = entries.get((user, uid), 0) | 1
    entries[mask, undefined] = entries.get((mask, undefined), entries[group_object, undefined]) | 1
    packed = b"".join(entry.pack(tag, entries[tag, who], who) for tag, who in sorted(entries))
    os.setxattr(folder, name, struct.pack("<I", 2) + packed)
