"""`wangge plan export`: a plan as a file."""

from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(export)


def export(
    context: typer.Context,
    plan: Plan,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write; one that is there is replaced.")],
    *,
    language: Annotated[Literal["zh", "en"] | None, typer.Option(help="Of the map series; else yours.")] = None,
    as_json: Json = False,
) -> None:
    """Write a plan, any plan, to a file whose ending names the format.

    .gpkg (with styles for QGIS), .zip or .shp (Shapefile), .geojson and .kml hold the grids with people, workers and
    band; .xlsx and .csv are tables; .pdf is a series of maps, an overview and a page per community.
    """
    ours: Context = context.obj
    from console.plan_files.writing import check_plan_file, write_plan  # noqa: PLC0415
    from console.progress_bar import show_progress  # noqa: PLC0415
    from console.refusals import refusal_words  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans.listing import find_plan  # noqa: PLC0415
    from gis.progress import SILENT  # noqa: PLC0415

    check_plan_file(file)
    bar = nullcontext(SILENT) if as_json else show_progress(ours.console, ours.language)
    with open_record(ours.settings) as engine, session_of(engine) as session, bar as progress:
        written = write_plan(
            session, find_plan(session, plan).id, file, language=language or ours.language, progress=progress
        )
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(asdict(written))
        return
    said = "{file}: {n} grids." if written.pages is None else "{file}: {n} grids, {pages} pages."
    typer.echo(ours.say(said, file=file, n=f"{written.grids:,}", pages=written.pages))
    if written.renamed:
        names = ", ".join(f"{long} → {short}" for long, short in written.renamed.items())
        typer.echo("  " + ours.say("a Shapefile keeps ten letters of a name: {names}", names=names))
    for note in written.notes:
        typer.echo(f"  {refusal_words(note, ours.language)}")
