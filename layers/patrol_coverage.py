"""Patrol coverage: each piece of street by the days since somebody on patrol walked most of it."""

from gis.parameters import Parameters
from layers._layer import Layer, for_everyone
from layers._style import ALARM, BAND, GOOD, Style, Words, style_class

FRESH_DAYS = 2
"""Walked so few days ago, a street is fresh, whatever the parameter says."""
LONG_DAYS = 30
MOST = 0.5
"""A piece of which so much was walked at once was walked."""

COVERAGE = f"""
SELECT e.number + 1 AS id, e.geom, s.code, s.name, e.length_m, w.walked_on, current_date - w.walked_on AS days,
       CASE WHEN w.walked_on IS NULL THEN 'never'
            WHEN current_date - w.walked_on <= least({FRESH_DAYS}, :unwalked_days) THEN 'fresh'
            WHEN current_date - w.walked_on <= :unwalked_days THEN 'in_time'
            WHEN current_date - w.walked_on <= greatest({LONG_DAYS}, :unwalked_days) THEN 'late'
            ELSE 'long_ago' END AS state
FROM network_edge e
LEFT JOIN street s ON s.id = e.street_id
LEFT JOIN LATERAL (
    SELECT max(p.day) AS walked_on FROM walked p
    WHERE p.street_id = e.street_id AND p.from_m < e.to_m AND p.to_m > e.from_m
      AND least(p.to_m, e.to_m) - greatest(p.from_m, e.from_m) >= {MOST} * e.length_m
) w ON true
WHERE e.network_id = (SELECT max(id) FROM network)
"""


def _style(parameters: Parameters) -> Style:
    due = int(parameters.unwalked_days)
    fresh, late = min(FRESH_DAYS, due), max(LONG_DAYS, due)
    return Style(
        rule="values",
        property="state",
        classes=(
            style_class("从未走过", "never walked", value="never", stroke=ALARM, width=3, dash=(2, 2)),
            style_class(f"{late} 天以上", f"over {late} days ago", value="long_ago", stroke=BAND[5], width=3),
            style_class(f"{late} 天内", f"within {late} days", value="late", stroke=BAND[3], width=3),
            style_class(f"{due} 天内", f"within {due} days", value="in_time", stroke=BAND[1], width=3),
            style_class(f"{fresh} 天内", f"within {fresh} days", value="fresh", stroke=GOOD, width=3),
        ),
    )


LAYER = Layer(
    id="patrol_coverage",
    title=Words("巡查覆盖", "Patrol coverage"),
    group="work",
    order=560,
    geometry="line",
    query=for_everyone(COVERAGE),
    properties=("code", "name", "length_m", "walked_on", "days", "state"),
    drawn=("name", "days", "state"),
    subjects=("walked", "network", "street"),
    zooms=(12, 18),
    style=_style,
)
