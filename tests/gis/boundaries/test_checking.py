from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from shapely import coverage_is_valid
from sqlalchemy import text

from gis.boundaries.checking import check_around, check_plan, checks, kept_findings
from gis.boundaries.findings import PlanFinding
from gis.boundaries.mending import mend
from gis.errors import InputError
from gis.plans import create_plan, grids_of, plan_of, publish, redo, undo
from gis.viewer import LOCAL_OPERATOR

CODE = "990106001001"
Found = dict[str, PlanFinding]


@pytest.fixture
def district(drawing: Any) -> Any:
    """A district that is one community of 20 x 10."""
    drawing.area("district", "990106", (0, 0, 20, 10))
    drawing.home = drawing.area("community", CODE, (0, 0, 20, 10), parent="990106")
    drawing.session.execute(text("INSERT INTO parameter (name, value) VALUES ('grid_people_min', 0)"))
    return drawing


@pytest.fixture
def check(district: Any) -> Callable[..., Found]:
    """Draw grids by code (boxes) as a draft and return what is found, by kind."""

    def run(**grids: Any) -> Found:
        district.grids = []
        for code, boxes in grids.items():
            district.grid(code.replace("g", CODE), *boxes, community=district.home)
        plan = create_plan(district.session, name="d", grids=district.grids, viewer=LOCAL_OPERATOR)
        district.plan = plan.id
        return {one.kind: one for one in check_plan(district.session, plan.id, LOCAL_OPERATOR)}

    return run


def test_every_check_has_a_file_of_its_own() -> None:
    assert sorted(checks()) == [
        "band", "code", "crossing", "cut_building", "gap", "no_community", "no_worker", "overlap", "pieces", "sliver",
        "uncovered",
    ]  # fmt: skip


def test_a_plan_without_faults_but_without_workers(check: Any, district: Any) -> None:
    found = check(g001=[(0, 0, 10, 10)], g002=[(10, 0, 20, 10)])
    assert found.keys() == {"no_worker"}
    nobody = found["no_worker"]
    assert (nobody.severity, nobody.grids, nobody.mend) == ("warning", (), None)
    assert nobody.text["en"] == "No workers are loaded: 2 grids have none."
    assert check_around(district.session, district.plan, [f"{CODE}001"]) == []


def test_gap_overlap_and_outer_border(check: Any, district: Any) -> None:
    district.building("B", 10.5, 5, 70)
    found = check(
        g001=[(0, 0, 10, 10)], g002=[(11, 0, 20, 9)], g003=[(10, 0, 11, 3), (10, 7, 11, 10)], g004=[(8, 4, 9, 5)]
    )
    gap, overlap, outer = found["gap"], found["overlap"], found["uncovered"]
    assert (gap.severity, gap.people, gap.grids) == ("error", 70, (f"{CODE}001", f"{CODE}002", f"{CODE}003"))
    assert (overlap.severity, overlap.grids) == ("error", (f"{CODE}001", f"{CODE}004"))
    assert (outer.severity, outer.people) == ("warning", 0)
    assert found["pieces"].severity == "error"
    assert gap.mend is not None
    assert gap.mend.operation == "carve"
    assert gap.as_json()["centroid"] == pytest.approx([0.0105, 0.005], abs=1e-4)


@pytest.mark.parametrize(
    ("kind", "severity", "grids"),
    [
        ("crossing", "warning", {"g001": [(0, 0, 10, 10)], "g002": [(10, 0, 21, 10)]}),
        ("sliver", "warning", {"g001": [(0, 0, 19.99, 10)], "g002": [(19.99, 0, 20, 10)]}),
        ("code", "warning", {"x": [(0, 0, 20, 10)]}),
    ],
)
def test_what_is_found_is_mended(check: Any, district: Any, kind: str, severity: str, grids: Any) -> None:
    found = check(**grids)
    assert found[kind].severity == severity
    mend(district.session, district.plan, kind=kind, viewer=LOCAL_OPERATOR)
    assert kind not in {one.kind for one in check_plan(district.session, district.plan, LOCAL_OPERATOR)}


def test_a_building_on_a_border(check: Any, district: Any) -> None:
    district.building("B", 10.02, 5, 70)
    assert check(g001=[(0, 0, 10, 10)], g002=[(10, 0, 20, 10)])["cut_building"].grids == (f"{CODE}002", f"{CODE}001")
    done = mend(district.session, district.plan, kind="cut_building", viewer=LOCAL_OPERATOR)
    assert [grid.people for grid in done.edited.changed] == [0, 70]
    assert [one.kind for one in check_plan(district.session, district.plan, LOCAL_OPERATOR)] == ["no_worker"]


def test_too_many_and_too_few(check: Any, district: Any) -> None:
    district.session.execute(text("UPDATE parameter SET value = 50"))
    district.building("B", 5, 5, 30)
    district.building("C", 15, 5, 40)
    found = check(g001=[(0, 0, 10, 10)], g002=[(10, 0, 20, 10)])["band"]
    assert found.mend is not None
    assert found.mend.arguments == {"grids": [f"{CODE}001", f"{CODE}002"]}


