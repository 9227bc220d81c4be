"""Runs the benches one after the other: `python -m tests.bench [NAME…]`; without names, all that need no files.

A bench is a module beside this one with a `main()`. Each runs in a process of its own, so that none warms up another.
"""

import ast
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
NEEDS_FILES = ("arc_routing", "reach", "siting", "traces", "traces_made", "traces_walked")
"""Benches of published instances, which are not part of the repository: run them by name, with their files."""


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


def main() -> int:
    """Run what was asked for; return 1 when a bench failed."""
    benches = find_benches()
    asked = sys.argv[1:] or [name for name in benches if name not in NEEDS_FILES]
    unknown = [name for name in asked if name not in benches]
    if unknown:
        sys.stderr.write(f"There is no bench {', '.join(unknown)}; known ones: {', '.join(benches)}.\n")
        return 2
    failed = []
    for name in asked:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        if subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode:
            failed.append(name)
    if failed:
        sys.stderr.write(f"Failed: {', '.join(failed)}.\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
