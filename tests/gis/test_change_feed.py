"""Every statement says what it changed and where; what nobody sees is not told as if it were seen."""

from collections.abc import Callable
from datetime import date

import pytest
from shapely import MultiPolygon, box
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.database import fingerprint
from gis.plans import GridInput, create_plan, publish, undo
from gis.viewer import LOCAL_OPERATOR

Feed = Callable[[str], list[tuple[str, tuple[float, ...] | None]]]


@pytest.fixture
def said(session: Session) -> Feed:
    """Run a statement and return what it said: subjects, each with its extent."""

    def run(statement: str) -> list[tuple[str, tuple[float, ...] | None]]:
        before = session.scalar(text("SELECT coalesce(max(id), 0) FROM change"))
        session.execute(text(statement))
        return [
            (row.subject, None if row.min_lon is None else (row.min_lon, row.min_lat, row.max_lon, row.max_lat))
            for row in session.execute(
                text("SELECT * FROM change WHERE id > :before ORDER BY subject, id"), {"before": before}
            )
        ]

    return run


@pytest.fixture
def plan(session: Session) -> int:
    grids = [GridInput(code=code, geom=MultiPolygon([box(n, 0, n + 1, 1)])) for n, code in enumerate("ab")]
    return create_plan(session, name="一", grids=grids, viewer=LOCAL_OPERATOR).id


@pytest.fixture
def published(session: Session, plan: int) -> int:
    return publish(session, plan, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR).id


def test_a_move_tells_where_from_and_where_to(said: Feed) -> None:
    assert said("INSERT INTO building (code, geom) VALUES ('1', 'SRID=4326;POINT(1 2)')") == [
        ("building", (1, 2, 1, 2))
    ]
    assert said("UPDATE building SET geom = 'SRID=4326;POINT(3 4)'") == [("building", (1, 2, 3, 4))]
    assert said("DELETE FROM building") == [("building", (3, 4, 3, 4))]
    assert said("TRUNCATE building") == [("building", None)]


@pytest.mark.usefixtures("published")
def test_a_statement_that_touches_nothing_says_nothing(said: Feed) -> None:
    assert said("UPDATE building SET population = 1") == []
    assert said("DELETE FROM area") == []
    assert said("UPDATE plan SET name = name") == []
    assert said("UPDATE grid SET name = 'x' WHERE false") == []
    assert said("INSERT INTO worker (code, name) SELECT 'a', 'b' WHERE false") == []


@pytest.mark.usefixtures("published")
def test_people_change_the_grid_they_live_in(said: Feed) -> None:
    said("INSERT INTO building (code, geom) VALUES ('1', 'SRID=4326;POINT(1.5 0.5)')")
    assert said("UPDATE building SET population = 5") == [
        ("building", (1.5, 0.5, 1.5, 0.5)),
        ("shape_stat", (1, 0, 2, 1)),
    ]
    assert said("UPDATE building SET name = 'x'") == [("building", (1.5, 0.5, 1.5, 0.5))]


def test_what_is_done_to_a_draft_is_told_as_draft(session: Session, plan: int, said: Feed) -> None:
    subjects = {subject for subject, _ in said("UPDATE plan_grid SET geom = ST_Translate(geom, 5, 0) WHERE code = 'a'")}
    assert subjects == {"draft"}
    assert said("UPDATE plan SET revision = 0") == [("draft", None)]
    session.execute(text("INSERT INTO worker (code, name) VALUES ('W', '网格员 001')"))
    hold = "INSERT INTO assignment (plan_id, grid_code, worker_id, since)"
    assert said(f"{hold} SELECT {plan}, 'b', id, '2024-01-01' FROM worker") == [("draft", (1, 0, 2, 1))]


def test_publishing_is_a_change_of_the_plan(session: Session, plan: int) -> None:
    before = fingerprint(session, "plan")
    undone = fingerprint(session, "plan", "grid")
    session.execute(text("UPDATE plan_grid SET name = 'x'"))
    undo(session, plan)
    assert fingerprint(session, "plan", "grid") == undone
    publish(session, plan, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)
    assert fingerprint(session, "plan") != before


def test_an_assignment_is_told_where_its_grid_lies(session: Session, published: int, said: Feed) -> None:
    session.execute(text("INSERT INTO worker (code, name) VALUES ('W', '网格员 001')"))
    assert said(
        "INSERT INTO assignment (plan_id, grid_code, worker_id, since)"
        f" SELECT {published}, 'b', id, '2024-01-01' FROM worker"
    ) == [("assignment", (1, 0, 2, 1))]
    assert said("UPDATE assignment SET until = '2025-01-01'") == [("assignment", (1, 0, 2, 1))]


@pytest.mark.usefixtures("published")
def test_the_name_of_a_published_grid_is_told_where_it_lies(said: Feed) -> None:
    assert said("UPDATE grid SET name = 'x' WHERE code = 'b'") == [("grid", (1, 0, 2, 1))]


def test_the_fingerprint_is_that_of_its_subjects(session: Session) -> None:
    places, everything = fingerprint(session, "place"), fingerprint(session)
    session.execute(text("INSERT INTO building (code, geom) VALUES ('1', 'SRID=4326;POINT(1 2)')"))
    assert fingerprint(session, "place") == places
    assert fingerprint(session) != everything
