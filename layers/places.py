"""Names of places."""

from layers._layer import Layer, for_everyone
from layers._style import MUTED, Words, single, style_class

PLACES = """
SELECT id, geom, code, name, kind FROM place
WHERE :zoom >= CASE WHEN kind IN ('city', 'town', 'suburb', 'borough') THEN 10 WHEN kind = 'quarter' THEN 12 ELSE 14 END
"""

LAYER = Layer(
    id="places",
    title=Words("地名", "Place names"),
    group="base",
    order=900,
    geometry="point",
    query=for_everyone(PLACES),
    properties=("code", "name", "kind"),
    subjects=("place",),
    zooms=(10, 18),
    label="name",
    # the name is the mark
    style=lambda _parameters: single(style_class("地名", "place name", fill=MUTED, radius=0)),
)
