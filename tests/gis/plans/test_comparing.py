from collections.abc import Callable, Sequence
from datetime import date

import pytest
from shapely import MultiPolygon, Polygon, box
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.editing import edit
from gis.plans import GridInput, create_plan, make_draft, publish, redo, undo
from gis.plans.comparing import compare_plans
from gis.plans.listing import show_plan
from gis.plans.renumbering import reading_order, renumber
from gis.viewer import LOCAL_OPERATOR

Squares = Callable[..., Sequence[GridInput]]
A, B, C = "990106001001001", "990106001001002", "990106001001003"


@pytest.fixture
def community(session: Session) -> int:
    """A community of 4 x 1 hundredths of a degree, with a building of 900 people in its west and one of 300 east."""
    session.execute(
        text("""
            INSERT INTO area (level, code, name, zone, geom)
            VALUES ('district', '990106', '示范区', NULL, ST_Multi(ST_MakeEnvelope(0, 0, 0.04, 0.01, 4326)));
            INSERT INTO area (level, code, name, zone, parent_id, geom)
            SELECT 'community', '990106001001', '东社区', 'suburb', id, geom FROM area;
            INSERT INTO building (code, population, households, elderly, occupied_since, geom) VALUES
                ('W', 900, 300, 90, NULL, 'SRID=4326;POINT(0.005 0.005)'),
                ('M', 200, 70, 20, NULL, 'SRID=4326;POINT(0.017 0.005)'),
                ('E', 300, 100, 30, '2024-01-01', 'SRID=4326;POINT(0.025 0.005)');
            INSERT INTO worker (code, name) VALUES ('W1', '甲'), ('W2', '乙');
        """)
    )
    return int(session.scalar(text("SELECT id FROM area WHERE level = 'community'")) or 0)


def strip(code: str, west: float, east: float, community: int) -> GridInput:
    return GridInput(code=code, community_id=community, geom=MultiPolygon([box(west, 0, east, 0.01)]))


def hold(session: Session, plan: int, grid: str, worker: str) -> None:
    session.execute(
        text("""
            INSERT INTO assignment (plan_id, grid_code, worker_id, since)
            SELECT :plan, :grid, id, '2020-01-01' FROM worker WHERE code = :worker
        """),
        {"plan": plan, "grid": grid, "worker": worker},
    )


def held(session: Session, plan: int) -> dict[str, str]:
    rows = session.execute(
        text("SELECT a.grid_code, w.code FROM assignment a JOIN worker w ON w.id = a.worker_id WHERE plan_id = :plan"),
        {"plan": plan},
    )
    return {row.grid_code: row.code for row in rows}


def test_who_changes_grid(session: Session, community: int) -> None:
    before = create_plan(
        session, name="旧", viewer=LOCAL_OPERATOR,
        grids=[strip(A, 0, 0.02, community), strip(B, 0.02, 0.03, community)],
    )  # fmt: skip
    after = create_plan(
        session, name="新", viewer=LOCAL_OPERATOR,
        grids=[strip(A, 0, 0.015, community), strip(B, 0.015, 0.04, community)],
    )  # fmt: skip
    hold(session, before.id, A, "W1")
    hold(session, after.id, B, "W2")
    found = compare_plans(session, before.id, after.id)
    (move,) = found.moves
    assert (move.from_grid, move.to_grid, move.people, move.households, move.elderly) == (A, B, 200, 70, 20)
    assert (move.workers_before, move.workers_after) == ("甲", "乙")
    assert (found.moved.people, found.moved.buildings) == (200, 1)
    assert (found.a.grids, found.a.within_band, found.a.below_band) == (2, 1, 1)
    assert (found.a.people_min, found.a.people_max, found.a.people_median) == (300, 1100, 700)
    assert (found.b.workers_due_people, found.b.workers_due_grids, found.b.funds_yearly) == (1, 3, 70_000)
    assert found.grids.redrawn == (A, B)
    assert [spot.kind for spot in found.closed] == ["no_worker", "gap"]
    assert [spot.name for spot in found.opened] == ["东社区 001 无网格员"]
    ground = {(piece.from_grid, piece.to_grid) for piece in found.ground}
    assert ground == {(A, B), (None, B)}
    kinds = [feature["properties"]["what"] for feature in found.geojson()["features"]]
    assert kinds == ["ground", "ground", "building"]
    assert found.as_json(buildings=True)["buildings"][0]["code"] == "M"


