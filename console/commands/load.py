"""`wangge load`: a district's own files, a piece of OpenStreetMap, or the sample district."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from console.cli import Context, open_record
from gis.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from gis.loading import LoadOptions, LoadReport
    from gis.progress import Progress

SAMPLE = "sample"
OSM = "osm"
REPORTS = "reports"
POSITIONS = "positions"
_KINDS = (
    "areas, grids, estates, buildings, streets, water, greens, places, resources, workers, categories, incidents,"
    " shifts, positions"
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(load)


def load(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"{_KINDS}; osm; or sample.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE",
            help="GeoPackage, (zipped) Shapefile, GeoJSON, FlatGeobuf, KML, DXF, CSV, XLSX; or .osm, .pbf.",
        ),
    ] = None,
    *,
    crs: Annotated[
        str | None, typer.Option(help="What the coordinates are in: gcj02, bd09, wgs84, cgcs2000, EPSG:n.")
    ] = None,
    field: Annotated[
        list[str] | None, typer.Option(metavar="OURS=THEIRS", help="A field's column, as population=RKS.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Of the text, as GBK; else found out.")] = None,
    layer: Annotated[str | None, typer.Option(help="Layer or sheet to take.")] = None,
    lat_lon: Annotated[bool, typer.Option("--lat-lon", help="Coordinates stand as lat, lon.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take nothing if a single row is refused.")] = False,
    level: Annotated[
        str | None, typer.Option(help="Of areas that do not say it: district, subdistrict, community.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of the plan that the first grids make.")
    ] = None,
    partial: Annotated[bool, typer.Option("--partial", help="Grids not in the file stay in the draft.")] = False,
    plan_name: Annotated[str | None, typer.Option(help="Name of the plan that grids make.")] = None,
    admin_level: Annotated[
        str | None,
        typer.Option(metavar="LEVEL=N,…", help="OpenStreetMap's levels; else district=6,subdistrict=8,community=10."),
    ] = None,
    worker: Annotated[str | None, typer.Option(help="Code of the worker whose positions a file holds.")] = None,
    district: Annotated[str | None, typer.Option(help="Name or code, where a file holds several districts.")] = None,
    report: Annotated[
        Path | None, typer.Option(help="Where the report of refused, repaired and odd rows goes (CSV).")
    ] = None,
    size: Annotated[Literal["small", "full"], typer.Option(help="Of the sample.")] = "full",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Load files of one KIND into the record, all in one transaction.

    The same file again updates what changed and doubles nothing. Rows that cannot be taken are refused, counted, and
    listed with number and reason in a report file; with --strict a single one refuses everything (exit code 1).
    """
    ours: Context = context.obj
    from gis.loading import LoadOptions  # noqa: PLC0415

    options = LoadOptions(
        crs=crs,
        fields=pairs(field or []),
        encoding=encoding,
        layer=layer,
        lat_lon=lat_lon,
        strict=strict,
        level=level,
        since=since.date() if since else None,
        partial=partial,
        plan_name=plan_name,
        admin_levels=_admin_levels(admin_level),
        district=district,
        worker=worker,
        report=report,
        report_folder=ours.settings.data_dir / REPORTS,
        language=ours.language,
    )
    reports = _run(ours, kind, files or [], options, size)
    _print(reports, ours, as_json=as_json)
    if not all(item.taken for item in reports):
        raise typer.Exit(1)


def _run(
    ours: Context, kind: str, files: Sequence[Path], options: "LoadOptions", size: Literal["small", "full"]
) -> "list[LoadReport]":
    from console.progress_bar import show_progress  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.loading import kind_of, load_files, load_osm  # noqa: PLC0415
    from gis.loading.load import not_taken  # noqa: PLC0415
    from gis.loading.report import sum_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    if kind == SAMPLE and files:
        raise InputError("`wangge load sample` makes its own files: name none.")
    if kind not in (SAMPLE, OSM):
        kind_of(kind)
    if kind != SAMPLE and not files:
        raise InputError(f"Name a file to load: wangge load {kind} FILE.")
    with open_record(ours.settings) as engine, show_progress(ours.console, ours.language) as progress:
        if kind == SAMPLE:
            return load_sample(engine, size=size, progress=progress, options=options)
        with session_of(engine) as session:
            if kind != OSM:
                reports = load_files(session, kind, files, options=options, viewer=LOCAL_OPERATOR, progress=progress)
                if kind == POSITIONS:
                    _match(session, progress)
                return reports
            reports = [
                sum_of(OSM, load_osm(session, file, options=options, viewer=LOCAL_OPERATOR, progress=progress))
                for file in files
            ]
            if not all(report.taken for report in reports):
                # what --strict refuses takes the files before it along
                session.rollback()
                return [not_taken(report) for report in reports]
            return reports


