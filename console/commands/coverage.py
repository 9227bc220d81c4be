"""`wangge coverage`: which share of people, buildings and ground is answered for."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli import Context, open_record

if TYPE_CHECKING:
    from gis.coverage.figures import CoverageFigures

STATES = {"draft": "草案", "published": "已发布", "retired": "已停用"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(coverage)


def coverage(
    context: typer.Context,
    *,
    area: Annotated[str | None, typer.Option(metavar="CODE", help="A district, subdistrict or community.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The plan and the buildings of that day.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say how many people, buildings and square metres lie in a grid, and how many in none.

    As it stands: the plan in force today and all buildings. With --as-of: the plan in force on that day, and the
    buildings lived in by then.
    """
    ours: Context = context.obj
    from gis.coverage.figures import coverage as coverage_of  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        found = coverage_of(session, LOCAL_OPERATOR, area_code=area, as_of=as_of.date() if as_of else None)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(found.as_json())
    else:
        _print(found)


def _print(found: "CoverageFigures") -> None:
    from console.tables import print_table  # noqa: PLC0415

    plan = found.plan
    named = "没有生效的方案" if plan.id is None else f"{plan.name}({STATES.get(plan.state or '', plan.state)})"
    place = "全区" if found.area is None else f"{found.area.name} {found.area.code}"
    share = "—" if found.coverage is None else f"{found.coverage:.2%}"
    typer.echo(f"{place} · {named} · 截至 {found.day} · 人口覆盖率 coverage {share}")
    people, buildings, ground, grids = found.population, found.buildings, found.area_m2, found.grids
    print_table(
        ("", "总计 total", "覆盖 covered", "未覆盖 uncovered", "重叠 overlapping", "单位"),
        [
            ("人口 population", people.total, people.covered, people.uncovered, people.overlapping, "人"),
            ("楼栋 buildings", buildings.total, buildings.covered, buildings.uncovered, buildings.overlapping, "栋"),
            ("面积 area_m2", ground.district, ground.covered, ground.gaps, ground.overlaps, "m²"),
        ],
        numbers=(1, 2, 3, 4),
    )
    typer.echo(
        f"网格 grids {grids.total:,} 个：在标准内 within_band {grids.within_band:,}，"
        f"不足 below_band {grids.below_band:,}（其中无人居住 empty {grids.empty:,}），"
        f"超出 above_band {grids.above_band:,}；无网格员 without_worker {grids.without_worker:,}。"
    )
    if people.estimated:
        typer.echo(f"其中 {people.estimated:,} 人为估算 estimated。")
