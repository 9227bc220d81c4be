"""Which streets of which grid were walked, half walked or not walked since a day, and which key places were passed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.scope import GRID_IN_SCOPE, scope_of
from gis.errors import NotFoundError
from gis.viewer import Viewer
from gis.walks.division import PIECES, StreetDivision
from gis.walks.figures import PASSED_M

WALKED_SHARE = 0.85
"""A stretch of street of which so much was walked is walked; …"""
HALF_M = 20.0
"""… where less was, but so many metres at least, it is half walked: at crossings everybody sets foot in each street.
A shorter piece is walked by whoever came that near: no position tells more."""
BESIDE_M = 5.0
"""A place that lies farther from every street than `PASSED_M` was passed on the street nearest to it, within this."""

JUDGED = f"""
WITH edge AS MATERIALIZED (
    SELECT p.piece AS number, p.street_id, p.from_m, p.to_m, p.length_m, p.geom, p.grid
    FROM ({PIECES}) p JOIN plan_grid g ON g.plan_id = plan_in_force() AND g.code = p.grid
    WHERE (CAST(:grid AS text) IS NULL OR g.code = :grid) AND {GRID_IN_SCOPE}
), gone AS MATERIALIZED (
    SELECT e.number, max(w.day) AS last_day,
           range_agg(numrange(greatest(w.from_m, e.from_m)::numeric, least(w.to_m, e.to_m)::numeric))
               FILTER (WHERE w.day >= :since) AS parts
    FROM edge e JOIN walked w ON w.street_id = e.street_id AND w.from_m < e.to_m AND w.to_m > e.from_m
    GROUP BY e.number
), told AS MATERIALIZED (
    SELECT e.*, o.last_day,
           least(e.length_m, coalesce((SELECT sum(upper(p) - lower(p)) FROM unnest(o.parts) p), 0)::float8) AS walked_m
    FROM edge e LEFT JOIN gone o USING (number)
), judged AS MATERIALIZED (
    SELECT *, CASE WHEN walked_m >= {WALKED_SHARE} * length_m OR length_m < {HALF_M} AND EXISTS (
                        SELECT 1 FROM walked w WHERE w.day >= :since
                        AND ST_DWithin(w.geom, told.geom, {HALF_M} / 70000.0)
                        AND ST_DWithin(geography(w.geom), geography(told.geom), {HALF_M})) THEN 'walked'
                   WHEN walked_m >= {HALF_M} THEN 'half' ELSE 'not' END AS state FROM told
)
"""
"""The streets of the grids in force, judged by what was walked since `:since`; a SELECT from `judged` stands behind."""
_GRIDS = (
    JUDGED
    + f"""
SELECT g.code AS grid, g.name, count(j.number) AS streets, coalesce(sum(length_m), 0) AS streets_m,
       coalesce(sum(walked_m), 0) AS walked_m, count(*) FILTER (WHERE state = 'walked') AS walked,
       count(*) FILTER (WHERE state = 'half') AS half, count(*) FILTER (WHERE state = 'not') AS not_walked,
       (SELECT count(*) FROM resource r WHERE ST_Intersects(g.geom, r.geom)) AS places,
       (SELECT count(*) FROM resource r LEFT JOIN LATERAL (
            SELECT ST_Distance(geography(e.geom), geography(r.geom)) AS m FROM network_edge e
            WHERE e.network_id = :piece_network ORDER BY e.geom <-> r.geom LIMIT 1) off ON true
        CROSS JOIN LATERAL (SELECT greatest({PASSED_M}, off.m + {BESIDE_M}) AS m) near
        WHERE ST_Intersects(g.geom, r.geom) AND EXISTS (
            SELECT 1 FROM walked w WHERE w.day >= :since AND ST_DWithin(w.geom, r.geom, near.m / 70000.0)
            AND ST_DWithin(geography(w.geom), geography(r.geom), near.m))) AS passed
FROM plan_grid g LEFT JOIN judged j ON j.grid = g.code
WHERE g.plan_id = plan_in_force() AND (CAST(:grid AS text) IS NULL OR g.code = :grid) AND {GRID_IN_SCOPE}
GROUP BY g.code, g.name, g.geom ORDER BY g.code
"""
)
_LEFT = (
    JUDGED
    + """
SELECT s.code AS street, s.name, j.grid, j.length_m, j.walked_m, j.last_day, current_date - j.last_day AS days,
       ST_X(ST_LineInterpolatePoint(j.geom, 0.5)) AS lon, ST_Y(ST_LineInterpolatePoint(j.geom, 0.5)) AS lat
FROM judged j LEFT JOIN street s ON s.id = j.street_id
WHERE j.state = 'not' ORDER BY j.last_day NULLS FIRST, j.length_m DESC, j.number LIMIT :most
"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridStreets:
    """What was walked of a grid's streets: their number and metres by state; its key places and those passed."""

    grid: str
    name: str
    streets: int
    streets_m: float
    walked_m: float
    walked: int
    half: int
    not_walked: int
    key_places: int
    passed: int

    @property
    def share(self) -> float:
        """Share (0-1) of the metres that was walked."""
        return self.walked_m / self.streets_m if self.streets_m else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwalkedStreet:
    """A piece of street, from junction or border to the next, that was not walked; no last day: never."""

    street: str | None
    name: str | None
    grid: str
    length_m: float
    last_day: date | None
    days: int | None
    lon: float
    lat: float


def walked_of_grids(
    session: Session, viewer: Viewer, division: StreetDivision, *, since: date, grid: str | None = None
) -> list[GridStreets]:
    """Return what was walked of the streets of each grid in force since a day.

    A piece of street belongs to the grid whose patrol has to walk it, so that the metres of all grids are those of
    the network.

    Raises:
        NotFoundError: there is no such grid, or the viewer may not see it.
    """
    asked = _asked(session, viewer, since=since, grid=grid) | division.values(grid)
    rows = session.execute(text(_GRIDS), asked).all()
    return [
        GridStreets(
            grid=row.grid,
            name=row.name,
            streets=row.streets,
            streets_m=round(row.streets_m),
            walked_m=round(row.walked_m),
            walked=row.walked,
            half=row.half,
            not_walked=row.not_walked,
            key_places=row.places,
            passed=row.passed,
        )
        for row in rows
    ]


def unwalked_streets(
    session: Session, viewer: Viewer, division: StreetDivision, *, since: date, grid: str | None = None, most: int = 200
) -> list[UnwalkedStreet]:
    """Return the pieces of street that were not walked since a day: never walked ones first, then the longest ago.

    Raises:
        NotFoundError: there is no such grid, or the viewer may not see it.
    """
    asked = _asked(session, viewer, since=since, grid=grid) | division.values(grid)
    rows = session.execute(text(_LEFT), asked | {"most": most})
    return [
        UnwalkedStreet(
            street=row.street,
            name=row.name,
            grid=row.grid,
            length_m=round(row.length_m, 1),
            last_day=row.last_day,
            days=row.days,
            lon=round(row.lon, 7),
            lat=round(row.lat, 7),
        )
        for row in rows
    ]


def _asked(session: Session, viewer: Viewer, *, since: date, grid: str | None) -> dict[str, object]:
    scope = scope_of(session, viewer, area_code=None)
    asked: dict[str, object] = {"since": since, "grid": grid, "area": None if scope is None else scope.id}
    known = f"SELECT 1 FROM plan_grid g WHERE g.plan_id = plan_in_force() AND g.code = :grid AND {GRID_IN_SCOPE}"
    if grid is not None and not session.scalar(text(known), asked):
        raise NotFoundError(f"There is no grid {grid} in the plan in force.")
    return asked
