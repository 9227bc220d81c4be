"""`wangge balance`: the grids with too many people or too few."""

from typing import Annotated

import typer

from console.cli import Context, open_record


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(balance)


def balance(
    context: typer.Context,
    *,
    area: Annotated[str | None, typer.Option(metavar="CODE", help="A district, subdistrict or community.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the grids out of the band of people a grid should have, farthest first."""
    ours: Context = context.obj
    from gis.coverage.balance import balance as balance_of  # noqa: PLC0415
    from gis.database import session_of  # noqa: PLC0415
    from gis.viewer import LOCAL_OPERATOR  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        grids = balance_of(session, LOCAL_OPERATOR, area_code=area)
    if as_json:
        from console.json_output import print_json  # noqa: PLC0415

        print_json([grid.as_json() for grid in grids])
        return
    from console.tables import print_table  # noqa: PLC0415

    say = ours.say
    typer.echo(say("{count} grids out of the band, the farthest first.", count=f"{len(grids):,}"))
    if grids:
        print_table(
            ("code", say("Name"), say("Community"), say("People"), say("Over/under"), say("Grids due"), "m²"),
            [
                (grid.code, grid.name, grid.community_name or "—", grid.people, f"{grid.off_by:+,}", grid.grids_due,
                 grid.area_m2)
                for grid in grids
            ],
            numbers=(3, 4, 5, 6),
        )  # fmt: skip
