"""One community, for its own people on a phone: its grids, who answers, what lies outside, and what is missing."""

from dash import Dash
from dash.development.base_component import Component

from console.community import callbacks
from console.community.frame import frame
from console.language import Language
from console.pages import Page
from console.state import AppState
from gis.database import session_of
from gis.extent import extent


def layout(state: AppState, language: Language) -> Component:
    """Return the page; which community it is of stands in the address."""
    with session_of(state.engine) as session:
        return frame(state, language, extent=extent(session, state.viewer))


def register(app: Dash, state: AppState) -> None:
    """Add the page's callbacks."""
    callbacks.register(app, state)


PAGE = Page(
    path="/community",
    title="Community",
    purpose="One community on a phone: its grids, who answers for each, what is missing",
    layout=layout,
    register=register,
    theme="light",
    unseen=frozenset(callbacks.NOT_SHOWN),
    order=2,
)
