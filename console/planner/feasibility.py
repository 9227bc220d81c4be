"""Where the targets contradict each other, and what the band really asks for, with every figure to be changed."""

from collections.abc import Mapping
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from console import amounts
from console.language import Language, current, words
from console.refusals import refusal_words
from console.state import AppState
from gis.database import session_of
from gis.errors import InputError
from gis.parameters import Description, load_parameters
from gis.plans.feasibility import Feasibility, feasibility
from gis.plans.targets import TARGETS, describe_all

PEOPLE = "population"
UNITS = {
    "people": ("人", "people"), "workers": ("名", "workers"), "grids": ("个", "grids"),
    "yuan/year": ("元/年", "yuan a year"), "share": ("", ""), "ratio": ("", ""),
}  # fmt: skip


def section(language: Language) -> Component:
    """Return what stands of it in the tab “Plans”, under the list; the open draft's id is in store `planner-draft`."""
    _ = words(language)
    return html.Section(
        html.Details(
            [
                html.Summary(_("Do the targets agree?")),
                html.Div(id="feasibility-answer", className="wg-feasibility", role="status"),
                html.H3(_("Change a figure and look again"), className="wg-card-h"),
                html.Div(id="feasibility-form", className="wg-feasibility-form"),
            ],
            className="wg-disclosure wg-plans-more",
        ),
        id="plans-feasibility",
        className="wg-plans-section",
    )


def floating(_language: Language) -> list[Component]:
    """Return nothing: it keeps nothing at the page's level."""
    return []


def register(app: Dash, state: AppState) -> None:
    """Add its callbacks."""

    @app.callback(
        Output("feasibility-form", "children"),
        Input("planner-tab", "data"),
        State("feasibility-form", "children"),
    )
    def build(tab: str | None, built: Any) -> Any:
        if tab != "plans" or built:
            return no_update
        language = current(state.settings.language)
        with session_of(state.engine) as session:
            values = describe_all(load_parameters(session), TARGETS)
        _ = words(language)
        people = _field(
            PEOPLE, (_("people of the district"), "§ 1.2"), unit="people", shown=_("all"), language=language
        )
        return [people, *(_value_field(item, language) for item in values)]

    @app.callback(
        Output("feasibility-answer", "children"),
        Input("planner-tab", "data"),
        Input("planner-draft", "data"),
        Input({"type": "feasible", "name": ALL}, "value"),
    )
    def weigh(tab: str | None, draft: str | None, _given: list[Any]) -> Any:
        if tab != "plans":
            return no_update
        language = current(state.settings.language)
        asked = {
            str(entry["id"]["name"]): entry["value"]
            for entry in (ctx.inputs_list[2] if len(ctx.inputs_list) > 2 else [])  # noqa: PLR2004 - the third input
            if entry.get("value") is not None
        }
        return _answer(state, asked, None if not draft else int(draft), language)


def _answer(state: AppState, asked: Mapping[str, float], draft: int | None, language: Language) -> list[Component]:
    values = {name: float(value) for name, value in asked.items() if name != PEOPLE}
    people = int(asked[PEOPLE]) if asked.get(PEOPLE) else None
    try:
        with session_of(state.engine) as session:
            found = feasibility(session, plan_id=draft, population=people, values=values)
    except InputError as error:
        return [html.P(refusal_words(str(error), language), className="wg-note")]
    return answer(found, language)


def answer(found: Feasibility, language: Language) -> list[Component]:
    """Return what is needed, and each contradiction in a sentence."""
    _ = words(language)
    needs = found.needs
    lines = [
        (_("Grids"), _span(needs.grids_min, needs.grids_max)),
        (_("Workers, by people"), amounts.whole(needs.workers_by_people)),
        (_("Workers, by grids"), _span(needs.workers_by_grids_min, needs.workers_by_grids_max)),
        (_("Yuan a year"), _span(needs.funds_min, needs.funds_max)),
    ]
    head = _("The band asks for, with {n} people").format(n=amounts.whole(found.population))
    parts: list[Component] = [
        html.P(head, className="wg-muted"),
        html.Dl([part for name, said in lines for part in (html.Dt(name), html.Dd(said))], className="wg-needs"),
    ]
    if not found.contradictions:
        return [*parts, html.P(_("No target contradicts another."), className="wg-note")]
    said = [
        html.Li(
            [
                html.Span("§ " + "、".join(item.sections), className="wg-muted"),
                html.Span(amounts.in_words(item.says[language])),
                html.B(amounts.in_words(item.but[language])),
            ]
        )
        for item in found.contradictions
    ]
    head = _("{n} contradictions").format(n=len(said))
    return [*parts, html.H3(head, className="wg-card-h"), html.Ul(said, className="wg-contradictions")]


def _value_field(item: Description, language: Language) -> Component:
    said = item.zh if language == "zh" else item.en
    place = f"§ {item.section}" if item.section != "-" else ""
    shown = f"{item.value:,.2f}".rstrip("0").rstrip(".").replace(",", amounts.THIN)
    return _field(item.name, (said, place), unit=item.unit, shown=shown, language=language)


def _field(name: str, said: tuple[str, str], *, unit: str, shown: str, language: Language) -> Component:
    zh, en = UNITS.get(unit, ("", ""))
    entry = dcc.Input(
        id={"type": "feasible", "name": name},
        type="number",
        min=0,
        step="any",
        placeholder=shown,
        className="wg-input",
        debounce=0.4,
    )
    return html.Label(
        [
            html.Span([said[0], html.Span(said[1], className="wg-muted")], className="wg-feasibility-name"),
            entry,
            html.Span(zh if language == "zh" else en, className="wg-muted"),
        ],
        className="wg-feasibility-line",
    )


def _span(low: int, high: int) -> str:
    return amounts.whole(low) if low == high else f"{amounts.whole(low)}–{amounts.whole(high)}"
