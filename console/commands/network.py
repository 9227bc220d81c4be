"""`wangge network`: the walking network, its version and what was found when it was built."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.cli import Context, open_record
from gis.errors import InputError

if TYPE_CHECKING:
    from gis.network.versions import NetworkVersion

NO_STREETS = "There are no streets to walk along: load some first, as wangge load streets FILE."
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="The walking network that routes and reach are worked out on.")
    group.command("build")(build)
    group.command("show")(show)
    group.command("export")(export)
    app.add_typer(group, name="network")


def build(context: typer.Context, *, as_json: Json = False) -> None:
    """Build the network from the streets people may walk; equal edges make no new version."""
    ours: Context = context.obj
    from console.progress_bar import show_progress  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from routing.network import bring_up_to_date  # noqa: PLC0415

    with (
        open_record(ours.settings) as engine,
        session_of(engine) as session,
        show_progress(ours.console, ours.language) as progress,
    ):
        version = bring_up_to_date(session, progress=progress, force=True)
    _say(version, ours, as_json=as_json)


def show(context: typer.Context, *, as_json: Json = False) -> None:
    """Show the present network; it is built first if the streets changed."""
    ours: Context = context.obj
    from gis.database import session_of  # noqa: PLC0415
    from routing.network import bring_up_to_date  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        version = bring_up_to_date(session)
    _say(version, ours, as_json=as_json)


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .gpkg file for QGIS, or .graphml for OSMnx.")],
) -> None:
    """Write the present network to a file that QGIS or OSMnx reads."""
    ours: Context = context.obj
    from gis.database import session_of  # noqa: PLC0415
    from routing.network import current_network  # noqa: PLC0415
    from routing.street_graph import save_for_osmnx  # noqa: PLC0415

    if file.suffix.lower() not in {".gpkg", ".graphml"} or not file.absolute().parent.is_dir():
        raise InputError(f"{file}: a network goes to a .gpkg or .graphml file in a folder that is there.")
    with open_record(ours.settings) as engine, session_of(engine) as session:
        graph = current_network(session)
        if not len(graph.u):
            raise InputError(NO_STREETS)
        save_for_osmnx(graph, file)
    typer.echo(ours.say("Written to {file}.", file=file))


def _say(version: "NetworkVersion", ours: Context, *, as_json: bool) -> None:
    report: dict[str, Any] = dict(version.report)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json({"version": version.id, "built_at": version.built_at.isoformat(), **report})
        return
    say = ours.say
    typer.echo(
        say(
            "Walking network {version} · {built} · {streets} streets · {nodes} nodes · {edges} edges · {length} km",
            version=version.id,
            built=f"{version.built_at:%Y-%m-%d %H:%M}",
            streets=f"{report['streets']:,}",
            nodes=f"{report['nodes']:,}",
            edges=f"{report['edges']:,}",
            length=f"{report['length_m'] / 1000:,.1f}",
        )
    )
    if not report["edges"]:
        typer.echo(say(NO_STREETS))
        return
    in_one = "{ends} dead ends, {loops} loops, {dropped} edges without length left out; all in one piece."
    in_several = (
        "{ends} dead ends, {loops} loops, {dropped} edges without length left out; {pieces} separate pieces, of which"
        " the largest has {share}."
    )
    typer.echo(
        say(
            in_one if report["components"] == 1 else in_several,
            ends=f"{report['dead_ends']:,}",
            loops=f"{report['loops']:,}",
            dropped=f"{report['dropped']:,}",
            pieces=f"{report['components']:,}",
            share=f"{report['main_share']:.2%}",
        )
    )
    if report["small_components"]:
        _print_pieces(report["small_components"], ours)


def _print_pieces(pieces: list[dict[str, Any]], ours: Context) -> None:
    from console.tables import print_table  # noqa: PLC0415

    say = ours.say
    typer.echo(say("Cut off from the rest, the longest first:"))
    print_table(
        (say("Nodes"), say("Edges"), say("Length (m)"), say("At (lon, lat)")),
        [
            (part["nodes"], part["edges"], part["length_m"], f"{part['at'][0]:.5f}, {part['at'][1]:.5f}")
            for part in pieces
        ],
        numbers=(0, 1, 2),
    )
