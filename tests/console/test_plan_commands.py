import json
from typing import Any

import pytest
from shapely import MultiPolygon, box
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gis.plans import GridInput, create_plan
from gis.viewer import LOCAL_OPERATOR


@pytest.fixture
def plan_id(engine: Engine) -> int:
    """A draft of one grid."""
    with Session(engine) as session:
        grid = GridInput(code="990106000000001", name="第一网格", geom=MultiPolygon([box(0, 0, 0.01, 0.01)]))
        plan = create_plan(session, name="方案一", grids=[grid], viewer=LOCAL_OPERATOR)
        session.commit()
        return plan.id


def test_from_draft_to_retired(run_wangge: Any, plan_id: int) -> None:
    assert "No plan is in force today" in run_wangge("plan", "draft", expect=1).stderr
    first = json.loads(run_wangge("plan", "publish", str(plan_id), "--from", "2020-01-01", "--json").stdout)
    assert (first["state"], first["effective_from"], first["in_force"]) == ("published", "2020-01-01", True)
    second = json.loads(run_wangge("plan", "draft", "--name", "方案二", "--json").stdout)
    assert (second["state"], second["base_id"], second["grids"]) == ("draft", plan_id, 1)
    run_wangge("plan", "publish", "方案二")
    listed = json.loads(run_wangge("plan", "list", "--json").stdout)
    assert [(plan["name"], plan["state"]) for plan in listed] == [("方案一", "retired"), ("方案二", "published")]
    then = json.loads(run_wangge("plan", "list", "--as-of", "2021-01-01", "--json").stdout)
    assert [(plan["name"], plan["state"], plan["in_force"]) for plan in then] == [("方案一", "published", True)]
    assert "no plan yet on 2017-01-01" in run_wangge("plan", "list", "--as-of", "2017-01-01").stdout
    shown = json.loads(run_wangge("plan", "show", "current", "--json").stdout)
    assert [step["action"] for step in shown["history"]] == ["copy"]
    assert "方案二" in run_wangge("plan", "list").stdout
    assert "revision 0" in run_wangge("plan", "show", "方案二").stdout
    assert "第 0 版" in run_wangge("plan", "show", "方案二", environment={"WANGGE_LANGUAGE": "zh"}).stdout


def test_a_plan_published_ahead_is_withdrawn(run_wangge: Any, plan_id: int) -> None:
    run_wangge("plan", "publish", str(plan_id), "--from", "2020-01-01")
    run_wangge("plan", "draft", "--name", "方案二")
    run_wangge("plan", "publish", "方案二", "--from", "2199-01-01")
    assert "方案二 is a draft again" in run_wangge("plan", "withdraw", "方案二").stdout
    assert "Published for 2199-01-01 and withdrawn" in run_wangge("plan", "show", "方案二").stdout
    shown = json.loads(run_wangge("plan", "show", "方案二", "--json").stdout)
    assert [one["effective_from"] for one in shown["withdrawals"]] == ["2199-01-01"]
    assert json.loads(run_wangge("plan", "show", str(plan_id), "--json").stdout)["effective_until"] is None
    assert "what has held stays" in run_wangge("plan", "withdraw", str(plan_id), expect=1).stderr


def test_a_draft_is_dropped_and_a_published_plan_is_not(run_wangge: Any, plan_id: int) -> None:
    other = json.loads(run_wangge("plan", "draft", str(plan_id), "--json").stdout)
    assert "is removed" in run_wangge("plan", "draft", str(other["id"]), "--drop").stdout
    run_wangge("plan", "publish", str(plan_id))
    assert "history stays" in run_wangge("plan", "draft", "current", "--drop", expect=1).stderr
    assert "There is no plan 77" in run_wangge("plan", "show", "77", expect=1).stderr


def test_two_plans_side_by_side(run_wangge: Any, plan_id: int) -> None:
    run_wangge("plan", "draft", str(plan_id), "--name", "改号")
    done = json.loads(run_wangge("plan", "renumber", "改号", "--json").stdout)
    assert done["renumbered"] == {}
    assert "lie in no community" in done["remarks"][0]
    found = json.loads(run_wangge("plan", "diff", str(plan_id), "改号", "--json", "--buildings").stdout)
    assert (found["a"]["grids"], found["moved"]["people"], found["moves"], found["buildings"]) == (1, 0, [], [])
    shown = run_wangge("plan", "diff", str(plan_id), "改号").stdout
    for part in ("方案一 (", "Compactness", "0 people in 0 households and 0 buildings", "Blind spots closed 0"):
        assert part in shown
