"""`wangge network`: the walking network, its version and what was found when it was built."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.cli import Context, open_record

if TYPE_CHECKING:
    from gis.network.versions import NetworkVersion

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="The walking network that routes and reach are worked out on.")
    group.command("build")(build)
    group.command("show")(show)
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
        show_progress(ours.console) as progress,
    ):
        version = bring_up_to_date(session, progress=progress, force=True)
    _say(version, as_json=as_json)


def show(context: typer.Context, *, as_json: Json = False) -> None:
    """Show the present network; it is built first if the streets changed."""
    ours: Context = context.obj
    from gis.database import session_of  # noqa: PLC0415
    from routing.network import bring_up_to_date  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        version = bring_up_to_date(session)
    _say(version, as_json=as_json)


def _say(version: "NetworkVersion", *, as_json: bool) -> None:
    report: dict[str, Any] = dict(version.report)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json({"version": version.id, "built_at": version.built_at.isoformat(), **report})
        return
    typer.echo(
        f"步行网络 第 {version.id} 版 · {version.built_at:%Y-%m-%d %H:%M} · 道路 {report['streets']:,} 条 · "
        f"节点 {report['nodes']:,} 个 · 路段 {report['edges']:,} 条 · {report['length_m'] / 1000:,.1f} km"
    )
    if not report["edges"]:
        typer.echo("没有可步行的道路：请先导入，如 wangge load streets FILE。")
        return
    typer.echo(
        f"断头路 {report['dead_ends']:,} 处，环路 {report['loops']:,} 条，舍去零长度路段 {report['dropped']:,} 条；"
        f"互不相连的部分 {report['components']:,} 个，最大的一个占 {report['main_share']:.2%}。"
    )
    if report["small_components"]:
        from console.tables import print_table  # noqa: PLC0415

        typer.echo("与主网不相连的部分（最长的在前）：")
        print_table(
            ("节点(个)", "路段(条)", "长度(m)", "位置(经度, 纬度)"),
            [
                (part["nodes"], part["edges"], part["length_m"], f"{part['at'][0]:.5f}, {part['at'][1]:.5f}")
                for part in report["small_components"]
            ],
            numbers=(0, 1, 2),
        )
