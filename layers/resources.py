"""Resources: what a district offers its people, and how far each one reaches."""

from gis.parameters import Parameters
from layers._layer import Layer, for_everyone
from layers._style import SURFACE, Style, Words, style_class

RESOURCES = """
SELECT id, geom, code, name, kind, capacity, address,
       coalesce(radius_m, CASE WHEN kind = 'elderly_centre' THEN :service_radius END) AS radius_m,
       CASE WHEN kind = 'elderly_centre' THEN 'elderly'
            WHEN kind IN ('clinic', 'hospital', 'pharmacy') THEN 'health'
            WHEN kind IN ('police_post', 'fire_station') THEN 'safety'
            WHEN kind IN ('school', 'kindergarten') THEN 'school'
            WHEN kind IN ('market', 'service_station', 'charging_station') THEN 'supply'
            ELSE 'other' END AS sort
FROM resource
WHERE :zoom >= 14 OR kind IN ('elderly_centre', 'hospital', 'police_post', 'fire_station')
"""


def _style(_parameters: Parameters) -> Style:
    kinds = (
        ("elderly", "养老服务", "care of the elderly", ("#d55e00", "#e8843a"), 6.0),
        ("health", "医疗", "health", ("#0072b2", "#56b4e9"), 5.0),
        ("safety", "公安消防", "police and fire", ("#332288", "#9b8fe0"), 5.0),
        ("school", "学校幼儿园", "schools", ("#009e73", "#3fc59a"), 5.0),
        ("supply", "市场与补给", "markets and supply", ("#a67c00", "#f0e442"), 4.0),
    )
    classes = [
        style_class(zh, en, value=value, fill=fill, stroke=SURFACE, width=1.5, radius=radius)
        for value, zh, en, fill, radius in kinds
    ]
    classes.append(style_class("其他", "other", fill=("#66727f", "#8d9bad"), stroke=SURFACE, width=1, radius=3.5))
    return Style(rule="values", property="sort", classes=tuple(classes))


LAYER = Layer(
    id="resources",
    title=Words("服务资源", "Resources"),
    group="work",
    order=600,
    geometry="point",
    query=for_everyone(RESOURCES),
    properties=("code", "name", "kind", "capacity", "address", "radius_m", "sort"),
    subjects=("resource", "parameter"),
    zooms=(11, 18),
    label="name",
    radius="radius_m",
    style=_style,
)
