"""`wangge plan diff`: two plans side by side."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan

if TYPE_CHECKING:
    from gis.plans.comparing import PlanDiff

SHOWN = 15
KINDS = {
    "estate_outside": "网格外小区",
    "buildings_outside": "网格外楼栋",
    "gap": "空隙",
    "overlap": "重叠",
    "no_worker": "无网格员",
}


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(diff)


def diff(
    context: typer.Context,
    before: Plan,
    after: Plan,
    *,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Count who lived and worked here on that day.")
    ] = None,
    buildings: Annotated[bool, typer.Option("--buildings", help="Name every moved building in the JSON.")] = False,
    as_json: Json = False,
) -> None:
    """Hold two plans against each other: figures of both, who changes grid, blind spots closed and opened."""
    ours: Context = context.obj
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans.comparing import compare_plans  # noqa: PLC0415
    from gis.plans.listing import find_plan  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        keys = find_plan(session, before).id, find_plan(session, after).id
        found = compare_plans(session, *keys, as_of=as_of.date() if as_of else None)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(found.as_json(buildings=buildings))
    else:
        _print(found)


def _print(found: "PlanDiff") -> None:
    from console.tables import print_table  # noqa: PLC0415

    a, b = found.a, found.b
    typer.echo(
        f"{a.plan.name}（{a.plan.id}）→ {b.plan.name}（{b.plan.id}）" + (f" · {found.as_of}" * bool(found.as_of))
    )
    print_table(("", "之前", "之后", "变化"), _figures(found), numbers=(1, 2, 3))
    moved, grids = found.moved, found.grids
    typer.echo(
        f"换网格 moved：{moved.people:,} 人、{moved.households:,} 户、{moved.buildings:,} 栋，"
        f"其中 60 岁以上 {moved.elderly:,} 人；"
        f"新增网格 {len(grids.added):,}，撤销 {len(grids.removed):,}，改界 {len(grids.redrawn):,}，"
        f"改号 {len(grids.renumbered):,}。"
    )
    if found.moves:
        print_table(
            ("原网格", "新网格", "人口(人)", "户数(户)", "楼栋(栋)", "原网格员", "新网格员"),
            [
                (move.from_grid, move.to_grid, move.people, move.households, move.buildings, move.workers_before,
                 move.workers_after)
                for move in found.moves[:SHOWN]
            ],
            numbers=(2, 3, 4),
        )  # fmt: skip
        if len(found.moves) > SHOWN:
            typer.echo(f"另有 {len(found.moves) - SHOWN:,} 组（--json 列出全部）。")
    for label, spots in (("消除盲区", found.closed), ("新增盲区", found.opened)):
        names = "、".join(spot.name for spot in spots[:SHOWN])
        typer.echo(f"{label} {len(spots):,} 处" + (f"：{names}" if spots else "") + ("…" if len(spots) > SHOWN else ""))


def _figures(found: "PlanDiff") -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for label, name in (
        ("网格 grids", "grids"), ("在标准内 within_band", "within_band"), ("不足 below_band", "below_band"),
        ("超出 above_band", "above_band"), ("人口最少 people_min", "people_min"), ("人口最多 people_max", "people_max"),
        ("人口中位数 people_median", "people_median"), ("地块 pieces", "pieces"),
        ("应配网格员（按人口）", "workers_due_people"), ("应配网格员（按网格）", "workers_due_grids"),
        ("年经费（元）", "funds_yearly"), ("无网格员的网格", "without_worker"),
    ):  # fmt: skip
        one, other = getattr(found.a, name), getattr(found.b, name)
        rows.append((label, one, other, _signed(other - one)))
    for label, name in (("紧凑度 compactness_mean", "compactness_mean"), ("紧凑度 5% 分位", "compactness_p5")):
        rows.append((label, *(f"{value:.3f}" if value is not None else None for value in _both(found, name)), ""))
    shares = _both(found, "coverage")
    rows.append(("人口覆盖率 coverage", *(None if share is None else f"{share:.2%}" for share in shares), ""))
    for label, name in (("空隙（m²）", "gaps"), ("重叠（m²）", "overlaps")):
        one, other = getattr(found.a.ground, name), getattr(found.b.ground, name)
        rows.append((label, round(one), round(other), _signed(round(other - one))))
    for kind in sorted(found.a.blind_spots.keys() | found.b.blind_spots.keys()):
        one, other = found.a.blind_spots.get(kind, 0), found.b.blind_spots.get(kind, 0)
        rows.append((f"盲区：{KINDS.get(kind, kind)}", one, other, _signed(other - one)))
    return rows


def _both(found: "PlanDiff", name: str) -> tuple[Any, Any]:
    return getattr(found.a, name), getattr(found.b, name)


def _signed(value: float) -> str:
    return f"{value:+,.0f}" if value else "—"
