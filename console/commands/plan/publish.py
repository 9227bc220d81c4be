"""`wangge plan publish`: a draft comes into force on a day."""

from datetime import datetime
from typing import Annotated

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(publish)


def publish(
    context: typer.Context,
    plan: Plan,
    *,
    day: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day on which it holds; else today.")
    ] = None,
    replaces: Annotated[
        str | None, typer.Option(metavar="PLAN", help="A plan that came into force today, of which this was not made.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Publish a draft: it holds from a day on, and ends the plan before it. Nobody sees half of it."""
    ours: Context = context.obj
    from gis.coverage.standing import today  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans import publish as publish_plan  # noqa: PLC0415
    from gis.plans.listing import find_plan, line_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        begins = day.date() if day else today(session)
        other = None if replaces is None else find_plan(session, replaces).id
        draft = find_plan(session, plan).id
        published = publish_plan(session, draft, effective_from=begins, viewer=LOCAL_OPERATOR, replaces=other)
        line = line_of(session, published.id)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(line.as_json())
    else:
        said = "Plan {id} {name} is published, in force from {day}: {grids} grids."
        typer.echo(ours.say(said, id=line.id, name=line.name, day=line.effective_from, grids=f"{line.grids:,}"))