def test_as_of_a_day(session: Session, community: int) -> None:
    plan = create_plan(session, name="旧", viewer=LOCAL_OPERATOR, grids=[strip(A, 0, 0.04, community)])
    draft = create_plan(session, name="新", viewer=LOCAL_OPERATOR, grids=[strip(B, 0, 0.04, community)])
    then = compare_plans(session, plan.id, draft.id, as_of=date(2023, 1, 1))
    assert (then.a.people_max, then.moved.people, then.as_json()["as_of"]) == (1100, 1100, date(2023, 1, 1))
    assert compare_plans(session, plan.id, draft.id).moved.people == 1400


def test_numbering_anew_moves_nobody(session: Session, community: int) -> None:
    base = create_plan(
        session, name="旧", viewer=LOCAL_OPERATOR,
        grids=[strip(B, 0, 0.02, community), strip(A, 0.02, 0.04, community)],
    )  # fmt: skip
    hold(session, base.id, A, "W1")
    hold(session, base.id, B, "W1")
    publish(session, base.id, effective_from=date(2020, 1, 1), viewer=LOCAL_OPERATOR)
    draft = make_draft(session, base.id, name="新", viewer=LOCAL_OPERATOR)
    done = renumber(session, draft.id, viewer=LOCAL_OPERATOR)
    assert (done.renumbered, done.revision, done.remarks) == ({A: B, B: A}, 1, ())
    assert renumber(session, draft.id, viewer=LOCAL_OPERATOR).revision == 1
    found = compare_plans(session, base.id, draft.id)
    assert (found.moved.people, found.ground, found.grids.redrawn) == (0, (), ())
    assert found.grids.renumbered == {A: B, B: A}
    session.execute(text("DELETE FROM assignment WHERE grid_code = :code AND plan_id = :plan"),
                    {"code": A, "plan": base.id})  # fmt: skip
    session.execute(text("DELETE FROM assignment WHERE grid_code = :code AND plan_id = :plan"),
                    {"code": B, "plan": draft.id})  # fmt: skip
    again = compare_plans(session, base.id, draft.id)
    assert (again.closed, again.opened) == ((), ())
    assert compare_plans(session, draft.id, base.id).moved.people == 0


def test_workers_go_with_their_grids(session: Session, community: int) -> None:
    base = create_plan(
        session, name="旧", viewer=LOCAL_OPERATOR,
        grids=[strip(B, 0, 0.02, community), strip("X", 0.02, 0.04, community)],
    )  # fmt: skip
    hold(session, base.id, "X", "W1")
    hold(session, base.id, B, "W2")
    publish(session, base.id, effective_from=date(2020, 1, 1), viewer=LOCAL_OPERATOR)
    draft = make_draft(session, base.id, name="新", viewer=LOCAL_OPERATOR)
    session.execute(
        text("INSERT INTO grid_lock (plan_id, grid_code, author) VALUES (:id, 'X', '甲')"), {"id": draft.id}
    )
    renumber(session, draft.id, viewer=LOCAL_OPERATOR)
    assert session.scalars(text("SELECT grid_code FROM grid_lock")).all() == [B]
    assert held(session, draft.id) == {A: "W2", B: "W1"}
    undo(session, draft.id)
    assert held(session, draft.id) == {"X": "W1", B: "W2"}
    redo(session, draft.id)
    assert held(session, draft.id) == {A: "W2", B: "W1"}
    # said of the plan in force meanwhile, by the code that it has there
    session.execute(text("UPDATE assignment SET until = '2021-01-01' WHERE plan_id = :id AND grid_code = 'X'"),
                    {"id": base.id})  # fmt: skip
    publish(session, draft.id, effective_from=session.scalar(text("SELECT current_date")), viewer=LOCAL_OPERATOR)
    open_ones = session.execute(
        text("SELECT grid_code FROM assignment WHERE plan_id = :id AND until IS NULL"), {"id": draft.id}
    )
    assert open_ones.scalars().all() == [A]


