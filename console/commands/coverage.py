"""`wangge coverage`: which share of people, buildings and ground is answered for."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli import Context, open_record

if TYPE_CHECKING:
    from gis.coverage.figures import CoverageFigures


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(coverage)


def coverage(
    context: typer.Context,
    *,
    area: Annotated[str | None, typer.Option(metavar="CODE", help="A district, subdistrict or community.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The plan and the buildings of that day.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say how many people, buildings and square metres lie in a grid, and how many in none.

    As it stands: the plan in force today and all buildings. With --as-of: the plan in force on that day, and the
    buildings lived in by then.
    """
    ours: Context = context.obj
    from gis.coverage.figures import coverage as coverage_of  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        found = coverage_of(session, LOCAL_OPERATOR, area_code=area, as_of=as_of.date() if as_of else None)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(found.as_json())
    else:
        _print(found, ours)


def _print(found: "CoverageFigures", ours: Context) -> None:
    from console.tables import print_table  # noqa: PLC0415

    say = ours.say

    def named(wording: str, key: str) -> str:
        # beside the word, what --json calls it
        return key if ours.language == "en" else f"{say(wording)} {key}"

    plan = found.plan
    state = say(plan.state) if plan.state else ""
    plan_name = say("no plan in force") if plan.id is None else say("{name} ({state})", name=plan.name, state=state)
    place = say("The whole district") if found.area is None else f"{found.area.name} {found.area.code}"
    share = "—" if found.coverage is None else f"{found.coverage:.2%}"
    head = "{place} · {plan} · as of {day} · coverage {share} of the people"
    typer.echo(say(head, place=place, plan=plan_name, day=found.day, share=share))
    people, buildings, ground, grids = found.population, found.buildings, found.area_m2, found.grids
    print_table(
        (
            "",
            named("Total", "total"),
            named("Covered", "covered"),
            named("Uncovered", "uncovered"),
            named("Overlapping", "overlapping"),
            "",
        ),
        [
            (named("People", "population"), people.total, people.covered, people.uncovered, people.overlapping, ""),
            (
                named("Buildings", "buildings"),
                *(buildings.total, buildings.covered, buildings.uncovered, buildings.overlapping, ""),
            ),
            (named("Area", "area_m2"), ground.district, ground.covered, ground.gaps, ground.overlaps, "m²"),
        ],
        numbers=(1, 2, 3, 4),
    )
    typer.echo(
        say(
            "{total} grids: within_band {within}, below_band {below} (of which empty {empty}), above_band {above};"
            " without_worker {without}.",
            total=f"{grids.total:,}",
            within=f"{grids.within_band:,}",
            below=f"{grids.below_band:,}",
            empty=f"{grids.empty:,}",
            above=f"{grids.above_band:,}",
            without=f"{grids.without_worker:,}",
        )
    )
    if people.estimated:
        typer.echo(say("{count} of the people are estimated.", count=f"{people.estimated:,}"))
