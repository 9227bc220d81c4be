"""All plans at a glance."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from console.planner.plans import _what
from gis.boundaries.editing import edit
from gis.parameters import Parameters
from gis.plans import create_plan, make_draft, plans_at_a_glance, publish, undo
from gis.plans.moves import people_moved
from gis.viewer import LOCAL_OPERATOR

Squares = Callable[..., list]


def test_a_draft_says_what_it_changes(session: Session, squares: Squares) -> None:
    session.execute(text("INSERT INTO building (code, population, geom) VALUES ('1', 900, 'SRID=4326;POINT(1.5 0.5)')"))
    base = create_plan(session, name="1", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
    publish(session, base.id, effective_from=date(2026, 1, 1), viewer=LOCAL_OPERATOR)
    draft = make_draft(session, base.id, name="draft", viewer=LOCAL_OPERATOR)
    session.execute(text("UPDATE grid SET code = 'z' WHERE plan_id = :id AND code = 'a'"), {"id": draft.id})
    first, second = plans_at_a_glance(session, Parameters())
    assert (first.plan.id, first.base_name, first.grids, first.within_band, first.changed) == (draft.id, "1", 2, 1, 2)
    assert (second.plan.id, second.changed, second.made_by) == (base.id, None, LOCAL_OPERATOR.name)


def test_a_draft_says_which_grids_it_gave_a_worker(session: Session, squares: Squares) -> None:
    session.execute(text("INSERT INTO worker (code, name) VALUES ('W', 'W')"))
    base = create_plan(session, name="1", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
    draft = make_draft(session, base.id, name="draft", viewer=LOCAL_OPERATOR)
    arguments = {"grid": "a", "worker": "W"}
    edit(session, draft.id, operation="assign", arguments=arguments, viewer=LOCAL_OPERATOR, findings=False)
    first = plans_at_a_glance(session, Parameters())[0]
    assert (first.plan.id, first.changed, first.given_workers) == (draft.id, 0, 1)
    shown = repr(_what(first, None, "en"))
    assert "1 grids given a worker" in shown
    assert "nothing changed" not in shown
    undo(session, draft.id)
    first = plans_at_a_glance(session, Parameters())[0]
    assert first.given_workers == 0
    assert "nothing changed" in repr(_what(first, None, "en"))


def test_people_who_change_grid_are_summed_up(session: Session, squares: Squares) -> None:
    session.execute(text("INSERT INTO building (code, population, geom) VALUES ('1', 900, 'SRID=4326;POINT(1.5 0.5)')"))
    base = create_plan(session, name="1", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
    draft = make_draft(session, base.id, name="draft", viewer=LOCAL_OPERATOR)
    assert people_moved(session, base.id, draft.id, renamed={}) == 0
    session.execute(text("UPDATE grid SET code = 'z' WHERE plan_id = :id AND code = 'b'"), {"id": draft.id})
    assert people_moved(session, base.id, draft.id, renamed={}) == 900
    assert people_moved(session, base.id, draft.id, renamed={"b": "z"}) == 0
