"""`wangge plan undo`: one step back in a draft."""

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(undo)


def undo(context: typer.Context, plan: Plan, *, as_json: Json = False) -> None:
    """Undo the last step of a draft; any number of steps, also tomorrow."""
    step(context.obj, plan, back=True, as_json=as_json)


def step(ours: Context, plan: str, *, back: bool, as_json: bool) -> None:
    """Go one step back or forward in a draft, and say which grids that changed."""
    from gis.boundaries.editing import step_back, step_forward  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans.listing import find_plan  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        number = find_plan(session, plan).id
        done = step_back(session, number) if back else step_forward(session, number)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(done.as_json())
        return
    word = "已撤销一步" if back else "已重做一步"
    typer.echo(f"{word}：方案 {number} 现为第 {done.revision} 版，{len(done.changed):,} 个网格有变化。")
    if done.removed:
        typer.echo(f"不再有网格 {'、'.join(done.removed)}。")
