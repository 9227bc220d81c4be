from datetime import date, timedelta
from typing import Any

import pytest
from shapely import box
from sqlalchemy import text

from gis.boundaries.changes import Changes, write_changes
from gis.errors import ConflictError
from gis.plans import grids_of, make_draft, plan_of, publish, redo, undo
from gis.viewer import LOCAL_OPERATOR


@pytest.fixture
def plan(drawing: Any) -> Any:
    drawing.grid("G1", (0, 0, 5, 10))
    drawing.grid("G2", (5, 0, 10, 10))
    drawing.building("B", 6, 5, 10)
    published = drawing.publish()
    drawing.worker("W1", "G1", "G2")
    return published


def test_all_is_one_revision(drawing: Any, plan: Any) -> None:
    draft = make_draft(drawing.session, plan.id, name="draft", viewer=LOCAL_OPERATOR)
    changes = Changes(
        grids={"G1": box(0, 0, 0.007, 0.01), "G3": box(0.007, 0, 0.01, 0.01)},
        names={"G3": "new"},
        dropped=("G2",),
        workers={"G3": "W1"},
    )
    write_changes(drawing.session, draft.id, changes, action="cure:test", viewer=LOCAL_OPERATOR)
    grids = {grid.code: (grid.name, grid.population) for grid in grids_of(drawing.session, draft.id)}
    assert grids == {"G1": ("", 10), "G3": ("new", 0)}
    steps = drawing.session.execute(
        text("SELECT number, author, action FROM plan_revision WHERE plan_id = :id ORDER BY number"), {"id": draft.id}
    ).all()
    assert [tuple(step) for step in steps[1:]] == [(1, "local operator", "cure:test")]
    holds = drawing.session.execute(
        text("SELECT grid_code FROM assignment WHERE plan_id = :id ORDER BY 1"), {"id": draft.id}
    )
    # who held G2 is kept for undo, and forgotten when the draft is published
    assert [row.grid_code for row in holds] == ["G1", "G2~1", "G3"]
    publish(drawing.session, draft.id, effective_from=date.today() + timedelta(days=1), viewer=LOCAL_OPERATOR)  # noqa: DTZ011
    holds = drawing.session.execute(
        text("SELECT grid_code FROM assignment WHERE plan_id = :id ORDER BY 1"), {"id": draft.id}
    )
    assert [row.grid_code for row in holds] == ["G1", "G3"]
    assert {grid.code for grid in grids_of(drawing.session, plan.id)} == {"G1", "G2"}


def test_who_gets_a_grid_is_a_step_that_undo_takes_back(drawing: Any, plan: Any) -> None:
    draft = make_draft(drawing.session, plan.id, name="draft", viewer=LOCAL_OPERATOR)
    drawing.worker("W2")
    for _ in range(2):
        write_changes(drawing.session, draft.id, Changes(workers={"G1": "W2"}), action="x", viewer=LOCAL_OPERATOR)
    count = text("SELECT count(*) FROM assignment WHERE plan_id = :id AND grid_code = 'G1'")
    assert drawing.session.scalar(count, {"id": draft.id}) == 2
    # the second time there was nothing to do
    assert plan_of(drawing.session, draft.id).revision == 1
    renumbered = Changes(renamed={"G1": "G9"})
    write_changes(drawing.session, draft.id, renumbered, action="x", viewer=LOCAL_OPERATOR)
    for move, revision, holders in (
        (undo, 1, ["W1", "W2"]), (undo, 0, ["W1"]), (redo, 1, ["W1", "W2"]), (redo, 2, ["W1", "W2"])
    ):  # fmt: skip
        assert move(drawing.session, draft.id).revision == revision
        held = drawing.session.scalars(
            text("""
                SELECT w.code FROM assignment a JOIN worker w ON w.id = a.worker_id
                WHERE plan_id = :id AND grid_code = :grid ORDER BY 1
            """),
            {"id": draft.id, "grid": "G9" if revision == 2 else "G1"},
        )
        assert held.all() == holders


def test_a_published_plan_is_not_edited(drawing: Any, plan: Any) -> None:
    with pytest.raises(ConflictError, match="make a draft"):
        write_changes(drawing.session, plan.id, Changes(dropped=("G1",)), action="x", viewer=LOCAL_OPERATOR)
