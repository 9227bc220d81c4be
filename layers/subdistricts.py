"""Subdistricts, and the district around them."""

from layers._layer import Layer, for_everyone
from layers._style import MUTED, Words, single, style_class

LAYER = Layer(
    id="subdistricts",
    title=Words("街道", "Subdistricts"),
    group="areas",
    order=410,
    geometry="polygon",
    query=for_everyone(
        "SELECT a.id, a.geom, a.code, a.name, a.level, a.zone, p.code AS parent_code, a.area_m2"
        " FROM area a LEFT JOIN area p ON p.id = a.parent_id WHERE a.level IN ('district', 'subdistrict')",
    ),
    properties=("code", "name", "level", "zone", "parent_code", "area_m2"),
    subjects=("area",),
    zooms=(6, 18),
    label="name",
    style=lambda _parameters: single(style_class("街道界", "subdistrict", stroke=MUTED, width=3)),
)
