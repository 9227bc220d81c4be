"""Plans as a reader lists them."""

from shapely import MultiPolygon, box
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.plans import GridInput, create_plan
from gis.plans.feasibility import feasibility
from gis.plans.listing import line_of
from gis.viewer import LOCAL_OPERATOR


def ground(west: float, east: float) -> MultiPolygon:
    return MultiPolygon([box(west, 0, east, 0.01)])


def test_who_lives_where_grids_overlap_counts_once(session: Session) -> None:
    session.execute(
        text("""
            INSERT INTO building (code, population, geom) VALUES
                ('W', 100, 'SRID=4326;POINT(0.005 0.005)'), ('M', 30, 'SRID=4326;POINT(0.015 0.005)'),
                ('E', 7, 'SRID=4326;POINT(0.025 0.005)'), ('out', 1000, 'SRID=4326;POINT(0.5 0.5)')
        """)
    )
    # two of the three have the very same ground
    grids = [("a", 0, 0.02), ("b", 0.01, 0.03), ("c", 0.01, 0.03)]
    plan = create_plan(
        session,
        name="plan",
        grids=[GridInput(code=code, geom=ground(west, east)) for code, west, east in grids],
        viewer=LOCAL_OPERATOR,
    )
    assert (line_of(session, plan.id).grids, line_of(session, plan.id).people) == (3, 137)


def test_workers_and_money_are_weighed_by_the_grids_in_the_suburb(session: Session) -> None:
    session.execute(
        text("""
            INSERT INTO area (id, level, code, name, zone, geom) VALUES
                (1, 'subdistrict', '110101001', '街道', 'suburb', ST_Multi(ST_MakeEnvelope(0, 0, 0.02, 0.01, 4326)));
            INSERT INTO area (id, level, code, name, zone, parent_id, geom) VALUES
                (2, 'community', '110101001001', '一', NULL, 1, ST_Multi(ST_MakeEnvelope(0, 0, 0.01, 0.01, 4326))),
                (3, 'community', '110101001002', '二', 'centre', 1, ST_Multi(ST_MakeEnvelope(.01, 0, .02, .01, 4326)))
        """)
    )
    grids = [
        GridInput(code="a", community_id=2, geom=ground(0, 0.01)),
        GridInput(code="b", community_id=3, geom=ground(0.01, 0.015)),
        GridInput(code="c", community_id=3, geom=ground(0.015, 0.02)),
    ]
    plan = create_plan(session, name="plan", grids=grids, viewer=LOCAL_OPERATOR)
    found = feasibility(session, plan_id=plan.id, population=3000)
    assert (found.grids_suburb, found.grids_counted, found.zones_of) == (1, 3, plan.id)
    assert found.suburb_share == 0.3333
