"""The page of resources: pick a kind, slide the radius, and see who lives within a walk and who does not."""

from dash import ClientsideFunction, Dash, Input, Output
from dash.development.base_component import Component

from console.language import Language
from console.pages import Page
from console.resources.frame import frame
from console.state import AppState
from gis.database import session_of
from gis.extent import extent
from gis.reach.record import resource_kinds


def layout(state: AppState, language: Language) -> Component:
    """Return the page; figures and map follow in the browser, from one answer per kind."""
    with session_of(state.engine) as session:
        return frame(state, language, extent=extent(session, state.viewer), kinds=resource_kinds(session))


def register(app: Dash, _state: AppState) -> None:
    """Let the browser's own code lead the page, and hear what changed."""
    app.clientside_callback(
        ClientsideFunction("readers", "reach"),
        Output("map-view", "data", allow_duplicate=True),
        Input("reach-page", "data"),
        prevent_initial_call="initial_duplicate",
    )
    app.clientside_callback(ClientsideFunction("readers", "reachChanged"), Input("live", "data"))


PAGE = Page(
    path="/resources",
    title="Resources",
    purpose="People in reach of an elderly centre, a clinic, a school – on foot, not in a straight line",
    layout=layout,
    register=register,
    theme="light",
    order=3,
)
