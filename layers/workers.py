"""Workers: where their posts are and which grids they hold. Phone numbers are never shown."""

from gis.held import held_on
from gis.parameters import Parameters
from layers._layer import Layer, for_everyone
from layers._style import ACTION, ALARM, GOOD, SURFACE, Style, Words, style_class

WORKERS = f"""
SELECT w.id, w.post AS geom, w.code, w.name, w.role, held.grids, held.n AS grid_count,
       CASE WHEN held.n = 0 THEN 'free' WHEN held.n < 3 THEN 'holding' ELSE 'stretched' END AS state
FROM worker w
CROSS JOIN LATERAL (
    SELECT count(*) AS n, string_agg(s.grid_code, ' ' ORDER BY s.grid_code) AS grids
    FROM assignment s JOIN plan_grid g ON g.plan_id = s.plan_id AND g.code = s.grid_code
    WHERE s.worker_id = w.id AND s.plan_id = (SELECT plan_in_force()) AND {held_on("current_date", alias="s")}
) held
WHERE w.post IS NOT NULL
"""


def _style(_parameters: Parameters) -> Style:
    classes = (
        ("stretched", "负责三个及以上网格", "holds three grids or more", ALARM, SURFACE, 7.0),
        ("holding", "负责一至两个网格", "holds one or two grids", GOOD, SURFACE, 6.0),
        ("free", "未分配网格", "holds no grid", SURFACE, ACTION, 5.0),
    )
    return Style(
        rule="values",
        property="state",
        classes=tuple(
            style_class(zh, en, value=value, fill=fill, stroke=stroke, width=2, radius=radius)
            for value, zh, en, fill, stroke, radius in classes
        ),
    )


LAYER = Layer(
    id="workers",
    title=Words("网格员", "Grid workers"),
    group="people",
    order=640,
    geometry="point",
    query=for_everyone(WORKERS),
    properties=("code", "name", "role", "grids", "grid_count", "state"),
    subjects=("worker", "assignment", "plan"),
    zooms=(11, 18),
    label="name",
    style=_style,
)
