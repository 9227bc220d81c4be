"""`wangge plan renumber`: the codes of a draft's grids, made anew."""

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan

SHOWN = 10


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(renumber)


def renumber(context: typer.Context, plan: Plan, *, as_json: Json = False) -> None:
    """Number the grids of a draft anew: the community's 12 digits and 3 more, row by row within each community.

    Workers stay with their grids. `wangge plan show` keeps what each grid was called; `wangge plan undo` takes it back.
    """
    ours: Context = context.obj
    from console.refusals import refusal_words  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans.listing import find_plan  # noqa: PLC0415
    from gis.plans.renumbering import renumber as renumber_plan  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        done = renumber_plan(session, find_plan(session, plan).id, viewer=LOCAL_OPERATOR)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(done.as_json())
        return
    if done.renumbered:
        count = f"{len(done.renumbered):,}"
        typer.echo(ours.say("{n} grids renumbered (revision {revision}).", n=count, revision=done.revision))
    else:
        typer.echo(ours.say("Every code is as it should be."))
    for old, new in list(done.renumbered.items())[:SHOWN]:
        typer.echo(f"  {old} → {new}")
    if len(done.renumbered) > SHOWN:
        typer.echo("  … " + ours.say("all of them: wangge plan show {id} --json", id=done.plan))
    for remark in done.remarks:
        typer.echo(f"  {refusal_words(remark, ours.language)}")
