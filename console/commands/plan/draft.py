"""`wangge plan draft`: a draft that begins as a plan stands; or away with one."""

from typing import Annotated

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan
from gis.errors import InputError


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(draft)


def draft(
    context: typer.Context,
    plan: Plan = "current",
    *,
    name: Annotated[str, typer.Option(help="Name of the draft.")] = "",
    note: Annotated[str, typer.Option(help="A sentence to go with it.")] = "",
    drop: Annotated[bool, typer.Option("--drop", help="Remove the draft PLAN for good.")] = False,
    as_json: Json = False,
) -> None:
    """Make a draft of a plan (of the one in force, unless another is named), or with --drop remove one.

    A draft is that plan as it stands, with the same workers; it takes no room until it differs.
    """
    ours: Context = context.obj
    from console.json_output import print_json  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans import make_draft  # noqa: PLC0415
    from gis.plans.drafts import drop_draft  # noqa: PLC0415
    from gis.plans.listing import find_plan, line_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    if drop and (name or note):
        raise InputError("--drop takes neither --name nor --note.")
    with open_record(ours.settings) as engine, session_of(engine) as session:
        base = find_plan(session, plan)
        if drop:
            drop_draft(session, base.id)
            line = None
        else:
            named = name or ours.say("{name} (draft)", name=base.name)
            line = line_of(session, make_draft(session, base.id, name=named, viewer=LOCAL_OPERATOR, note=note).id)
    if as_json:
        print_json({"dropped": base.id} if line is None else line.as_json())
    elif line is None:
        typer.echo(ours.say("Draft {id} {name} is removed.", id=base.id, name=base.name))
    else:
        said = "Draft {id} {name}: {grids} grids, {people} people, from plan {base} {base_name}."
        figures = {"grids": f"{line.grids:,}", "people": f"{line.people:,}", "base": base.id, "base_name": base.name}
        typer.echo(ours.say(said, id=line.id, name=line.name, **figures))
