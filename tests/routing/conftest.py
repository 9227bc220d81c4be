"""Small networks, drawn in metres around (116, 40)."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.metric_zone import MetricZone
from gis.network.streets import WalkableStreets

ZONE = MetricZone(shapely.Point(116.0, 40.0))
MakeStreets = Callable[..., WalkableStreets]


def lonlat(*metres: tuple[float, float]) -> np.ndarray:
    return ZONE.points_to_lonlat(np.array(metres, dtype=np.float64))


@pytest.fixture
def make_streets() -> MakeStreets:
    """Streets of WKT in metres: `level` and `noded` by number of the street, 0 and False for the others."""

    def make(*wkt: str, level: dict[int, int] | None = None, noded: Sequence[int] = ()) -> WalkableStreets:
        count = len(wkt)
        levels = np.array([(level or {}).get(number, 0) for number in range(count)], dtype=np.int64)
        lines = np.empty(count, dtype=object)
        lines[:] = [ZONE.to_lonlat(shapely.from_wkt(line)) for line in wkt]
        return WalkableStreets(
            id=np.arange(count) + 100,
            lines=lines,
            level=levels,
            raised=levels != 0,
            noded=np.array([number in noded for number in range(count)], dtype=np.bool_),
        )

    return make


# a street along a river; the only bridge is 300 m east of the centre
STREETS = (((0, 0), (600, 0)), ((0, 100), (600, 100)), ((300, 0), (300, 100)))
HOMES = (("A", 100, 10, 40, 8), ("B", 0, 110, 60, 12), ("C", 580, 110, 100, 20))


def point(x: float, y: float) -> str:
    lon, lat = lonlat((x, y))[0]
    return f"SRID=4326;POINT({lon:.7f} {lat:.7f})"


def draw_river(session: Session) -> None:
    """Three streets, three buildings and one elderly centre; see STREETS."""
    for number, line in enumerate(STREETS):
        (a, b), (c, d) = lonlat(*line)
        session.execute(
            text("INSERT INTO street (code, geom) VALUES (:code, ST_Multi(CAST(:geom AS geometry)))"),
            {"code": f"S{number}", "geom": f"SRID=4326;LINESTRING({a:.7f} {b:.7f}, {c:.7f} {d:.7f})"},
        )
    for code, x, y, people, elderly in HOMES:
        session.execute(
            text("INSERT INTO building (code, population, elderly, geom) VALUES (:code, :people, :elderly, :geom)"),
            {"code": code, "people": people, "elderly": elderly, "geom": point(x, y)},
        )
    add_resource(session, "R1", 0, 0)


def add_resource(session: Session, code: str, x: float, y: float, capacity: int | None = None) -> None:
    session.execute(
        text("INSERT INTO resource (code, name, kind, capacity, geom) VALUES (:code, :code, 'elderly_centre', :c, :g)"),
        {"code": code, "c": capacity, "g": point(x, y)},
    )
