"""People by how far they walk to the nearest elderly centre: inside its service radius, or outside."""

from gis.parameters import Parameters
from layers._layer import Layer, for_everyone
from layers._style import Style, Words, grouped, style_class

HOMES = """
SELECT b.id, b.geom, b.mercator, b.code, b.name, b.population, b.elderly,
       round(r.walk_m::numeric, 1)::double precision AS walk_m,
       round(r.straight_m::numeric, 1)::double precision AS straight_m, s.name AS resource,
       CASE WHEN r.building_id IS NULL THEN NULL WHEN r.walk_m IS NULL THEN 'cut_off'
            WHEN r.walk_m <= :service_radius THEN 'within'
            WHEN r.walk_m <= 2 * :service_radius THEN 'outside' WHEN r.walk_m <= 3 * :service_radius THEN 'farther'
            ELSE 'farthest' END AS band
FROM building b
LEFT JOIN reach r ON r.building_id = b.id AND r.kind = 'elderly_centre'
LEFT JOIN resource s ON s.id = r.resource_id
WHERE b.population > 0 OR b.elderly > 0
"""
"""Where there is no elderly centre, or ways are not worked out yet, a home has no band."""


def _style(parameters: Parameters) -> Style:
    one, two, three = (grouped(times * parameters.service_radius) for times in (1, 2, 3))
    edge = ("#9a3412", "#ffb48a")
    return Style(
        rule="values",
        property="band",
        classes=(
            style_class("无步行道路可达", "no way on foot", value="cut_off", fill=("#66727f", "#8d9bad"),
                        stroke=("#1d2733", "#e8eef5"), width=1, dash=(2, 2)),
            style_class(f"步行 {three} m 以上", f"walk over {three} m", value="farthest", fill=("#c2410c", "#ff8a4c"),
                        stroke=edge, width=0.6, hatch=True),
            style_class(f"步行 {two}–{three} m", f"walk {two}–{three} m", value="farther",
                        fill=("#fc8d59", "#b8571f"), stroke=edge, width=0.6),
            style_class(f"步行 {one}–{two} m", f"walk {one}–{two} m", value="outside",
                        fill=("#fdcc8a", "#7a4a1e"), stroke=edge, width=0.6),
            style_class(f"步行 {one} m 以内", f"walk within {one} m", value="within", fill=("#a7d3c3", "#1f5c4a"),
                        stroke=("#5f9c88", "#3fc59a"), width=0.6),
        ),
    )  # fmt: skip


LAYER = Layer(
    id="unserved",
    title=Words("服务半径内外的人口(步行)", "People in and out of the service radius (on foot)"),
    group="people",
    order=210,
    geometry="polygon",
    query=for_everyone(HOMES),
    properties=("code", "name", "population", "elderly", "walk_m", "straight_m", "resource", "band"),
    drawn=("code", "name", "population", "elderly", "walk_m", "band"),
    subjects=("reach", "building", "parameter"),
    mercator=True,
    zooms=(12, 18),
    style=_style,
)
