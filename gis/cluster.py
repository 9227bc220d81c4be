"""The private PostGIS that serves when no WANGGE_DATABASE_URL is set.

It listens on a socket in a closed folder and on no TCP port. Every command that uses it holds a shared lock, which the
system drops even when the command is killed; whoever leaves last stops the server, unless `start` pinned it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gis.cluster_home import Home, find_home, make_data_dir, make_home, refused
from gis.errors import DatabaseError
from gis.postgres_server import disk_full, ensure_answers, ran_out_of_room, server_pid, stop_server, url_of


@dataclass(frozen=True, slots=True)
class Status:
    """What `wangge db status` says.

    Attributes:
        running: Whether the server runs.
        pinned: Whether it outlives its last user.
        in_use: Whether a command uses it now.
        url: Where it answers; None: it does not run.
        folder: Where its data lie; None: there is no cluster yet.
    """

    running: bool
    pinned: bool
    in_use: bool
    url: str | None
    folder: Path | None


@contextmanager
def use_cluster(data_dir: Path, *, durable: bool = True) -> Iterator[str]:
    """Yield the URL of the private cluster's database, which runs at least until the end of the block.

    Args:
        data_dir: Folder in which (or from which a link leads to where) the cluster lives; made when missing.
        durable: False gives up safety against a crash of the machine, for a throwaway cluster.

    Raises:
        MissingError: no PostgreSQL, no PostGIS, no room (now or later), or a folder that cannot be written.
        DatabaseError: the server does not start.
    """
    home = _open_home(data_dir)
    users = home.open_lock(home.users)
    try:
        with _starting(home):
            fcntl.flock(users, fcntl.LOCK_SH)
            ensure_answers(home, durable=durable)
        try:
            yield url_of(home)
        except DatabaseError as error:
            # a server whose journal finds no room ends at once, and all that its users see is that it went away
            if ran_out_of_room(home):
                raise disk_full(home) from error
            raise
    finally:
        try:
            with _starting(home):
                if _is_last(users) and not home.pin.exists():
                    stop_server(home)
        finally:
            os.close(users)


def start(data_dir: Path) -> str:
    """Start the private cluster, to run until `stop`, and return its URL.

    Raises:
        MissingError: no PostgreSQL, no PostGIS, no room, or a folder that cannot be written.
        DatabaseError: the server does not start.
    """
    home = _open_home(data_dir)
    users = home.open_lock(home.users)
    try:
        with _starting(home):
            # a user until it is pinned, so that nobody stops it in between
            fcntl.flock(users, fcntl.LOCK_SH)
            ensure_answers(home, durable=True)
            os.close(home.open_lock(home.pin))
    finally:
        os.close(users)
    return url_of(home)


def stop(data_dir: Path) -> bool:
    """Stop the private cluster, or let its last user stop it; return whether it stands still now.

    Raises:
        DatabaseError: it does not stop.
    """
    home = find_home(data_dir)
    if home is None:
        return True
    users = home.open_lock(home.users)
    try:
        with _starting(home):
            home.pin.unlink(missing_ok=True)
            if server_pid(home) is not None and not _is_last(users):
                return False
            stop_server(home)
            return True
    finally:
        os.close(users)


def status(data_dir: Path) -> Status:
    """Return what the private cluster of `data_dir` does.

    Raises:
        DatabaseError: it belongs to another user.
    """
    home = find_home(data_dir)
    if home is None:
        return Status(running=False, pinned=False, in_use=False, url=None, folder=None)
    users = home.open_lock(home.users)
    try:
        with _starting(home):
            running = server_pid(home) is not None
            in_use = running and not _is_last(users)
    finally:
        os.close(users)
    url = url_of(home) if running else None
    return Status(running=running, pinned=home.pin.exists(), in_use=in_use, url=url, folder=home.folder)


def _open_home(data_dir: Path) -> Home:
    make_data_dir(data_dir)
    try:
        with _locked(os.open(data_dir, os.O_RDONLY)):
            return make_home(data_dir)
    except OSError as error:
        raise refused(data_dir, error) from error


def _starting(home: Home) -> AbstractContextManager[None]:
    return _locked(home.open_lock(home.start_lock))


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
