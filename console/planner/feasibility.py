"""Where the targets contradict each other, and what the band really asks for."""

from dash import Dash, html
from dash.development.base_component import Component

from console.language import Language
from console.state import AppState


def section(_language: Language) -> Component:
    """Return what stands of it in the tab “Plans”, under the list; the open draft's id is in store `planner-draft`."""
    return html.Section(id="plans-feasibility", className="wg-plans-section")


def floating(_language: Language) -> list[Component]:
    """Return its stores, and its panels that float on the map (class `wg-panel`), hidden until they are asked for."""
    return []


def register(_app: Dash, _state: AppState) -> None:
    """Add its callbacks."""
