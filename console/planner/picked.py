"""The card beside the map: of what is picked, drawn anew only where it says something else."""

import json
from hashlib import blake2b
from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from console.components.attributes import named
from console.following import BESIDE_LISTS, passes_by
from console.language import Language, current, words
from console.planner.cards import card_of
from console.state import AppState
from gis.database import session_of

NO_CARD = {"remarks", "load_remarks", "draft_grids", "draft_finding", "moves"}
"""What can be picked and has no card from here: a draft's grids show theirs by the browser's editor."""


def register(app: Dash, state: AppState) -> None:
    """Draw the card of what is picked, and again where it says something else."""

    @app.callback(
        Output("planner-card", "children"),
        Output("planner-card", "hidden"),
        Output("planner-card-shown", "data"),
        Input("planner-selection", "data"),
        Input("planner-live", "data"),
        Input("planner-done", "data"),
        State("planner-card-shown", "data"),
    )
    def card(
        selection: dict[str, str] | None, change: dict[str, Any] | None, _done: Any, shown: str | None
    ) -> tuple[Any, Any, Any]:
        if passes_by(change, BESIDE_LISTS, store="planner-live"):
            return no_update, no_update, no_update
        if not selection or selection["layer"] in NO_CARD:
            return [], True, None
        language = current(state.settings.language)
        with session_of(state.engine) as session:
            body = card_of(session, state.viewer, language, layer=selection["layer"], id=str(selection["id"]))
        made = _fingerprint(selection, body)
        if made == shown:
            # drawn anew, it would only shut the form that someone has opened
            return no_update, no_update, no_update
        return [_close(language), body], False, made


def _fingerprint(selection: dict[str, str], body: Component) -> str:
    """Return what tells one card from another: the thing it is of, and all that it says."""
    said = json.dumps([selection, body], cls=PlotlyJSONEncoder, sort_keys=True)
    return blake2b(said.encode(), digest_size=12).hexdigest()


def _close(language: Language) -> Component:
    _ = words(language)
    return html.Button(
        "×", className="wg-card-close", type="button", title=_("Close"),
        **named(data_drop_selection="", aria_label=_("Close")),
    )  # fmt: skip
