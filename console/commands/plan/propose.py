"""`wangge plan propose`: new boundaries, proposed by the machine, as a draft."""

from typing import TYPE_CHECKING, Annotated

import typer

from console.cli import Context, open_record
from console.commands.plan import Json

if TYPE_CHECKING:
    from gis.districting.asking import Proposal


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(propose)


def propose(
    context: typer.Context,
    *,
    base: Annotated[str, typer.Option(metavar="PLAN", help="The plan to start from; else the one in force.")] = "",
    area: Annotated[str | None, typer.Option(metavar="CODE", help="Only this subdistrict or community.")] = None,
    grid: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Only these grids; may be repeated.")] = None,
    people: Annotated[str | None, typer.Option(metavar="A-B", help="People per grid, as 800-1200.")] = None,
    grids: Annotated[int | None, typer.Option(help="How many grids; else as many as the people ask for.")] = None,
    keep: Annotated[float, typer.Option(help="0 to 1: how much it counts that people keep their grid.")] = 0.0,
    compact: Annotated[float, typer.Option(help="Weight of compactness, 0 to 10.")] = 1.0,
    lock: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Grids that stay exactly as they are.")] = None,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal plans.")] = 0,
    name: Annotated[str, typer.Option(help="Name of the draft.")] = "",
    as_json: Json = False,
) -> None:
    """Propose new boundaries along streets, water and estate walls, and write them into a new draft.

    Every grid holds as many people as asked for, wherever the buildings allow it; no building is cut, every grid is
    one piece in one community. The plan in force stays as it is.
    """
    ours: Context = context.obj
    from console.progress_bar import show_progress  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.districting.asking import Ask, band  # noqa: PLC0415
    from gis.districting.proposing import propose as propose_plan  # noqa: PLC0415
    from gis.plans.listing import find_plan  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    least, most = band(people) if people else (None, None)
    with open_record(ours.settings) as engine, session_of(engine) as session:
        ask = Ask(
            base_id=find_plan(session, base).id if base else None, area_code=area, picked=_split(grid),
            locked=_split(lock), people_min=least, people_max=most, grids=grids, keep=keep, compact=compact,
            seed=seed, name=name,
        )  # fmt: skip
        with show_progress(ours.console, ours.language) as progress:
            found = propose_plan(session, ask, viewer=LOCAL_OPERATOR, progress=progress)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(found.as_json())
    else:
        _print(found, ours)


def _split(said: list[str] | None) -> tuple[str, ...]:
    return tuple(code for item in said or () for code in item.replace(",", " ").split())


def _print(found: "Proposal", ours: Context) -> None:
    from console.components.proposal_words import FIGURES, REMARKS  # noqa: PLC0415
    from console.tables import print_table  # noqa: PLC0415

    say = ours.say
    seconds = f"{found.seconds:.1f}"
    typer.echo(say("Draft {id} {name}, made in {seconds} s.", id=found.plan, name=found.name, seconds=seconds))
    print_table(
        ("", say("proposal"), say("before")),
        [
            (say(title), _shown(getattr(found.figures, key)), _shown(getattr(found.base, key)) if found.base else "—")
            for title, key in FIGURES
        ],
        numbers=(1, 2),
    )
    moved = f"{found.people_moved:,}"
    typer.echo(
        say(
            "{people} people in {buildings} buildings change their grid.",
            people=moved,
            buildings=f"{found.buildings_moved:,}",
        )
    )
    for remark in found.remarks:
        people = f"{remark.people:,}"
        typer.echo(say(REMARKS[remark.kind], community=remark.community_name, grid=remark.grid, people=people))


def _shown(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:.3f}" if isinstance(value, float) else f"{value:,}"
