"""What a draft cures of the blind spots of the plan in force."""

from datetime import date

import pytest
from shapely import MultiPolygon, box
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.blind_spots import blind_spots
from gis.boundaries.editing import edit, step_back
from gis.boundaries.reading import plan_grids
from gis.errors import NotFoundError
from gis.plans import GridInput, create_plan, make_draft, publish
from gis.plans.cured import cured_in
from gis.plans.going_on import called_in
from gis.viewer import LOCAL_OPERATOR

WEST, EAST = "990106001001001", "990106001001002"


def strip(code: str, west: float, east: float) -> GridInput:
    return GridInput(code=code, geom=MultiPolygon([box(west, 0, east, 0.01)]))


def record(session: Session, *grids: GridInput) -> int:
    """A district of 4 x 1 hundredths of a degree with an estate in its east, and a plan in force."""
    session.execute(
        text("""
            INSERT INTO area (level, code, name, zone, geom)
            VALUES ('district', '990106', '示范区', NULL, ST_Multi(ST_MakeEnvelope(0, 0, 0.04, 0.01, 4326)));
            INSERT INTO area (level, code, name, zone, parent_id, geom)
            SELECT 'community', '990106001001', '东社区', 'suburb', id, geom FROM area;
            INSERT INTO estate (code, name, geom)
            VALUES ('990106001001E0001', '东苑', ST_Multi(ST_MakeEnvelope(0.031, 0.001, 0.039, 0.009, 4326)));
            INSERT INTO building (code, population, estate_code, geom) VALUES
                ('W', 900, NULL, 'SRID=4326;POINT(0.005 0.005)'),
                ('E1', 500, '990106001001E0001', 'SRID=4326;POINT(0.033 0.005)'),
                ('E2', 600, '990106001001E0001', 'SRID=4326;POINT(0.037 0.005)');
        """)
    )
    plan = create_plan(session, name="2018", grids=grids, viewer=LOCAL_OPERATOR)
    publish(session, plan.id, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)
    return plan.id


def test_an_estate_carved_out_is_cured_until_the_step_is_taken_back(session: Session) -> None:
    base = record(session, strip(WEST, 0, 0.03))
    estate = next(spot for spot in blind_spots(session, LOCAL_OPERATOR) if spot.kind == "estate_outside")
    draft = make_draft(session, base, name="draft", viewer=LOCAL_OPERATOR).id
    assert cured_in(session, base) == cured_in(session, draft)
    assert cured_in(session, draft).as_json() == {"spots": [], "buildings": {}}

    done = edit(
        session, draft, operation="carve", arguments={"spot": estate.id}, revision=None, preview=False,
        viewer=LOCAL_OPERATOR,
    )  # fmt: skip
    cured = cured_in(session, draft)
    assert estate.id in cured.spots
    assert sorted(cured.buildings.values()) == ["covered", "covered"]
    step_back(session, draft, revision=done.revision)
    assert cured_in(session, draft).spots == ()


def test_half_an_estate_is_not_cured(session: Session) -> None:
    base = record(session, strip(WEST, 0, 0.03))
    estate = next(spot for spot in blind_spots(session, LOCAL_OPERATOR) if spot.kind == "estate_outside")
    half = create_plan(session, name="half", grids=[strip(WEST, 0, 0.03), strip(EAST, 0.03, 0.035)],
                       viewer=LOCAL_OPERATOR, base_id=base)  # fmt: skip
    cured = cured_in(session, half.id)
    assert estate.id not in cured.spots
    assert list(cured.buildings.values()) == ["covered"]


def test_an_overlap_taken_out_is_cured(session: Session) -> None:
    base = record(session, strip(WEST, 0, 0.03), strip(EAST, 0.02, 0.04))
    overlap = next(spot for spot in blind_spots(session, LOCAL_OPERATOR) if spot.kind == "overlap")
    still = make_draft(session, base, name="still", viewer=LOCAL_OPERATOR)
    assert overlap.id not in cured_in(session, still.id).spots
    parted = create_plan(session, name="parted", grids=[strip(WEST, 0, 0.02), strip(EAST, 0.02, 0.04)],
                         viewer=LOCAL_OPERATOR, base_id=base)  # fmt: skip
    assert overlap.id in cured_in(session, parted.id).spots


def unheld(session: Session) -> dict[str, int]:
    """By the code of its grid, the blind spot that nobody holds it."""
    return {spot.key.removeprefix("no_worker:"): spot.id for spot in blind_spots(session, LOCAL_OPERATOR)
            if spot.kind == "no_worker"}  # fmt: skip


