"""Tables for people, aligned whatever the width of the characters."""

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

_WIDTH_UNSEEN = 200
"""Columns when the output goes to a file or another program."""


def print_table(headings: Sequence[str], rows: Sequence[Sequence[Any]], *, numbers: Sequence[int] = ()) -> None:
    """Print `rows` under `headings`; the columns of `numbers` are set flush right, with a comma at each thousand."""
    table = Table(box=box.SIMPLE, pad_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        right = number in numbers
        table.add_column(heading, justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in rows:
        table.add_row(*(_shown(value) for value in row))
    console = Console(highlight=False, markup=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=_WIDTH_UNSEEN)
    console.print(table)


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 10 or value == 0 else f"{value:,.1f}"  # noqa: PLR2004
    return f"{value:,}" if isinstance(value, int) else str(value)
