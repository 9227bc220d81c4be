"""Service areas: the ground within a walk of an elderly centre, of one, two and three service radii."""

from gis.parameters import Parameters
from layers._layer import Layer, for_everyone
from layers._style import Style, Words, grouped, style_class

AREAS = """
SELECT a.id, a.geom, a.kind, r.code, r.name, a.radius_m, a.people, a.elderly, a.misplaced,
       CASE WHEN a.radius_m < 1.5 * :service_radius THEN 'first' WHEN a.radius_m < 2.5 * :service_radius THEN 'second'
            ELSE 'third' END AS ring
FROM service_area a JOIN resource r ON r.id = a.resource_id
"""


def _style(parameters: Parameters) -> Style:
    rings = (("first", 1, 0.22, 2.0, ()), ("second", 2, 0.08, 1.2, (6, 3)), ("third", 3, 0.03, 1.0, (2, 4)))
    return Style(
        rule="values",
        property="ring",
        classes=tuple(
            style_class(
                f"步行 {grouped(times * parameters.service_radius)} m 以内",
                f"within a walk of {grouped(times * parameters.service_radius)} m",
                value=value,
                fill=("#0072b2", "#56b4e9"),
                fill_opacity=opacity,
                stroke=("#0072b2", "#56b4e9"),
                width=width,
                dash=dash,
            )
            for value, times, opacity, width, dash in rings
        ),
    )


LAYER = Layer(
    id="service_areas",
    title=Words("服务范围(步行)", "Service areas (on foot)"),
    group="work",
    order=310,
    geometry="polygon",
    query=for_everyone(AREAS),
    properties=("kind", "code", "name", "radius_m", "people", "elderly", "misplaced", "ring"),
    drawn=("name", "radius_m", "people", "elderly", "ring"),
    subjects=("service_area", "resource", "parameter"),
    zooms=(10, 18),
    style=_style,
)
