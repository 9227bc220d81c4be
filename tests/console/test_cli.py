import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from console import cli

CHECKOUT = Path(cli.__file__).parent.parent
RunWangge = Callable[..., subprocess.CompletedProcess[str]]

FROM_OUTSIDE = """
import sys
from pathlib import Path
import console.commands
console.commands.__path__.append(sys.argv.pop(1))
from console.cli import main
main()
"""
OUTSIDER = '''
import sys, time
from gis.errors import InputError
def register(app):
    app.command()(outside)
def outside(what: str):
    """Comes from a file that was laid there."""
    if what == "user": raise InputError("Take the other one.")
    if what == "bug": raise ZeroDivisionError
    if what == "interrupt": raise KeyboardInterrupt
    if what == "full": raise OSError(28, "No space left on device", "/x/y")
    if what == "many":
        for n in range(100_000): print(n)
    if what == "wait":
        try:
            print("waiting", flush=True)
            time.sleep(60)
        finally:
            print("cleared away", flush=True)
'''


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Callable[[str], "subprocess.Popen[str]"]]:
    """Start the command of a module that lies in `console/commands/`, as far as Python can tell."""
    (tmp_path / "outside.py").write_text(OUTSIDER)
    started: list[subprocess.Popen[str]] = []

    def start(what: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", FROM_OUTSIDE, str(tmp_path), "outside", what],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def private(run_wangge: RunWangge, tmp_path: Path) -> Iterator[RunWangge]:
    """Run the command line on a private cluster of this test's own."""

    def run(*arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
        folder = str(tmp_path / "private")
        return run_wangge(
            *arguments, expect=expect, environment={"WANGGE_DATABASE_URL": None, "WANGGE_DATA_DIR": folder}
        )

    yield run
    run("db", "stop")
    home = (tmp_path / "private" / "postgres").resolve()
    if home.is_relative_to("/var/lib/wangge"):
        subprocess.run(["rm", "-rf", str(home)], check=True)


def test_help_names_every_command(run_wangge: RunWangge) -> None:
    said = run_wangge("--help").stdout
    for name in ("db", "demo", "serve"):
        assert f" {name} " in said


def test_help_loads_nothing_heavy() -> None:
    program = "import sys; from console.cli import build_app; build_app(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    heavy = {"dash", "fastapi", "numpy", "pandas", "pyogrio", "shapely", "sqlalchemy", "uvicorn", "osmnx", "numba"}
    assert heavy.isdisjoint(loaded.stdout.split())


def test_the_version_is_printed(run_wangge: RunWangge) -> None:
    assert run_wangge("--version").stdout.startswith("wangge ")


@pytest.mark.parametrize(
    "arguments", [["no-such"], ["db", "no-such"], ["db", "clear", "--no-such"], ["serve", "--port", "x"]]
)
def test_wrong_usage_is_exit_2(run_wangge: RunWangge, arguments: list[str]) -> None:
    outcome = run_wangge(*arguments, expect=2)
    assert outcome.stdout == ""
    assert "Usage" in outcome.stderr


def test_an_unreachable_database_is_one_line(run_wangge: RunWangge) -> None:
    away = {"WANGGE_DATABASE_URL": "postgresql://u:secret@127.0.0.1:1/x"}
    outcome = run_wangge("db", "status", expect=1, environment=away)
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("wangge: The database cannot be reached")
    assert outcome.stderr.count("\n") == 1
    assert "secret" not in outcome.stderr


def test_a_broken_setting_is_one_line_that_names_it(run_wangge: RunWangge) -> None:
    outcome = run_wangge("db", "status", expect=1, environment={"WANGGE_LANGUAGE": "fr"})
    assert outcome.stderr.startswith("wangge: WANGGE_LANGUAGE: ")
    assert outcome.stderr.count("\n") == 1


Outside = Callable[[str], "subprocess.Popen[str]"]


def test_a_users_error_is_one_line(outside: Outside) -> None:
    process = outside("user")
    assert process.communicate() == ("", "wangge: Take the other one.\n")
    assert process.returncode == 1


def test_a_bug_is_a_traceback(outside: Outside) -> None:
    process = outside("bug")
    _, said = process.communicate()
    assert said.startswith("Traceback")
    assert process.returncode == 1


def test_a_full_disk_is_one_line(outside: Outside) -> None:
    process = outside("full")
    assert process.communicate() == ("", "wangge: The disk is full (/x/y): free some room and run it again.\n")
    assert process.returncode == 1


def test_ctrl_c_is_exit_130(outside: Outside) -> None:
    process = outside("interrupt")
    _, said = process.communicate()
    assert "Traceback" not in said
    assert process.returncode == 130


def test_nohup_is_respected(outside: Outside) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = outside("wait")
    finally:
        signal.signal(signal.SIGHUP, before)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert process.returncode == 143


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_whoever_ends_it_lets_it_clear_away(outside: Outside, number: signal.Signals, code: int) -> None:
    process = outside("wait")
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(number)
    assert process.communicate()[0] == "cleared away\n"
    assert process.returncode == code


def test_a_reader_that_goes_away_is_no_error(outside: Outside) -> None:
    process = outside("many")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""


def test_the_private_database_is_started_and_stopped(private: RunWangge) -> None:
    assert json.loads(private("db", "status", "--json").stdout)["running"] is False
    assert private("db", "start").stdout.startswith("The database runs: postgresql://")
    before = json.loads(private("db", "status", "--json").stdout)
    assert (before["running"], before["pinned"], before["in_use"]) == (True, True, False)
    private("db", "migrate")
    private("db", "clear", "--yes")
    assert private("db", "stop").stdout == "The database is stopped.\n"
    assert json.loads(private("db", "status", "--json").stdout)["running"] is False


def test_a_command_starts_the_private_database_and_leaves_it_stopped(private: RunWangge) -> None:
    private("db", "clear", "--yes")
    assert json.loads(private("db", "status", "--json").stdout)["running"] is False


def test_a_database_user_who_may_not_set_up_the_record_is_told_what_is_needed(
    run_wangge: RunWangge, engine: Engine, cluster_url: str
) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP ROLE IF EXISTS plain"))
        connection.execute(text("CREATE ROLE plain LOGIN"))
        connection.execute(text("CREATE DATABASE plain_one"))
    url = make_url(cluster_url).set(username="plain", database="plain_one").render_as_string()
    outcome = run_wangge("db", "clear", "--yes", expect=1, environment={"WANGGE_DATABASE_URL": url})
    assert outcome.stderr.startswith("wangge: The database refuses its user (permission denied")
    assert outcome.stderr.count("\n") == 1


def test_another_server_is_neither_started_nor_stopped(run_wangge: RunWangge) -> None:
    for command in ("start", "stop"):
        assert "WANGGE_DATABASE_URL" in run_wangge("db", command, expect=1).stderr
    status = json.loads(run_wangge("db", "status", "--json").stdout)
    assert status["kind"] == "external"
    assert status["running"] is True
