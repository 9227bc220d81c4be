"""A draft is called otherwise: a step like any other; what is published keeps its name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from gis.errors import ConflictError, InputError, NotFoundError
from gis.plans import PlanInfo, create_plan, plan_of, publish, redo, rename, undo
from gis.plans.listing import show_plan
from gis.viewer import LOCAL_OPERATOR, Viewer

OTHER = Viewer(name="王工", role="planner")


@pytest.fixture
def draft(session: Session, squares: Callable[..., list[Any]]) -> PlanInfo:
    return create_plan(session, name="草案", grids=squares("a", "b"), viewer=LOCAL_OPERATOR)


def test_who_named_it_and_when_is_kept(session: Session, draft: PlanInfo) -> None:
    named = rename(session, draft.id, name=" 2027 年方案 ", viewer=OTHER)
    assert (named.name, named.revision) == ("2027 年方案", 1)
    step = show_plan(session, draft.id).steps[-1]
    assert (step.author, step.action) == ("王工", "rename")
    assert step.summary == {"from": "草案", "to": "2027 年方案", "grids": []}
    # the same name again is no step
    assert rename(session, draft.id, name="2027 年方案", viewer=LOCAL_OPERATOR) == named


def test_undo_and_redo(session: Session, draft: PlanInfo) -> None:
    rename(session, draft.id, name="一", viewer=OTHER)
    rename(session, draft.id, name="二", viewer=OTHER)
    assert undo(session, draft.id).name == "一"
    assert undo(session, draft.id).name == "草案"
    assert redo(session, draft.id).name == "一"
    assert rename(session, draft.id, name="三", viewer=OTHER).revision == 3
    assert undo(session, draft.id).name == "一"


def test_what_is_refused(session: Session, draft: PlanInfo) -> None:
    with pytest.raises(InputError, match="needs a name"):
        rename(session, draft.id, name="  ", viewer=OTHER)
    for name, why in (("2027", "digits alone"), (" Current ", "plan in force"), ("网" * 61, "at most 60 .* has 61")):
        with pytest.raises(InputError, match=why):
            rename(session, draft.id, name=name, viewer=OTHER)
    assert rename(session, draft.id, name="网" * 60, viewer=OTHER).name == "网" * 60
    rename(session, draft.id, name="草案", viewer=OTHER)
    with pytest.raises(NotFoundError):
        rename(session, 999, name="x", viewer=OTHER)
    publish(session, draft.id, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)
    with pytest.raises(ConflictError, match="keeps its name"):
        rename(session, draft.id, name="x", viewer=OTHER)
    assert plan_of(session, draft.id).name == "草案"