def test_nobody_answers(check: Any, district: Any) -> None:
    district.worker("W1")
    found = check(g001=[(0, 0, 20, 10)])["no_worker"]
    assert found.mend is not None
    assert found.mend.arguments == {"grid": f"{CODE}001", "worker": "W1"}
    done = mend(district.session, district.plan, keys=[found.key], viewer=LOCAL_OPERATOR)
    assert [grid.code for grid in done.edited.changed] == [f"{CODE}001"]
    assert check_plan(district.session, district.plan, LOCAL_OPERATOR) == []
    undo(district.session, district.plan)
    again = check_plan(district.session, district.plan, LOCAL_OPERATOR)
    assert [one.kind for one in again] == ["no_worker"]
    redo(district.session, district.plan)
    assert check_plan(district.session, district.plan, LOCAL_OPERATOR) == []


def test_workers_given_alike_are_one_step(check: Any, district: Any) -> None:
    district.worker("W1")
    check(g001=[(0, 0, 10, 10)], g002=[(10, 0, 20, 10)])
    done = mend(district.session, district.plan, kind="no_worker", viewer=LOCAL_OPERATOR)
    assert [grid.code for grid in done.edited.changed] == [f"{CODE}001", f"{CODE}002"]
    assert plan_of(district.session, district.plan).revision == done.edited.revision
    assert undo(district.session, district.plan).revision == 0
    assert [one.kind for one in check_plan(district.session, district.plan, LOCAL_OPERATOR)] == ["no_worker"] * 2


def test_all_alike_is_one_step(check: Any, district: Any) -> None:
    check(
        g001=[(0, 0, 6, 10)], g002=[(6, 0, 12, 10)], g003=[(12, 0, 20, 10)], g004=[(5, 1, 7, 2)], g005=[(11, 1, 13, 2)]
    )
    before = grids_of(district.session, district.plan)
    done = mend(district.session, district.plan, kind="overlap", viewer=LOCAL_OPERATOR)
    assert (done.edited.revision, len(done.keys), done.left) == (1, 4, [])
    assert [one.kind for one in check_plan(district.session, district.plan, LOCAL_OPERATOR)] == ["no_worker"]
    undo(district.session, district.plan)
    assert grids_of(district.session, district.plan) == before
    with pytest.raises(InputError, match="no longer found"):
        mend(district.session, district.plan, keys=["gap:x"], viewer=LOCAL_OPERATOR)


def test_open_errors_bar_publishing_and_warnings_are_kept(check: Any, district: Any) -> None:
    check(g001=[(0, 0, 10, 9)])
    first = publish(district.session, district.plan, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR)
    assert [one.kind for one in kept_findings(district.session, first.id)] == ["uncovered", "no_worker"]
    check(g001=[(0, 0, 10, 10)], g002=[(9, 0, 20, 10)])
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011
    with pytest.raises(InputError, match=r"open errors \(1 overlap\): see `wangge plan check"):
        publish(district.session, district.plan, effective_from=tomorrow, viewer=LOCAL_OPERATOR)
    mend(district.session, district.plan, kind="overlap", viewer=LOCAL_OPERATOR)
    publish(district.session, district.plan, effective_from=tomorrow, viewer=LOCAL_OPERATOR)


def test_grids_without_a_worker_are_shared_out_together(check: Any, district: Any) -> None:
    for number in range(3):
        district.worker(f"W{number}")
    check(**{f"g00{number}": [(3 * number, 0, 3 * number + 3, 10)] for number in range(6)}, g009=[(18, 0, 20, 10)])
    found = check_plan(district.session, district.plan, LOCAL_OPERATOR)
    advised = {one.grids[0]: one.mend.arguments["worker"] for one in found if one.mend}
    assert sorted(Counter(advised.values()).values()) == [2, 2, 3]
    done = mend(district.session, district.plan, kind="no_worker", viewer=LOCAL_OPERATOR)
    assert {grid.code: grid.worker for grid in done.edited.changed} == advised
    assert plan_of(district.session, district.plan).revision == 1


def test_a_gap_is_mended_as_a_blind_spot_of_its_people_is_cured(check: Any, district: Any) -> None:
    district.session.execute(text("UPDATE parameter SET value = 800 WHERE name = 'grid_people_min'"))
    for number in range(9):
        district.building(f"B{number}", 11 + number, 5, 300)
    district.building("W", 5, 5, 900)
    gap = check(g001=[(0, 0, 10, 10)], g002=[(10, 0, 20, 1), (10, 9, 20, 10), (19.5, 1, 20, 9)])["gap"]
    assert gap.mend is not None
    assert gap.mend.text["en"] == "Carve 3 new grids out of it (900, 900, 900 people)."
    done = mend(district.session, district.plan, keys=[gap.key], viewer=LOCAL_OPERATOR)
    made = {grid.code: grid.people for grid in done.edited.changed if grid.code.endswith(("003", "004", "005"))}
    assert made == {f"{CODE}003": 900, f"{CODE}004": 900, f"{CODE}005": 900}
    assert coverage_is_valid([grid.geom for grid in grids_of(district.session, district.plan)])
    assert not {"gap", "overlap"} & {one.kind for one in check_plan(district.session, district.plan, LOCAL_OPERATOR)}
    few = check(g001=[(0, 0, 10, 10)], g002=[(10, 0, 11.5, 1), (10, 9, 11.5, 10)], g003=[(11.5, 0, 20, 10)])["gap"]
    assert few.mend is not None
    # not the longest border: 001 is full with them, 003 above the band, and 002 far below it
    assert few.mend.arguments["into"] == f"{CODE}002"
