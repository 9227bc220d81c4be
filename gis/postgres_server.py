"""The server of one private cluster: set up, started, stopped. Who may do so, and when, is `gis.cluster`'s business."""

import errno
import os
import shutil
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2
import psycopg2.errors

from gis.cluster_home import SOCKET_NAME, Home, refused
from gis.errors import DatabaseError, MissingError
from gis.postgres_programs import find_programs

USER = "wangge"
DATABASE = "wangge"
PATIENCE_S = 120
NO_ROOM = "No space left on device"
ROOM_NEW = 400 * 1024**2
ROOM_START = 64 * 1024**2

CONFIGURATION = """\
# Written anew at every start; what ALTER SYSTEM sets overrides it.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
wal_level = minimal
max_wal_senders = 0
wal_compression = on
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
log_line_prefix = '%m [%p] '
"""
# Containers often have 64 MB of shared memory, too little for what parallel workers share.
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108
SHARED_MEMORY_LEAST = 512 * 1024**2
NOT_PARALLEL = "max_parallel_workers_per_gather = 0\nmax_parallel_maintenance_workers = 0\n"
THROWAWAY = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


def url_of(home: Home, database: str = DATABASE) -> str:
    """Return the URL of a database of the server."""
    return f"postgresql://{USER}@/{database}?host={quote(str(home.socket_folder()), safe='')}"


def ensure_answers(home: Home, *, durable: bool) -> None:
    """Start the server if need be and wait until its database answers.

    Whoever was here before may have been killed while the server was starting or stopping, so both are waited for.

    Raises:
        MissingError: no PostgreSQL, no PostGIS, or no room.
        DatabaseError: it does not start or does not answer.
    """
    deadline = time.monotonic() + PATIENCE_S
    while True:
        if server_pid(home) is None:
            try:
                _start(home, durable=durable)
            except OSError as error:
                raise refused(home.folder, error) from error
        try:
            _ensure_database(home)
        except psycopg2.errors.DiskFull as error:
            raise disk_full(home) from error
        except psycopg2.OperationalError as error:
            if time.monotonic() > deadline:
                raise DatabaseError(f"The private PostgreSQL does not answer ({error}); see {home.log}.") from error
            time.sleep(0.1)
        else:
            return


def _ensure_database(home: Home) -> None:
    connection = psycopg2.connect(url_of(home, "postgres"), connect_timeout=10)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        connection.close()


def _start(home: Home, *, durable: bool) -> None:
    if not home.is_reachable():
        who = home.account.name if home.account else "you"
        raise DatabaseError(
            f"User {who} can no longer reach {home.folder}: open the folders above it, or move it back."
        )
    _need_room(home, ROOM_START if home.data.exists() else ROOM_NEW)
    if not home.data.exists():
        _make_cluster(home, durable=durable)
    version = (home.data / "PG_VERSION").read_text().strip()
    programs = find_programs(major=int(version))
    _clear_away(home)
    _configure(home, durable=durable)
    home.log.unlink(missing_ok=True)
    outcome = home.run(
        str(programs.folder / "pg_ctl"), "start", "-D", str(home.data), "-l", str(home.log), "-w", "-t", str(PATIENCE_S)
    )
    if outcome.returncode != 0:
        written = home.log.read_text(errors="replace") if home.log.exists() else ""
        raise _failure(home, "does not start", written or outcome.stdout + outcome.stderr)
    _watch(home, programs.folder / "pg_ctl")


def _make_cluster(home: Home, *, durable: bool) -> None:
    """Make the cluster beside its place and move it there when it is whole, so that none is ever half-made."""
    programs = find_programs()
    new = home.folder / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    command = [str(programs.folder / "initdb"), "-D", str(new), "-U", USER, "-A", "trust", "-E", "UTF8"]
    command += [] if durable else ["--no-sync"]
    outcome = home.run(*command, "--locale=C.UTF-8", "--lc-messages=C")
    if outcome.returncode != 0 and "locale" in outcome.stderr:
        outcome = home.run(*command, "--locale=C")
    if outcome.returncode != 0:
        raise _failure(home, "cannot be set up", outcome.stderr)
    (new / "pg_hba.conf").write_text("local all all trust\n")
    with (new / "postgresql.conf").open("a") as stream:
        stream.write("\ninclude_if_exists = 'wangge.conf'\n")
    new.rename(home.data)


