"""`wangge patrol VERB`: the routes that patrols should walk, and what they walked.

A verb is a module in this folder with `register(group)`; it needs no other line anywhere.
"""

import pkgutil
from importlib import import_module

import typer


def register(app: typer.Typer) -> None:
    """Add the group with every verb of this folder."""
    group = typer.Typer(no_args_is_help=True, help="Patrols: the routes to walk, and what was walked.")
    for found in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{found.name}").register(group)
    app.add_typer(group, name="patrol")
