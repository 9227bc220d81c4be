"""`wangge patrol export`: a grid's patrol as a file for a phone."""

from pathlib import Path
from typing import Annotated

import typer

from console.cli import Context, open_record


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("export")(export)


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.gpx|.geojson", help="What to write.")],
    *,
    grid: Annotated[str, typer.Option(metavar="CODE", help="The grid.")],
) -> None:
    """Write the patrol of a grid as GPX or GeoJSON."""
    ours: Context = context.obj
    from gis.database import session_of  # noqa: PLC0415
    from gis.patrols.files import write_file  # noqa: PLC0415
    from gis.patrols.listing import patrol_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        patrol = patrol_of(session, LOCAL_OPERATOR, grid)
        write_file(patrol, file)
    typer.echo(
        ours.say(
            "{file}: {name}, {length} km in {legs} legs.", file=file, name=patrol.name or patrol.grid,
            length=f"{patrol.length_m / 1000:,.1f}", legs=f"{len(patrol.legs):,}",
        )
    )  # fmt: skip