def test_a_grid_that_gets_a_worker_in_the_draft_is_cured_whatever_it_is_called_there(session: Session) -> None:
    base = record(session, strip(WEST, 0, 0.02), strip(EAST, 0.02, 0.04))
    session.execute(text("INSERT INTO worker (code, name, role) VALUES ('W1', '网格员 1', 'worker')"))
    spots = unheld(session)
    assert spots.keys() == {WEST, EAST}
    draft = make_draft(session, base, name="draft", viewer=LOCAL_OPERATOR).id
    assert cured_in(session, draft).spots == ()
    for operation, arguments in (
        ("assign", {"grid": WEST, "worker": "W1"}),
        ("recode", {"grid": WEST, "code": "990106001001009"}),
    ):
        edit(session, draft, operation=operation, arguments=arguments, viewer=LOCAL_OPERATOR)
        assert cured_in(session, draft).spots == (spots[WEST],)
    # a grid that is no more needs nobody
    edit(session, draft, operation="merge", arguments={"grids": ["990106001001009", EAST], "into": "990106001001009"},
         viewer=LOCAL_OPERATOR)  # fmt: skip
    assert cured_in(session, draft).spots == tuple(sorted(spots.values()))


def test_a_worker_who_left_since_the_draft_was_made_cures_nothing(session: Session) -> None:
    base = record(session, strip(WEST, 0, 0.02), strip(EAST, 0.02, 0.04))
    session.execute(
        text("""
            INSERT INTO worker (code, name, role) VALUES ('W1', '网格员 1', 'worker');
            INSERT INTO assignment (plan_id, grid_code, worker_id, since)
            SELECT :base, :grid, id, '2020-01-01' FROM worker
        """),
        {"base": base, "grid": WEST},
    )
    draft = make_draft(session, base, name="draft", viewer=LOCAL_OPERATOR).id
    session.execute(text("UPDATE assignment SET until = current_date WHERE plan_id = :base"), {"base": base})
    assert WEST in unheld(session)
    assert cured_in(session, draft).spots == ()


def test_a_code_used_again_for_other_ground_is_another_grid(session: Session) -> None:
    """Two proposals of one plan: each gave the code of its new grid to other ground."""
    base = record(session, strip(WEST, 0, 0.04))
    third = "990106001001003"
    force = create_plan(session, name="one", grids=[strip(WEST, 0, 0.03), strip(EAST, 0.03, 0.04)],
                        viewer=LOCAL_OPERATOR, base_id=base)  # fmt: skip
    today = session.scalar(text("SELECT current_date"))
    assert today is not None
    publish(session, force.id, effective_from=today, viewer=LOCAL_OPERATOR)
    session.execute(text("INSERT INTO worker (code, name, role) VALUES ('W1', '网格员 1', 'worker')"))
    spots = unheld(session)
    other = create_plan(session, name="other", grids=[strip(third, 0.03, 0.04), strip(EAST, 0, 0.03)],
                        viewer=LOCAL_OPERATOR, base_id=base)  # fmt: skip
    assert called_in(session, force.id, other.id) == {WEST: EAST, EAST: third}
    edit(session, other.id, operation="cure", arguments={"spot": spots[EAST]}, viewer=LOCAL_OPERATOR)
    held = {grid.code: grid.worker for grid in plan_grids(session, other.id).grids}
    assert held == {EAST: None, third: "网格员 1"}
    assert cured_in(session, other.id).spots == (spots[EAST],)
    # where no grid has most of its people, it is gone: cured, and not to be cured in the grid of its code
    joined = create_plan(session, name="joined", grids=[strip(EAST, 0, 0.01), strip(third, 0.01, 0.04)],
                         viewer=LOCAL_OPERATOR, base_id=base)  # fmt: skip
    session.execute(text("UPDATE building SET population = 2000 WHERE code = 'W'"))
    assert called_in(session, force.id, joined.id) == {WEST: EAST, EAST: third}
    whole = create_plan(session, name="whole", grids=[strip(EAST, 0, 0.04)], viewer=LOCAL_OPERATOR, base_id=base)
    assert cured_in(session, whole.id).spots == (spots[EAST],)
    with pytest.raises(NotFoundError, match=r"does not have this blind spot \(.*002 无网格员\)"):
        edit(session, whole.id, operation="cure", arguments={"spot": spots[EAST]}, viewer=LOCAL_OPERATOR)
