"""Greens: parks, woods, hills."""

from layers._layer import Layer, for_everyone
from layers._style import GREEN, Words, single, style_class

LAYER = Layer(
    id="greens",
    title=Words("绿地", "Greens"),
    group="base",
    order=110,
    geometry="polygon",
    query=for_everyone("SELECT id, geom, code, name, kind FROM green"),
    properties=("code", "name", "kind"),
    subjects=("green",),
    zooms=(10, 18),
    style=lambda _parameters: single(style_class("绿地", "green", fill=GREEN)),
)
