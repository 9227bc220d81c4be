"""`wangge plan diff`: two plans side by side."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan

if TYPE_CHECKING:
    from gis.plans.comparing import PlanDiff

SHOWN = 15


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(diff)


def diff(
    context: typer.Context,
    before: Plan,
    after: Plan,
    *,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Count who lived and worked here on that day.")
    ] = None,
    buildings: Annotated[bool, typer.Option("--buildings", help="Name every moved building in the JSON.")] = False,
    as_json: Json = False,
) -> None:
    """Hold two plans against each other: figures of both, who changes grid, blind spots closed and opened."""
    ours: Context = context.obj
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans.comparing import compare_plans  # noqa: PLC0415
    from gis.plans.listing import find_plan  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        keys = find_plan(session, before).id, find_plan(session, after).id
        found = compare_plans(session, *keys, as_of=as_of.date() if as_of else None)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(found.as_json(buildings=buildings))
    else:
        _print(found, ours)


def _print(found: "PlanDiff", ours: Context) -> None:
    from console.plan_figures import figures  # noqa: PLC0415
    from console.tables import print_table  # noqa: PLC0415

    a, b, say = found.a, found.b, ours.say
    typer.echo(f"{a.plan.name} ({a.plan.id}) → {b.plan.name} ({b.plan.id})" + (f" · {found.as_of}" * bool(found.as_of)))
    print_table(("", say("Before"), say("After")), figures(found, ours.language), numbers=(1, 2))
    moved, grids = found.moved, found.grids
    typer.echo(
        say(
            "{people} people in {households} households and {buildings} buildings change grid, {elderly} of them 60+.",
            people=f"{moved.people:,}",
            households=f"{moved.households:,}",
            buildings=f"{moved.buildings:,}",
            elderly=f"{moved.elderly:,}",
        )
    )
    for people, said in (
        (moved.people_from_none, "{people} of them were in no grid before"),
        (moved.people_to_none, "{people} of them are in no grid after"),
    ):
        if people:
            typer.echo(say(said, people=f"{people:,}"))
    typer.echo(
        say(
            "{added} grids new, {removed} gone, {redrawn} redrawn, {renumbered} renumbered",
            added=len(grids.added),
            removed=len(grids.removed),
            redrawn=len(grids.redrawn),
            renumbered=len(grids.renumbered),
        )
    )
    if found.moves:
        headings = ("From grid", "To grid", "People", "Households", "Buildings", "Worker before", "Worker after")
        print_table(
            tuple(map(say, headings)),
            [
                (move.from_grid, move.to_grid, move.people, move.households, move.buildings, move.workers_before,
                 move.workers_after)
                for move in found.moves[:SHOWN]
            ],
            numbers=(2, 3, 4),
        )  # fmt: skip
        if len(found.moves) > SHOWN:
            typer.echo(say("and {n} more", n=f"{len(found.moves) - SHOWN:,}"))
    for label, spots in ((say("Blind spots closed"), found.closed), (say("Blind spots opened"), found.opened)):
        names = ", ".join(spot.name for spot in spots[:SHOWN])
        typer.echo(f"{label} {len(spots):,}" + (f": {names}" if spots else "") + (" …" if len(spots) > SHOWN else ""))
