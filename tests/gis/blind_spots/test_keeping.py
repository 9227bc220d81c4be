from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gis.blind_spots import find_kinds, refresh
from gis.errors import NotFoundError
from gis.plans import make_draft, plan_in_force
from gis.viewer import LOCAL_OPERATOR


@pytest.fixture
def town(drawing: Any) -> Any:
    drawing.area("district", "990106", (0, 0, 20, 10))
    west = drawing.area("community", "990106001001", (0, 0, 10, 10), parent="990106")
    drawing.area("community", "990106001002", (10, 0, 20, 10), parent="990106")
    drawing.grid("990106001001001", (0, 0, 8, 10), community=west)
    drawing.building("long ago", 9, 5, 10, since="2000-01-01")
    drawing.building("new", 15, 5, 30, since="2024-01-01")
    drawing.publish()
    drawing.worker("W1", "990106001001001")
    return drawing


def test_kinds_are_found_by_their_files() -> None:
    assert set(find_kinds()) == {"estate_outside", "buildings_outside", "gap", "overlap", "no_worker"}


def test_it_is_done_when_something_changed_and_only_then(town: Any) -> None:
    assert refresh(town.session)
    assert not refresh(town.session)
    town.session.execute(text("UPDATE building SET population = 11 WHERE code = 'long ago'"))
    assert refresh(town.session)
    town.session.execute(text("INSERT INTO incident (code, geom) VALUES ('I', 'SRID=4326;POINT(0 0)')"))
    assert not refresh(town.session)


@pytest.mark.usefixtures("town")
def test_worst_first_is_people_times_days(spots: Any) -> None:
    assert [spot.people for spot in spots()] == [10, 30, 0]


def test_what_stays_keeps_its_id_and_what_is_cured_goes(town: Any, spots: Any) -> None:
    before = {spot.key: spot.id for spot in spots()}
    town.building("another", 15, 2, 7)
    after = {spot.key: spot.id for spot in spots()}
    assert all(after[key] == number for key, number in before.items() if key in after)
    town.session.execute(text("DELETE FROM building"))
    assert {spot.kind for spot in spots()} == {"gap"}


def test_nothing_is_announced_where_nothing_differs(town: Any) -> None:
    refresh(town.session)
    count = text("SELECT count(*) FROM change WHERE subject = 'blind_spot'")
    before = town.session.scalar(count)
    town.session.execute(text("UPDATE building SET name = 'renamed' WHERE code = 'new'"))
    assert refresh(town.session)
    assert town.session.scalar(count) == before


@pytest.mark.usefixtures("town")
def test_spots_of_an_area_are_those_that_lie_in_it(spots: Any) -> None:
    west, east = spots(area_code="990106001001"), spots(area_code="990106001002")
    assert sorted(spot.id for spot in west + east) == sorted(spot.id for spot in spots())
    assert [spot.people for spot in east if spot.people] == [30]
    with pytest.raises(NotFoundError, match="There is no area 42"):
        spots(area_code="42")


def test_a_draft_changes_nothing(town: Any, spots: Any) -> None:
    before = [spot.as_json() for spot in spots()]
    plan = plan_in_force(town.session)
    assert plan is not None
    draft = make_draft(town.session, plan.id, name="draft", viewer=LOCAL_OPERATOR)
    town.session.execute(
        text("UPDATE plan_grid SET geom = ST_Multi(ST_MakeEnvelope(0, 0, 0.001, 0.001, 4326)) WHERE plan_id = :plan"),
        {"plan": draft.id},
    )
    assert [spot.as_json() for spot in spots()] == before


def test_an_empty_record_has_none(spots: Any) -> None:
    assert spots() == []


def test_while_one_session_works_the_keeper_leaves_it_alone(engine: Engine) -> None:
    with Session(engine) as first, Session(engine) as second:
        first.execute(text("INSERT INTO worker (code, name) VALUES ('W', 'W')"))
        assert refresh(first)
        assert not refresh(second)
        second.rollback()
        first.commit()
        assert not refresh(second)
