"""What the derived tables hold, and what they should: counted one by one with shapely, apart from the tested code."""

from collections.abc import Callable

import pytest
import shapely
from shapely import Point
from shapely.affinity import translate
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

Tables = tuple[set[tuple[int, ...]], set[tuple[int | None, ...]], set[tuple[int, ...]]]


def holds(ground: shapely.Geometry, point: Point) -> bool:
    if not ground.intersects(point):
        return False
    return ground.contains(point) or ground.contains(translate(point, 1e-9, 4e-10))


def rows(connection: Connection | Session, query: str) -> list[tuple]:
    return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture
def derived() -> Callable[[Connection | Session], Tables]:
    """Return what stands in building_shape, building_place and shape_stat."""

    def read(connection: Connection | Session) -> Tables:
        return (
            set(rows(connection, "SELECT building_id, shape_id FROM building_shape")),
            set(rows(connection, "SELECT building_id, district_id, subdistrict_id, community_id FROM building_place")),
            set(
                rows(
                    connection,
                    "SELECT shape_id, buildings, households, population, population_estimated, elderly FROM shape_stat",
                )
            ),
        )

    return read


@pytest.fixture
def counted() -> Callable[[Connection | Session], Tables]:
    """Return what should stand there."""

    def count(connection: Connection | Session) -> Tables:
        buildings = [
            (key, shapely.from_wkb(bytes(point)), *figures)
            for key, point, *figures in rows(
                connection,
                "SELECT id, ST_AsBinary(point), coalesce(households, 0), population,"
                " CASE WHEN population_estimated THEN population ELSE 0 END, elderly FROM building",
            )
        ]
        shapes = [
            (key, shapely.from_wkb(bytes(ground)))
            for key, ground in rows(connection, "SELECT id, ST_AsBinary(geom) FROM grid_shape")
        ]
        areas = [
            (level, key, shapely.from_wkb(bytes(ground)))
            for level, key, ground in rows(connection, "SELECT level, id, ST_AsBinary(geom) FROM area")
        ]
        pairs = {(b[0], key) for b in buildings for key, ground in shapes if holds(ground, b[1])}
        places = {
            (
                b[0],
                *(
                    min((key for at, key, ground in areas if at == level and holds(ground, b[1])), default=None)
                    for level in ("district", "subdistrict", "community")
                ),
            )
            for b in buildings
        }
        figures = set()
        for key, _ in shapes:
            inside = [b for b in buildings if (b[0], key) in pairs]
            figures.add((key, len(inside), *(sum(b[place] for b in inside) for place in (2, 3, 4, 5))))
        return pairs, places, figures

    return count
