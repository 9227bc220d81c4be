"""`wangge reach`: who lives within a walk of the resources of a kind, beside the straight line."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from console.cli import Context, open_record
from gis.errors import InputError

if TYPE_CHECKING:
    from routing.reach_figures import ReachFigures

FARTHER = 3
"""Beside the plan's service radius, this many times of it is shown: 500 m and 1.5 km."""
METRES_PER_MINUTE = 1000 / 60
ROWS = 12
NAMED = 8


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(reach)


def reach(
    context: typer.Context,
    *,
    kind: Annotated[str, typer.Option(metavar="KIND", help="A kind of resource, as elderly_centre.")],
    radius: Annotated[
        list[float] | None, typer.Option(metavar="M", help="Metres on foot; may be given several times.")
    ] = None,
    area: Annotated[str | None, typer.Option(metavar="CODE", help="A district, subdistrict or community.")] = None,
    minutes: Annotated[
        list[float] | None, typer.Option(metavar="MIN", help="The same in minutes, at the walking speed.")
    ] = None,
    assign: Annotated[
        Literal["nearest", "capacity"],
        typer.Option(help="Who is counted where: at the nearest, or at the nearest that still has room."),
    ] = "nearest",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say how many people live within a walk of the nearest resource of a kind, in all, by resource and by grid."""
    ours: Context = context.obj
    from console.progress_bar import show_progress  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.parameters import load_parameters  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415
    from routing.reach_figures import reach_figures  # noqa: PLC0415

    for value in minutes or ():
        if not 0 <= value < float("inf"):
            raise InputError(f"--minutes must be zero or more, not {value:g}.")
    with (
        open_record(ours.settings) as engine,
        session_of(engine) as session,
        show_progress(ours.console) as progress,
    ):
        parameters = load_parameters(session)
        radii = [*(radius or ()), *(value * parameters.walking_speed * METRES_PER_MINUTE for value in minutes or ())]
        found = reach_figures(
            session,
            LOCAL_OPERATOR,
            kind=kind,
            radii_m=radii or (parameters.service_radius, FARTHER * parameters.service_radius),
            area_code=area,
            assign=assign,
            progress=progress,
        )
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(found.as_json())
    else:
        _print(found)


def _print(found: "ReachFigures") -> None:
    from console.tables import print_table  # noqa: PLC0415

    place = "全区" if found.area is None else found.area
    typer.echo(f"{place} · {found.kind} {len(found.by_resource):,} 处 · 步行网络 第 {found.network} 版")
    print_table(
        ("半径(m)", "人口(人)", "步行可达(人)", "占比", "60 岁以上可达(人)", "占比", "直线(人)", "直线多算(人)"),
        [
            (
                f"{row['radius_m']:,.0f}", row["people"], row["reached"], _percent(row["share"]), row["reached_60"],
                _percent(row["share_60"]), row["straight_line"], row["straight_line"] - row["reached"],
            )
            for row in found.radii
        ],
        numbers=(0, 1, 2, 3, 4, 5, 6, 7),
    )  # fmt: skip
    for remark in found.remarks:
        typer.echo(remark["zh"])
    least = found.radii[0]["radius_m"]
    _print_resources(found, least)
    worst = sorted(found.by_grid, key=lambda row: row["radii"][0]["reached"] - row["people"])[:ROWS]
    worst = [row for row in worst if row["people"] > row["radii"][0]["reached"]]
    if worst:
        typer.echo(f"{least:,.0f} m 之外人口最多的网格（共 {len(found.by_grid):,} 个，--json 列出全部）：")
        print_table(
            ("网格", "人口(人)", "可达(人)", "占比", "未达(人)"),
            [_grid_row(row) for row in worst],
            numbers=(1, 2, 3, 4),
        )


def _print_resources(found: "ReachFigures", radius: float) -> None:
    from console.tables import print_table  # noqa: PLC0415

    how = "最近者" if found.assign == "nearest" else "有余量的最近者"
    typer.echo(f"{radius:,.0f} m 之内各处（计入{how}；含重叠为步行可达的所有人）：")
    rows = sorted(found.by_resource, key=lambda row: -row["radii"][0]["within"])[:ROWS]
    print_table(
        ("编码", "名称", "容量", "计入(人)", "60 岁以上(人)", "含重叠(人)", "直线(人)"),
        [
            (
                row["resource"], row["name"], row["capacity"], row["radii"][0]["counted"],
                row["radii"][0]["people_60"], row["radii"][0]["within"], row["radii"][0]["straight_line"],
            )
            for row in rows
        ],
        numbers=(2, 3, 4, 5, 6),
    )  # fmt: skip
    for cluster in found.clusters:
        if cluster["radius_m"] == radius:
            codes = cluster["resources"]
            names = "、".join(codes[:NAMED]) + (f" 等 {len(codes):,} 处" if len(codes) > NAMED else "")
            typer.echo(f"相邻成群：{names}，共同服务 {cluster['people']:,} 人。")


def _grid_row(row: dict[str, Any]) -> tuple[Any, ...]:
    first = row["radii"][0]
    return (
        row["grid"] or "（不在任何网格）", row["people"], first["reached"], _percent(first["share"]),
        row["people"] - first["reached"],
    )  # fmt: skip


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"
