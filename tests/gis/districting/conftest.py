"""Two communities side by side: twelve blocks of 200 m between streets, nine houses of forty people on each."""

from datetime import date

import pytest
import shapely
from shapely import LineString, MultiLineString, MultiPolygon, box
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.plans import GridInput, PlanInfo, create_plan, publish
from gis.viewer import LOCAL_OPERATOR

M = 9e-6
"""About a metre, in degrees at the equator."""
WEST, EAST = "990106001001", "990106001002"
GROUND = {WEST: box(0, 0, 600, 400), EAST: box(600, 0, 1200, 400)}
STREETS = [[(x, 0), (x, 400)] for x in (200, 400, 600, 800, 1000)] + [[(0, 200), (1200, 200)]]


def metres(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape drawn in metres, in degrees of the record's precision."""
    return shapely.transform(shape, lambda points: (points * M).round(7))


def wkb(shape: shapely.Geometry) -> bytes:
    return bytes(shapely.to_wkb(metres(shape)))


def add_area(session: Session, level: str, code: str, shape: shapely.Geometry) -> None:
    session.execute(
        text("INSERT INTO area (level, code, name, geom) VALUES (:level, :code, :code, ST_GeomFromWKB(:geom, 4326))"),
        {"level": level, "code": code, "geom": wkb(MultiPolygon([shape]))},
    )


def add_building(session: Session, code: str, shape: shapely.Geometry, people: int, estate: str | None = None) -> None:
    session.execute(
        text(
            "INSERT INTO building (code, population, estate_code, geom)"
            " VALUES (:code, :people, :estate, ST_GeomFromWKB(:geom, 4326))"
        ),
        {"code": code, "people": people, "estate": estate, "geom": wkb(MultiPolygon([shape]))},
    )


@pytest.fixture
def blocks_record(session: Session) -> Session:
    """The record, without a plan. House H-0-0-0 stands on the street between two blocks."""
    add_area(session, "district", "990106", box(0, 0, 1200, 400))
    add_area(session, "subdistrict", "990106001", box(0, 0, 1200, 400))
    for code, ground in GROUND.items():
        add_area(session, "community", code, ground)
    session.execute(
        text("""
            UPDATE area c SET parent_id = p.id FROM area p
            WHERE (c.level, p.level) IN (('subdistrict', 'district'), ('community', 'subdistrict'))
        """)
    )
    for number, line in enumerate(STREETS):
        session.execute(
            text("INSERT INTO street (code, class, geom) VALUES (:code, 'tertiary', ST_GeomFromWKB(:geom, 4326))"),
            {"code": f"S{number}", "geom": wkb(MultiLineString([LineString(line)]))},
        )
    session.execute(
        text("INSERT INTO estate (code, name, geom) VALUES ('E1', '花园', ST_GeomFromWKB(:geom, 4326))"),
        {"geom": wkb(MultiPolygon([box(210, 210, 390, 390)]))},
    )
    for column in range(6):
        for row in range(2):
            for number in range(9):
                x, y = column * 200 + 40 + 55 * (number % 3), row * 200 + 40 + 55 * (number // 3)
                estate = "E1" if (column, row) == (1, 1) else None
                on_street = (column, row, number) == (0, 0, 0)
                house = box(190, 5, 205, 25) if on_street else box(x, y, x + 20, y + 20)
                add_building(session, f"H-{column}-{row}-{number}", house, 40, estate)
    return session


@pytest.fixture
def standing_plan(blocks_record: Session) -> PlanInfo:
    """A plan in force: one grid for each community but its easternmost column, where nobody answers."""
    session = blocks_record
    ids = {row.code: row.id for row in session.execute(text("SELECT id, code FROM area"))}
    grids = [
        GridInput(code=f"{WEST}001", name="西第1网格", community_id=ids[WEST], geom=_multi(box(0, 0, 400, 400))),
        GridInput(code=f"{EAST}001", name="东第1网格", community_id=ids[EAST], geom=_multi(box(600, 0, 800, 400))),
        GridInput(code=f"{EAST}002", name="东第2网格", community_id=ids[EAST], geom=_multi(box(800, 0, 1000, 400))),
    ]
    plan = create_plan(session, name="2018", grids=grids, viewer=LOCAL_OPERATOR)
    return publish(session, plan.id, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)


def _multi(shape: shapely.Geometry) -> MultiPolygon:
    ground = metres(shape)
    assert isinstance(ground, shapely.Polygon)
    return MultiPolygon([ground])
