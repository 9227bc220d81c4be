"""The page of patrols: each grid's walk on the map with its direction and order, played, printed, taken along."""

from dash import Dash
from dash.development.base_component import Component

from console.language import Language
from console.pages import Page
from console.patrols import callbacks
from console.patrols.frame import frame
from console.state import AppState
from gis.database import session_of
from gis.extent import extent
from gis.patrols.ground import can_be_planned
from gis.patrols.listing import list_patrols


def layout(state: AppState, language: Language) -> Component:
    """Return the page; which grid's walk is shown stands in the address."""
    with session_of(state.engine) as session:
        return frame(
            state,
            language,
            extent=extent(session, state.viewer),
            patrols=list_patrols(session, state.viewer),
            ready=can_be_planned(session),
        )


def register(app: Dash, state: AppState) -> None:
    """Add the page's callbacks."""
    callbacks.register(app, state)


PAGE = Page(
    path="/patrols",
    title="Patrols",
    purpose="Each grid's walk over its streets, from its worker's post and back: drawn, played, printed",
    layout=layout,
    register=register,
    theme="light",
    unseen=frozenset(callbacks.NOT_SHOWN),
    order=4,
)
