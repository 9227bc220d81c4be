"""A record small enough to be read: one community of two grids, with a gap between them that people live in."""

from datetime import date

import pytest
from shapely import MultiPolygon, box, union_all
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.plans import GridInput, PlanInfo, create_plan, publish
from gis.viewer import LOCAL_OPERATOR

RECORD = """
INSERT INTO area (level, code, name, geom) VALUES
    ('district', '990106', '示范区', 'SRID=4326;MULTIPOLYGON(((0 0, 0.04 0, 0.04 0.02, 0 0.02, 0 0)))'),
    ('subdistrict', '990106001', '城南街道', 'SRID=4326;MULTIPOLYGON(((0 0, 0.04 0, 0.04 0.02, 0 0.02, 0 0)))'),
    ('community', '990106001001', '枫林社区', 'SRID=4326;MULTIPOLYGON(((0 0, 0.02 0, 0.02 0.02, 0 0.02, 0 0)))'),
    ('community', '990106001002', '东湖社区',
     'SRID=4326;MULTIPOLYGON(((0.02 0, 0.04 0, 0.04 0.02, 0.02 0.02, 0.02 0)))');
UPDATE area c SET parent_id = p.id FROM area p
WHERE (c.level, p.level) IN (('subdistrict', 'district'), ('community', 'subdistrict'));
INSERT INTO estate (code, name, occupied_since, geom) VALUES
    ('E1', '阳光花园', '2024-05-01',
     'SRID=4326;MULTIPOLYGON(((0.008 0.002, 0.014 0.002, 0.014 0.008, 0.008 0.008, 0.008 0.002)))');
INSERT INTO building (code, name, use, population, population_estimated, elderly, households, estate_code, geom) VALUES
    ('B1', '枫林里 1 号楼', 'residential', 900, false, 200, 300, NULL, 'SRID=4326;POINT(0.004 0.01)'),
    ('B2', '阳光花园 3 号楼', 'residential', 412, true, 40, 150, 'E1', 'SRID=4326;POINT(0.01 0.005)'),
    ('B3', '阳光花园 13 号楼', 'residential', 100, false, 10, 40, 'E1', 'SRID=4326;POINT(0.013 0.005)'),
    ('B4', '东湖大厦', 'office', 0, false, 0, 0, NULL, 'SRID=4326;POINT(0.03 0.01)');
INSERT INTO street (code, name, class, geom) VALUES
    ('S1', '枫林路', 'secondary', 'SRID=4326;MULTILINESTRING((0 0.015, 0.01 0.015))'),
    ('S2', '枫林路', 'secondary', 'SRID=4326;MULTILINESTRING((0.01 0.015, 0.02 0.015))');
INSERT INTO resource (code, name, kind, geom) VALUES ('R1', '枫林卫生站', 'clinic', 'SRID=4326;POINT(0.005 0.012)');
INSERT INTO worker (code, name, role, phone, post) VALUES
    ('W0001', '网格员 0001', 'worker', '13000000001', 'SRID=4326;POINT(0.004 0.01)'),
    ('W0002', '网格员 0002', 'worker', NULL, NULL),
    ('W0003', '网格长 0003', 'head', NULL, NULL);
INSERT INTO plan (name, created_by) VALUES ('方案一', 'test');
INSERT INTO grid_shape (geom) VALUES
    ('SRID=4326;MULTIPOLYGON(((0 0, 0.008 0, 0.008 0.02, 0 0.02, 0 0)))'),
    ('SRID=4326;MULTIPOLYGON(((0.012 0, 0.02 0, 0.02 0.02, 0.012 0.02, 0.012 0)))');
INSERT INTO grid (plan_id, code, name, community_id, shape_id, first_revision)
SELECT p.id, '99010600100100' || s.n, '第 ' || s.n || ' 网格', c.id, s.id, 0
FROM plan p, area c, (SELECT id, row_number() OVER (ORDER BY id) AS n FROM grid_shape) s
WHERE c.code = '990106001001';
UPDATE plan SET published_at = now(), published_by = 'test', effective_from = '2018-05-01';
INSERT INTO assignment (plan_id, grid_code, worker_id, since)
SELECT p.id, '990106001001001', w.id, '2018-05-01' FROM plan p, worker w WHERE w.code = 'W0001';
INSERT INTO blind_spot (key, plan_id, kind, name, people, buildings, since, area_m2, community_id, cure, geom, centroid)
SELECT 'estate:E1', p.id, 'estate_outside', '阳光花园', 412, 1, current_date - 100, 250000, c.id,
       '{"action": "extend", "grid": "990106001001002", "text": {"zh": "划入 002", "en": "give it to 002"}}',
       'SRID=4326;POLYGON((0.008 0.002, 0.012 0.002, 0.012 0.008, 0.008 0.008, 0.008 0.002))',
       'SRID=4326;POINT(0.01 0.005)'
FROM plan p, area c WHERE c.code = '990106001001';
"""


