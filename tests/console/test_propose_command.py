import json
from typing import Any

from sqlalchemy import Engine, text

from gis.database import session_of

KEYS = (
    *("plan", "grids", "within_band", "below_band", "above_band", "people_min", "people_max", "compactness_mean"),
    *("compactness_p5", "pieces", "border_on_lines", "estates_split", "people_moved", "buildings_moved", "seconds"),
)
ROWS = """
INSERT INTO area (level, code, name, geom) VALUES
    ('district', '990106', '示范区', 'SRID=4326;MULTIPOLYGON(((0 0, 0.01 0, 0.01 0.005, 0 0.005, 0 0)))'),
    ('community', '990106001001', '枫林社区', 'SRID=4326;MULTIPOLYGON(((0 0, 0.01 0, 0.01 0.005, 0 0.005, 0 0)))');
INSERT INTO street (code, class, geom) VALUES ('S1', 'tertiary', 'SRID=4326;MULTILINESTRING((0.005 0, 0.005 0.005))');
INSERT INTO building (code, population, geom)
SELECT 'B' || n, 250, ST_Multi(ST_MakeEnvelope(0.001 * n, 0.002, 0.001 * n + 0.0002, 0.0022, 4326))
FROM generate_series(1, 8) n;
"""


def test_a_draft_is_proposed_from_nothing(run_wangge: Any, engine: Engine) -> None:
    with session_of(engine) as session:
        session.execute(text(ROWS))
    found = json.loads(run_wangge("plan", "propose", "--json").stdout)
    assert [key for key in KEYS if key not in found] == []
    assert (found["grids"], found["within_band"], found["pieces"], found["border_on_lines"]) == (2, 2, 2, 1.0)
    with session_of(engine) as session:
        codes = session.scalars(
            text("SELECT code FROM plan_grid WHERE plan_id = :id ORDER BY code"), {"id": found["plan"]}
        )
        assert list(codes) == ["990106001001001", "990106001001002"]
    said = run_wangge("plan", "propose", "--people", "lots", expect=1).stderr
    assert "must be like 800-1200" in said
