from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.state import AppState
from console.wall.figures import figure_column, top_line
from console.wall.record import read_wall
from gis.settings import Settings

SMALL_RECORD = Path(__file__).parents[2] / "browser" / "small_record.sql"


@pytest.fixture
def state(engine: Engine) -> AppState:
    return AppState(settings=Settings(), engine=engine)


@pytest.fixture
def small(state: AppState) -> AppState:
    with state.engine.begin() as connection:
        connection.exec_driver_sql(SMALL_RECORD.read_text().replace("%", "%%"))
    return state


def test_wall_reads_the_whole_district(small: AppState) -> None:
    facts = read_wall(small)
    assert facts.district == "试验区"
    assert (facts.figures.population.total, facts.figures.population.uncovered) == (13_800, 360)
    assert facts.people_in_spots == 360
    assert facts.spots[0].name == "阳光花园"
    assert len(facts.days) == 30
    assert [len(each.grid_people) for each in facts.subdistricts] == [6, 5]


def test_a_wall_that_follows_does_not_wait_for_new_spots(small: AppState) -> None:
    assert read_wall(small, renew=False).spots == []
    assert len(read_wall(small).spots) == 3
    assert len(read_wall(small, renew=False).spots) == 3


def test_exceptions_are_no_alarm(small: AppState) -> None:
    key = read_wall(small).spots[0].key
    with small.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO blind_spot_exception (key, kind, name, reason, author)"
            f" VALUES ('{key}', 'estate_outside', 'x', 'x', 'x')"
        )
    assert key not in [spot.key for spot in read_wall(small).spots]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_empty_record_can_be_said(state: AppState, language: str) -> None:
    facts = read_wall(state)
    assert facts.is_empty
    assert top_line(facts, language)
    assert figure_column(facts, language)
