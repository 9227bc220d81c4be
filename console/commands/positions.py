"""`wangge positions`: positions that are older than may be kept go; what they showed stays."""

from typing import Annotated

import typer

from console.cli import Context, open_record


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Positions of workers within their shifts.")
    group.callback()(_group)
    group.command("purge")(purge)
    app.add_typer(group, name="positions")


def _group() -> None:
    """Positions of workers within their shifts: `wangge load positions` brings them in."""


def purge(
    context: typer.Context,
    *,
    days: Annotated[
        float | None, typer.Option(min=0, help="Older than so many days; else the parameter position_days.")
    ] = None,
) -> None:
    """Delete old positions; the streets they showed as walked, hours and metres stay."""
    ours: Context = context.obj
    from gis.database import session_of  # noqa: PLC0415
    from gis.walks.intake import purge_positions  # noqa: PLC0415
    from routing.walks import match_positions  # noqa: PLC0415

    with open_record(ours.settings) as engine, session_of(engine) as session:
        match_positions(session)
        gone = purge_positions(session, days=days)
    typer.echo(ours.say("{count} positions deleted; what they showed stays.", count=f"{gone:,}"))
