"""`wangge map`: the record as a map in one file."""

from pathlib import Path
from typing import Annotated

import typer

from console.cli import Context, open_record


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("map")(make_map)


def make_map(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="OUT.html", help="File to write; one that is there is replaced.")],
    *,
    area: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only this district, subdistrict or community.")
    ] = None,
) -> None:
    """Write a map of every layer to one HTML file that opens in any browser, without any network.

    With --area, buildings around the area are shown without their details.
    """
    ours: Context = context.obj
    from console.map_file import check_map_file, write_map  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    check_map_file(file)
    with open_record(ours.settings) as engine:
        layers = write_map(engine, LOCAL_OPERATOR, file, area_code=area)
    megabytes = f"{file.stat().st_size / 2**20:.1f}"
    made = "{file}: {layers} layers, {size} MB; it needs no network."
    typer.echo(ours.say(made, file=file, layers=layers, size=megabytes))
