"""Communities: the ground of each residents' committee."""

from layers._layer import Layer, for_everyone
from layers._style import MUTED, Words, single, style_class

LAYER = Layer(
    id="communities",
    title=Words("社区", "Communities"),
    group="areas",
    order=400,
    geometry="polygon",
    query=for_everyone(
        "SELECT a.id, a.geom, a.code, a.name, a.zone, p.code AS parent_code, a.area_m2"
        " FROM area a LEFT JOIN area p ON p.id = a.parent_id WHERE a.level = 'community'",
    ),
    properties=("code", "name", "zone", "parent_code", "area_m2"),
    subjects=("area",),
    zooms=(11, 18),
    label="name",
    style=lambda _parameters: single(style_class("社区界", "community", stroke=MUTED, width=2, dash=(6, 4))),
)
