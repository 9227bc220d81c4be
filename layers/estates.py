"""Estates: residential compounds and the people who live in them."""

from layers._layer import Layer, for_everyone
from layers._style import MUTED, Words, single, style_class

LAYER = Layer(
    id="estates",
    title=Words("小区", "Estates"),
    group="people",
    order=210,
    geometry="polygon",
    query=for_everyone("""
        SELECT e.id, e.geom, e.code, e.name, e.occupied_since, e.area_m2,
               (SELECT count(*) FROM building b WHERE b.estate_code = e.code) AS buildings,
               (SELECT coalesce(sum(b.population), 0) FROM building b WHERE b.estate_code = e.code) AS population
        FROM estate e"""),
    properties=("code", "name", "occupied_since", "area_m2", "buildings", "population"),
    drawn=("code", "name", "occupied_since"),
    subjects=("estate",),
    zooms=(13, 18),
    label="name",
    style=lambda _parameters: single(style_class("小区围墙", "estate", stroke=MUTED, width=1, dash=(2, 2))),
)
