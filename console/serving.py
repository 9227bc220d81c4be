"""Serving the console: the port, the web server, the worker of long jobs, and their end."""

import errno
import http.client
import ipaddress
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
import uvicorn
from sqlalchemy import Engine

from console.cli import Terminated, open_record
from gis.errors import InputError, MissingError
from gis.settings import Settings

GRACE_S = 3
WORKER_PATIENCE_S = 5
RESTART_AFTER_S = 2
FIRST_ANSWER_S = 60
IPV4 = 4
Say = Callable[..., str]


def serve_console(
    settings: Settings,
    *,
    host: str,
    port: int,
    say: Say = str.format,
    prepare: Callable[[Engine], None] = lambda _engine: None,
) -> None:
    """Serve the console until SIGTERM or Ctrl-C, and end whatever was started for it.

    Args:
        settings: Where the record is.
        host: Address to listen at.
        port: Port to listen at; 0: any free one.
        say: Fills in the parts of an English wording, in the language of whoever reads it.
        prepare: What to do with the record before it is shown.

    Raises:
        MissingError: the port is taken; no PostgreSQL; no room.
        DatabaseError: the database does not answer.
    """
    try:
        with listen(host, port) as door, open_record(settings) as engine:
            prepare(engine)
            url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
            with _worker(settings, url, say=say):
                _run(settings, engine, door, host=host, say=say)
    except (KeyboardInterrupt, Terminated):
        return


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; taken before anything slow is done, so that a taken port is said at once.

    Raises:
        MissingError: the port is taken or not allowed.
        InputError: there is no such address on this machine.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except socket.gaierror as error:
        raise InputError(f"There is no address {host}: give --host another one.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise MissingError(f"Port {port} is taken: choose another with --port.") from error
        if error.errno == errno.EACCES:
            raise MissingError(f"Port {port} is not allowed to you: choose one from 1024 on with --port.") from error
        raise InputError(
            f"This machine cannot listen at {host} ({error.strerror}): give --host another one."
        ) from error


def _run(settings: Settings, engine: Engine, door: socket.socket, *, host: str, say: Say) -> None:
    from console.app import create_app  # noqa: PLC0415 - Dash takes a second, and a taken port is said before

    # the address that is printed, where --host is a name
    names = (*settings.hosts, door.getsockname()[0])
    config = uvicorn.Config(
        create_app(settings.model_copy(update={"hosts": names}), engine=engine, host=host),
        log_level="warning",
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=GRACE_S,
    )
    threading.Thread(target=_announce, args=[door, say], daemon=True).start()
    uvicorn.Server(config).run(sockets=[door])


def _announce(door: socket.socket, say: Say) -> None:
    """Say where the console is once it answers."""
    host, port = door.getsockname()[:2]
    address = ipaddress.ip_address(host)
    here = host if not address.is_unspecified else "127.0.0.1" if address.version == IPV4 else "::1"
    connection = http.client.HTTPConnection(here, port, timeout=FIRST_ANSWER_S)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return  # it ended before it began; the server itself says why
    finally:
        connection.close()
    shown = f"[{here}]" if ":" in here else here
    typer.echo(say("Wangge is at {url} (Ctrl-C stops it).", url=f"http://{shown}:{port}"))
    if not address.is_loopback:
        typer.echo(say("There is no sign-in yet: whoever reaches this machine's address sees and changes the record."))


@contextmanager
def _worker(settings: Settings, url: str, *, say: Say) -> Iterator[None]:
    """Keep one worker of long jobs running; one that dies is started again."""
    from console.jobs import start_worker  # noqa: PLC0415

    ending = threading.Event()
    running: list[subprocess.Popen[bytes]] = [start_worker(settings, url)]

    def keep() -> None:
        while not ending.is_set():
            code = running[0].wait()
            if not ending.wait(RESTART_AFTER_S):
                ended = "The worker of long jobs ended (exit code {code}); it is started again."
                typer.echo(say(ended, code=code), err=True)
                running[0] = start_worker(settings, url)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ending.set()
        _end(running[0])
        keeper.join()
        _end(running[0])  # one that was being started again just then


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(WORKER_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
