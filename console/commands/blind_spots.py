"""`wangge blind-spots`: what nobody answers for, what to do about it, and what may stay as it is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli import Context, open_record
from gis.errors import InputError

if TYPE_CHECKING:
    from gis.blind_spots import BlindSpot

KINDS = {
    "estate_outside": "网格外小区",
    "buildings_outside": "网格外楼栋",
    "gap": "空隙",
    "overlap": "重叠",
    "no_worker": "无网格员",
}
Area = Annotated[str | None, typer.Option(metavar="CODE", help="A district, subdistrict or community.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(blind_spots)
    group.command("except")(mark)
    app.add_typer(group, name="blind-spots")


def blind_spots(
    context: typer.Context,
    *,
    area: Area = None,
    as_json: Json = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write them to a .gpkg, .geojson or .csv file as well.")
    ] = None,
) -> None:
    """List ground and people that nobody answers for, worst first (people x days), each with its cure."""
    if context.invoked_subcommand is not None:
        return
    ours: Context = context.obj
    from console.spot_file import check_spot_file, write_spots  # noqa: PLC0415
    from gis.blind_spots import blind_spots as spots_of  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    if out is not None:
        check_spot_file(out)
    with open_record(ours.settings) as engine, session_of(engine) as session:
        spots = spots_of(session, LOCAL_OPERATOR, area_code=area)
    if out is not None:
        write_spots(spots, out)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json([spot.as_json() for spot in spots])
    else:
        _print(spots)
        if out is not None:
            typer.echo(f"已写入 {out}。")


def mark(
    context: typer.Context,
    spot_id: Annotated[int, typer.Argument(metavar="ID", help="Its id in the list.")],
    *,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it may stay: a park, a river.")] = "",
    name: Annotated[str, typer.Option(metavar="WHO", help="Who says so.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the mark away again.")] = False,
    as_json: Json = False,
) -> None:
    """Mark a blind spot as an exception; it stays in the list as such."""
    ours: Context = context.obj
    from gis.blind_spots import except_spot, unexcept_spot  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    if undo and (reason or name):
        raise InputError("--undo takes neither --reason nor --name.")
    with open_record(ours.settings) as engine, session_of(engine) as session:
        if undo:
            spot = unexcept_spot(session, spot_id, viewer=LOCAL_OPERATOR)
        else:
            spot = except_spot(session, spot_id, reason=reason, name=name, viewer=LOCAL_OPERATOR)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(spot.as_json())
    elif spot.exception is None:
        typer.echo(f"{spot.id} {spot.name}：不再列为例外。")
    else:
        typer.echo(f"{spot.id} {spot.name}：列为例外（{spot.exception.reason}，{spot.exception.name}）。")


def _print(spots: list["BlindSpot"]) -> None:
    if not spots:
        typer.echo("没有盲区。")
        return
    from console.tables import print_table  # noqa: PLC0415

    counts = [(label, sum(spot.kind == kind for spot in spots)) for kind, label in KINDS.items()]
    typer.echo(f"盲区 {len(spots):,} 处：{'，'.join(f'{label} {count:,}' for label, count in counts if count)}。")
    unheld = [spot for spot in spots if spot.kind == "no_worker" and spot.cure["action"] == "check"]
    if unheld:
        typer.echo(f"尚未导入网格员，{len(unheld):,} 个网格都无人负责，下表从略（--json 列出全部）。")
    shown = [spot for spot in spots if spot not in unheld]
    if shown:
        print_table(
            ("id", "类别", "名称", "人口(人)", "楼栋(栋)", "天数(天)", "面积(m²)", "办法"),
            [
                (str(spot.id), KINDS.get(spot.kind, spot.kind), spot.name, spot.people, spot.buildings, spot.days,
                 spot.area_m2, _what(spot))
                for spot in shown
            ],
            numbers=(0, 3, 4, 5, 6),
        )  # fmt: skip


def _what(spot: "BlindSpot") -> str:
    if spot.exception is not None:
        return f"例外：{spot.exception.reason}（{spot.exception.name}）"
    return str(spot.cure["text"]["zh"])
