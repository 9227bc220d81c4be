import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError, NotFoundError
from gis.viewer import LOCAL_OPERATOR
from routing.reach import check_radii
from routing.reach_figures import ReachFigures, reach_figures
from tests.routing.conftest import add_resource, draw_river


@pytest.fixture
def session(session: Session) -> Session:
    draw_river(session)
    return session


def ask(session: Session, *radii: float, **options: object) -> ReachFigures:
    return reach_figures(session, LOCAL_OPERATOR, kind="elderly_centre", radii_m=radii, **options)


def test_the_river_makes_the_difference(session: Session) -> None:
    found = ask(session, 200, 800)
    near, far = found.radii
    assert (near["people"], near["reached"], near["reached_60"], near["straight_line"]) == (200, 40, 8, 100)
    assert near["share"] == pytest.approx(0.2)
    # B: 300 + 100 + 300 + 10 m
    assert (far["reached"], far["straight_line"]) == (200, 200)


def test_the_json_has_the_promised_keys(session: Session) -> None:
    found = ask(session, 200).as_json()
    assert {"kind", "radii", "by_resource", "by_grid"} <= set(found)
    keys = {"radius_m", "people", "reached", "share", "reached_60", "straight_line"}
    assert keys <= set(found["radii"][0])
    assert found["by_grid"] == [
        {
            "grid": None, "name": "", "people": 200, "people_60": 40,
            "radii": [{"radius_m": 200, "reached": 40, "share": 0.2, "reached_60": 8, "straight_line": 100}],
        }
    ]  # fmt: skip


def test_catchments_that_overlap(session: Session) -> None:
    add_resource(session, "R2", 200, 0)
    found = ask(session, 250)
    first, second = (row["radii"][0] for row in found.by_resource)
    # A is 110 m from both: it counts at the first
    assert (first["people"], second["people"]) == (40, 0)
    assert (first["within"], second["within"]) == (40, 40)
    assert [cluster["resources"] for cluster in found.clusters] == [["R1", "R2"]]
    assert found.clusters[0]["people"] == 40


def test_capacity_first(session: Session) -> None:
    session.execute(text("UPDATE resource SET capacity = 5"))
    add_resource(session, "R2", 200, 0, capacity=100)
    found = ask(session, 250, assign="capacity")
    # eight people of 60 and over live in A; the nearer centre has room for five
    rows = [row["radii"][0] for row in found.by_resource]
    assert [(row["counted"], row["people"], row["people_60"]) for row in rows] == [(5, 5, 5), (3, 3, 3)]
    assert not any(row["people_60_estimated"] for row in rows)


def test_people_of_60_follow_the_room_in_proportion_where_a_building_is_split(session: Session) -> None:
    session.execute(text("UPDATE resource SET kind = 'clinic', capacity = 10"))
    add_resource(session, "R2", 200, 0, capacity=15)
    session.execute(text("UPDATE resource SET kind = 'clinic'"))
    found = reach_figures(session, LOCAL_OPERATOR, kind="clinic", radii_m=[250], assign="capacity")
    rows = [row["radii"][0] for row in found.by_resource]
    # 40 people live in A, eight of them of 60 and over
    assert [(row["counted"], row["people_60"], row["people_60_estimated"]) for row in rows] == [
        (10, 2, True),
        (15, 3, True),
    ]


def test_two_resources_on_one_spot(session: Session) -> None:
    add_resource(session, "R2", 0, 0)
    found = ask(session, 200)
    assert [row["radii"][0]["people"] for row in found.by_resource] == [40, 0]
    assert "spot" in found.remarks[0]["en"]


def test_a_radius_of_nothing_and_of_everything(session: Session) -> None:
    assert [row["reached"] for row in ask(session, 0, 100_000).radii] == [0, 200]
    with pytest.raises(InputError, match="zero or more"):
        check_radii([-1.0])
    with pytest.raises(InputError, match="zero or more"):
        check_radii([float("nan")])


def test_no_streets(session: Session) -> None:
    session.execute(text("DELETE FROM street"))
    found = ask(session, 500)
    assert (found.radii[0]["reached"], found.radii[0]["straight_line"]) == (0, 100)
    assert "no streets" in found.remarks[0]["en"]


def test_people_cut_off(session: Session) -> None:
    session.execute(text("DELETE FROM street WHERE code = 'S2'"))
    session.execute(text("UPDATE street SET geom = ST_Multi(ST_Translate(geom, 0, 0.001)) WHERE code = 'S1'"))
    found = ask(session, 100_000)
    assert found.radii[0]["reached"] == 40
    assert found.remarks[0]["en"].startswith("160 people have no way")


def test_an_unknown_kind(session: Session) -> None:
    with pytest.raises(NotFoundError, match="there are: elderly_centre"):
        reach_figures(session, LOCAL_OPERATOR, kind="cinema", radii_m=[500])


def test_a_larger_radius_never_serves_fewer(session: Session) -> None:
    add_resource(session, "R2", 450, 60, capacity=30)

    @settings(max_examples=15)
    @given(st.lists(st.floats(0, 1200), min_size=2, max_size=4, unique=True))
    def check(radii: list[float]) -> None:
        rows = ask(session, *radii, assign="capacity").radii
        assert [row["radius_m"] for row in rows] == sorted(radii)
        for key in ("reached", "reached_60", "straight_line", "counted"):
            figures = [row[key] for row in rows]
            assert figures == sorted(figures)
        assert all(row["reached"] <= row["straight_line"] for row in rows)

    check()


def test_who_lives_where_grids_overlap_counts_once(session: Session) -> None:
    session.execute(
        text("""
        INSERT INTO area (id, level, code, name, geom)
            SELECT 1, 'community', '1', 'c', ST_Multi(ST_Expand(ST_Extent(geom)::geometry, 0.01)) FROM building;
        INSERT INTO plan (id, name, created_by) VALUES (1, 'p', 't');
        INSERT INTO plan_revision (plan_id, number, author, action) VALUES (1, 0, 't', 'create');
        INSERT INTO grid_shape (id, geom) SELECT n, geom FROM area, generate_series(1, 2) n;
        INSERT INTO grid (plan_id, code, name, community_id, shape_id, first_revision)
            VALUES (1, 'G2', 'two', 1, 1, 0), (1, 'G1', 'one', 1, 2, 0);
        UPDATE plan SET published_at = now(), published_by = 't', effective_from = '2018-05-01';
        """)
    )
    found = ask(session, 200)
    assert [(row["grid"], row["people"], row["radii"][0]["reached"]) for row in found.by_grid] == [
        ("G1", 200, 40),
        ("G2", 0, 0),
    ]
    assert any("overlap" in remark["en"] for remark in found.remarks)
