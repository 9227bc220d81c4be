"""`wangge plan withdraw`: a plan that has not begun becomes a draft again."""

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(withdraw)


def withdraw(context: typer.Context, plan: Plan, *, as_json: Json = False) -> None:
    """Take a publication back before its day: the plan becomes a draft again, and the plan before it goes on."""
    ours: Context = context.obj
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans import withdraw as withdraw_plan  # noqa: PLC0415
    from gis.plans.listing import find_plan, line_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        withdrawn = withdraw_plan(session, find_plan(session, plan).id, viewer=LOCAL_OPERATOR)
        line = line_of(session, withdrawn.id)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(line.as_json())
    else:
        typer.echo(
            ours.say("Plan {id} {name} is a draft again; the plan before it goes on.", id=line.id, name=line.name)
        )
