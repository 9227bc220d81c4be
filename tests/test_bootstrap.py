import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
TOOLS = ("sh", "dirname", "basename", "sed", "id", "paste", "mktemp", "ls", "rm", "sort", "tail", "pwd", "sha256sum")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder of programs that has neither apt nor sudo nor Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in (*TOOLS, "cut", "cat", "df", "awk", "env", "make", "echo"):
        found = shutil.which(tool)
        if found:
            (folder / tool).symlink_to(found)
    return folder


def _run(*command: str, path: Path, folder: Path = CHECKOUT) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path), "HOME": str(path)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_without_apt_one_line_says_what_is_missing(bare: Path) -> None:
    outcome = _run("sh", "bootstrap/system.sh", "program", path=bare)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("wangge: Missing: Python")
    assert "no apt-get here" in outcome.stderr
    assert outcome.stderr.count("\n") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root needs no sudo")
def test_without_sudo_one_line_says_so(bare: Path) -> None:
    (bare / "apt-get").symlink_to("/bin/true")
    outcome = _run("sh", "bootstrap/system.sh", "program", path=bare)
    assert outcome.returncode == 1
    assert "root or sudo" in outcome.stderr
    assert outcome.stderr.count("\n") == 1


def test_what_apt_says_is_shown_when_it_fails(bare: Path) -> None:
    for name, text in {"apt-get": "echo 'E: no network' >&2; exit 100", "sudo": '[ "$1" = -v ] || exec "$@"'}.items():
        (bare / name).write_text(f"#!/bin/sh\n{text}\n")
        (bare / name).chmod(0o755)
    outcome = _run("sh", "bootstrap/system.sh", "program", path=bare)
    assert outcome.returncode == 1
    assert "E: no network" in outcome.stderr
    assert outcome.stderr.endswith("wangge: apt-get update failed; see above.\n")


def test_too_little_room_for_the_packages_is_one_line(bare: Path, tmp_path: Path) -> None:
    (bare / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    (bare / "df").unlink()
    (bare / "df").write_text("#!/bin/sh\necho Filesystem\necho /dev/x 9 9 12 9% /\n")
    (bare / "df").chmod(0o755)
    checkout = tmp_path / "checkout"
    shutil.copytree(CHECKOUT / "bootstrap", checkout / "bootstrap")
    (checkout / "pyproject.toml").touch()
    outcome = _run("sh", "bootstrap/python.sh", "", path=bare, folder=checkout)
    assert outcome.returncode == 1
    assert "has 12 MB left" in outcome.stderr
    assert not (checkout / ".venv").exists()


def test_make_names_its_targets() -> None:
    said = subprocess.run(["make", "help"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    for target in ("install", "demo", "test", "lint", "bench"):
        assert f"make {target} " in said
