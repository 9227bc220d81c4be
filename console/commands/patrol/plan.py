"""`wangge patrol plan`: the shortest walk over every street of each grid, from its worker's post and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.cli import Context, open_record
from gis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
MOST_LISTED = 40
MOST_REMARKS = 12
MOST_CODES = 5


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("plan")(plan)


def plan(
    context: typer.Context,
    *,
    grid: Annotated[
        list[str] | None, typer.Option("--grid", metavar="CODE", help="A grid; several times for several.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All grids of the plan in force.")] = False,
    hours: Annotated[float | None, typer.Option(help="Length of a shift; else the parameter patrol_hours.")] = None,
    speed: Annotated[float | None, typer.Option(help="km/h; else the parameter patrol_speed.")] = None,
    frequency: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[CLASS=]N", help="Walk streets N times in a round, or those of a class: residential=2, service=0."
        ),
    ] = None,
    begins: Annotated[str | None, typer.Option(metavar="HH:MM", help="When a shift begins.")] = None,
    windows: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="When resources may be passed: code,opens,closes.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the orders tried where places have hours.")] = 0,
    as_json: Json = False,
) -> None:
    """Work out the shortest walk over every street of a grid, from its worker's post and back, and keep it."""
    if bool(grid) == every:
        raise InputError("Say which grids: --grid CODE (several times for several), or --all.")
    from console.progress_bar import show_progress  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.patrols.hours import parse_time, read_hours, unknown_codes  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415
    from routing.patrol import PatrolRequest, plan_patrols  # noqa: PLC0415

    ours: Context = context.obj
    request = PatrolRequest(
        grids=None if every else grid, hours=hours, speed_kmh=speed, frequency=parse_frequency(frequency or []),
        begins=None if begins is None else parse_time(begins), windows={} if windows is None else read_hours(windows),
        seed=seed,
    )  # fmt: skip
    with (
        open_record(ours.settings) as engine,
        session_of(engine) as session,
        show_progress(ours.console, ours.language) as progress,
    ):
        patrols = plan_patrols(session, LOCAL_OPERATOR, request, progress=progress)
        unknown = unknown_codes(session, list(request.windows))
    if unknown and windows is not None:
        typer.echo(_unknown(windows.name, unknown, ours), err=True)
    found = [patrol.as_json() for patrol in patrols]
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json(found)
        return
    _print(found, ours)


def parse_frequency(said: "Sequence[str]") -> "Mapping[str, int]":
    """Return how often streets are walked: by class, and under "" all others.

    Raises:
        InputError: not a number, or a negative one.
    """
    times: dict[str, int] = {}
    for item in said:
        name, _, figure = item.rpartition("=")
        if not figure.isascii() or not figure.isdigit():
            raise InputError(f"Write how often streets are walked as 2 or residential=2, not {item}.")
        times[name.strip()] = int(figure)
    return times


def _unknown(name: str, codes: "Sequence[str]", ours: Context) -> str:
    first = ours.say(", ").join(codes[:MOST_CODES]) + (" …" if len(codes) > MOST_CODES else "")
    return ours.say("{file}: no place has these codes ({n}), their hours count for nothing: {codes}", file=name,
                    n=f"{len(codes):,}", codes=first)  # fmt: skip


def _print(found: "Sequence[dict[str, Any]]", ours: Context) -> None:
    from console.tables import print_table  # noqa: PLC0415

    say = ours.say
    streets, walked, bound = (sum(row[name] for row in found) / 1000 for name in ("streets_m", "length_m", "bound_m"))
    typer.echo(
        say(
            "{n} patrols · streets {streets} km · on foot {walked} km · bound {bound} km · {proven} proven shortest ·"
            " {shifts} shifts · {hours} h",
            n=f"{len(found):,}",
            streets=f"{streets:,.1f}",
            walked=f"{walked:,.1f}",
            bound=f"{bound:,.1f}",
            proven=f"{sum(row['optimal'] for row in found):,}",
            shifts=f"{sum(row['shifts'] for row in found):,}",
            hours=f"{sum(row['hours'] for row in found):,.1f}",
        )
    )
    names = ("Grid", "Worker", "Streets (m)", "On foot (m)", "Walked twice", "Bound (m)", "Above the bound", "Shifts",
             "Spread", "Hours", "Key places")  # fmt: skip
    print_table(
        tuple(say(name) for name in names),
        [
            (row["grid"], row["worker"] or "—", row["streets_m"], row["length_m"], f"{row['walked_twice']:.1%}",
             row["bound_m"], say("proven") if row["optimal"] else _gap(row["gap"]), row["shifts"],
             f"{row['spread']:.0%}" if row["shifts"] > 1 else "—", row["hours"], row["places"])
            for row in found[:MOST_LISTED]
        ],
        numbers=(2, 3, 4, 5, 6, 7, 8, 9, 10),
    )  # fmt: skip
    if len(found) > MOST_LISTED:
        typer.echo(say("… {n} more with --json.", n=f"{len(found) - MOST_LISTED:,}"))
    _print_remarks(found, ours)


def _gap(gap: float) -> str:
    """Return a gap that no proof has closed; never "0.00%", which would read like one."""
    return "<0.01%" if gap < 1e-4 else f"{gap:.2%}"  # noqa: PLR2004 - the least that two digits show


def _print_remarks(found: "Sequence[dict[str, Any]]", ours: Context) -> None:
    """Say what is odd about the patrols; that nobody holds a grid stands in the table."""
    from console.patrols.wording import remark_words  # noqa: PLC0415

    remarks = [(row["grid"], remark) for row in found for remark in row["remarks"] if remark["about"] != "no_worker"]
    for grid, remark in remarks[:MOST_REMARKS]:
        typer.echo(f"  {grid} · {remark_words(remark, ours.language)}")
    if len(remarks) > MOST_REMARKS:
        typer.echo(ours.say("  … {n} more remarks with --json", n=f"{len(remarks) - MOST_REMARKS:,}"))
