"""`wangge plan feasibility`: where targets contradict each other."""

from typing import TYPE_CHECKING, Annotated

import typer

from console.cli import Context, open_record
from console.commands.plan import Json

if TYPE_CHECKING:
    from gis.plans.feasibility import Feasibility


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(feasibility)


def feasibility(
    context: typer.Context,
    plan: Annotated[
        str | None, typer.Argument(metavar="PLAN", help="Take the grids of this plan as the planned ones.")
    ] = None,
    *,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A threshold or target: grid_people_max=1200."),
    ] = None,
    people: Annotated[int | None, typer.Option(help="Else all people in the record.")] = None,
    grids: Annotated[float | None, typer.Option(help="Grids planned.")] = None,
    workers: Annotated[float | None, typer.Option(help="Workers planned.")] = None,
    budget: Annotated[float | None, typer.Option(metavar="YUAN", help="Money a year.")] = None,
    as_json: Json = False,
) -> None:
    """Say how many grids, workers and yuan the band really asks for, and which targets cannot hold together."""
    ours: Context = context.obj
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans.feasibility import feasibility as weigh  # noqa: PLC0415
    from gis.plans.listing import find_plan  # noqa: PLC0415
    from gis.plans.targets import values_of  # noqa: PLC0415

    values = values_of(given or [])
    named = {"grids_planned": grids, "workers_planned": workers, "budget": budget}
    values |= {name: value for name, value in named.items() if value is not None}
    with open_record(ours.settings) as engine, session_of(engine) as session:
        plan_id = None if plan is None else find_plan(session, plan).id
        found = weigh(session, plan_id=plan_id, population=people, values=values)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(found.as_json())
    else:
        _print(found, ours)


def _print(found: "Feasibility", ours: Context) -> None:
    from console.tables import print_table  # noqa: PLC0415

    needs, say, language = found.needs, ours.say, ours.language
    plan = f" · {found.plan} {found.plan_name}" if found.plan_name else ""
    typer.echo(say("{n} people", n=f"{found.population:,}") + plan)
    print_table(
        (say("The band asks for"), say("least"), say("most")),
        [
            (say("Grids"), needs.grids_min, needs.grids_max),
            (say("Workers, by people"), needs.workers_by_people, needs.workers_by_people),
            (say("Workers, by grids"), needs.workers_by_grids_min, needs.workers_by_grids_max),
            (say("Yuan a year"), needs.funds_min, needs.funds_max),
        ],
        numbers=(1, 2),
    )
    typer.echo(_weighed(found, ours))
    if found.contradictions:
        print_table(
            ("§", say("It says"), say("But")),
            [(" ".join(item.sections), item.says[language], item.but[language]) for item in found.contradictions],
        )
    else:
        typer.echo(say("No target contradicts another."))
    print_table(
        (say("Name"), say("Value"), "§", say("Unit"), say("Meaning")),
        [
            (item.name, f"{item.value:,.2f}".rstrip("0").rstrip("."), item.section, item.unit,
             item.zh if language == "zh" else item.en)
            for item in found.values
        ],
        numbers=(1,),
    )  # fmt: skip


def _weighed(found: "Feasibility", ours: Context) -> str:
    """Return by which share of suburban grids workers and yuan per grid were weighed, and where it comes from."""
    share = f"{found.suburb_share * 100:.1f}"
    if not found.grids_counted:
        return ours.say("Workers by grids and yuan: half of the grids are taken as suburban, since there are none yet.")
    return ours.say(
        "Workers by grids and yuan: {share} % of the grids are taken as suburban, as {n} of the {grids} grids of plan"
        " {plan} are (zone of their community, else of its subdistrict).",
        share=share, n=f"{found.grids_suburb:,}", grids=f"{found.grids_counted:,}", plan=found.zones_of,
    )  # fmt: skip
