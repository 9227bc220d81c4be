"""Pieces that several cards have: the head, people, and who answers for a grid."""

from collections.abc import Sequence
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from console import amounts
from console.components.attributes import named
from console.components.facts import author_words, chip
from console.components.kinds import ROLES
from console.language import Language, words
from gis.cards import Holder


def head(kind: str, title: str, *, code: str = "", place: str = "", chips: Sequence[Component] = ()) -> Component:
    """Return what a card begins with: what it is, its name and code, and where it lies."""
    return html.Header(
        [
            html.Div([html.Span(kind, className="wg-card-kind"), *chips], className="wg-card-line"),
            html.H2(title, className="wg-card-title"),
            html.Div(" · ".join(part for part in (code, place) if part and part != title), className="wg-card-code"),
        ],
        className="wg-card-head",
    )


def people_line(people: int, language: Language, *, estimated: int = 0) -> Component:
    """Return a number of people, large, and whether it was counted or estimated."""
    _ = words(language)
    if people and estimated >= people:
        how = _("estimated")
    elif estimated:
        how = _("{n} of them estimated").format(n=amounts.whole(estimated))
    else:
        how = _("counted")
    return html.Div(
        [
            html.Span(amounts.whole(people), className="wg-card-figure", **named(data_figure="card-people")),
            html.Span(_("people")),
            html.Span(how, className="wg-muted"),
        ],
        className="wg-card-people",
    )


def holder_line(holder: Holder, language: Language, *, action: Component | None = None) -> Component:
    """Return one worker: name, role, since when, written down by whom."""
    _ = words(language)
    when = _("since {day}").format(day=amounts.day(holder.since))
    if holder.last_day is not None:
        when = _("{first} to {last}").format(first=amounts.day(holder.since), last=amounts.day(holder.last_day))
    by = holder.released_by or holder.assigned_by
    note = f"{when} · {author_words(by, language)}" if by else when
    return html.Div(
        [
            html.Div([html.B(holder.worker_name), html.Span(_(ROLES[holder.role]), className="wg-muted")]),
            html.Div(note, className="wg-muted"),
            *([action] if action is not None else []),
        ],
        className="wg-holder",
    )


def nobody(language: Language) -> Component:
    """Return the word for a grid that no worker holds."""
    return chip(words(language)("No worker"), mood="alert")


def day_field(id: dict[str, str] | str, label: str, *, value: date) -> Component:  # noqa: A002 - Dash's word
    """Return a field for a day."""
    return html.Label(
        [
            html.Span(label),
            dcc.Input(id=id, type="text", value=value.isoformat(), pattern=r"\d{4}-\d\d-\d\d", size="10"),
        ],
        className="wg-field",
    )
