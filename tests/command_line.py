"""The command line as a user runs it: in a process of its own, or, which is quicker, in this one."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from console.cli import main

HANDLED = (signal.SIGTERM, signal.SIGHUP)


def run_apart(arguments: list[str], *, folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run it in a process of its own, in a folder, with just these variables."""
    command = [sys.executable, "-m", "console.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=variables)


def run_here(arguments: list[str], *, folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run it in this process; an exception that it lets through is a traceback on standard error, and exit code 1."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with (
        _signals_kept(),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch.dict(os.environ, variables, clear=True),
        patch.object(sys, "argv", ["wangge", *arguments]),
    ):
        code = _ended()
    said = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(["wangge", *arguments], code, *said)


def _ended() -> int:
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:  # noqa: BLE001 - as the interpreter does with what nobody catches
        traceback.print_exc()
        return 1


@contextlib.contextmanager
def _signals_kept() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in HANDLED}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
