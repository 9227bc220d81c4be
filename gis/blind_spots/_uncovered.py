"""The buildings of no grid, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.standing import Standing

_UNCOVERED = """
SELECT b.id, b.code, b.population, b.estate_code, b.occupied_since,
       coalesce(p.community_id, p.subdistrict_id, p.district_id) AS unit, ST_X(b.point) AS lon, ST_Y(b.point) AS lat
FROM building b LEFT JOIN building_place p ON p.building_id = b.id
WHERE {where} NOT EXISTS (
    SELECT 1 FROM building_shape m WHERE m.building_id = b.id AND m.shape_id = ANY (CAST(:shapes AS bigint[])))
ORDER BY b.id
"""
_IN_BOX = "b.point && ST_MakeEnvelope(:west, :south, :east, :north, 4326) AND"


@dataclass(frozen=True, slots=True)
class Uncovered:
    """The buildings of no grid.

    Attributes:
        unit: Key of the finest area each lies in; -1: in none.
        points: (n, 2) lon, lat of the points that decide.
    """

    ids: NDArray[np.int64]
    codes: Sequence[str]
    people: NDArray[np.int64]
    estate_codes: Sequence[str | None]
    since: Sequence[date | None]
    unit: NDArray[np.int64]
    points: NDArray[np.float64]

    def people_of(self, members: NDArray[np.intp]) -> int:
        """Return how many people live in these."""
        return int(self.people[members].sum())

    def earliest(self, members: NDArray[np.intp]) -> date | None:
        """Return the earliest day on which one of these was lived in; None where nobody knows."""
        return min((day for number in members if (day := self.since[number]) is not None), default=None)


def read_uncovered(session: Session, standing: Standing) -> Uncovered:
    """Return the buildings that lie in no grid of the plan, as far as it is looked at."""
    asked: dict[str, Any] = {"shapes": [grid.shape_id for grid in standing.grids]}
    if standing.near is not None:
        asked |= dict(zip(("west", "south", "east", "north"), standing.near.box, strict=True))
    where = "" if standing.near is None else _IN_BOX
    rows = session.execute(text(_UNCOVERED.format(where=where)), asked).all()
    columns = list(zip(*rows, strict=True)) or [()] * 8
    return Uncovered(
        ids=np.array(columns[0], dtype=np.int64),
        codes=columns[1],
        people=np.array(columns[2], dtype=np.int64),
        estate_codes=columns[3],
        since=columns[4],
        unit=np.array([-1 if unit is None else unit for unit in columns[5]], dtype=np.int64),
        points=np.array(columns[6:8], dtype=np.float64).reshape(2, -1).T.copy(),
    )


def read_footprints(session: Session, ids: NDArray[np.int64]) -> NDArray[Any]:
    """Return the footprints (EPSG:4326; a point where that is all there is) of buildings, in the order of `ids`."""
    rows = session.execute(
        text("""
            SELECT ST_AsBinary(b.geom)
            FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY AS u (id, n) JOIN building b USING (id) ORDER BY u.n
        """),
        {"ids": ids.tolist()},
    ).scalars()
    return np.asarray(shapely.from_wkb([bytes(row) for row in rows]))
