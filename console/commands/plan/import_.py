"""`wangge plan import`: a plan from any vector file."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli import Context, open_record
from console.commands.plan import Json

if TYPE_CHECKING:
    from gis.plans.import_report import ImportReport

SHOWN = 10
_LEAST_M = 0.005
"""Less rounds to nothing moved."""


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command("import")(import_)


def import_(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="GeoPackage, (zipped) Shapefile, GeoJSON, FlatGeobuf, KML, DXF, CSV.")
    ],
    *,
    name: Annotated[str, typer.Option(help="Of the draft; else that of the file.")] = "",
    tolerance: Annotated[
        float, typer.Option(metavar="METRES", help="How far apart borders that are meant to be one may lie.")
    ] = 2.0,
    crs: Annotated[
        str | None, typer.Option(help="What the coordinates are in: gcj02, bd09, wgs84, cgcs2000, EPSG:n.")
    ] = None,
    field: Annotated[list[str] | None, typer.Option(metavar="OURS=THEIRS", help="A field's column: code=WGBM.")] = None,
    layer: Annotated[str | None, typer.Option(help="Layer to take.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of the text, as GBK; else found out.")] = None,
    lat_lon: Annotated[bool, typer.Option("--lat-lon", help="Coordinates stand as lat, lon.")] = False,
    as_json: Json = False,
) -> None:
    """Make a draft of the grids in a file, healed into a coverage: shared borders, no slivers; no grid is lost.

    The report says for each grid how far it moved, which overlaps it gave up, and which gaps stay.
    """
    ours: Context = context.obj
    from console.commands.load import pairs  # noqa: PLC0415
    from console.progress_bar import show_progress  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.loading.options import LoadOptions  # noqa: PLC0415
    from gis.plans.importing import import_plan  # noqa: PLC0415
    from gis.progress import SILENT  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    options = LoadOptions(
        crs=crs, fields=pairs(field or []), layer=layer, encoding=encoding, lat_lon=lat_lon, language=ours.language
    )
    bar = nullcontext(SILENT) if as_json else show_progress(ours.console, ours.language)
    with open_record(ours.settings) as engine, session_of(engine) as session, bar as progress:
        report = import_plan(
            session, file, viewer=LOCAL_OPERATOR, name=name, tolerance_m=tolerance, options=options, progress=progress
        )
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(report.as_json())
    else:
        _print(report, ours)


def _print(report: "ImportReport", ours: Context) -> None:
    from console.tables import print_table  # noqa: PLC0415

    say = ours.say
    typer.echo(
        say("Draft {id} {name}: {n} grids.", id=report.plan, name=report.name, n=f"{report.grids:,}")
        + " "
        + say(
            "{n} were moved, {far} m at most (tolerance {tolerance} m); slivers of {closed} m² closed, {cut} m² cut.",
            n=f"{report.moved:,}",
            far=f"{report.moved_max_m:.2f}",
            tolerance=f"{report.tolerance_m:g}",
            closed=f"{report.closed_m2:,.0f}",
            cut=f"{report.slivers_m2:,.0f}",
        )
    )
    for line in _findings(report, ours):
        typer.echo(f"  {line}")
    told = [grid for grid in report.by_grid if grid.remarks or grid.moved_m >= _LEAST_M]
    if told:
        print_table(
            (say("Grid"), say("Row"), say("Moved (m)"), say("Remarks")),
            [
                (grid.code, grid.row, f"{grid.moved_m:.2f}", "; ".join(map(say, grid.remarks)))
                for grid in sorted(told, key=lambda grid: -grid.moved_m)[:SHOWN]
            ],
        )


def _findings(report: "ImportReport", ours: Context) -> Iterator[str]:
    """Yield what has to be looked at, a line each."""
    from console.loader_words import note_words  # noqa: PLC0415

    say = ours.say
    if not report.valid:
        yield say("Some grids lie over others or do not meet them: wangge plan check lists where.")
    for overlap in report.overlaps[:SHOWN]:
        yield say(
            "Overlap of {area} m² ({width} m wide) of {grids}: {kept} keeps it.",
            area=f"{overlap['area_m2']:,.0f}",
            width=f"{overlap['width_m']:.1f}",
            grids=", ".join(overlap["grids"]),
            kept=overlap["kept"],
        )
    if len(report.overlaps) > SHOWN:
        yield say("{n} more overlaps (--json has them all).", n=f"{len(report.overlaps) - SHOWN:,}")
    if report.gaps:
        area = f"{sum(gap['area_m2'] for gap in report.gaps):,.0f}"
        yield say("{n} gaps wider than the tolerance stay open, {area} m².", n=f"{len(report.gaps):,}", area=area)
    for code, others in report.duplicates.items():
        yield say(
            "Grid {code} has the same ground as {others}: both are in the draft, one over the other.",
            code=code,
            others=", ".join(others),
        )
    for code in report.too_narrow:
        yield say("Grid {code} is nowhere wider than the tolerance and is in the draft as it came.", code=code)
    for code, count in list(report.in_pieces.items())[:SHOWN]:
        yield say("Grid {code} lies in {n} pieces.", code=code, n=count)
    for row in report.refused[:SHOWN]:
        yield say("Row {row} holds no grid: {reason}", row=row["row"], reason=row["reason"])
    for note in report.notes:
        yield note_words(note, ours.language)
