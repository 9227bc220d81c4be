"""`wangge demo`: a working console on the sample district."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from console.cli import Context
from console.commands.serve import Host, Port

if TYPE_CHECKING:
    from sqlalchemy import Engine


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    context: typer.Context,
    *,
    size: Annotated[
        Literal["small", "full"], typer.Option(help="Of the sample: 0.13 or 1.27 million people.")
    ] = "full",
    host: Host = "127.0.0.1",
    port: Port = 8050,
) -> None:
    """Start the database, load the sample district if the record is empty, and serve the console."""
    from console.serving import serve_console  # noqa: PLC0415

    ours: Context = context.obj

    def prepare(engine: "Engine") -> None:
        from console.commands.load import load_sample  # noqa: PLC0415
        from console.progress_bar import show_progress  # noqa: PLC0415
        from gis.clearing import is_empty  # noqa: PLC0415

        if is_empty(engine):
            with show_progress(ours.console, ours.language) as progress:
                load_sample(engine, size=size, progress=progress)

    serve_console(ours.settings, host=host, port=port, say=ours.say, prepare=prepare)
