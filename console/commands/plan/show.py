"""`wangge plan show`: one plan, its figures and its steps."""

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan
from console.commands.plan.list import STATES


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(show)


def show(context: typer.Context, plan: Plan, *, as_json: Json = False) -> None:
    """Show one plan: when it holds, how many grids and people, and what was done to it."""
    ours: Context = context.obj
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans.listing import find_plan, show_plan  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        shown = show_plan(session, find_plan(session, plan).id)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(shown.as_json())
        return
    from console.tables import print_table  # noqa: PLC0415

    line = shown.plan
    span = "" if line.effective_from is None else f" · {line.effective_from} 起"
    span += "" if line.effective_until is None else f" · 至 {line.effective_until} 前"
    typer.echo(f"方案 {line.id} {line.name} · {STATES[line.state]}{span} · 第 {line.revision} 版")
    typer.echo(f"网格 grids {line.grids:,} 个 · 人口 people {line.people:,} 人")
    if line.note:
        typer.echo(line.note)
    print_table(
        ("版本", "时间", "谁", "做了什么"),
        [(str(step.number), f"{step.at:%Y-%m-%d %H:%M}", step.author, step.action) for step in shown.steps],
        numbers=(0,),
    )