def test_a_code_that_goes_to_another_grid_brings_no_worker_along(session: Session, community: int) -> None:
    base = create_plan(
        session, name="旧", viewer=LOCAL_OPERATOR,
        grids=[strip(A, 0, 0.015, community), strip(B, 0.015, 0.02, community), strip(C, 0.02, 0.04, community)],
    )  # fmt: skip
    for grid, worker in ((A, "W1"), (B, "W1"), (C, "W2")):
        hold(session, base.id, grid, worker)
    publish(session, base.id, effective_from=date(2020, 1, 1), viewer=LOCAL_OPERATOR)
    draft = make_draft(session, base.id, name="新", viewer=LOCAL_OPERATOR)
    merged = {"grids": [A, B], "into": A}
    edit(session, draft.id, operation="merge", arguments=merged, viewer=LOCAL_OPERATOR, findings=False)
    done = renumber(session, draft.id, viewer=LOCAL_OPERATOR)
    assert done.renumbered == show_plan(session, draft.id).renumbering == {C: B}
    found = compare_plans(session, base.id, draft.id)
    assert (found.grids.removed, found.grids.added, found.grids.redrawn) == ((B,), (), (A,))
    assert found.grids.renumbered == {C: B}
    assert [(move.from_grid, move.to_grid, move.people) for move in found.moves] == [(B, A, 200)]
    assert (found.moves[0].workers_before, found.moves[0].workers_after) == ("甲", "甲")
    back = compare_plans(session, draft.id, base.id)
    assert [(move.from_grid, move.to_grid) for move in back.moves] == [(A, B)]
    assert (back.grids.added, back.grids.removed) == ((B,), ())
    publish(session, draft.id, effective_from=session.scalar(text("SELECT current_date")), viewer=LOCAL_OPERATOR)
    assert held(session, draft.id) == {A: "W1", B: "W2"}


def test_a_grid_that_a_new_plan_left_out_is_not_the_one_that_gets_its_code(session: Session, community: int) -> None:
    base = create_plan(
        session, name="旧", viewer=LOCAL_OPERATOR,
        grids=[strip(A, 0, 0.02, community), strip(B, 0.02, 0.04, community)],
    )  # fmt: skip
    hold(session, base.id, A, "W1")
    publish(session, base.id, effective_from=date(2020, 1, 1), viewer=LOCAL_OPERATOR)
    draft = create_plan(
        session, name="新", viewer=LOCAL_OPERATOR, base_id=base.id,
        grids=[strip(C, 0, 0.01, community), strip(B, 0.01, 0.04, community)],
    )  # fmt: skip
    renumber(session, draft.id, viewer=LOCAL_OPERATOR)
    found = compare_plans(session, base.id, draft.id)
    assert (found.grids.removed, found.grids.added, found.grids.redrawn) == ((A,), (A,), (B,))
    assert [(move.from_grid, move.to_grid, move.people) for move in found.moves] == [(A, A, 900), (A, B, 200)]
    publish(session, draft.id, effective_from=session.scalar(text("SELECT current_date")), viewer=LOCAL_OPERATOR)
    assert held(session, draft.id) == {}


def test_a_community_without_twelve_digits_keeps_its_codes(session: Session, community: int) -> None:
    session.execute(text("UPDATE area SET code = 'rel/77' WHERE level = 'community'"))
    plan = create_plan(
        session, name="旧", viewer=LOCAL_OPERATOR,
        grids=[strip("X", 0, 0.02, community), GridInput(code="Y", geom=MultiPolygon([box(0.02, 0, 0.04, 0.01)]))],
    )  # fmt: skip
    done = renumber(session, plan.id, viewer=LOCAL_OPERATOR)
    assert (done.renumbered, done.kept, done.revision) == ({}, ("X", "Y"), 0)
    assert len(done.remarks) == 2
    assert "not twelve digits" in done.remarks[0]


def test_row_by_row() -> None:
    north_west, north_east = box(0, 1.1, 1, 2), box(1, 1, 2, 2)
    south_west, south_east = box(0, 0, 1, 1.1), Polygon([(1, 0), (2, 0), (2, 1), (1, 1)])
    assert reading_order([south_east, south_west, north_east, north_west]) == [3, 2, 1, 0]
