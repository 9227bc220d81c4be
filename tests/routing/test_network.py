import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import NotFoundError
from gis.network.streets import read_streets
from gis.network.versions import KEPT
from routing.network import bring_up_to_date, current_network, load_network
from routing.street_graph import street_graph

STREETS = """
    INSERT INTO street (code, name, foot, bridge, layer, geom) VALUES
    ('A', '东西路', true, false, 0, ST_Multi('SRID=4326;LINESTRING(116 40, 116.01 40)')),
    ('B', '南北路', true, false, 0, ST_Multi('SRID=4326;LINESTRING(116.005 39.99, 116.005 40.01)')),
    ('C', '高架', false, true, 1, ST_Multi('SRID=4326;LINESTRING(116.002 39.99, 116.002 40.01)')),
    ('D', '天桥', true, true, 1, ST_Multi('SRID=4326;LINESTRING(116.004 39.99, 116.004 40.01)')),
    ('w1', NULL, true, false, 0, ST_Multi('SRID=4326;LINESTRING(116.02 39.99, 116.02 40.01)')),
    ('w2', NULL, true, false, 0, ST_Multi('SRID=4326;LINESTRING(116.019 40, 116.021 40)'))
"""


@pytest.fixture
def session(session: Session) -> Session:
    session.execute(text(STREETS))
    return session


def test_what_is_stored_is_what_was_built(session: Session) -> None:
    built, _ = street_graph(read_streets(session))
    loaded = current_network(session)
    for name in ("lonlat", "u", "v", "street_id", "raised", "from_m", "length_m", "offsets", "points", "indptr"):
        assert np.array_equal(getattr(loaded, name), getattr(built, name)), name
    assert loaded.xy == pytest.approx(built.xy, abs=1e-6)
    assert len(loaded.u) == 4 + 1 + 2
    assert len(loaded.component_m) == 4


def test_a_version_stays_until_the_streets_change(session: Session) -> None:
    first = bring_up_to_date(session)
    assert bring_up_to_date(session).id == first.id
    # another name is no other network
    session.execute(text("UPDATE street SET name = '东街' WHERE code = 'A'"))
    assert bring_up_to_date(session).id == first.id
    session.execute(text("UPDATE street SET foot = false WHERE code = 'B'"))
    second = bring_up_to_date(session)
    assert second.id > first.id
    assert len(load_network(session, first.id).u) == 7
    assert len(load_network(session, second.id).u) == 4


def test_the_report_lists_small_components(session: Session) -> None:
    report = bring_up_to_date(session).report
    assert (report["streets"], report["edges"], report["components"]) == (5, 7, 4)
    assert [part["edges"] for part in report["small_components"]] == [1, 1, 1]


def test_an_unknown_version(session: Session) -> None:
    with pytest.raises(NotFoundError, match="no network 77"):
        load_network(session, 77)


def test_no_streets(session: Session) -> None:
    session.execute(text("DELETE FROM street"))
    assert len(current_network(session).u) == 0


def test_old_versions_go_when_nothing_refers_to_them(session: Session) -> None:
    for number in range(8):
        session.execute(text("UPDATE street SET geom = ST_Translate(geom, 0, 0.0001) WHERE code = 'w1'"))
        if number == 1:
            oldest = bring_up_to_date(session)
        newest = bring_up_to_date(session)
    kept = list(session.scalars(text("SELECT id FROM network ORDER BY id")))
    assert len(kept) == KEPT
    assert newest.id in kept
    assert oldest.id not in kept
    assert session.scalar(text("SELECT count(DISTINCT network_id) FROM network_edge")) == KEPT
