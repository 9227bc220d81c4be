"""`wangge site`: where the next resources of a kind should stand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from console import amounts
from console.cli import Context, open_record
from console.components.kinds import RESOURCE_KINDS
from gis.errors import InputError

if TYPE_CHECKING:
    from routing.site_proposal import SiteProposal

OBJECTIVES = {
    "cover": "most people within the radius",
    "mean": "shortest walk in the mean",
    "worst": "shortest longest walk",
}
LEAST_GAP = 0.0001
"""The smallest gap that is told as a figure: 0.01 %."""
WHOM = {"all": "all people", "60+": "people of 60 and over"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(site)


def site(
    context: typer.Context,
    *,
    kind: Annotated[str, typer.Option(metavar="KIND", help="A kind of resource, as elderly_centre.")],
    add: Annotated[int, typer.Option(metavar="N", help="How many sites are new, at most.")] = 1,
    radius: Annotated[
        float | None, typer.Option(metavar="M", help="Metres on foot within which people count as served.")
    ] = None,
    candidates: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Places where one could stand; a column price gives yuan.")
    ] = None,
    crs: Annotated[str | None, typer.Option(metavar="CRS", help="What FILE's coordinates are in.")] = None,
    source: Annotated[
        str, typer.Option("--from", metavar="WHAT", help="Without a file: communities, estates or grids.")
    ] = "communities",
    objective: Annotated[
        Literal["cover", "mean", "worst"],
        typer.Option(help="Most people within the radius, the shortest mean walk, or the shortest longest walk."),
    ] = "cover",
    whom: Annotated[
        Literal["all", "60+"] | None,
        typer.Option("--for", help="Whose walks count; care of the elderly counts 60+ unless said otherwise."),
    ] = None,
    budget: Annotated[float | None, typer.Option(metavar="YUAN", help="What the sites may cost together.")] = None,
    area: Annotated[str | None, typer.Option(metavar="CODE", help="Only the people of this area count.")] = None,
    others: Annotated[int, typer.Option(metavar="N", help="How many next best answers.", min=0)] = 3,
    seconds: Annotated[float, typer.Option(metavar="S", help="Most time for choosing, about.", min=0.1)] = 20.0,
    seed: Annotated[int, typer.Option(metavar="N", help="Equal seeds give equal answers.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say where the next resources of a kind should stand, with the proof, before and after, and the next best."""
    ours: Context = context.obj
    from console.components.kinds import RESOURCE_KINDS  # noqa: PLC0415
    from console.progress_bar import show_progress  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.parameters import load_parameters  # noqa: PLC0415
    from gis.sites.candidates import candidates_of, read_candidates  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415
    from routing.site_proposal import SiteOrder, propose_sites  # noqa: PLC0415

    if crs is not None and candidates is None:
        raise InputError("--crs says what a file's coordinates are in: it goes with --candidates.")
    named = None if candidates is None else read_candidates(candidates, crs=crs)
    with (
        open_record(ours.settings) as engine,
        session_of(engine) as session,
        show_progress(ours.console, ours.language) as progress,
    ):
        order = SiteOrder(
            kind=kind,
            add=add,
            radius_m=load_parameters(session).service_radius if radius is None else radius,
            objective=objective,
            whom=whom,
            budget=budget,
            area_code=area,
            first=kind in RESOURCE_KINDS,
            others=others,
            seconds=seconds,
            seed=seed,
        )
        places = named or candidates_of(session, source)
        found = propose_sites(session, LOCAL_OPERATOR, order, places, progress=progress)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(found.as_json())
    else:
        _print(found, ours)


def _print(found: "SiteProposal", ours: Context) -> None:
    from console.tables import print_table  # noqa: PLC0415

    say, said = ours.say, found.outcome
    typer.echo(_heading(said, ours))
    print_table(
        (
            *("", say("Reached on foot"), "%", say("Of 60 and over"), "%"),
            *(say("Mean walk (m)"), say("Longest walk (m)")),
        ),
        [_row(say("Before"), said["before"]), _row(say("After"), said["after"])],
        numbers=(1, 2, 3, 4, 5, 6),
    )
    if not said["sites"]:
        typer.echo(say("No candidate would bring anybody nearer."))
        _print_remarks(said, ours)
        return
    print_table(
        (
            *(say("No."), say("Place"), say("Longitude"), say("Latitude"), say("Price (yuan)")),
            *(say("Newly reached"), say("Of 60 and over"), say("Nearest to it")),
        ),
        [
            (
                site["rank"], site["name"], f"{site['lon']:.6f}", f"{site['lat']:.6f}", site["price"], site["gained"],
                site["gained_60"], site["nearest"],
            )
            for site in said["sites"]
        ],
        numbers=(0, 2, 3, 4, 5, 6, 7),
    )  # fmt: skip
    behind = "{behind} people fewer" if said["objective"] == "cover" else "{behind} m more"
    for number, other in enumerate(said["alternatives"], start=1):
        names = say(", ").join(place["name"] for place in other["sites"])
        less = say(behind, behind=f"{other['behind']:,.1f}".removesuffix(".0"))
        proof = "" if other["optimal"] else f" · {say('not proven')}"
        typer.echo(say("Next best {number}: {names} ({less})", number=number, names=names, less=less) + proof)
    _print_remarks(said, ours)


def _print_remarks(said: dict[str, Any], ours: Context) -> None:
    for remark in said["remarks"]:
        typer.echo(remark[ours.language])


def _heading(said: dict[str, Any], ours: Context) -> str:
    say = ours.say
    return say(
        "{kind}: {standing} standing, {new} new · {objective} ({whom}, {radius} m) · {candidates} candidates · {proof}",
        kind=say(RESOURCE_KINDS.get(said["kind"], said["kind"])),
        standing=f"{said['standing']:,}",
        new=f"{len(said['sites']):,}",
        objective=say(OBJECTIVES[said["objective"]]),
        whom=say(WHOM[said["for"]]),
        radius=f"{said['radius_m']:,.0f}",
        candidates=f"{said['candidates']['count']:,}",
        proof=_proof(said, ours),
    )


def _proof(said: dict[str, Any], ours: Context) -> str:
    """How far the answer may be from the best; never "0.00%", which would read like a proof."""
    if said["optimal"]:
        return ours.say("proven to be the best")
    if said["gap"] < LEAST_GAP:
        return ours.say("less than {gap} from the best", gap=f"{LEAST_GAP:.2%}")
    return ours.say("at most {gap} from the best", gap=f"{said['gap']:.2%}")


def _row(heading: str, figures: dict[str, Any]) -> tuple[Any, ...]:
    def percent(share: float | None) -> str:
        return "—" if share is None else f"{amounts.share(share)}%"

    return (
        heading, figures["reached"], percent(figures["share"]), figures["reached_60"], percent(figures["share_60"]),
        figures["mean_m"], figures["worst_m"],
    )  # fmt: skip
