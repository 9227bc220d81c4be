"""`wangge plan list`: every plan, and where it stands."""

from datetime import datetime
from typing import Annotated

import typer

from console.cli import Context, open_record
from console.commands.plan import Json


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command("list")(list_)


def list_(
    context: typer.Context,
    *,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The plans of that day, as they stood then.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the plans: published ones by the day they begin, then drafts."""
    ours: Context = context.obj
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans.listing import listed_plans  # noqa: PLC0415

    day = as_of.date() if as_of else None

    with open_record(ours.settings) as engine, session_of(engine) as session:
        plans = listed_plans(session, as_of=day)
        every = plans or listed_plans(session)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json([plan.as_json() for plan in plans])
        return
    if every and not plans:
        typer.echo(ours.say("There was no plan yet on {day}; without --as-of all are listed.", day=day))
        return
    if not plans:
        typer.echo(ours.say("There is no plan: `wangge load grids FILE` makes the first one of the grids that stand."))
        return
    from console.tables import print_table  # noqa: PLC0415

    print_table(
        ("id", *map(ours.say, ("Plan", "State", "From", "Until", "Revision", "Grids", "People", "Made of"))),
        [
            (str(plan.id), plan.name, ours.say(plan.state) + (" ✔" if plan.in_force else ""), plan.effective_from,
             plan.effective_until, str(plan.revision), plan.grids, plan.people, plan.base_name)
            for plan in plans
        ],
        numbers=(0, 5, 6, 7),
    )  # fmt: skip