def _configure(home: Home, *, durable: bool) -> None:
    folder = str(home.socket_folder()).replace('"', '""').replace("'", "''")
    text = CONFIGURATION + f"unix_socket_directories = '\"{folder}\"'\n" + ("" if durable else THROWAWAY)
    if not SHARED_MEMORY.is_dir() or shutil.disk_usage(SHARED_MEMORY).free < SHARED_MEMORY_LEAST:
        text += NOT_PARALLEL
    path = home.data / "wangge.conf"
    path.unlink(missing_ok=True)
    path.write_text(text)
    path.chmod(0o644)


def stop_server(home: Home) -> None:
    """Stop the server if it runs; what was not committed is rolled back.

    Raises:
        DatabaseError: it does not stop.
    """
    if server_pid(home) is None:
        return
    programs = find_programs(major=int((home.data / "PG_VERSION").read_text()))
    pg_ctl = str(programs.folder / "pg_ctl")
    outcome = home.run(pg_ctl, "stop", "-D", str(home.data), "-m", "fast", "-w", "-t", str(PATIENCE_S))
    if outcome.returncode != 0 and server_pid(home) is not None:
        raise _failure(home, "does not stop", outcome.stderr)


def _watch(home: Home, pg_ctl: Path) -> None:
    """Leave a watcher behind that stops the server should every user be killed before it could."""
    script = '{ flock -x "$0"; test -e "$1" || exec "$2" stop -D "$3" -m fast; } >/dev/null 2>&1 &'
    users = home.open_lock(home.users)
    try:
        home.run("/bin/sh", "-c", script, str(users), str(home.pin), str(pg_ctl), str(home.data), pass_fds=[users])
    finally:
        os.close(users)


def server_pid(home: Home) -> int | None:
    """Return the number of the running server, or None.

    The number in postmaster.pid may be another program's by now, so it counts only if that one serves our folder.
    """
    try:
        pid = int((home.data / "postmaster.pid").read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return None
    return pid if os.fsencode(home.data) in command.split(b"\0") else None


def _clear_away(home: Home) -> None:
    """Wait for what a killed server left running, and remove its number if another program has got it since.

    PostgreSQL would take that program for its server. Wherever the number is free it knows by itself what to do, but
    for the socket's lock, which is ours alone.
    """
    (home.socket_folder() / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)
    path = home.data / "postmaster.pid"
    if not path.exists():
        return
    deadline = time.monotonic() + PATIENCE_S
    search = 'ls -l /proc/[0-9]*/cwd 2>/dev/null | grep -qF -- " -> $0"'
    while home.run("/bin/sh", "-c", search, str(home.data)).returncode == 0 and time.monotonic() < deadline:
        time.sleep(0.1)
    try:
        pid = int(path.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if Path(f"/proc/{pid}").exists():
        path.unlink(missing_ok=True)


def _need_room(home: Home, least: int) -> None:
    free = shutil.disk_usage(home.folder).free
    if free < least:
        raise MissingError(
            f"The disk of {home.folder} has {free // 1024**2} MB left, the database needs {least // 1024**2} MB:"
            " free some room, or set WANGGE_DATA_DIR to a folder on another disk."
        )


def ran_out_of_room(home: Home) -> bool:
    """Return whether the server complained of a full disk since it was started."""
    return home.log.exists() and NO_ROOM in home.log.read_text(errors="replace")


def disk_full(home: Home) -> MissingError:
    """Return the line for a server whose disk is full."""
    return refused(home.folder, OSError(errno.ENOSPC, ""))


def _failure(home: Home, what: str, written: str) -> Exception:
    if NO_ROOM in written:
        return disk_full(home)
    lines = [line for line in written.splitlines() if any(mark in line for mark in ("FATAL", "PANIC", "error:"))]
    reason = (lines or written.strip().splitlines() or ["no reason given"])[-1].strip()
    return DatabaseError(f"The private PostgreSQL {what} ({reason}); its log is {home.log}.")
