"""`wangge blind-spots`: what nobody answers for, what to do about it, and what may stay as it is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.cli import Context, open_record
from console.components.kinds import RESOURCE_KINDS
from gis.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from gis.blind_spots import BlindSpot
    from gis.reach.unserved import UnservedSpot
    from gis.walks.unwalked import UnwalkedSpot

KINDS = {
    "estate_outside": "Estate outside",
    "buildings_outside": "Buildings outside",
    "gap": "Gap",
    "overlap": "Overlap",
    "no_worker": "No worker",
}
UNSERVED, UNWALKED = "unserved", "unwalked"
"""People outside the service radius, and streets nobody walked: listed apart, since no border cures either."""
Area = Annotated[str | None, typer.Option(metavar="CODE", help="A district, subdistrict or community.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(blind_spots)
    group.command("except")(mark)
    app.add_typer(group, name="blind-spots")


def blind_spots(
    context: typer.Context,
    *,
    area: Area = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND", help=f"Only this kind: {', '.join(KINDS)}; or {UNSERVED} or {UNWALKED}, which stand apart."
        ),
    ] = None,
    resource: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="With --kind unserved: a kind of resource, as clinic; else elderly_centre."),
    ] = None,
    as_json: Json = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write them to a .gpkg, .geojson or .csv file as well.")
    ] = None,
) -> None:
    """List ground and people that nobody answers for, worst first (people x days), each with its cure."""
    if context.invoked_subcommand is not None:
        return
    ours: Context = context.obj
    from console.spot_file import check_spot_file, write_spots  # noqa: PLC0415
    from gis.blind_spots import blind_spots as spots_of  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    if kind is not None and kind not in (*KINDS, UNSERVED, UNWALKED):
        raise InputError(f"--kind {kind}: unknown; there are {', '.join((*KINDS, UNSERVED, UNWALKED))}.")
    if resource is not None and kind != UNSERVED:
        raise InputError(f"--resource goes with --kind {UNSERVED} only.")
    if out is not None:
        check_spot_file(out)
    with open_record(ours.settings) as engine, session_of(engine) as session:
        if kind in (UNSERVED, UNWALKED):
            apart: Any = _unserved(session, area, resource) if kind == UNSERVED else _unwalked(session, area)
            spots = [spot.as_blind_spot() for spot in apart]
            said = [spot.as_json() for spot in apart]
        else:
            found = spots_of(session, LOCAL_OPERATOR, area_code=area)
            spots = [spot for spot in found if kind in (None, spot.kind)]
            said = [spot.as_json() for spot in spots]
    if out is not None:
        write_spots(spots, out)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(said)
        return
    if kind in (UNSERVED, UNWALKED):
        (_print_unserved if kind == UNSERVED else _print_unwalked)(apart, ours)
    else:
        _print(spots, ours)
    if out is not None:
        typer.echo(ours.say("Written to {file}.", file=out))


def _unserved(session: "Session", area: str | None, resource: str | None) -> list["UnservedSpot"]:
    from gis.reach.keeping import KEPT_KIND  # noqa: PLC0415
    from gis.reach.unserved import unserved_spots  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415
    from routing.reach_keeping import keep_reach  # noqa: PLC0415

    kind = resource or KEPT_KIND
    keep_reach(session, kind=kind, wait=True)
    return unserved_spots(session, LOCAL_OPERATOR, kind=kind, area_code=area)


def _unwalked(session: "Session", area: str | None) -> list["UnwalkedSpot"]:
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415
    from gis.walks.unwalked import unwalked_spots  # noqa: PLC0415
    from routing.patrol_division import street_division  # noqa: PLC0415
    from routing.walks import match_positions  # noqa: PLC0415

    match_positions(session)
    return unwalked_spots(session, LOCAL_OPERATOR, street_division(session), area_code=area)


def _print_unwalked(spots: list["UnwalkedSpot"], ours: Context) -> None:
    from console.tables import print_table  # noqa: PLC0415

    if not spots:
        typer.echo(ours.say("No street went unwalked, or there are no streets or no plan in force yet."))
        return
    print_table(
        tuple(map(ours.say, ("Grid", "Name", "Not walked m", "Streets m", "Stretches", "Never walked", "Last"))),
        [
            (spot.grid, spot.name, round(spot.length_m), round(spot.streets_m), spot.streets, spot.never,
             spot.last_day)
            for spot in spots
        ],
        numbers=(2, 3, 4, 5),
    )  # fmt: skip


def mark(
    context: typer.Context,
    spot_id: Annotated[int, typer.Argument(metavar="ID", help="Its id in the list.")],
    *,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it may stay: a park, a river.")] = "",
    name: Annotated[str, typer.Option(metavar="WHO", help="Who says so.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the mark away again.")] = False,
    as_json: Json = False,
) -> None:
    """Mark a blind spot as an exception; it stays in the list as such."""
    ours: Context = context.obj
    from gis.blind_spots import except_spot, unexcept_spot  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    if undo and (reason or name):
        raise InputError("--undo takes neither --reason nor --name.")
    with open_record(ours.settings) as engine, session_of(engine) as session:
        if undo:
            spot = unexcept_spot(session, spot_id, viewer=LOCAL_OPERATOR)
        else:
            spot = except_spot(session, spot_id, reason=reason, name=name, viewer=LOCAL_OPERATOR)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(spot.as_json())
    elif spot.exception is None:
        typer.echo(ours.say("{id} {name}: no exception any more.", id=spot.id, name=spot.name))
    else:
        said, who = spot.exception.reason, spot.exception.name
        marked = "{id} {name}: marked as an exception ({reason}; {who})."
        typer.echo(ours.say(marked, id=spot.id, name=spot.name, reason=said, who=who))


def _print(spots: list["BlindSpot"], ours: Context) -> None:
    say = ours.say
    if not spots:
        typer.echo(say("No blind spot."))
        return
    from console.tables import print_table  # noqa: PLC0415

    counts = [(say(label), sum(spot.kind == kind for spot in spots)) for kind, label in KINDS.items()]
    told = (", " if ours.language == "en" else "，").join(f"{label} {count:,}" for label, count in counts if count)
    typer.echo(say("{count} blind spots: {told}.", count=f"{len(spots):,}", told=told))
    unheld = [spot for spot in spots if spot.wants_workers]
    if unheld:
        left_out = "No workers are loaded: {count} grids have none; they are left out below (--json lists them)."
        typer.echo(say(left_out, count=f"{len(unheld):,}"))
    shown = [spot for spot in spots if not spot.wants_workers]
    if shown:
        print_table(
            ("id", say("Kind"), say("Name"), say("People"), say("Buildings"), say("Days"), "m²", say("Cure")),
            [
                (str(spot.id), say(KINDS.get(spot.kind, spot.kind)), spot.name, spot.people, spot.buildings, spot.days,
                 spot.area_m2, _what(spot, ours))
                for spot in shown
            ],
            numbers=(0, 3, 4, 5, 6),
        )  # fmt: skip


def _what(spot: "BlindSpot", ours: Context) -> str:
    if spot.exception is not None:
        return ours.say("exception: {reason} ({who})", reason=spot.exception.reason, who=spot.exception.name)
    return str(spot.cure["text"][ours.language])


def _print_unserved(spots: list["UnservedSpot"], ours: Context) -> None:
    say = ours.say
    if not spots:
        typer.echo(say("Nobody lives outside the service radius, or there is no such resource yet."))
        return
    from console.tables import print_table  # noqa: PLC0415

    first = spots[0]
    people, people_60 = (sum(getattr(spot, name) for spot in spots) for name in ("people", "people_60"))
    typer.echo(
        say(
            "{kind}, beyond a walk of {radius} m: {people} people, {people_60} of them of 60 and over,"
            " in {count} communities.",
            kind=say(RESOURCE_KINDS.get(first.resource_kind, first.resource_kind)),
            radius=f"{first.radius_m:,.0f}",
            people=f"{people:,}",
            people_60=f"{people_60:,}",
            count=f"{len(spots):,}",
        )
    )
    print_table(
        (
            *(say("Code"), say("Name"), say("People"), say("Of 60 and over"), say("Buildings")),
            *(say("Mean walk (m)"), say("Longest walk (m)")),
        ),
        [
            (spot.code or "—", spot.name or "", spot.people, spot.people_60, spot.buildings, spot.mean_m, spot.most_m)
            for spot in spots
        ],
        numbers=(2, 3, 4, 5, 6),
    )
