"""`wangge export`: a layer as a file."""

from pathlib import Path
from typing import Annotated

import typer

from console.cli import Context, open_record


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(
    context: typer.Context,
    layer: Annotated[str, typer.Argument(metavar="LAYER", help="Id of a layer: grids, buildings, blind_spots, …")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write; one that is there is replaced.")],
    *,
    area: Annotated[str | None, typer.Option(metavar="CODE", help="Only what shares ground with this area.")] = None,
) -> None:
    """Write a layer to a file: .gpkg, .geojson, .zip (a Shapefile), .fgb, .kml, .csv or .xlsx.

    Columns have the record's own names; coordinates are WGS 84 (lon, lat). Phone numbers are never exported.
    """
    ours: Context = context.obj
    from console.layer_file import check_file  # noqa: PLC0415
    from console.layer_stream import export_layer  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415
    from layers import find_layer  # noqa: PLC0415

    chosen = find_layer(layer)
    check_file(file)
    with open_record(ours.settings) as engine:
        made = export_layer(engine, chosen, LOCAL_OPERATOR, file, area_code=area)
    title = chosen.title.zh if ours.language == "zh" else chosen.title.en.lower()
    typer.echo(ours.say("{file}: {count} {title}", file=file, count=f"{made.rows:,}", title=title))
    if made.renamed:
        said = ", ".join(f"{long} → {short}" for long, short in made.renamed.items())
        typer.echo("  " + ours.say("a Shapefile keeps ten letters of a name: {said}", said=said))
