"""Reading who holds what in a plan, and sharing out what nobody holds."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.allotting import Allotted, Helper, Unheld, allot
from gis.coverage.metric_zone import MetricZone
from gis.held import held_on
from gis.parameters import Parameters

_GRIDS = """
SELECT g.code, g.population AS people, g.community_id, a.parent_id,
       ST_X(ST_Centroid(g.geom)) AS lon, ST_Y(ST_Centroid(g.geom)) AS lat
FROM plan_grid g LEFT JOIN area a ON a.id = g.community_id WHERE g.plan_id = :plan ORDER BY g.code
"""

_WORKERS = f"""
WITH held AS MATERIALIZED (
    SELECT a.worker_id, array_agg(DISTINCT a.grid_code) AS grids FROM assignment a
    WHERE a.plan_id = :plan AND {held_on("current_date", alias="a")} GROUP BY a.worker_id)
SELECT w.code, coalesce(h.grids, '{{}}') AS grids, ST_X(w.post) AS lon, ST_Y(w.post) AS lat,
       array(SELECT a.id FROM area a WHERE a.level = 'community' AND a.geom && w.post
             AND ground_holds(a.geom, w.post) ORDER BY a.id) AS communities,
       array(SELECT a.parent_id FROM area a WHERE a.level = 'community' AND a.parent_id IS NOT NULL AND a.geom && w.post
             AND ground_holds(a.geom, w.post) ORDER BY a.id) AS subdistricts
FROM worker w LEFT JOIN held h ON h.worker_id = w.id WHERE w.role IN ('worker', 'head') ORDER BY w.code
"""


def allotted_in(
    session: Session, plan_id: int, *, held: Collection[str], zone: MetricZone, parameters: Parameters
) -> dict[str, Allotted]:
    """Return by grid that nobody holds who should take it; nothing where there are no workers.

    Args:
        session: On the record.
        plan_id: The plan.
        held: Codes of the grids that somebody holds.
        zone: The metric zone of the district.
        parameters: How many people a worker is due for.
    """
    grids = session.execute(text(_GRIDS), {"plan": plan_id}).all()
    places = _metres(zone, grids)
    number = {grid.code: place for place, grid in enumerate(grids)}
    unheld = [
        Unheld(code=grid.code, people=grid.people, community=grid.community_id, subdistrict=grid.parent_id, place=place)
        for grid, place in zip(grids, places, strict=True)
        if grid.code not in held
    ]
    if not unheld:
        return {}
    rows = session.execute(text(_WORKERS), {"plan": plan_id}).all()
    posts = _metres(zone, rows)
    helpers = []
    for row, post in zip(rows, posts, strict=True):
        ours = [number[code] for code in row.grids if code in number]
        helpers.append(_helper(row, [grids[one] for one in ours], [places[one] for one in ours], post))
    return allot(unheld, helpers, people_per_worker=parameters.people_per_worker)


def _helper(row: Any, grids: Sequence[Any], places: Sequence[tuple[float, float]], post: tuple[float, float]) -> Helper:
    communities = {grid.community_id for grid in grids} - {None} or set(row.communities)
    subdistricts = {grid.parent_id for grid in grids} - {None} or set(row.subdistricts)
    amid = np.mean(places, axis=0).tolist() if places else post
    return Helper(
        code=row.code,
        grids=len(grids),
        people=sum(grid.people for grid in grids),
        communities=frozenset(communities),
        subdistricts=frozenset(subdistricts),
        place=None if np.isnan(amid[0]) else (amid[0], amid[1]),
    )


def _metres(zone: MetricZone, rows: Sequence[Any]) -> list[tuple[float, float]]:
    """Return where rows lie (lon, lat) in metres; not-a-number where that is unknown."""
    found = np.full((len(rows), 2), np.nan)
    known = [place for place, row in enumerate(rows) if row.lon is not None]
    if known:
        points = shapely.points([(rows[place].lon, rows[place].lat) for place in known])
        found[known] = shapely.get_coordinates(zone.to_metres(points))
    return [(float(x), float(y)) for x, y in found]
