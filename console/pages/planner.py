"""The planner's page: the district on the map, its blind spots and grids in lists, files loaded, workers assigned."""

from dash import Dash
from dash.development.base_component import Component

from console.following import BESIDE_LISTS
from console.language import Language
from console.pages import Page
from console.planner import acting, drafting, following, loading
from console.planner.frame import frame
from console.state import AppState
from gis.database import session_of
from gis.extent import extent


def layout(state: AppState, language: Language) -> Component:
    """Return the page; where the record is empty, loading stands open."""
    with session_of(state.engine) as session:
        return frame(state, language, extent=extent(session, state.viewer))


def register(app: Dash, state: AppState) -> None:
    """Add the page's callbacks."""
    following.register(app, state)
    acting.register(app, state)
    loading.register(app, state)
    drafting.register(app, state)


PAGE = Page(
    path="/planner",
    title="Planner",
    purpose="Who lives outside every grid, and how to draw the grids so that nobody does",
    layout=layout,
    register=register,
    theme="light",
    unseen=BESIDE_LISTS,
    order=1,
)
