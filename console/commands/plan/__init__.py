"""`wangge plan VERB`: the plans of the district, from the first draft to the day they hold.

A verb is a module in this folder with `register(group)`; it needs no other line anywhere.
"""

import pkgutil
from importlib import import_module
from typing import Annotated

import typer

Plan = Annotated[
    str,
    typer.Argument(metavar="PLAN", help="Its number in `wangge plan list`, its name, or `current`: in force today."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the group with every verb of this folder."""
    group = typer.Typer(no_args_is_help=True, help="Plans of grids: list, compare, draft, change and publish them.")
    for found in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{found.name}").register(group)
    app.add_typer(group, name="plan")
