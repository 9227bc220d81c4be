"""Candidate sites: the middle of each community, estate or grid as its people live, or the points of a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError, NotFoundError
from gis.loading.door import Door
from gis.loading.opening import open_source
from gis.loading.options import LoadOptions
from gis.loading.shapes import Said
from gis.loading.source import column_of
from gis.walks.intake import ELSEWHERE

Floats = NDArray[np.float64]
NAMES = ("name", "名称", "地点", "地址", "mc")
PRICES = ("price", "cost", "yuan", "造价", "费用", "投资", "预算", "单价")
_POSITION = {"lon": ("lon", "lng", "longitude", "x", "经度"), "lat": ("lat", "latitude", "y", "纬度")}
_NAMED = 5

# the building that is nearest to where the people of a place live in the mean
_MIDDLES = """
WITH lived AS ({lived}),
middle AS (
    SELECT place, min(name) AS name,
           ST_SetSRID(ST_MakePoint(sum(ST_X(point) * people) / sum(people), sum(ST_Y(point) * people) / sum(people)),
                      4326) AS point
    FROM lived GROUP BY place HAVING sum(people) > 0
)
SELECT DISTINCT ON (m.name, m.place) m.name, ST_X(l.point) AS lon, ST_Y(l.point) AS lat
FROM middle m JOIN lived l USING (place)
ORDER BY m.name, m.place, ST_Distance(geography(l.point), geography(m.point)), l.id
"""
_LIVED: dict[str, str] = {
    "communities": """
        SELECT p.community_id AS place, a.name, b.id, b.point, b.population AS people
        FROM building b JOIN building_place p ON p.building_id = b.id JOIN area a ON a.id = p.community_id
        WHERE b.population > 0""",
    "estates": """
        SELECT e.id AS place, e.name, b.id, b.point, b.population AS people
        FROM building b JOIN estate e ON e.code = b.estate_code WHERE b.population > 0""",
    "grids": """
        SELECT g.id AS place, g.code AS name, b.id, b.point, b.population AS people
        FROM plan_grid g JOIN building_shape m ON m.shape_id = g.shape_id JOIN building b ON b.id = m.building_id
        WHERE g.plan_id = plan_in_force() AND b.population > 0""",
}

_NOBODY = {
    "communities": "Nobody lives in any community yet: load areas and buildings, or name a file of candidates.",
    "estates": "Nobody lives in any estate yet: load estates and buildings, or name a file of candidates.",
    "grids": "Nobody lives in any grid in force yet: load grids and buildings, or name a file of candidates.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """k places where a resource might stand.

    Attributes:
        origin: `communities`, `estates`, `grids`, or the name of a file.
        names: What each is called.
        lonlat: float64 (k, 2), EPSG:4326.
        price: float64 (k,), what each costs, in yuan; None where it is not said.
    """

    origin: str
    names: tuple[str, ...]
    lonlat: Floats
    price: Floats | None = None

    def as_json(self) -> dict[str, Any]:
        """Return them as plain values."""
        price = None if self.price is None else self.price.tolist()
        return {"origin": self.origin, "names": list(self.names), "lonlat": self.lonlat.tolist(), "price": price}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Candidates":
        """Return what `as_json` wrote."""
        price = None if given["price"] is None else np.array(given["price"], dtype=np.float64)
        lonlat = np.array(given["lonlat"], dtype=np.float64)
        return cls(origin=given["origin"], names=tuple(given["names"]), lonlat=lonlat, price=price)


def candidates_of(session: Session, origin: str) -> Candidates:
    """Return one candidate for each community, estate or grid in force: its building nearest to its people's middle.

    Raises:
        InputError: another origin.
        NotFoundError: nobody lives in any.
    """
    if origin not in _LIVED:
        raise InputError(f"There are no candidates from {origin}: say communities, estates or grids, or name a file.")
    rows = session.execute(text(_MIDDLES.format(lived=_LIVED[origin]))).all()
    if not rows:
        raise NotFoundError(_NOBODY[origin])
    return Candidates(
        origin=origin,
        names=tuple(row.name for row in rows),
        lonlat=np.array([(row.lon, row.lat) for row in rows], dtype=np.float64),
    )


def read_candidates(path: Path, *, crs: str | None = None) -> Candidates:
    """Return the places of a file (of lines and polygons a point on them), with name and price where it has them.

    Raises:
        InputError: it cannot be read, holds no place, or a price that is none.
    """
    names: list[str] = []
    prices: list[float | None] = []
    points: list[Any] = []
    with open_source(path) as source:
        name, price = column_of(source.columns, NAMES), column_of(source.columns, PRICES)
        position = {axis: column_of(source.columns, known) for axis, known in _POSITION.items()}
        mapped = {} if source.geometry else {axis: column for axis, column in position.items() if column}
        door = Door(source, mapped, LoadOptions(crs=crs))
        wanted = [column for column in (name, price, *mapped.values()) if column]
        for batch in source.batches(list(dict.fromkeys(wanted))):
            placed, _ = door.geometries(batch, Said())
            for row, shape in enumerate(placed):
                if shape is None or shape.is_empty:
                    continue
                points.append(shapely.point_on_surface(shape))
                names.append(str(batch.columns[name][row]) if name else f"{len(names) + 1}")
                prices.append(_price(batch.columns[price][row], path) if price else None)
    if not points:
        raise InputError(f"{path.name} holds no place: a file of candidates has points, or columns lon and lat.")
    known = [value for value in prices if value is not None]
    if known and len(known) < len(prices):
        raise InputError(f"{path.name} says what some candidates cost, but not all: fill in the column {price}.")
    return Candidates(
        origin=path.name,
        names=tuple(names),
        lonlat=shapely.get_coordinates(points),
        price=np.array(known, dtype=np.float64) if known else None,
    )


def refuse_elsewhere(session: Session, candidates: Candidates) -> None:
    """Make sure that no candidate lies far from the district, as at (0, 0) or with its coordinates the other way round.

    Raises:
        InputError: some lie over 5 km from the district's box; the message names them.
    """
    lon, lat = candidates.lonlat.T.tolist()
    far = session.scalars(
        text(f"""
            SELECT place FROM unnest(CAST(:lon AS float8[]), CAST(:lat AS float8[])) WITH ORDINALITY p (lon, lat, place)
            WHERE {ELSEWHERE.format(geom="ST_SetSRID(ST_MakePoint(lon, lat), 4326)")} ORDER BY place
        """),
        {"lon": lon, "lat": lat},
    ).all()
    if far:
        names = ", ".join(candidates.names[place - 1] for place in far[:_NAMED]) + (", …" if len(far) > _NAMED else "")
        raise InputError(
            f"{candidates.origin}: {len(far):,} of {len(candidates.names):,} candidates lie far from the district:"
            f" {names}. Correct or remove them, or check --crs."
        )


def _price(cell: Any, path: Path) -> float | None:
    if cell in (None, ""):
        return None
    try:
        value = float(str(cell).replace(",", ""))
    except ValueError as error:
        raise InputError(f"{path.name}: {cell!r} is no price; write it in yuan, as 2500000.") from error
    if not 0 <= value < np.inf:
        raise InputError(f"{path.name}: a price must be zero or more, not {cell}.")
    return value
