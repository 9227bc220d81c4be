"""Find a thing of the record by its name or code, the best answer first, quick on a million buildings."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.held import held_on
from gis.viewer import Viewer

SOME_BUILDINGS = 400
"""Buildings ranked at most: beyond that, the words were too few to mean one."""

IN_SIGHT = "(:scope IS NULL OR ST_Intersects({place}, (SELECT geom FROM area WHERE code = :scope)))"

RANKED = """
SELECT kind, id, code, name, note,
       CASE WHEN lower(code) = lower(:words) THEN 0
            WHEN lower(replace(name, ' ', '')) = lower(:squeezed) THEN 1
            WHEN lower(replace(name, ' ', '')) LIKE lower(:starts) THEN 2
            WHEN lower(code) LIKE lower(:starts) OR lower(code) LIKE lower(:ends) THEN 3
            ELSE 4 END AS rank,
       ST_XMin(box) AS min_lon, ST_YMin(box) AS min_lat, ST_XMax(box) AS max_lon, ST_YMax(box) AS max_lat
FROM ({candidates}) found
ORDER BY rank, length(name), name, code
LIMIT :limit
"""

SMALL_TABLES = (
    f"""SELECT a.level AS kind, a.id, a.code, a.name, '' AS note, Box2D(a.geom) AS box FROM area a
    WHERE (a.name ILIKE :within OR a.code ILIKE :within) AND {IN_SIGHT.format(place="a.geom")}""",
    f"""SELECT 'grid' AS kind, g.id, g.code, g.name, '' AS note, Box2D(g.geom) AS box FROM plan_grid g
    WHERE g.plan_id = plan_in_force() AND (g.name ILIKE :within OR g.code ILIKE :within)
      AND {IN_SIGHT.format(place="g.geom")}""",
    f"""SELECT 'estate' AS kind, e.id, e.code, e.name, '' AS note, Box2D(e.geom) AS box FROM estate e
    WHERE (e.name ILIKE :within OR e.code ILIKE :within) AND {IN_SIGHT.format(place="e.geom")}""",
    f"""SELECT 'street' AS kind, min(s.id) AS id, '' AS code, s.name, min(s.class) AS note, ST_Extent(s.geom) AS box
    FROM street s WHERE s.name ILIKE :within AND {IN_SIGHT.format(place="s.geom")} GROUP BY s.name""",
    f"""SELECT 'resource' AS kind, r.id, r.code, r.name, r.kind AS note, Box2D(r.geom) AS box FROM resource r
    WHERE (r.name ILIKE :within OR r.code ILIKE :within) AND {IN_SIGHT.format(place="r.geom")}""",
    f"""SELECT 'worker' AS kind, w.id, w.code, w.name, w.role AS note, Box2D(held.ground) AS box FROM worker w
    LEFT JOIN LATERAL (
        SELECT coalesce(w.post, ST_Collect(g.geom)) AS ground
        FROM assignment t JOIN plan_grid g ON g.plan_id = t.plan_id AND g.code = t.grid_code
        WHERE t.worker_id = w.id AND t.plan_id = plan_in_force() AND {held_on("current_date", alias="t")}) held ON true
    WHERE (w.name ILIKE :within OR w.code ILIKE :within) AND {IN_SIGHT.format(place="held.ground")}""",
)

BUILDINGS = f"""SELECT 'building' AS kind, b.id, b.code, coalesce(b.name, '') AS name, '' AS note, Box2D(b.geom) AS box
    FROM building b WHERE {{which}} AND {IN_SIGHT.format(place="b.point")} LIMIT {SOME_BUILDINGS}"""
BUILDINGS_BY_START = BUILDINGS.format(which="(b.name LIKE :begins OR b.code LIKE :begins)")
# the inner question is answered from the index of names alone, however many buildings there are
BUILDINGS_BY_PART = BUILDINGS.format(
    which=f"b.name = ANY (array(SELECT i.name FROM building i WHERE i.name {{like}} :within LIMIT {SOME_BUILDINGS}))"
)

PLACES = """
SELECT asked.n, coalesce(a.name, '') AS community
FROM unnest(CAST(:lons AS float[]), CAST(:lats AS float[])) WITH ORDINALITY AS asked(lon, lat, n)
LEFT JOIN LATERAL (
    SELECT name FROM area
    WHERE level = 'community' AND ground_holds(geom, ST_SetSRID(ST_MakePoint(asked.lon, asked.lat), 4326))
    LIMIT 1) a ON true
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One answer of a search.

    Attributes:
        kind: district, subdistrict, community, grid, estate, building, street, resource or worker.
        note: What more tells it apart: the class of a street, the kind of a resource, the role of a worker.
        community: Name of the community in which the middle of it lies; empty when there is none.
        bbox: (min_lon, min_lat, max_lon, max_lat); None for a worker without post and grids.
        rank: 0 the very code, 1 the very name, 2 begins so, 3 the code begins or ends so, 4 holds the words.
    """

    kind: str
    id: int
    code: str
    name: str
    note: str
    community: str
    bbox: tuple[float, float, float, float] | None
    rank: int


def search(session: Session, viewer: Viewer, words: str, *, limit: int = 12) -> list[Found]:
    """Return what bears these words in its name or code, best first.

    Blanks do not matter, and neither does what stands between Chinese characters, letters and digits: 阳光花园3 finds
    阳光花园 3 号楼. Grids are those of the plan in force.
    """
    pieces = re.findall(r"[^\W\d_]+|\d+|[^\w\s]+|_", words)
    if not pieces:
        return []
    bound = _patterns(words, pieces) | {"limit": limit, "scope": viewer.area_code}
    rows = _ask(session, (*SMALL_TABLES, BUILDINGS_BY_START), bound)
    if len(rows) < limit and not any(row.rank == 0 for row in rows):
        like = "ILIKE" if re.search(r"[A-Za-z]", words) else "LIKE"
        seen = {(row.kind, row.id) for row in rows}
        more = _ask(session, (BUILDINGS_BY_PART.format(like=like),), bound)
        rows += [row for row in more if (row.kind, row.id) not in seen]
    return _with_places(session, rows[:limit])


def _patterns(words: str, pieces: list[str]) -> dict[str, str]:
    escaped = [re.sub(r"([\\%_])", r"\\\1", piece) for piece in pieces]
    joined, squeezed = "%".join(escaped), "".join(escaped)
    return {
        "words": words.strip(),
        "squeezed": "".join(words.split()),
        "starts": f"{squeezed}%",
        "ends": f"%{squeezed}",
        "begins": f"{joined}%",
        "within": f"%{joined}%",
    }


def _ask(session: Session, parts: tuple[str, ...], bound: dict[str, Any]) -> list[Any]:
    candidates = "\nUNION ALL\n".join(f"({part})" for part in parts)
    return list(session.execute(text(RANKED.format(candidates=candidates)), bound))


def _with_places(session: Session, rows: list[Any]) -> list[Found]:
    located = [row for row in rows if row.min_lon is not None]
    middles = {
        "lons": [(row.min_lon + row.max_lon) / 2 for row in located],
        "lats": [(row.min_lat + row.max_lat) / 2 for row in located],
    }
    names = {answer.n: answer.community for answer in session.execute(text(PLACES), middles)}
    communities = {(row.kind, row.id): names[n] for n, row in enumerate(located, start=1)}
    return [
        Found(
            kind=row.kind,
            id=row.id,
            code=row.code,
            name=row.name,
            note=row.note,
            community=communities.get((row.kind, row.id), ""),
            bbox=None if row.min_lon is None else (row.min_lon, row.min_lat, row.max_lon, row.max_lat),
            rank=row.rank,
        )
        for row in rows
    ]
