from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.subdistricts import subdistricts
from gis.coverage.workforce import workforce
from gis.extent import extent
from gis.viewer import LOCAL_OPERATOR, Viewer

# two subdistricts side by side; the western one has a community with a grid, the eastern one a grid without community
GROUND = """
INSERT INTO area (level, code, name, geom) VALUES
    ('district', 'D', 'd', ST_Multi(ST_MakeEnvelope(116.30, 39.90, 116.32, 39.91, 4326))),
    ('subdistrict', 'S1', 'west', ST_Multi(ST_MakeEnvelope(116.30, 39.90, 116.31, 39.91, 4326))),
    ('subdistrict', 'S2', 'east', ST_Multi(ST_MakeEnvelope(116.31, 39.90, 116.32, 39.91, 4326)));
INSERT INTO area (level, code, name, parent_id, geom)
SELECT 'community', 'C1', 'c', id, geom FROM area WHERE code = 'S1';
INSERT INTO building (code, population, geom) VALUES
    ('a', 40, ST_SetSRID(ST_MakePoint(116.302, 39.905), 4326)),
    ('b', 10, ST_SetSRID(ST_MakePoint(116.308, 39.905), 4326)),
    ('c', 70, ST_SetSRID(ST_MakePoint(116.315, 39.905), 4326));
INSERT INTO plan (name, created_by) VALUES ('p', 't');
INSERT INTO grid_shape (geom) VALUES
    (ST_Multi(ST_MakeEnvelope(116.30, 39.90, 116.305, 39.91, 4326))),
    (ST_Multi(ST_MakeEnvelope(116.311, 39.90, 116.32, 39.91, 4326)));
INSERT INTO grid (plan_id, code, community_id, shape_id, first_revision)
SELECT p.id, 'G' || row_number() OVER (ORDER BY s.id), CASE WHEN ST_XMin(s.geom) < 116.31 THEN a.id END, s.id, 0
FROM plan p, grid_shape s, area a WHERE a.code = 'C1';
UPDATE plan SET published_at = now(), published_by = 't', effective_from = '2018-01-01';
"""


def test_each_subdistrict_has_its_people_and_grids(session: Session) -> None:
    session.execute(text(GROUND))
    west, east = subdistricts(session, LOCAL_OPERATOR)
    assert (west.name, west.people, west.covered, west.grid_people) == ("west", 50, 40, (40,))
    assert (east.name, east.people, east.covered, east.grid_people) == ("east", 70, 70, (70,))
    assert west.coverage == 0.8


def test_viewer_of_one_subdistrict_sees_that_one(session: Session) -> None:
    session.execute(text(GROUND))
    assert [each.code for each in subdistricts(session, Viewer(name="x", role="screen", area_code="S2"))] == ["S2"]


def test_nothing_loaded(session: Session) -> None:
    assert subdistricts(session, LOCAL_OPERATOR) == []
    assert workforce(session).people_per_worker is None
    assert extent(session, LOCAL_OPERATOR) is None


def test_workers_by_what_they_hold(session: Session) -> None:
    session.execute(text(GROUND))
    session.execute(
        text("""
            INSERT INTO worker (code, name, role)
            VALUES ('W1', 'w', 'worker'), ('W2', 'w', 'head'), ('V', 'v', 'volunteer');
            INSERT INTO assignment (plan_id, grid_code, worker_id, since, until)
            SELECT plan_in_force(), 'G1', id, DATE '2020-01-01', CASE code WHEN 'W2' THEN current_date END FROM worker;
        """)
    )
    found = workforce(session)
    assert (found.workers, found.holding, found.overloaded) == (2, 1, 0)
    assert found.people_per_worker == 60


def test_extent_of_the_district_of_an_area_and_of_a_record_without_areas(session: Session) -> None:
    session.execute(text(GROUND))
    assert extent(session, LOCAL_OPERATOR) == (116.30, 39.90, 116.32, 39.91)
    assert extent(session, LOCAL_OPERATOR, area_code="S2") == (116.31, 39.90, 116.32, 39.91)
    session.execute(text("DELETE FROM area"))
    box = extent(session, LOCAL_OPERATOR)
    assert box is not None
    assert (round(box[0], 6), round(box[2], 6)) == (116.30, 116.32)
