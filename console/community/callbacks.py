"""The community's page follows its reader and the record, and takes what is written."""

import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.development.base_component import Component

from console.community.body import community_body, picker
from console.community.sheet import print_sheet
from console.components.attributes import named
from console.components.states import notice
from console.following import ON_FOOT, passes_by
from console.language import Language, current, words
from console.state import AppState
from gis.blind_spots import refresh
from gis.communities import community, community_at, list_communities
from gis.database import session_of
from gis.errors import NotFoundError
from gis.remarks import add_remark, list_remarks

NOT_SHOWN = {
    *("street", "water", "green", "place", "resource", "incident", "incident_category", "load", "draft"),
    *ON_FOOT,
}


def register(app: Dash, state: AppState) -> None:
    """Add the callbacks."""
    _steer(app)
    _choose(app, state)
    _fill(app, state)
    _write(app, state)


def _steer(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("readers", "steerCommunity"),
        Output("community-view", "data"),
        Output("community-address", "data"),
        Output("community-selection", "data"),
        Output("community-place", "data"),
        Input("community-area", "data"),
        Input("map-pick", "data"),
        Input("community-done", "data"),
        Input("community-outline", "data"),
        State("community-selection", "data"),
        State("community-place", "data"),
        State("community-page", "data"),
    )
    for store, frame_store in (("community-view", "map-view"), ("community-address", "address")):
        app.clientside_callback(
            ClientsideFunction("readers", "hand"),
            Output(frame_store, "data", allow_duplicate=True),
            Input(store, "data"),
            prevent_initial_call=True,
        )
    app.clientside_callback(
        ClientsideFunction("readers", "markRows"),
        Input("community-selection", "data"),
        Input("community-body", "children"),
    )
    app.clientside_callback(ClientsideFunction("readers", "flyTo"), Input("community-fly", "data"))


def _choose(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("community-area", "data"),
        Output("community-elsewhere", "children"),
        Input("address", "data"),
        Input("community-wish", "data"),
        Input("located", "data"),
        Input("map-pick", "data"),
        State("community-area", "data"),
    )
    def choose(
        address: dict[str, Any] | None,
        wish: dict[str, Any] | None,
        located: dict[str, Any] | None,
        pick: dict[str, Any] | None,
        area: dict[str, Any] | None,
    ) -> tuple[Any, Any]:
        code = (area or {}).get("code")
        if ctx.triggered_id == "community-wish" and wish:
            return {"code": wish["code"] or None}, None
        place = located if ctx.triggered_id == "located" else pick if ctx.triggered_id == "map-pick" else None
        if place is None:
            if area is not None and (address or {}).get("from") != "url":
                return no_update, no_update
            return {"code": (address or {}).get("area")}, None
        return _at(state, place, code, located=ctx.triggered_id == "located")

    app.clientside_callback(
        ClientsideFunction("readers", "remarkForm"), Input("community-place", "data"), Input("community-area", "data")
    )


def _at(state: AppState, place: dict[str, Any], code: str | None, *, located: bool) -> tuple[Any, Any]:
    """Return the community at a place: taken at once where none is chosen or the reader stands there, else offered."""
    _ = words(current(state.settings.language))
    if place.get("error"):
        _tell(state, place["error"], kind="error")
        return no_update, no_update
    if place.get("lon") is None:
        return no_update, no_update
    with session_of(state.engine) as session:
        found = community_at(session, state.viewer, lon=place["lon"], lat=place["lat"])
    if found is None:
        if located:
            _tell(state, _("You stand outside every community of this record."), kind="error")
        return no_update, None
    if found.code == code:
        return no_update, None
    if code is None or located:
        return {"code": found.code}, None
    offer = html.Button(
        _("This is {name}: open it").format(name=found.name), type="button", className="wg-button",
        **named(data_area=found.code),
    )  # fmt: skip
    return no_update, offer


def _fill(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("community-body", "children"),
        Output("community-name", "children"),
        Output("community-search-box", "hidden"),
        Output("community-fly", "data"),
        Output("community-print", "children"),
        Output("community-outline", "data"),
        Input("community-area", "data"),
        Input("community-words", "data"),
        Input("live", "data"),
        Input("community-done", "data"),
    )
    def fill(
        area: dict[str, Any] | None, said: str | None, change: dict[str, Any] | None, _done: Any
    ) -> tuple[Any, ...]:
        if area is None or passes_by(change, NOT_SHOWN):
            return (no_update,) * 6
        language = current(state.settings.language)
        _ = words(language)
        code = area["code"]
        with session_of(state.engine) as session:
            if code is None:
                rows = picker(list_communities(session, state.viewer), said, language)
                return rows, _("Which community?"), False, no_update, None, None
            refresh(session)
            try:
                found = community(session, state.viewer, code)
            except NotFoundError:
                return _unknown(language), code, True, no_update, None, None
            remarks = list_remarks(session, state.viewer, only_open=False, community_code=code, limit=20)
        new = ctx.triggered_id in (None, "community-area")
        fly = {"bbox": list(found.bbox), "n": time.time(), "zoom": 17, "unless_placed": True} if new else no_update
        at = datetime.now(ZoneInfo(state.settings.time_zone))
        return (
            community_body(found, remarks, language),
            found.name,
            True,
            fly,
            print_sheet(found, language, at=at),
            {"layer": "communities", "id": str(found.id)},
        )


def _unknown(language: Language) -> Component:
    _ = words(language)
    back = html.Button(_("Pick one"), type="button", className="wg-button", **named(data_area=""))
    sentence = _("There is no such community; pick one from the list.")
    return html.Div([html.Span(sentence), back], className="wg-error", role="alert")


def _write(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("community-done", "data"),
        Output("remark-note", "value"),
        Input("remark-send", "n_clicks"),
        State("remark-note", "value"),
        State("remark-kind", "value"),
        State("community-place", "data"),
        State("community-area", "data"),
        prevent_initial_call=True,
    )
    def send(
        clicks: int | None,
        note: str | None,
        kind: str,
        place: dict[str, float] | None,
        area: dict[str, Any],
    ) -> tuple[Any, Any]:
        if not clicks:
            return no_update, no_update
        _ = words(current(state.settings.language))
        if not (note or "").strip() and not place:
            _tell(state, _("Write a few words, or show the place on the map."), kind="error")
            return no_update, no_update
        with session_of(state.engine) as session:
            remark = add_remark(
                session,
                state.viewer,
                kind=kind,
                note=note or "",
                community_code=area["code"],
                place=(place["lon"], place["lat"]) if place else None,
            )
        _tell(state, _("Sent: it stands on the planner's list as #{n}.").format(n=remark.id), kind="done")
        return {"n": time.time()}, ""


def _tell(state: AppState, sentence: str, *, kind: str) -> None:
    close = words(current(state.settings.language))("Close")
    set_props("notice", {"children": notice(sentence, close=close, kind=kind)})
