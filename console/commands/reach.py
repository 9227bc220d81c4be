"""`wangge reach`: who lives within a walk of the resources of a kind, beside the straight line."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from console import amounts
from console.cli import Context, open_record
from console.components.kinds import RESOURCE_KINDS
from gis.errors import InputError

if TYPE_CHECKING:
    from routing.reach_figures import ReachFigures

FARTHER = 3
"""Beside the plan's service radius, this many times of it is shown: 500 m and 1.5 km."""
METRES_PER_MINUTE = 1000 / 60
ROWS = 12
NAMED = 8


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(reach)


def reach(
    context: typer.Context,
    *,
    kind: Annotated[str, typer.Option(metavar="KIND", help="A kind of resource, as elderly_centre.")],
    radius: Annotated[
        list[float] | None, typer.Option(metavar="M", help="Metres on foot; may be given several times.")
    ] = None,
    area: Annotated[str | None, typer.Option(metavar="CODE", help="A district, subdistrict or community.")] = None,
    minutes: Annotated[
        list[float] | None, typer.Option(metavar="MIN", help="The same in minutes, at the walking speed.")
    ] = None,
    assign: Annotated[
        Literal["nearest", "capacity"],
        typer.Option(help="Who is counted where: at the nearest, or at the nearest that still has room."),
    ] = "nearest",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say how many people live within a walk of the nearest resource of a kind, in all, by resource and by grid."""
    ours: Context = context.obj
    from console.progress_bar import show_progress  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.parameters import load_parameters  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415
    from routing.reach_figures import reach_figures  # noqa: PLC0415

    for value in minutes or ():
        if not 0 <= value < float("inf"):
            raise InputError(f"--minutes must be zero or more, not {value:g}.")
    with (
        open_record(ours.settings) as engine,
        session_of(engine) as session,
        show_progress(ours.console, ours.language) as progress,
    ):
        parameters = load_parameters(session)
        radii = [
            *(radius or ()),
            *(round(value * parameters.walking_speed * METRES_PER_MINUTE, 1) for value in minutes or ()),
        ]
        found = reach_figures(
            session,
            LOCAL_OPERATOR,
            kind=kind,
            radii_m=radii or (parameters.service_radius, FARTHER * parameters.service_radius),
            area_code=area,
            assign=assign,
            progress=progress,
        )
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(found.as_json())
    else:
        _print(found, ours)


def _print(found: "ReachFigures", ours: Context) -> None:
    from console.tables import print_table  # noqa: PLC0415

    say = ours.say
    place = say("The whole district") if found.area is None else found.area
    head = "{place} · {count} × {kind} · network {network}"
    kind = say(RESOURCE_KINDS.get(found.kind, found.kind))
    typer.echo(say(head, place=place, kind=kind, count=f"{len(found.by_resource):,}", network=found.network))
    print_table(
        (
            *(say("Radius (m)"), say("People"), say("Reached on foot"), "%", say("Of 60 and over"), "%"),
            *(say("In a straight line"), say("Too many"), say("Drawn wrong")),
        ),
        [
            (
                f"{row['radius_m']:,.0f}", row["people"], row["reached"], _percent(row["share"]), row["reached_60"],
                _percent(row["share_60"]), row["straight_line"], row["straight_line"] - row["reached"],
                row["misplaced"],
            )
            for row in found.radii
        ],
        numbers=(0, 1, 2, 3, 4, 5, 6, 7, 8),
    )  # fmt: skip
    for remark in found.remarks:
        typer.echo(remark[ours.language])
    _print_resources(found, ours)
    _print_grids(found, ours)


def _print_resources(found: "ReachFigures", ours: Context) -> None:
    from console.tables import print_table  # noqa: PLC0415

    say, radius = ours.say, found.radii[0]["radius_m"]
    if found.assign == "nearest":
        how = say("Within {radius} m, counted at the nearest (overlapping: all who reach it):", radius=f"{radius:,.0f}")
    else:
        how = say("Within {radius} m, counted at the nearest that has room:", radius=f"{radius:,.0f}")
    typer.echo(how)
    rows = sorted(found.by_resource, key=lambda row: -row["radii"][0]["within"])[:ROWS]
    print_table(
        (
            *(say("Code"), say("Name"), say("Room"), say("Counted"), say("Of 60 and over"), say("With overlap")),
            say("In a straight line"),
        ),
        [
            (
                row["resource"], row["name"], row["capacity"], row["radii"][0]["counted"],
                _of_60(row["radii"][0]), row["radii"][0]["within"], row["radii"][0]["straight_line"],
            )
            for row in rows
        ],
        numbers=(2, 3, 4, 5, 6),
    )  # fmt: skip
    for cluster in found.clusters:
        if cluster["radius_m"] == radius:
            codes = cluster["resources"]
            names = " ".join(codes[:NAMED]) + (" …" if len(codes) > NAMED else "")
            together = "{count} side by side ({names}) serve {people} people together."
            typer.echo(say(together, count=f"{len(codes):,}", names=names, people=f"{cluster['people']:,}"))


def _of_60(figures: dict[str, Any]) -> str:
    """Of 60 and over; ≈ where a building's people count at several resources, those of 60 and over in proportion."""
    return f"{'≈ ' if figures['people_60_estimated'] else ''}{figures['people_60']:,}"


def _print_grids(found: "ReachFigures", ours: Context) -> None:
    from console.tables import print_table  # noqa: PLC0415

    say, first = ours.say, found.radii[0]["radius_m"]
    left = [row for row in found.by_grid if row["people"] > row["radii"][0]["reached"]]
    if not left:
        return
    worst = sorted(left, key=lambda row: row["radii"][0]["reached"] - row["people"])[:ROWS]
    title = "Grids with most people beyond {radius} m ({count} in all; --json lists them):"
    typer.echo(say(title, radius=f"{first:,.0f}", count=f"{len(left):,}"))
    print_table(
        (say("Grid"), say("People"), say("Reached on foot"), "%", say("Not reached")),
        [
            (
                row["grid"] or say("in no grid"), row["people"], row["radii"][0]["reached"],
                _percent(row["radii"][0]["share"]), row["people"] - row["radii"][0]["reached"],
            )
            for row in worst
        ],
        numbers=(1, 2, 3, 4),
    )  # fmt: skip


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{amounts.share(share)}%"
