"""`wangge plan redo`: one step forward again in a draft."""

import typer

from console.commands.plan import Json, Plan
from console.commands.plan.undo import step


def register(group: typer.Typer) -> None:
    """Add the verb."""
    group.command()(redo)


def redo(context: typer.Context, plan: Plan, *, as_json: Json = False) -> None:
    """Do the step again that was undone last."""
    step(context.obj, plan, back=False, as_json=as_json)
