"""One page per reader: a module of this package that holds `PAGE`.

A page gives its path, its title and two functions: `layout(state, language)` returns what it shows, and
`register(app, state)` adds its callbacks as closures. Nothing else has to be told of a new page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal

from dash import Dash
from dash.development.base_component import Component

from console.language import Language
from console.state import AppState

Theme = Literal["light", "dark"]


def _no_callbacks(_app: Dash, _state: AppState) -> None:
    """Register nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page.

    Attributes:
        path: Where it stands, such as "/planner".
        title: Its English wording, found in the catalogues.
        purpose: What it is for, as the start page says; its English wording.
        layout: What it shows, given the state and the language.
        register: Adds its callbacks, once per process.
        theme: Its look until the reader picks the other.
        unseen: Changes of the record on which nothing of it but its map depends. The browser keeps them from Dash: a
            callback that is called again while its first answer is under way would lose that answer.
        order: Its place on the start page and among the links from page to page; None: no link leads there.
    """

    path: str
    title: str
    layout: Callable[[AppState, Language], Component]
    purpose: str = ""
    register: Callable[[Dash, AppState], None] = _no_callbacks
    theme: Theme = "light"
    unseen: frozenset[str] = frozenset()
    order: int | None = None


@cache
def find_pages() -> dict[str, Page]:
    """Return the pages by path, in the order of their links."""
    found = []
    for module in iter_modules(__path__):
        page = getattr(import_module(f"{__name__}.{module.name}"), "PAGE", None)
        if isinstance(page, Page):
            found.append(page)
    found.sort(key=lambda page: (page.order is None, page.order or 0, page.path))
    return {page.path: page for page in found}
