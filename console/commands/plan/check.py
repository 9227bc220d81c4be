"""`wangge plan check`: what is wrong with a plan."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan

if TYPE_CHECKING:
    from gis.boundaries.findings import PlanFinding

KINDS = {
    "gap": "空隙",
    "overlap": "重叠",
    "crossing": "越出社区",
    "pieces": "分成几片",
    "no_community": "无社区",
    "uncovered": "边缘未覆盖",
    "sliver": "碎片",
    "cut_building": "切开楼栋",
    "code": "编码不合规",
    "no_worker": "无网格员",
    "band": "人口超出标准",
}
SEVERITIES = {"error": "错误", "warning": "提醒"}


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(check)


def check(
    context: typer.Context,
    plan: Plan,
    *,
    kept: Annotated[bool, typer.Option("--kept", help="What was found when it was published, kept with it.")] = False,
    as_json: Json = False,
) -> None:
    """Check a plan: gaps, overlaps, slivers, loose pieces, borders, codes, people, workers. Errors bar publishing."""
    ours: Context = context.obj
    from gis.boundaries.checking import check_plan, kept_findings  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans.listing import find_plan  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        number = find_plan(session, plan).id
        found = kept_findings(session, number) if kept else check_plan(session, number, LOCAL_OPERATOR)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json([finding.as_json() for finding in found])
    else:
        _print(found)


def _print(found: "list[PlanFinding]") -> None:
    if not found:
        typer.echo("没有发现问题。")
        return
    from console.tables import print_table  # noqa: PLC0415

    counts = Counter((finding.severity, finding.kind) for finding in found)
    for severity, title in SEVERITIES.items():
        each = [f"{KINDS.get(kind, kind)} {count:,}" for (of, kind), count in counts.items() if of == severity]
        if each:
            typer.echo(f"{title}：{'，'.join(each)}。")
    print_table(
        ("级别", "类别", "说明", "人口(人)", "面积(m²)", "修正"),
        [
            (
                SEVERITIES[finding.severity],
                KINDS.get(finding.kind, finding.kind),
                finding.text["zh"],
                finding.people,
                finding.area_m2,
                "" if finding.mend is None else finding.mend.text["zh"],
            )
            for finding in found
        ],
        numbers=(3, 4),
    )
