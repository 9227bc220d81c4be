"""Plans made from grids or from one another share their shapes."""

from collections.abc import Callable

import pytest
import shapely
from shapely import MultiPolygon, Polygon, box
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError, NotFoundError
from gis.plans import GridInput, create_plan, grids_of, list_plans, make_draft, same_grids
from gis.viewer import LOCAL_OPERATOR

Squares = Callable[..., list]


def shapes(session: Session) -> int:
    return int(session.scalar(text("SELECT count(*) FROM grid_shape")) or 0)


def test_a_plan_holds_its_grids(session: Session, squares: Squares) -> None:
    session.execute(text("INSERT INTO building (code, population, geom) VALUES ('1', 7, 'SRID=4326;POINT(1.5 0.5)')"))
    plan = create_plan(session, name=" 方案 ", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
    assert (plan.name, plan.state, plan.revision, plan.effective_from) == ("方案", "draft", 0, None)
    a, b = grids_of(session, plan.id)
    assert (a.code, a.population, a.buildings) == ("a", 0, 0)
    assert (b.code, b.population, b.buildings) == ("b", 7, 1)
    assert b.geom == MultiPolygon([box(1, 0, 2, 1)])
    assert 1.2e10 < b.area_m2 < 1.3e10


def test_equal_ground_is_one_shape(session: Session, squares: Squares) -> None:
    first = create_plan(session, name="1", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
    again = create_plan(session, name="2", grids=squares("x", "y", "z"), viewer=LOCAL_OPERATOR)
    twins = [GridInput(code=code, geom=MultiPolygon([box(0, 0, 1, 1)])) for code in "pq"]
    create_plan(session, name="3", grids=twins, viewer=LOCAL_OPERATOR)
    assert shapes(session) == 3
    assert [grid.shape_id for grid in grids_of(session, first.id)] == [
        grid.shape_id for grid in grids_of(session, again.id)
    ][:2]


def test_a_draft_costs_no_shape(session: Session, squares: Squares) -> None:
    plan = create_plan(session, name="1", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)
    draft = make_draft(session, plan.id, name="draft", viewer=LOCAL_OPERATOR)
    assert shapes(session) == 2
    assert draft.base_id == plan.id
    assert [(grid.code, grid.shape_id) for grid in grids_of(session, draft.id)] == [
        (grid.code, grid.shape_id) for grid in grids_of(session, plan.id)
    ]
    assert [listed.id for listed in list_plans(session)] == [plan.id, draft.id]


def test_same_grids(session: Session, squares: Squares) -> None:
    grids = squares("a", "b")
    plan = create_plan(session, name="1", grids=grids, viewer=LOCAL_OPERATOR)
    turned = [
        GridInput(code=grid.code, geom=MultiPolygon([Polygon(grid.geom.geoms[0].exterior.coords[::-1])]))
        for grid in grids
    ]
    assert same_grids(session, plan.id, grids)
    assert same_grids(session, plan.id, turned[::-1])
    assert not same_grids(session, plan.id, squares("a"))
    assert not same_grids(session, plan.id, squares("b", "a"))
    assert not same_grids(session, plan.id, [*grids, grids[0]])


@pytest.mark.parametrize(
    ("grids", "word"),
    [
        ([GridInput(code="", geom=MultiPolygon([box(0, 0, 1, 1)]))], "no code"),
        ([GridInput(code="a", geom=MultiPolygon([box(0, 0, 1, 1)]))] * 2, "twice"),
        ([GridInput(code="a", geom=MultiPolygon())], "no ground"),
        ([GridInput(code="a", geom=shapely.from_wkt("MULTIPOLYGON(((0 0, 1 1, 1 0, 0 1, 0 0)))"))], "not valid"),
    ],
)
def test_grids_that_cannot_be_taken(session: Session, grids: list[GridInput], word: str) -> None:
    with pytest.raises(InputError, match=word):
        create_plan(session, name="1", grids=grids, viewer=LOCAL_OPERATOR)


def test_a_plan_needs_a_name_and_a_base_that_stands(session: Session) -> None:
    with pytest.raises(InputError, match="name"):
        create_plan(session, name=" ", grids=[], viewer=LOCAL_OPERATOR)
    with pytest.raises(NotFoundError):
        make_draft(session, 77, name="x", viewer=LOCAL_OPERATOR)
    with pytest.raises(NotFoundError):
        grids_of(session, 77)
