"""People against the band they should be in, as a bar with the band shaded."""

from dash import html
from dash.development.base_component import Component

from console.components.attributes import named
from console.components.figures import percent


def band_bar(people: int, *, least: int, most: int, band: str) -> Component:
    """Return the bar; the figures stand beside it in words."""
    full = max(2 * most, people, 1)
    return html.Div(
        [
            html.Div(
                className="wg-band-zone", style={"left": percent(least / full), "width": percent((most - least) / full)}
            ),
            html.Div(className="wg-band-people", style={"width": percent(people / full)}),
        ],
        className=f"wg-band wg-band-{band}",
        **named(aria_hidden="true"),
    )
