"""`wangge plan show`: one plan, its figures and its steps."""

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan


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

    line, say = shown.plan, ours.say
    head = [say("Plan {id} {name}", id=line.id, name=line.name), say(line.state)]
    if line.effective_from is not None:
        head.append(say("from {day}", day=line.effective_from))
    if line.effective_until is not None:
        head.append(say("until {day}", day=line.effective_until))
    typer.echo(" · ".join([*head, say("revision {n}", n=line.revision)]))
    typer.echo(say("{grids} grids, {people} people", grids=f"{line.grids:,}", people=f"{line.people:,}"))
    if line.note:
        typer.echo(line.note)
    for one in shown.withdrawals:
        withdrawn = say(
            "Published for {day} and withdrawn: {at}, {who}",
            day=one.effective_from, at=f"{one.at:%Y-%m-%d %H:%M}", who=one.author,
        )  # fmt: skip
        typer.echo(withdrawn)
    if shown.renumbering:
        typer.echo(say("{n} grids renumbered; --json has old and new codes", n=f"{len(shown.renumbering):,}"))
    print_table(
        (say("Revision"), say("When"), say("Who"), say("What")),
        [(str(step.number), f"{step.at:%Y-%m-%d %H:%M}", step.author, step.action) for step in shown.steps],
        numbers=(0,),
    )
