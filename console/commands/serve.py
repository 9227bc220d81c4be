"""`wangge serve`: the console."""

from typing import Annotated

import typer

Host = Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 opens the console to other machines.")]
Port = Annotated[int, typer.Option(help="Port to listen at; 0: any free one.", min=0, max=65535)]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(context: typer.Context, *, host: Host = "127.0.0.1", port: Port = 8050) -> None:
    """Serve the console, until Ctrl-C or SIGTERM."""
    from console.serving import serve_console  # noqa: PLC0415

    serve_console(context.obj.settings, host=host, port=port, say=context.obj.say)
