"""Patrol routes: the legs of each grid's walk, with their direction and their place in the order."""

from gis.parameters import Parameters
from layers._layer import Layer, for_everyone
from layers._style import ACTION, MUTED, SURFACE, TWICE, Style, Words, style_class

ROUTES = """
SELECT l.id, l.geom, p.grid_code, p.worker_code, l.shift, l.number AS step, l.kind, s.name AS street,
       l.begins_m, l.length_m
FROM patrol_leg l JOIN patrol p ON p.id = l.patrol_id LEFT JOIN street s ON s.id = l.street_id
WHERE p.plan_id = (SELECT plan_in_force())
"""


def _style(_parameters: Parameters) -> Style:
    return Style(
        rule="values",
        property="kind",
        growth=1.25,
        classes=(
            style_class("巡查道路", "walked as a street of the grid", value="walk", stroke=ACTION, casing=SURFACE,
                        width=3.5, arrows=True),
            style_class("重复行走", "walked again", value="again", stroke=TWICE, casing=SURFACE, width=3.0, dash=(7, 4),
                        arrows=True),
            style_class("途经", "on the way", value="way", stroke=MUTED, width=2.0, dash=(2, 4), arrows=True),
        ),
    )  # fmt: skip


LAYER = Layer(
    id="patrol_routes",
    title=Words("巡查路线", "Patrol routes"),
    group="work",
    order=540,
    geometry="line",
    query=for_everyone(ROUTES),
    properties=("grid_code", "worker_code", "shift", "step", "kind", "street", "begins_m", "length_m"),
    drawn=("grid_code", "shift", "step", "kind", "street"),
    subjects=("patrol", "plan"),
    zooms=(12, 18),
    label="step",
    style=_style,
)
