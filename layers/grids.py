"""The grids of the plan in force, today or on a day that is asked for, by their people against the band."""

from gis.held import held_on
from gis.parameters import Parameters
from gis.plans.sheet import band_limits
from layers._layer import Layer, for_everyone
from layers._style import BAND, INK, MUTED, Style, Words, style_class

DAY = "coalesce(CAST(:day AS date), current_date)"
GRIDS = f"""
SELECT g.id, g.geom, g.code, g.name, a.code AS community_code, g.buildings, g.households,
       -- on a day that is asked for, a building counts that was lived in by then
       CASE WHEN CAST(:day AS date) IS NULL THEN g.population ELSE (
           SELECT coalesce(sum(b.population), 0) FROM building_shape m JOIN building b ON b.id = m.building_id
           WHERE m.shape_id = g.shape_id AND (b.occupied_since IS NULL OR b.occupied_since <= CAST(:day AS date)))
       END AS population,
       g.population_estimated, g.elderly, g.area_m2,
       (SELECT string_agg(w.name, '、' ORDER BY w.code) FROM assignment s JOIN worker w ON w.id = s.worker_id
        WHERE s.plan_id = g.plan_id AND s.grid_code = g.code AND {held_on(DAY, alias="s")}) AS workers
FROM plan_grid g LEFT JOIN area a ON a.id = g.community_id
WHERE g.plan_id = (SELECT plan_in_force({DAY}))
"""


def _style(parameters: Parameters) -> Style:
    limits = (None, *band_limits(parameters))
    words = (
        ("远低于标准", "far under the band"),
        ("低于标准", "under the band"),
        ("符合标准", "in the band"),
        ("高于标准", "over the band"),
        ("远高于标准", "far over the band"),
        ("超过两倍", "over twice the band"),
    )
    classes = tuple(
        style_class(
            zh,
            en,
            least=limit,
            fill=colour,
            fill_opacity=0.55,
            stroke=INK if limit == limits[-1] else MUTED,
            width=2.0 if limit == limits[-1] else 1.0,
        )
        for (zh, en), limit, colour in zip(words, limits, BAND, strict=True)
    )
    return Style(rule="breaks", property="population", classes=classes, unit=Words("人", "people"))


LAYER = Layer(
    id="grids",
    title=Words("网格", "Grids"),
    group="plan",
    order=300,
    geometry="polygon",
    query=for_everyone(GRIDS),
    properties=(
        *("code", "name", "community_code", "buildings", "households", "population", "population_estimated"),
        *("elderly", "area_m2", "workers"),
    ),
    drawn=("code", "name", "population", "population_estimated"),
    subjects=("grid", "plan", "shape_stat", "parameter"),
    zooms=(9, 18),
    label="code",
    style=_style,
)
