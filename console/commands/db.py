"""`wangge db`: the database that holds the record."""

import sys
from typing import Annotated

import typer

from console.cli import Context, open_record
from gis.errors import InputError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="The database: start, stop, status, migrate, clear.", no_args_is_help=True)
    for command in (start, stop, status, migrate, clear):
        group.command()(command)
    app.add_typer(group, name="db")


def start(context: typer.Context) -> None:
    """Start the private database and let it run until `wangge db stop`."""
    from gis import cluster  # noqa: PLC0415

    settings = _private(context.obj).settings
    typer.echo(context.obj.say("The database runs: {url}", url=cluster.start(settings.data_dir)))


def stop(context: typer.Context) -> None:
    """Stop the private database; while a command uses it, it stops with the last one."""
    from gis import cluster  # noqa: PLC0415

    if cluster.stop(_private(context.obj).settings.data_dir):
        typer.echo(context.obj.say("The database is stopped."))
    else:
        typer.echo(context.obj.say("A command still uses the database; it stops with the last one."))


def status(
    context: typer.Context, *, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Say which database serves, whether it runs, and where it lies."""
    found = _external_status(context.obj) if context.obj.settings.database_url else _private_status(context.obj)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(found)
        return
    for name, value in found.items():
        typer.echo(f"{name + ':':10} {_in_words(value, context.obj)}")


def migrate(
    context: typer.Context,
    *,
    to: Annotated[str, typer.Option(help="Revision to go to, up or down; base: none.")] = "head",
) -> None:
    """Bring the schema to what this Wangge needs, or to another revision."""
    from console.cli import record_url  # noqa: PLC0415
    from gis.database import migrate as bring_to  # noqa: PLC0415
    from gis.database import open_engine  # noqa: PLC0415

    with record_url(context.obj.settings) as url:
        engine = open_engine(url)
        bring_to(engine, revision=to)
        engine.dispose()
    typer.echo(context.obj.say("The schema is at {to}.", to=to))


def clear(
    context: typer.Context, *, yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False
) -> None:
    """Empty the record: every area, grid, building, incident and worker goes; the schema stays."""
    if not yes:
        if not sys.stdin.isatty():
            raise InputError("Nobody can be asked here whether the whole record shall go: say it with --yes.")
        asked = context.obj.say("Empty the whole record? This cannot be undone. [y/N]")
        typer.echo(f"{asked} ", err=True, nl=False)
        if input().strip().lower() not in {"y", "yes", "是"}:
            raise typer.Abort
    from gis.clearing import clear_record  # noqa: PLC0415

    with open_record(context.obj.settings) as engine:
        clear_record(engine, data_dir=context.obj.settings.data_dir)
    typer.echo(context.obj.say("The record is empty."))


def _private(context: Context) -> Context:
    if context.settings.database_url is not None:
        raise InputError("WANGGE_DATABASE_URL names another server: start and stop it where it runs, or unset that.")
    return context


def _private_status(context: Context) -> dict[str, object]:
    from gis import cluster  # noqa: PLC0415

    found = cluster.status(context.settings.data_dir)
    return {
        "kind": "private",
        "running": found.running,
        "pinned": found.pinned,
        "in_use": found.in_use,
        "url": found.url,
        "folder": str(found.folder) if found.folder else None,
    }


def _external_status(context: Context) -> dict[str, object]:
    from sqlalchemy import make_url  # noqa: PLC0415

    from gis.database import check_server, open_engine  # noqa: PLC0415

    url = str(context.settings.database_url)
    engine = open_engine(url)
    check_server(engine)
    engine.dispose()
    return {"kind": "external", "running": True, "url": make_url(url).render_as_string(hide_password=True)}


def _in_words(value: object, ours: Context) -> str:
    if isinstance(value, bool):
        return ours.say("yes") if value else ours.say("no")
    return "-" if value is None else str(value)
