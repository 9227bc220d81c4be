"""Who holds which grid, and who could take one more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.blind_spots._roll import Listed
from gis.coverage.standing import Area, Standing
from gis.held import held_on

_WORKERS = f"""
SELECT w.id, w.code, array_remove(array_agg(t.grid_code ORDER BY t.grid_code), NULL) AS grids
FROM worker w
LEFT JOIN assignment t ON t.worker_id = w.id AND t.plan_id = :plan AND {held_on(":day", alias="t")}
WHERE w.role IN ('worker', 'head') GROUP BY w.id ORDER BY w.code
"""

_POSTS = """
SELECT w.id, array(SELECT a.id FROM area a WHERE a.geom && w.post AND ground_holds(a.geom, w.post)) AS areas
FROM worker w WHERE w.id = ANY (:ids)
"""

_ENDED = """
SELECT t.grid_code, max(t.until) AS until
FROM assignment t JOIN worker w ON w.id = t.worker_id
WHERE t.until <= :day AND w.role IN ('worker', 'head') GROUP BY t.grid_code
"""


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who may hold grids.

    Attributes:
        grids: Codes of the grids held on the day.
        areas: Keys of the areas worked in: those of the grids held, else of the post.
        people: People in the grids held.
    """

    code: str
    grids: tuple[str, ...]
    areas: frozenset[int]
    people: int


@dataclass(frozen=True, slots=True)
class Workers:
    """The workers of a plan on a day.

    Attributes:
        ended: By grid code the day on which the last worker who held it ceased to.
    """

    workers: tuple[Worker, ...]
    areas: Mapping[int, Area]
    ended: Mapping[str, date]

    def held(self) -> frozenset[str]:
        """Return the codes of the grids that somebody holds."""
        return frozenset(code for worker in self.workers for code in worker.grids)

    def least_loaded(self, area_id: int | None) -> Worker | None:
        """Return who has the fewest people, of those who work in the area, else in the one above it, else anywhere."""
        place = area_id
        while place is not None:
            near = [worker for worker in self.workers if place in worker.areas]
            if near:
                return _least(near)
            place = self.areas[place].parent_id if place in self.areas else None
        return _least(list(self.workers)) if self.workers else None


def _least(workers: list[Worker]) -> Worker:
    return min(workers, key=lambda worker: (worker.people, len(worker.grids), worker.code))


def read_workers(session: Session, standing: Standing, grids: Mapping[str, Listed]) -> Workers:
    """Return the workers of the plan, of which `grids` are all the grids."""
    asked = {"plan": standing.plan_id, "day": standing.day}
    rows = session.execute(text(_WORKERS), asked).all()
    held = {row.id: tuple(code for code in row.grids if code in grids) for row in rows}
    homes = {key: {grids[code].community_id for code in codes} - {None} for key, codes in held.items()}
    posts = session.execute(text(_POSTS), {"ids": [key for key, home in homes.items() if not home]})
    homes |= {row.id: set(row.areas) for row in posts}
    workers = [
        Worker(
            code=row.code,
            grids=held[row.id],
            areas=_with_parents(homes[row.id], standing.areas),
            people=sum(grids[code].people for code in held[row.id]),
        )
        for row in rows
    ]
    ended = {row.grid_code: row.until for row in session.execute(text(_ENDED), asked)}
    return Workers(tuple(workers), standing.areas, ended)


def _with_parents(ids: set[int | None], areas: Mapping[int, Area]) -> frozenset[int]:
    found: set[int] = set()
    for first in ids:
        place = first
        while place is not None and place not in found:
            found.add(place)
            place = areas[place].parent_id if place in areas else None
    return frozenset(found)
