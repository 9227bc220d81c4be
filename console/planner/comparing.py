"""Two plans side by side: figures, who changes grid (on the map too), blind spots closed and opened; plans as files."""

from dataclasses import asdict
from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from console.components.attributes import named
from console.following import BESIDE_PLANS, passes_by
from console.jobs import defer
from console.language import Language, current, words
from console.planner import watching
from console.planner.compared import compared, maps_end
from console.planner.watching import JobPlace
from console.state import AppState
from gis.database import session_of
from gis.plans import list_plans, plan_of
from gis.plans.comparing import compare_plans

MAPS = JobPlace(
    kind="plan_maps", tab="plans", store="maps-watched", tick="maps-tick", place="maps-job", start="maps-start"
)
CHOICES = ("compare-before", "compare-after", "export-plan")
FILES = {
    "gpkg": "GeoPackage", "zip": "Shapefile", "geojson": "GeoJSON", "kml": "KML", "xlsx": "Excel", "csv": "CSV",
}  # fmt: skip


def section(language: Language) -> Component:
    """Return what stands of it in the tab “Plans”, under the list; the open draft's id is in store `planner-draft`."""
    _ = words(language)
    comparing = html.Details(
        [
            html.Summary(_("Two plans side by side")),
            html.Div(
                [
                    _choice("compare-before", _("Before")),
                    _choice("compare-after", _("After")),
                    html.Button(_("Compare"), id="compare-start", className="wg-button wg-button-main", type="button"),
                ],
                className="wg-compare-form",
            ),
        ],
        className="wg-disclosure wg-plans-more",
    )
    writing = html.Details(
        [
            html.Summary(_("A plan as a file")),
            html.Div(
                [
                    _choice("export-plan", _("Plan")),
                    html.Div(id="export-links", className="wg-export-links"),
                    html.Button(_("Draw the maps (PDF)"), id="maps-start", className="wg-button", type="button"),
                    html.Div(id="maps-job"),
                ],
                className="wg-compare-form",
            ),
        ],
        className="wg-disclosure wg-plans-more",
    )
    return html.Section([comparing, writing], id="plans-comparing", className="wg-plans-section")


def floating(language: Language) -> list[Component]:
    """Return its stores, and its panels that float on the map (class `wg-panel`), hidden until they are asked for."""
    _ = words(language)
    close = html.Button(
        "×", id="compare-close", className="wg-card-close", type="button", title=_("Close"),
        **named(aria_label=_("Close")),
    )  # fmt: skip
    return [
        html.Aside(
            [close, html.Div(id="compare-body", className="wg-compare-body")],
            id="compare-panel",
            className="wg-panel wg-compare",
            hidden=True,
            **named(aria_label=_("Two plans side by side")),
        ),
        *watching.floating(MAPS),
    ]


def register(app: Dash, state: AppState) -> None:
    """Add its callbacks."""
    _choices(app, state)
    _compare(app, state)
    _files(app)
    _maps(app, state)


def _choice(key: str, label: str) -> Component:
    chosen = dcc.Dropdown(id=key, clearable=False, className="wg-dropdown")
    return html.Label([html.Span(label), chosen], className="wg-field")


def _choices(app: Dash, state: AppState) -> None:
    @app.callback(
        *(Output(key, part) for key in CHOICES for part in ("options", "value")),
        Input("planner-tab", "data"),
        Input("planner-draft", "data"),
        Input("planner-live", "data"),
        Input("planner-done", "data"),
        State("compare-before", "value"),
        State("compare-after", "value"),
        State("export-plan", "value"),
    )
    def fill(
        tab: str | None, draft: str | None, change: dict[str, Any] | None, _done: Any, *chosen: int | None
    ) -> tuple[Any, ...]:
        turned = any(str(one["prop_id"]).startswith("planner-draft.") for one in ctx.triggered)
        if (tab != "plans" and not turned) or passes_by(change, BESIDE_PLANS, store="planner-live"):
            return (no_update,) * 6
        with session_of(state.engine) as session:
            plans = list_plans(session)
        if not plans:
            return ([], None) * 3
        listed = [{"value": plan.id, "label": plan.name} for plan in reversed(plans)]
        ids = {plan.id for plan in plans}
        in_force = next((plan.id for plan in reversed(plans) if plan.state == "published"), plans[0].id)
        opened = next((plan for plan in plans if str(plan.id) == draft), None)
        if opened is not None:
            before = opened.base_id if opened.base_id in ids else in_force
            defaults = (before, opened.id, opened.id)
        else:
            defaults = (in_force, plans[-1].id, plans[-1].id)
        # another draft was opened: it is what one wants to compare
        kept = () if turned and opened is not None else ids
        values = [one if one in kept else default for one, default in zip(chosen, defaults, strict=True)]
        return tuple(part for value in values for part in (listed, value))


def _compare(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("compare-body", "children"),
        Output("compare-panel", "hidden"),
        Output("planner-highlight", "data", allow_duplicate=True),
        Input("compare-start", "n_clicks"),
        State("compare-before", "value"),
        State("compare-after", "value"),
        prevent_initial_call=True,
    )
    def compare(clicks: int | None, before: int | None, after: int | None) -> tuple[Any, ...]:
        if not clicks or before is None or after is None:
            return no_update, no_update, no_update
        with session_of(state.engine) as session:
            found = compare_plans(session, before, after)
        return compared(found, current(state.settings.language)), False, found.moved_areas()

    @app.callback(
        Output("compare-panel", "hidden", allow_duplicate=True),
        Output("planner-highlight", "data", allow_duplicate=True),
        Input("compare-close", "n_clicks"),
        prevent_initial_call=True,
    )
    def close(clicks: int | None) -> tuple[Any, Any]:
        return (True, None) if clicks else (no_update, no_update)


def _files(app: Dash) -> None:
    @app.callback(Output("export-links", "children"), Input("export-plan", "value"))
    def links(plan: int | None) -> list[Component]:
        if plan is None:
            return []
        return [
            html.A(said, href=f"/api/plans/{plan}/export/{ending}", className="wg-link", download="")
            for ending, said in FILES.items()
        ]


def _maps(app: Dash, state: AppState) -> None:
    @app.callback(
        Output("maps-watched", "data"),
        Input("maps-start", "n_clicks"),
        State("export-plan", "value"),
        prevent_initial_call=True,
    )
    def start(clicks: int | None, plan: int | None) -> Any:
        if not clicks or plan is None:
            return no_update
        language = current(state.settings.language)
        with session_of(state.engine) as session:
            name = plan_of(session, plan).name
        arguments = {"plan": plan, "language": language}
        return {"id": defer(state.engine, state.viewer, kind=MAPS.kind, title=name, arguments=arguments)}

    watching.watch(app, state, MAPS, lambda _session, job, language: (maps_end(asdict(job), language),))
