"""Buildings, by how many grids answer for them: none, one, or more than one."""

from typing import Any

from gis.parameters import Parameters
from layers._layer import Layer, for_everyone
from layers._style import ALARM, TWICE, Style, Words, style_class

PLAN = "plan_in_force(coalesce(CAST(:day AS date), current_date))"
BUILDINGS = f"""
SELECT b.id, b.geom, b.mercator, b.code, b.name, b.use, b.levels, b.households, b.population, b.population_estimated,
       b.elderly, b.occupied_since, b.estate_code, b.footprint_m2, held.grids, held.n > 0 AS covered,
       CASE held.n WHEN 0 THEN 'uncovered' WHEN 1 THEN 'covered' ELSE 'overlapping' END AS state
FROM building b
CROSS JOIN LATERAL (
    SELECT count(*) AS n, string_agg(g.code, ' ' ORDER BY g.code) AS grids
    FROM building_shape m
    JOIN grid g ON g.shape_id = m.shape_id
    WHERE m.building_id = b.id AND g.plan_id = (SELECT {PLAN})
      -- the plan as a value, not as a join: this is asked for every building of a tile
      AND g.first_revision <= (SELECT p.revision FROM plan p WHERE p.id = {PLAN})
      AND (g.last_revision IS NULL OR g.last_revision > (SELECT p.revision FROM plan p WHERE p.id = {PLAN}))
) held
WHERE CAST(:day AS date) IS NULL OR b.occupied_since IS NULL OR b.occupied_since <= CAST(:day AS date)
"""


def _style(_parameters: Parameters) -> Style:
    quiet, edge = ("#dfe3e9", "#232e42"), ("#c5ccd6", "#34425c")
    outside: dict[str, Any] = {"fill": ALARM, "fill_opacity": 0.35, "stroke": ALARM, "hatch": True}
    twice: dict[str, Any] = {"fill": TWICE, "fill_opacity": 0.6, "stroke": TWICE}
    return Style(
        rule="values",
        property="state",
        classes=(
            style_class("没有网格负责", "in no grid", value="uncovered", **outside),
            style_class("属于多个网格", "in two or more", value="overlapping", **twice),
            style_class("有网格负责", "in a grid", value="covered", fill=quiet, stroke=edge, width=0.6),
        ),
    )


LAYER = Layer(
    id="buildings",
    title=Words("楼栋", "Buildings"),
    group="people",
    order=200,
    geometry="polygon",
    query=for_everyone(BUILDINGS),
    properties=(
        *("code", "name", "use", "levels", "households", "population", "population_estimated", "elderly"),
        *("occupied_since", "estate_code", "footprint_m2", "grids", "covered", "state"),
    ),
    drawn=("code", "name", "use", "levels", "population", "population_estimated", "state"),
    subjects=("building", "grid", "plan"),
    mercator=True,
    zooms=(14, 18),
    style=_style,
)
