import numpy as np
import pytest
from sqlalchemy.orm import Session

from gis.patrols.patrol import OFF_STREET, Patrol
from gis.viewer import LOCAL_OPERATOR
from routing.patrol import PatrolRequest, plan_patrols
from tests.routing.patrol_record import LEFT, post, town


def walked(session: Session, *streets: str, at: str | None = None) -> Patrol:
    """The patrol of a grid with these streets, from a post; WKT in metres."""
    town(session, streets=list(streets))
    if at is not None:
        post(session, LEFT, at)
    return plan_patrols(session, LOCAL_OPERATOR, PatrolRequest(grids=[LEFT]))[0]


def about(patrol: Patrol) -> dict[str, float]:
    return {remark["about"]: remark.get("metres", 0) for remark in patrol.remarks}


def across(patrol: Patrol) -> list[float]:
    return [round(leg.length_m) for leg in patrol.legs if leg.edge == OFF_STREET]


def test_an_island_is_left_where_the_way_on_is_shortest(session: Session) -> None:
    patrol = walked(session, "LINESTRING(20 20, 380 20)", "LINESTRING(20 200, 380 200)", at="POINT(20 20)")
    assert len(patrol.shift_m) == 1
    assert across(patrol) == [180, 180]
    assert patrol.length_m == pytest.approx(2 * 360 + 2 * 180, abs=1)
    assert about(patrol)["island"] == 360


def test_islands_are_visited_one_after_the_other(session: Session) -> None:
    patrol = walked(
        session, "LINESTRING(20 20, 60 20)", "LINESTRING(200 20, 380 20)", "LINESTRING(380 300, 20 300)",
        at="POINT(20 20)",
    )  # fmt: skip
    assert across(patrol) == [140, 280, 280]
    assert patrol.length_m == pytest.approx(40 + 180 + 360 + 140 + 280 + 280, abs=1)


def test_what_leads_over_open_ground_is_not_called_proven(session: Session) -> None:
    patrol = walked(session, "LINESTRING(20 20, 380 20)", "LINESTRING(20 200, 380 200)")
    assert not patrol.optimal
    # from each of the four ends half a crossing
    assert patrol.bound_m == pytest.approx(2 * 360 + 4 * 90, abs=0.5)
    assert patrol.length_m == pytest.approx(patrol.bound_m, abs=0.5)


def test_the_bound_is_that_of_the_streets_where_networks_are_far_apart(session: Session) -> None:
    patrol = walked(session, "LINESTRING(20 20, 60 20)", "LINESTRING(20 380, 60 380)")
    assert patrol.bound_m == pytest.approx(4 * 40, abs=0.5)
    assert patrol.length_m == pytest.approx(2 * 40 + 2 * 360, abs=0.5)


def test_a_post_far_from_all_streets_is_said(session: Session) -> None:
    patrol = walked(session, "LINESTRING(20 20, 380 20)", at="POINT(200 320)")
    assert about(patrol)["post_off_street"] == 300
    assert "island" not in about(patrol)


def test_others_do_not_cross_ground_between_streets(session: Session) -> None:
    town(session, streets=["LINESTRING(20 20, 380 20)", "LINESTRING(20 200, 380 200)", "LINESTRING(420 20, 780 20)"])
    patrols = plan_patrols(session, LOCAL_OPERATOR, PatrolRequest())
    assert [bool(across(patrol)) for patrol in patrols] == [True, False]


@pytest.mark.parametrize("seed", range(6))
def test_walks_over_many_networks_hang_together_and_keep_their_bound(session: Session, seed: int) -> None:
    rng = np.random.default_rng(seed)
    corners = rng.permutation([(x, y) for x in range(20, 400, 60) for y in range(20, 400, 60)])[:9]
    streets = [
        f"LINESTRING({x} {y}, {x + dx} {y + 40 - dx})"
        for (x, y), dx in zip(corners, rng.integers(0, 41, 9), strict=True)
    ]
    patrol = walked(session, *streets)
    assert len(patrol.shift_m) == 1
    assert patrol.required_m <= patrol.bound_m <= patrol.length_m
    for one, two in zip(patrol.legs, [*patrol.legs[1:], patrol.legs[0]], strict=True):
        assert np.allclose(one.line[-1], two.line[0], atol=2e-7)
    assert {leg.edge for leg in patrol.legs if leg.kind == "walk"} == set(range(9))