@pytest.fixture
def community_record(session: Session) -> Session:
    """Session on 枫林社区: grid 001 with 900 people, grid 002 with 100, and 412 of 阳光花园 between them."""
    for statement in RECORD.strip().removesuffix(";").split(";\n"):
        session.execute(text(statement.replace(":E1", "\\:E1")))
    return session


class Drawing:
    """A record drawn in thousandths of a degree (about 110 m) from (0, 0)."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.grids: list[GridInput] = []

    @staticmethod
    def ground(*boxes: tuple[float, float, float, float]) -> MultiPolygon:
        """Return the ground of boxes (west, south, east, north)."""
        whole = union_all([box(*(round(side / 1000, 7) for side in sides)) for sides in boxes])
        return MultiPolygon([whole]) if whole.geom_type == "Polygon" else whole

    def area(self, level: str, code: str, *boxes: tuple[float, float, float, float], parent: str | None = None) -> int:
        """Draw an area; return its key."""
        return self.session.execute(
            text("""
                INSERT INTO area (level, code, name, parent_id, geom)
                VALUES (:level, :code, :code, (SELECT id FROM area WHERE code = :parent),
                        ST_GeomFromText(:ground, 4326))
                RETURNING id
            """),
            {"level": level, "code": code, "parent": parent, "ground": self.ground(*boxes).wkt},
        ).scalar_one()

    def grid(self, code: str, *boxes: tuple[float, float, float, float], community: int | None = None) -> None:
        """Draw a grid of the next plan."""
        self.grids.append(GridInput(code=code, community_id=community, geom=self.ground(*boxes)))

    def building(
        self,
        code: str,
        lon: float,
        lat: float,
        people: int = 10,
        *,
        since: str | None = None,
        estate: str | None = None,
    ) -> None:
        """Put a house of some 9 m x 9 m around a point."""
        self.session.execute(
            text("""
                INSERT INTO building (code, population, occupied_since, estate_code, geom)
                VALUES (:code, :people, :since, :estate, ST_GeomFromText(:ground, 4326))
            """),
            {
                "code": code,
                "people": people,
                "since": since,
                "estate": estate,
                "ground": self.ground((lon - 0.04, lat - 0.04, lon + 0.04, lat + 0.04)).wkt,
            },
        )

    def estate(self, code: str, *boxes: tuple[float, float, float, float], since: str | None = None) -> None:
        """Draw an estate."""
        self.session.execute(
            text(
                "INSERT INTO estate (code, name, occupied_since, geom) VALUES (:c, :c, :s, ST_GeomFromText(:g, 4326))"
            ),
            {"c": code, "s": since, "g": self.ground(*boxes).wkt},
        )

    def publish(self, since: date = date(2018, 5, 1)) -> PlanInfo:
        """Put the grids drawn so far in force as one plan."""
        plan = create_plan(self.session, name=f"plan of {since}", grids=self.grids, viewer=LOCAL_OPERATOR)
        return publish(self.session, plan.id, effective_from=since, viewer=LOCAL_OPERATOR)

    def worker(self, code: str, *grids: str, since: str = "2018-05-01", until: str | None = None) -> None:
        """Add a worker who holds grids of the plan in force."""
        self.session.execute(text("INSERT INTO worker (code, name) VALUES (:code, :code)"), {"code": code})
        for grid in grids:
            self.session.execute(
                text("""
                    INSERT INTO assignment (plan_id, grid_code, worker_id, since, until)
                    SELECT plan_in_force(), :grid, id, :since, :until FROM worker WHERE code = :code
                """),
                {"grid": grid, "since": since, "until": until, "code": code},
            )


@pytest.fixture
def drawing(session: Session) -> Drawing:
    """Return an empty record to draw in."""
    return Drawing(session)
