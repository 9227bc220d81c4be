"""Where the private cluster lives, and the ordinary user it runs as.

`<data_dir>/postgres` is the home: a folder, or a link to one elsewhere when the data folder will not do. That is so
when the user that the server runs as cannot reach it (PostgreSQL refuses to run as root, and root's own home is closed
to everybody else), and when its path has characters that PostgreSQL's pg_ctl does not quote.
"""

import errno
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from gis.errors import DatabaseError, MissingError

SYSTEM_FOLDER = Path("/var/lib/wangge")
NOT_QUOTED = frozenset('"\\$`')
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_MOST = 107  # bytes that sockaddr_un holds


@dataclass(frozen=True, slots=True)
class Account:
    """The ordinary user that the server runs as."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one private cluster.

    Attributes:
        folder: Its place, without links on the way.
        account: Who owns it and runs the server; None: whoever runs this program.
    """

    folder: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server wrote since it was started last."""
        return self.folder / "server.log"

    @property
    def start_lock(self) -> Path:
        """Held by the one command that starts or stops the server."""
        return self.folder / "start.lock"

    @property
    def users(self) -> Path:
        """Held, shared, by every command that uses the server."""
        return self.folder / "users.lock"

    @property
    def pin(self) -> Path:
        """Exists while the server shall outlive its last user."""
        return self.folder / "pinned"

    def socket_folder(self) -> Path:
        """Return the folder of the server's socket: the home, or a link's target where the home's path is too long."""
        if len(os.fsencode(self.folder / SOCKET_NAME)) <= SOCKET_PATH_MOST and "," not in str(self.folder):
            return self.folder
        link = self.folder / "socket"
        # a restart empties /tmp, and then anybody may have laid a folder of that name there
        if not link.is_dir() or link.stat().st_uid != self.folder.stat().st_uid:
            link.unlink(missing_ok=True)
            short = Path(tempfile.mkdtemp(prefix="wangge-", dir="/tmp"))
            if self.account is not None:
                os.chown(short, self.account.uid, self.account.gid, follow_symlinks=False)
            link.symlink_to(short)
        return link.readlink()

    def open_lock(self, path: Path) -> int:
        """Open a lock's file, made if missing, so that the cluster's user can open it as well.

        Raises:
            MissingError: the folder cannot be written.
        """
        try:
            # the folder may be another user's, and root must not be led elsewhere by what lies there
            descriptor = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
            if self.account is not None and os.fstat(descriptor).st_nlink == 1:
                os.fchown(descriptor, self.account.uid, self.account.gid)
        except OSError as error:
            raise refused(self.folder, error) from error
        return descriptor

    def run(self, *command: str, pass_fds: Collection[int] = ()) -> subprocess.CompletedProcess[str]:
        """Run a program as the cluster's user, away from the terminal's signals; its output is in English."""
        return subprocess.run(  # noqa: S603 - PostgreSQL's own programs
            command,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
            pass_fds=pass_fds,
        )

    def is_reachable(self) -> bool:
        """Try whether the cluster's user gets into the folder and can write there."""
        attempt = 'cd -- "$0" && : > .reached && rm .reached'
        return self.run("/bin/sh", "-c", attempt, str(self.folder)).returncode == 0


def find_home(data_dir: Path) -> Home | None:
    """Return the home that `data_dir` has, or None when there is none yet.

    Raises:
        DatabaseError: it belongs to another user.
    """
    link = data_dir / "postgres"
    try:
        folder = link.resolve(strict=True)
        owner = folder.stat().st_uid
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise _closed(data_dir) from error
    if os.geteuid() == owner:
        return Home(folder, None)
    account = _account_of(owner)
    if account is None:
        raise DatabaseError(
            f"The record in {folder} belongs to user number {owner}, whom this machine does not know:"
            f" chown -R postgres {folder}, or set WANGGE_DATA_DIR to another folder."
        )
    if os.geteuid() != 0:
        raise DatabaseError(
            f"The record in {data_dir} belongs to user {account.name}: run this as {account.name} or as root,"
            " or set WANGGE_DATA_DIR to a folder of your own."
        )
    return Home(folder, account)


def make_home(data_dir: Path) -> Home:
    """Return the home that `data_dir` has, made if there is none; the caller holds the folder's lock.

    Raises:
        MissingError: no folder can be made that the server's user can reach.
        DatabaseError: the home belongs to another user.
    """
    if home := find_home(data_dir):
        return home
    link = data_dir / "postgres"
    link.unlink(missing_ok=True)
    account = _server_account(data_dir) if os.geteuid() == 0 else None
    home = _empty_home(link, account)
    if home.is_reachable() and NOT_QUOTED.isdisjoint(str(home.folder)):
        return home
    shutil.rmtree(link)
    parent = SYSTEM_FOLDER if account else Path(pwd.getpwuid(os.geteuid()).pw_dir) / ".local" / "share" / "wangge"
    parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    home = _empty_home(Path(tempfile.mkdtemp(prefix="record-", dir=parent)), account)
    if home.is_reachable():
        link.symlink_to(home.folder)
        return home
    shutil.rmtree(home.folder)
    who = account.name if account else "you"
    raise MissingError(f"The server's user ({who}) cannot write in {data_dir}: set WANGGE_DATA_DIR to another folder.")


def make_data_dir(data_dir: Path) -> None:
    """Make the data folder; when root makes it in somebody's folder, it becomes that somebody's.

    Raises:
        MissingError: it cannot be made or written.
    """
    missing = [folder for folder in (data_dir, *data_dir.parents) if not folder.exists()]
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0 and missing:
            owner = missing[-1].parent.stat()
            for folder in missing:
                os.chown(folder, owner.st_uid, owner.st_gid, follow_symlinks=False)
    except OSError as error:
        raise refused(data_dir, error) from error
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise _closed(data_dir)


def refused(folder: Path, error: OSError) -> MissingError:
    """Return the line for a folder that the system does not let us write."""
    if error.errno == errno.ENOSPC:
        return MissingError(f"The disk of {folder} is full: free some room and run it again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _closed(folder)
    return MissingError(f"{folder} cannot be used ({error.strerror}): set WANGGE_DATA_DIR to another folder.")


def _closed(folder: Path) -> MissingError:
    return MissingError(f"{folder} cannot be written: set WANGGE_DATA_DIR to a folder of your own.")


def _empty_home(folder: Path, account: Account | None) -> Home:
    folder.mkdir(mode=0o700, exist_ok=True)
    home = Home(folder.resolve(), account)
    if account is not None:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    return home


def _server_account(data_dir: Path) -> Account:
    owner = data_dir.stat().st_uid
    if owner != 0 and (account := _account_of(owner)):
        return account
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise MissingError("PostgreSQL does not run as root and there is no user postgres: run this as an ordinary user.")


def _account_of(uid: int) -> Account | None:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
