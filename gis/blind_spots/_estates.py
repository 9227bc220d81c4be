"""Estates of which most buildings are in no grid."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.blind_spots._uncovered import Uncovered
from gis.coverage.holding import holder_of
from gis.coverage.measure import polygonal
from gis.coverage.standing import Near, Standing

_BUILDINGS = """
SELECT e.code, coalesce(p.community_id, p.subdistrict_id, p.district_id, -1) AS unit, count(*) AS buildings
FROM estate e JOIN building b ON b.point && e.geom AND ground_holds(e.geom, b.point)
LEFT JOIN building_place p ON p.building_id = b.id
WHERE e.code = ANY (:codes)
GROUP BY e.code, unit
"""

_ESTATES = """
SELECT code, name, occupied_since AS since, ST_AsBinary(geom) AS geom FROM estate
WHERE CAST(:all AS boolean) OR geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
   OR code = ANY (CAST(:named AS text[]))
ORDER BY code
"""


@dataclass(frozen=True, slots=True)
class Estate:
    """A residential compound; `geom` is valid, in EPSG:4326."""

    code: str
    name: str
    since: date | None
    geom: Any


@dataclass(frozen=True, slots=True)
class EstatesOutside:
    """Which estate an uncovered building belongs to, where most of that estate is uncovered.

    Attributes:
        estates: All estates that come into question, by code.
        holding: For each uncovered building the position of the estate it lies in, -1: in none such.
        named: The position of the estate it names, where it lies in none.
    """

    estates: tuple[Estate, ...]
    holding: NDArray[np.intp]
    named: NDArray[np.intp]


def read_estates_outside(session: Session, standing: Standing, uncovered: Uncovered) -> EstatesOutside:
    """Return the estates of which most of the buildings that stand in it are in no grid, in each unit by itself."""
    estates = _read_estates(session, standing.near, uncovered)
    grounds = np.empty(len(estates), dtype=object)
    grounds[:] = [estate.geom for estate in estates]
    holding = holder_of(grounds, uncovered.points)
    position = {estate.code: number for number, estate in enumerate(estates)}
    named = np.array([position.get(code or "", -1) for code in uncovered.estate_codes], dtype=np.intp)
    named[holding >= 0] = -1
    if standing.grids:
        pairs, missing = np.unique(np.column_stack([holding, uncovered.unit]), axis=0, return_counts=True)
        counts = _count(session, [estates[number].code for number in np.unique(holding[holding >= 0])])
        for (number, unit), outside in zip(pairs.tolist(), missing.tolist(), strict=True):
            if number >= 0 and 2 * outside <= counts[estates[number].code, unit]:
                holding[(holding == number) & (uncovered.unit == unit)] = -1
    return EstatesOutside(estates=tuple(estates), holding=holding, named=named)


def _read_estates(session: Session, near: Near | None, uncovered: Uncovered) -> list[Estate]:
    asked: dict[str, Any] = {"all": near is None, "named": [code for code in set(uncovered.estate_codes) if code]}
    west, south, east, north = (0.0, 0.0, 0.0, 0.0) if near is None else near.box
    asked |= {"west": west, "south": south, "east": east, "north": north}
    rows = session.execute(text(_ESTATES), asked).all()
    shapes = shapely.from_wkb([bytes(row.geom) for row in rows])
    return [
        Estate(row.code, row.name, row.since, shape if shape.is_valid else polygonal(shapely.make_valid(shape)))
        for row, shape in zip(rows, shapes, strict=True)
    ]


def _count(session: Session, codes: list[str]) -> dict[tuple[str, int], int]:
    if not codes:
        return {}
    return {(row.code, row.unit): row.buildings for row in session.execute(text(_BUILDINGS), {"codes": codes})}
