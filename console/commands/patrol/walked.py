"""`wangge patrol walked`: hours on patrol against the plan's, and which streets were walked since a day."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.cli import Context, open_record

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from gis.progress import Progress

SHOWN = 12
"""Days, and streets not walked, that are printed; --json holds more."""

_OF_GRIDS = (
    *(
        "Grid",
        "Name",
        "Streets m",
        "Walked m",
        "Share %",
        "Walked",
        "Half walked",
        "Not walked",
        "Key places",
        "Passed",
    ),
)


_OF_WORKERS = (
    *("Worker", "Name", "Days", "Days enough", "h a day", "Standing %", "Longest stand min"),
    *("Walked m", "Outside own grid m", "Off the route m", "Last"),
)


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("walked")(walked)


def walked(
    context: typer.Context,
    *,
    grid: Annotated[str | None, typer.Option(metavar="CODE", help="Only this grid, and who holds it.")] = None,
    worker: Annotated[str | None, typer.Option(metavar="CODE", help="Only this worker.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="First day; else unwalked_days ago.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say who was on patrol for how long, and which streets were walked, half walked or not walked since a day."""
    ours: Context = context.obj
    from console.progress_bar import show_progress  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from routing.walks import match_positions  # noqa: PLC0415

    with (
        open_record(ours.settings) as engine,
        session_of(engine) as session,
        show_progress(ours.console, ours.language) as progress,
    ):
        match_positions(session, progress=progress)
        found = whole(session, grid=grid, worker=worker, since=since.date() if since else None, progress=progress)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(found)
    else:
        _print(found | {"whole": bool(grid or not worker)}, ours)


def whole(
    session: "Session", *, grid: str | None, worker: str | None, since: date | None, progress: "Progress"
) -> dict[str, Any]:
    """Return all figures as JSON has them."""
    from gis.parameters import load_parameters  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR as VIEWER  # noqa: PLC0415
    from gis.walks.figures import as_json, by_worker, first_day, patrol_days  # noqa: PLC0415
    from gis.walks.streets import unwalked_streets, walked_of_grids  # noqa: PLC0415
    from gis.walks.waiting import matched_so_far  # noqa: PLC0415
    from routing.patrol_division import street_division  # noqa: PLC0415

    parameters, matched = load_parameters(session), matched_so_far(session)
    first = since or first_day(session)
    days = patrol_days(session, VIEWER, since=first, grid=grid, worker=worker)
    grids, left = [], []
    if grid or not worker:
        division = street_division(session, progress=progress)
        grids = walked_of_grids(session, VIEWER, division, since=first, grid=grid)
        left = unwalked_streets(session, VIEWER, division, since=first, grid=grid)
    return {
        "since": first.isoformat(),
        "hours_due": parameters.patrol_hours,
        "waiting": matched.waiting,
        "as_of": None if matched.as_of is None else matched.as_of.isoformat(),
        "workers": [as_json(item) for item in by_worker(days)],
        "days": [as_json(item) for item in days],
        "grids": [as_json(item) | {"share": round(item.share, 4)} for item in grids],
        "not_walked": [as_json(item) for item in left],
    }


def _print(found: dict[str, Any], ours: Context) -> None:
    from console.tables import print_table  # noqa: PLC0415

    say = ours.say
    typer.echo(say("Patrols since {day}; {hours} h a day are due", day=found["since"], hours=f"{found['hours_due']:g}"))
    if found["workers"]:
        print_table(
            tuple(map(say, _OF_WORKERS)),
            [
                (w["worker"], w["name"], w["days"], w["enough_days"], w["hours_a_day"],
                 None if w["standing_share"] is None else 100 * w["standing_share"], w["longest_stand_min"],
                 w["walked_m"], w["off_route_m"], w["off_plan_m"], w["last_day"])
                for w in found["workers"]
            ],
            numbers=(2, 3, 4, 5, 6, 7, 8, 9),
        )  # fmt: skip
    else:
        typer.echo(say("Nobody was on patrol: `wangge load positions FILE`, or an earlier --since."))
    if found["grids"]:
        print_table(
            tuple(map(say, _OF_GRIDS)),
            [
                (g["grid"], g["name"], g["streets_m"], g["walked_m"], 100 * g["share"], g["walked"], g["half"],
                 g["not_walked"], g["key_places"], g["passed"])
                for g in found["grids"]
            ],
            numbers=(2, 3, 4, 5, 6, 7, 8, 9),
        )  # fmt: skip
    elif found["whole"]:
        typer.echo(say("No plan is in force: load grids as `wangge load grids FILE`, or publish a plan."))
    for street in found["not_walked"][:SHOWN]:
        days = street["days"]
        when = say("never walked") if days is None else say("walked {days} days ago", days=days)
        typer.echo(f"  {street['name'] or street['street']} · {street['grid']} · {street['length_m']:,.0f} m · {when}")
    if len(found["not_walked"]) > SHOWN:
        typer.echo(say("  … {count} more stretches: --json lists them", count=len(found["not_walked"]) - SHOWN))
