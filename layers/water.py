"""Water: rivers, canals, lakes."""

from layers._layer import Layer, for_everyone
from layers._style import WATER, Words, single, style_class

LAYER = Layer(
    id="water",
    title=Words("水系", "Water"),
    group="base",
    order=100,
    geometry="polygon",
    query=for_everyone("SELECT id, geom, code, name, kind FROM water"),
    properties=("code", "name", "kind"),
    subjects=("water",),
    zooms=(8, 18),
    style=lambda _parameters: single(style_class("水面", "water", fill=WATER, stroke=WATER, width=1.5)),
)
