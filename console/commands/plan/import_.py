"""`wangge plan import`: a plan from any vector file."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli import Context, open_record
from console.commands.plan import Json

if TYPE_CHECKING:
    from gis.plans.importing import ImportReport

SHOWN = 10


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

    options = LoadOptions(crs=crs, fields=pairs(field or []), layer=layer, encoding=encoding, lat_lon=lat_lon)
    bar = nullcontext(SILENT) if as_json else show_progress(ours.console)
    with open_record(ours.settings) as engine, session_of(engine) as session, bar as progress:
        report = import_plan(
            session, file, viewer=LOCAL_OPERATOR, name=name, tolerance_m=tolerance, options=options, progress=progress
        )
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(report.as_json())
    else:
        _print(report)


def _print(report: "ImportReport") -> None:
    from console.tables import print_table  # noqa: PLC0415

    typer.echo(
        f"草案 {report.plan} {report.name}：{report.grids:,} 个网格；移动了 {report.moved:,} 个，"
        f"最远 {report.moved_max_m:.2f} m（容差 {report.tolerance_m:g} m）；"
        f"消除细缝 {report.closed_m2:,.0f} m²、细小重叠 {report.slivers_m2:,.0f} m²。"
    )
    if not report.valid:
        typer.echo("  仍有边界未能对齐：wangge plan check 会逐处列出。")
    for overlap in report.overlaps[:SHOWN]:
        typer.echo(
            f"  重叠 {overlap['area_m2']:,.0f} m²（宽 {overlap['width_m']:.1f} m）："
            f"{'、'.join(overlap['grids'])}，归 {overlap['kept']}。"
        )
    if len(report.overlaps) > SHOWN:
        typer.echo(f"  另有 {len(report.overlaps) - SHOWN:,} 处重叠（--json 列出全部）。")
    if report.gaps:
        typer.echo(
            f"  宽于容差的空隙 {len(report.gaps):,} 处，保持原样，共 {sum(g['area_m2'] for g in report.gaps):,.0f} m²。"
        )
    for code in report.lost:
        typer.echo(f"  网格 {code} 没有自己的地块（与别的网格重合或窄于容差），原样保留在草案中，请处理。")
    for code, count in list(report.in_pieces.items())[:SHOWN]:
        typer.echo(f"  网格 {code} 现为 {count} 块。")
    for row in report.refused[:SHOWN]:
        typer.echo(f"  第 {row['row']} 行未读入：{row['reason']}")
    for note in report.notes:
        typer.echo(f"  {note}")
    far = sorted(report.by_grid, key=lambda grid: -grid.moved_m)[:SHOWN]
    print_table(
        ("网格", "行", "移动(m)", "说明"), [(g.code, g.row, f"{g.moved_m:.2f}", "，".join(g.remarks)) for g in far]
    )
