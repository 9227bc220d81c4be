"""Runs the benches one after the other: `python -m tests.bench [--data FOLDER] [NAME…]`; without names, all of them.

A bench is a module beside this one with a `main()`. Each runs in a process of its own, so that none warms up another.
Benches of published instances, which are not part of the repository, read them from FOLDER; where they are not there,
that is said and the others run.
"""

import argparse
import ast
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
DATA = FOLDER.parents[2] / "shared/data"
FILES = {
    "arc_routing": ("bench/carp/*.dat", "--peers"),
    "reach": ("porto_portugal.osm.pbf",),
    "siting": ("bench/pmed/*.txt",),
    "traces_made": ("munchen.osm.pbf", "--peers"),
    "traces_walked": ("munchen.osm.pbf",),
}
"""What a bench reads from the data's folder, and its further options."""
BY_HAND = ("traces",)
"""Benches of files that have to be named: `python -m tests.bench.traces --help`."""


def find_benches() -> list[str]:
    """Return the names of the modules that define `main`."""
    return [
        path.stem
        for path in sorted(FOLDER.glob("*.py"))
        if not path.stem.startswith("_")
        and any(
            isinstance(part, ast.FunctionDef) and part.name == "main"
            for part in ast.parse(path.read_text(encoding="utf-8")).body
        )
    ]


def options_of(name: str, data: Path) -> list[str] | None:
    """Return what a bench is called with; None when its files are not there."""
    if name not in FILES:
        return []
    pattern, *further = FILES[name]
    found = sorted(data.glob(pattern))
    return [*further, *map(str, found)] if found else None


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; return 1 when a bench failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help=f"the folder of published instances (now {DATA})")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args(arguments)
    benches = find_benches()
    asked = options.names or [name for name in benches if name not in BY_HAND]
    unknown = [name for name in asked if name not in benches]
    if unknown:
        sys.stderr.write(f"There is no bench {', '.join(unknown)}; known ones: {', '.join(benches)}.\n")
        return 2
    failed = []
    for name in asked:
        told = options_of(name, options.data)
        if told is None:
            sys.stderr.write(f"== {name} left out: there is no {options.data / FILES[name][0]}\n")
            failed += [name] if options.names else []
            continue
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        if subprocess.run([sys.executable, "-m", f"tests.bench.{name}", *told], check=False).returncode:
            failed.append(name)
    if failed:
        sys.stderr.write(f"Failed: {', '.join(failed)}.\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