def load_sample(
    engine: "Engine | Session",
    *,
    size: Literal["small", "full"] = "full",
    progress: "Progress | None" = None,
    options: "LoadOptions | None" = None,
) -> "list[LoadReport]":
    """Make the sample district and load its files like anybody's, in one transaction.

    Args:
        engine: Of a migrated record; or a session, whose caller commits.
        size: Of the sample.
        progress: Is told how far it is.
        options: For every file.

    Raises:
        SecondDistrictError: the record holds another district, or the sample in its other size.
    """
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from sqlalchemy import Engine  # noqa: PLC0415

    import sample_maps  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.loading import load_file  # noqa: PLC0415
    from gis.progress import SILENT  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    progress = progress or SILENT
    opened = session_of(engine) if isinstance(engine, Engine) else nullcontext(engine)
    with TemporaryDirectory(prefix="wangge-sample-") as folder, opened as session:
        made = sample_maps.make(Path(folder), size=size, today=_sample_day(session), progress=progress)
        reports = []
        for file in made.files:
            reports.append(
                load_file(session, file.kind, file.path, options=options, viewer=LOCAL_OPERATOR, progress=progress)
            )
            if file.kind == "areas":
                _refuse_other_size(session, reports[-1].rows, size)
    return reports


def _match(session: "Session", progress: "Progress") -> None:
    """Match the positions that came in to the streets that they show as walked."""
    from routing.walks import match_positions  # noqa: PLC0415

    match_positions(session, progress=progress)


def _sample_day(session: "Session") -> date:
    """Return the day on which the sample in the record was made, else today: the same day makes the same incidents."""
    from sqlalchemy import text  # noqa: PLC0415

    asked = "SELECT coalesce((SELECT min(at)::date FROM load WHERE file_name = 'incidents.csv'), current_date)"
    day: date = session.execute(text(asked)).scalar_one()
    return day


def _refuse_other_size(session: "Session", areas: int, size: str) -> None:
    from sqlalchemy import text  # noqa: PLC0415

    from gis.errors import SecondDistrictError  # noqa: PLC0415

    if (session.scalar(text("SELECT count(*) FROM area")) or 0) > areas:
        raise SecondDistrictError(
            f"The record holds a district that the {size} sample is no part of: run `wangge db clear` first."
        )


def pairs(given: Sequence[str]) -> dict[str, str]:
    """Return what options such as OURS=THEIRS say: our field -> the file's column."""
    named: dict[str, str] = {}
    for item in given:
        ours, equals, theirs = item.partition("=")
        if not equals or not ours.strip():
            raise InputError(f"--field {item}: write it as OURS=THEIRS, as --field population=RKS.")
        if ours.strip() in named:
            raise InputError(f"--field {ours.strip()} is given twice.")
        named[ours.strip()] = theirs.strip()
    return named


def _admin_levels(given: str | None) -> dict[str, int]:
    from gis.loading.options import ADMIN_LEVELS  # noqa: PLC0415

    levels = dict(ADMIN_LEVELS)
    for item in (given or "").split(","):
        name, _, number = item.partition("=")
        if not item.strip():
            continue
        if name.strip() not in ADMIN_LEVELS or not number.strip().isdigit():
            raise InputError("--admin-level: write it as district=6,subdistrict=8,community=10.")
        levels[name.strip()] = int(number)
    return levels


def _print(reports: "Sequence[LoadReport]", ours: Context, *, as_json: bool) -> None:
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        whole = [report.as_json() for report in reports]
        print_json(whole[0] if len(whole) == 1 else whole)
        return
    from console.load_summary import summary_of  # noqa: PLC0415

    for report in reports:
        for part in report.parts or [report]:
            typer.echo("\n".join(summary_of(part, ours.language)))
