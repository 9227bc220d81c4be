"""What the colours of the wall's map mean, in one line."""

from dash import html
from dash.development.base_component import Component

from console import amounts
from console.language import Language, words
from gis.parameters import Parameters
from layers import find_layer


def band_legend(parameters: Parameters, language: Language) -> list[Component]:
    """Return the classes of people per grid with their limits, and the mark of a blind spot."""
    _ = words(language)
    parts: list[Component] = [html.Span(_("People/grid"), className="wg-legend-head")]
    for entry in find_layer("grids").as_json(parameters)["legend"]:
        # the browser picks the colour of the theme at hand
        colours = {f"--{theme}": entry[theme]["fill"] for theme in ("light", "dark")}
        swatch = html.I(style=colours, className="wg-wall-swatch")
        parts.append(html.Span([swatch, _limits(entry["least"], entry["below"])]))
    parts.append(html.Span([html.I(className="wg-spot-mark-estate_outside"), _("blind spot")]))
    return parts


def _limits(least: float | None, below: float | None) -> str:
    """Return the limits of a class as short as they can be read from afar."""
    if least is None:
        return f"< {amounts.whole(below or 0)}"
    if below is None:
        return f"≥ {amounts.whole(least)}"
    return f"{amounts.whole(least)}–{amounts.whole(below - 1)}"
