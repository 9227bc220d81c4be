"""Who changes grid between two plans: by grid code, building by building."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.people_figures import LIVED_IN
from gis.held import held_on

# a shape that has the same code in both plans moves nobody; of the buildings in any other the codes are compared
_MOVED = f"""
WITH names AS (SELECT * FROM unnest(CAST(:old AS text[]), CAST(:new AS text[])) n (old, new)),
     a AS (SELECT g.shape_id, coalesce(n.new, g.code) AS called, g.code
           FROM plan_grid g LEFT JOIN names n ON n.old = g.code WHERE g.plan_id = :a),
     b AS (SELECT shape_id, code FROM plan_grid WHERE plan_id = :b),
     was AS (SELECT shape_id, called FROM a),
     differing AS ((TABLE was EXCEPT TABLE b) UNION (TABLE b EXCEPT TABLE was)),
     touched AS (SELECT DISTINCT building_id FROM building_shape
                 WHERE shape_id IN (SELECT shape_id FROM differing)),
     before AS (SELECT m.building_id, string_agg(a.called, '+' ORDER BY a.called) AS called,
                       string_agg(a.code, '+' ORDER BY a.code) AS code
                FROM touched JOIN building_shape m USING (building_id) JOIN a USING (shape_id) GROUP BY 1),
     after AS (SELECT m.building_id, string_agg(b.code, '+' ORDER BY b.code) AS code
               FROM touched JOIN building_shape m USING (building_id) JOIN b USING (shape_id) GROUP BY 1)
SELECT b.id, b.code, b.name, before.code AS from_grid, after.code AS to_grid,
       b.population AS people, coalesce(b.households, 0) AS households, b.elderly,
       ST_X(b.point) AS lon, ST_Y(b.point) AS lat
FROM touched t JOIN building b ON b.id = t.building_id
LEFT JOIN before USING (building_id) LEFT JOIN after USING (building_id)
WHERE before.called IS DISTINCT FROM after.code AND {LIVED_IN}
ORDER BY from_grid NULLS FIRST, to_grid NULLS FIRST, b.code
"""

_HOLDERS = f"""
SELECT t.grid_code, string_agg(w.name, '、' ORDER BY w.code) AS workers
FROM assignment t JOIN worker w ON w.id = t.worker_id
WHERE t.plan_id = :plan AND w.role IN ('worker', 'head')
  AND {held_on("coalesce(CAST(:as_of AS date), current_date)", alias="t")}
GROUP BY t.grid_code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedBuilding:
    """A building whose grid differs; None: in no grid, `code+code`: in several. `lon`, `lat`: a point in it.

    `from_grid` is the code that the grid had before, `to_grid` the one that it has after.
    """

    id: int
    code: str
    name: str | None
    from_grid: str | None
    to_grid: str | None
    people: int
    households: int
    elderly: int
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """All buildings that go from one grid to another (code before, code after), with who answered and who will."""

    from_grid: str | None
    to_grid: str | None
    buildings: int
    people: int
    households: int
    elderly: int
    workers_before: str | None
    workers_after: str | None

    def as_json(self) -> dict[str, Any]:
        """Return the move under stable keys."""
        values = asdict(self)
        return {"from": values.pop("from_grid"), "to": values.pop("to_grid"), **values}


def moved_buildings(
    session: Session, plan_a: int, plan_b: int, *, renamed: Mapping[str, str], as_of: date | None = None
) -> list[MovedBuilding]:
    """Return the buildings that lie in another grid in `plan_b` than in `plan_a`.

    Args:
        session: On the record.
        plan_a: The plan before.
        plan_b: The plan after.
        renamed: Codes of `plan_a` → what the same grids are called in `plan_b`, where that differs.
        as_of: Only buildings lived in by that day.
    """
    rows = session.execute(
        text(_MOVED),
        {"a": plan_a, "b": plan_b, "old": list(renamed), "new": list(renamed.values()), "as_of": as_of},
    )
    return [MovedBuilding(**row) for row in rows.mappings()]


def people_moved(session: Session, plan_a: int, plan_b: int, *, renamed: Mapping[str, str]) -> int:
    """Return how many people lie in another grid in `plan_b` than in `plan_a`; see `moved_buildings`."""
    total = session.scalar(
        text(f"SELECT coalesce(sum(people), 0) FROM ({_MOVED}) moved"),
        {"a": plan_a, "b": plan_b, "old": list(renamed), "new": list(renamed.values()), "as_of": None},
    )
    return int(total or 0)


def moves_of(
    session: Session,
    moved: list[MovedBuilding],
    plan_a: int,
    plan_b: int,
    *,
    as_of: date | None = None,
) -> list[Move]:
    """Return the moved buildings summed up by grid and grid, most people first."""
    before, after = _holders(session, plan_a, as_of), _holders(session, plan_b, as_of)
    sums: dict[tuple[str | None, str | None], list[int]] = {}
    for building in moved:
        total = sums.setdefault((building.from_grid, building.to_grid), [0, 0, 0, 0])
        for place, value in enumerate((1, building.people, building.households, building.elderly)):
            total[place] += value
    moves = [
        Move(
            from_grid=start,
            to_grid=end,
            buildings=total[0],
            people=total[1],
            households=total[2],
            elderly=total[3],
            workers_before=before.get(start or ""),
            workers_after=after.get(end or ""),
        )
        for (start, end), total in sums.items()
    ]
    return sorted(moves, key=lambda move: (-move.people, move.from_grid or "", move.to_grid or ""))


def _holders(session: Session, plan_id: int, as_of: date | None) -> dict[str, str]:
    return {row.grid_code: row.workers for row in session.execute(text(_HOLDERS), {"plan": plan_id, "as_of": as_of})}
