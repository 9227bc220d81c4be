"""`wangge plan rename`: a draft gets another name."""

from typing import Annotated

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(rename)


def rename(
    context: typer.Context,
    plan: Plan,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called from now on.")],
    *,
    as_json: Json = False,
) -> None:
    """Give a draft another name: one step, which `wangge plan undo` takes back. What is published keeps its name."""
    ours: Context = context.obj
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans import rename as rename_plan  # noqa: PLC0415
    from gis.plans.listing import find_plan, line_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        named = rename_plan(session, find_plan(session, plan).id, name=name, viewer=LOCAL_OPERATOR)
        line = line_of(session, named.id)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(line.as_json())
    else:
        typer.echo(ours.say("Plan {id} is called {name} now.", id=line.id, name=line.name))
