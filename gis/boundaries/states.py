"""A grid as an editor shows it: its ground, who lives there, what is due there, and how it stands against the band."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import pi
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.fabric import Cell, Fabric
from gis.boundaries.rings import as_multi
from gis.coverage.measure import areas_m2
from gis.coverage.metric_zone import MetricZone
from gis.held import held_on
from gis.parameters import Parameters

Band = Literal["far_below", "below", "within", "above", "far_above", "twice"]

_FAR = 1.5
_TWICE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class GridState:
    """One grid of a plan as it stands, or as it would.

    Attributes:
        community: Code of its community; None where it has none.
        people_estimated: People of buildings whose number was estimated, included in `people`.
        elderly: People of 60 and more.
        area_m2: Square metres on the ellipsoid.
        workers_due: Grid workers that its people ask for (people per worker, §2.2), two decimals.
        compactness: Polsby-Popper, 4 pi area / perimeter², 0-1.
        band: Where its people stand against the band, in the classes of the map.
        worker: Who holds it today, by name; None: nobody.
    """

    code: str
    name: str
    community: str | None
    locked: bool
    geometry: shapely.MultiPolygon
    people: int
    people_estimated: int
    households: int
    elderly: int
    buildings: int
    area_m2: float
    workers_due: float
    compactness: float
    band: Band
    worker: str | None

    def as_json(self) -> dict[str, Any]:
        """Return the state as the HTTP API has it."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "geometry"}
        return {**values, "geometry": {"type": "MultiPolygon", "coordinates": _coordinates(self.geometry)}}


def band_of(people: float, parameters: Parameters) -> Band:
    """Return where a number of people stands against the band; the classes of layer `grids`."""
    least, most = parameters.grid_people_min, parameters.grid_people_max
    if people < least:
        return "far_below" if people < least / 2 else "below"
    if people <= most:
        return "within"
    if people <= most * _FAR:
        return "above"
    return "far_above" if people <= most * _TWICE else "twice"


def compactness(grounds: Sequence[Any], zone: MetricZone) -> NDArray[np.float64]:
    """Return the Polsby-Popper compactness of each ground, measured in the metric zone."""
    flat = zone.to_metres(np.array(grounds, dtype=object)) if len(grounds) else np.zeros(0, dtype=object)
    around = shapely.length(flat)
    return np.asarray(np.divide(4 * pi * shapely.area(flat), around**2, out=np.zeros(len(flat)), where=around > 0))


_STATES = f"""
SELECT g.code, g.name, c.code AS community, l.grid_code IS NOT NULL AS locked, ST_AsBinary(s.geom) AS geom,
       t.population AS people, t.population_estimated AS people_estimated, t.households, t.elderly, t.buildings,
       h.worker
FROM plan p
JOIN grid g ON g.plan_id = p.id AND g.first_revision <= p.revision
           AND (g.last_revision IS NULL OR g.last_revision > p.revision)
JOIN grid_shape s ON s.id = g.shape_id
JOIN shape_stat t ON t.shape_id = g.shape_id
LEFT JOIN area c ON c.id = g.community_id
LEFT JOIN grid_lock l ON l.plan_id = g.plan_id AND l.grid_code = g.code
LEFT JOIN (
    SELECT a.grid_code, string_agg(w.name, '、' ORDER BY w.code) AS worker
    FROM assignment a JOIN worker w ON w.id = a.worker_id
    WHERE a.plan_id = :plan AND {held_on("current_date", alias="a")} GROUP BY a.grid_code
) h ON h.grid_code = g.code
WHERE p.id = :plan AND (CAST(:codes AS text[]) IS NULL OR g.code = ANY (CAST(:codes AS text[])))
ORDER BY g.code
"""


def states_of(
    session: Session, plan_id: int, *, codes: Iterable[str] | None, zone: MetricZone, parameters: Parameters
) -> list[GridState]:
    """Return grids of a plan as the record has them; all of them where `codes` is None."""
    chosen = None if codes is None else sorted(codes)
    if chosen == []:
        return []
    rows = session.execute(text(_STATES), {"plan": plan_id, "codes": chosen}).all()
    grounds = shapely.from_wkb([bytes(row.geom) for row in rows]) if rows else np.zeros(0, dtype=object)
    return _states([dict(row._mapping) for row in rows], grounds, zone, parameters)  # noqa: SLF001 - its public name


def community_names(session: Session, plan_id: int) -> dict[str, str]:
    """Return the name of its community by the code of each grid that has one."""
    rows = session.execute(
        text("SELECT g.code, a.name FROM plan_grid g JOIN area a ON a.id = g.community_id WHERE g.plan_id = :plan"),
        {"plan": plan_id},
    )
    return {row.code: row.name for row in rows}


def states_under_the_hand(
    fabric: Fabric,
    grounds: Mapping[str, Any],
    cells: Mapping[str, Cell],
    about: Mapping[str, Any],
    *,
    parameters: Parameters,
) -> list[GridState]:
    """Return grids as they would stand: figures counted here by the rule of the record, nothing is written.

    Args:
        fabric: What lies around.
        grounds: Their new ground by code.
        cells: Code, name and lock of each, by code.
        about: By code `{"community", "worker"}`.
        parameters: The band and the people per worker.
    """
    rows = []
    buildings = fabric.around.buildings(shapely.GeometryCollection(list(grounds.values()))) if grounds else None
    for code, ground in grounds.items():
        assert buildings is not None  # noqa: S101 - for the type checker
        held = buildings.held_by(ground)
        rows.append({
            "code": code,
            "name": cells[code].name,
            "locked": cells[code].locked,
            "community": about[code]["community"],
            "worker": about[code]["worker"],
            "people": int(buildings.people[held].sum()),
            "people_estimated": int(buildings.estimated[held].sum()),
            "households": int(buildings.households[held].sum()),
            "elderly": int(buildings.elderly[held].sum()),
            "buildings": int(held.sum()),
        })  # fmt: skip
    return _states(rows, list(grounds.values()), fabric.around.zone, parameters)


def _states(rows: list[dict[str, Any]], grounds: Any, zone: MetricZone, parameters: Parameters) -> list[GridState]:
    sizes, shapes = areas_m2(grounds) if len(rows) else (), compactness(grounds, zone)
    return [
        GridState(
            **{name: value for name, value in row.items() if name != "geom"},
            geometry=as_multi(ground),
            area_m2=round(float(size), 1),
            workers_due=round(row["people"] / max(parameters.people_per_worker, 1), 2),
            compactness=round(float(shape), 3),
            band=band_of(row["people"], parameters),
        )
        for row, ground, size, shape in zip(rows, grounds, sizes, shapes, strict=True)
    ]


def _coordinates(ground: shapely.MultiPolygon) -> list[Any]:
    return [
        [shapely.get_coordinates(ring).tolist() for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in shapely.get_parts(shapely.orient_polygons(ground))
    ]
