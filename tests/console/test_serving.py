import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console import cli
from console.serving import listen
from gis.errors import InputError, MissingError
from gis.settings import Settings

CHECKOUT = Path(cli.__file__).parent.parent
RunWangge = Callable[..., subprocess.CompletedProcess[str]]
Serve = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def serve(settings: Settings, tmp_path: Path) -> Iterator[Serve]:
    """Start `wangge serve` on a free port."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "console.cli", "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={
                **os.environ,
                "WANGGE_DATABASE_URL": str(settings.database_url),
                "WANGGE_DATA_DIR": str(settings.data_dir),
                "PYTHONPATH": str(CHECKOUT),
            },
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.match(r"Wangge is at (http://\S+:\d+) ", line)
    assert found, line
    return found[1]


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _children(process: "subprocess.Popen[str]") -> list[int]:
    threads = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(pid) for thread in threads for pid in thread.read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_where_it_says_and_ends_all_it_started(serve: Serve, number: signal.Signals) -> None:
    process = serve()
    address = _address(process)
    assert _status(address + "/api/layers") == 200
    children = _children(process)
    assert children, "the worker of long jobs"
    process.send_signal(number)
    assert process.wait() == 0
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    with pytest.raises(OSError, match="refused"):
        _status(address)


def test_a_worker_that_dies_is_started_again(serve: Serve) -> None:
    process = serve()
    _address(process)
    (worker,) = _children(process)
    os.kill(worker, signal.SIGKILL)
    now: list[int] = []
    for _ in range(200):
        now = [child for child in _children(process) if child != worker]
        if now:
            break
        time.sleep(0.1)
    assert len(now) == 1


def test_open_to_other_machines_it_says_that_there_is_no_sign_in(serve: Serve) -> None:
    process = serve("--host", "0.0.0.0")
    assert _address(process).startswith("http://127.0.0.1:")
    assert process.stdout is not None
    assert "no sign-in" in process.stdout.readline()


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_port_is_one_line_that_names_the_option(run_wangge: RunWangge, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = run_wangge(command, "--port", str(port), expect=1)
    assert outcome.stderr == f"wangge: Port {port} is taken: choose another with --port.\n"


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(InputError, match="--host"):
        listen("203.0.113.7", 0)
    with pytest.raises(InputError, match="--host"):
        listen("no.such.host.invalid", 0)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may listen anywhere")
def test_a_port_below_1024_is_refused_to_ordinary_users() -> None:
    with pytest.raises(MissingError, match="1024"):
        listen("127.0.0.1", 80)
