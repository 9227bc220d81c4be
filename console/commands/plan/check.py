"""`wangge plan check`: what is wrong with a plan."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli import Context, open_record
from console.commands.plan import Json, Plan

if TYPE_CHECKING:
    from gis.boundaries.findings import PlanFinding

KINDS = {
    "gap": "gap",
    "overlap": "overlap",
    "crossing": "across a community's border",
    "pieces": "in several pieces",
    "no_community": "in no community",
    "uncovered": "edge left open",
    "sliver": "sliver",
    "cut_building": "cuts a building",
    "code": "code not in order",
    "no_worker": "no worker",
    "band": "people outside the band",
}
SEVERITIES = {"error": "Errors", "warning": "Warnings"}


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(check)


def check(
    context: typer.Context,
    plan: Plan,
    *,
    kept: Annotated[bool, typer.Option("--kept", help="What was found when it was published, kept with it.")] = False,
    as_json: Json = False,
) -> None:
    """Check a plan: gaps, overlaps, slivers, loose pieces, borders, codes, people, workers. Errors bar publishing."""
    ours: Context = context.obj
    from gis.boundaries.checking import check_plan, kept_findings  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.plans.listing import find_plan  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        number = find_plan(session, plan).id
        found = kept_findings(session, number) if kept else check_plan(session, number, LOCAL_OPERATOR)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json([finding.as_json() for finding in found])
    else:
        _print(found, ours)


def _print(found: "list[PlanFinding]", ours: Context) -> None:
    say = ours.say
    if not found:
        typer.echo(say("Nothing is wrong."))
        return
    from console.tables import print_table  # noqa: PLC0415

    counts = Counter((finding.severity, finding.kind) for finding in found)
    for severity, title in SEVERITIES.items():
        each = [f"{say(KINDS.get(kind, kind))} {count:,}" for (of, kind), count in counts.items() if of == severity]
        if each:
            typer.echo(say("{title}: {counts}", title=say(title), counts=", ".join(each)))
    print_table(
        tuple(map(say, ("Level", "Kind", "What is wrong", "People", "Area (m²)", "Mend"))),
        [
            (
                say(finding.severity),
                say(KINDS.get(finding.kind, finding.kind)),
                finding.text[ours.language],
                finding.people,
                finding.area_m2,
                "" if finding.mend is None else finding.mend.text[ours.language],
            )
            for finding in found
        ],
        numbers=(3, 4),
    )
