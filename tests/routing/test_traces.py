from itertools import pairwise

import numpy as np
import pytest

from routing.traces import DRIVING, ON_FOOT, Manner, Match, Pieces, Planned, cut, match

SIDE = 6
STEP_M = 100.0


def town(manner: Manner = ON_FOOT) -> tuple[Pieces, dict[tuple[int, int], int], np.ndarray]:
    """Six by six crossings 100 m apart, every street both ways; node = 6 * row + column."""
    places = np.array([(STEP_M * column, STEP_M * row) for row in range(SIDE) for column in range(SIDE)])
    arcs = []
    for node in range(SIDE * SIDE):
        for other in (node + 1, node + SIDE):
            if other < SIDE * SIDE and (other != node + 1 or other % SIDE):
                arcs += [(node, other), (other, node)]
    ends = np.array(arcs)
    pieces = cut(
        start=ends[:, 0],
        end=ends[:, 1],
        nodes=len(places),
        points=places[ends].reshape(-1, 2),
        shape_start=np.arange(0, 2 * len(ends) + 1, 2),
        manner=manner,
    )
    return pieces, {pair: i for i, pair in enumerate(arcs)}, places


def walk(places: np.ndarray, nodes: list[int], *, every_m: float, noise_m: float = 0.0, seed: int = 0) -> np.ndarray:
    """Fixes along a way over nodes."""
    line = places[nodes]
    run = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    at = np.arange(0, run[-1] + 1, every_m)
    true = np.column_stack([np.interp(at, run, line[:, axis]) for axis in (0, 1)])
    return true + np.random.default_rng(seed).normal(0, noise_m or 1e-9, true.shape)


def arcs_of(number: dict[tuple[int, int], int], nodes: list[int]) -> list[int]:
    return [number[pair] for pair in pairwise(nodes)]


def run(xy: np.ndarray, pieces: Pieces, manner: Manner = ON_FOOT, *, seconds: np.ndarray | None = None) -> Match:
    return match(xy, np.arange(len(xy)) * 5.0 if seconds is None else seconds, pieces=pieces, manner=manner)


ROUTE = [0, 1, 2, 8, 14, 13, 12, 18, 24, 25, 26, 27]


@pytest.mark.parametrize("noise_m", [0.0, 5.0, 10.0])
@pytest.mark.parametrize("every_m", [5.0, 30.0])
def test_the_way_through_a_town_is_found(noise_m: float, every_m: float) -> None:
    pieces, number, places = town()
    found = run(walk(places, ROUTE, every_m=every_m, noise_m=noise_m), pieces)
    inner = found.arc[(found.to_m - found.from_m) > 2 * ON_FOOT.piece_m].tolist()
    assert inner == arcs_of(number, ROUTE)


def test_fixes_of_a_town_are_driven_in_the_direction_of_travel() -> None:
    pieces, number, places = town(DRIVING)
    back = ROUTE[::-1]
    assert run(walk(places, back, every_m=12, noise_m=3), pieces, DRIVING).arc.tolist() == arcs_of(number, back)


def test_somebody_who_turns_round_in_a_street_is_followed_back() -> None:
    pieces, number, places = town()
    nodes = [0, 1, 2, 1, 7]
    assert run(walk(places, nodes, every_m=6, noise_m=4), pieces).arc.tolist() == arcs_of(number, nodes)


def test_minutes_without_a_fix_are_bridged_by_the_likeliest_way() -> None:
    pieces, number, places = town()
    fixes = walk(places, ROUTE, every_m=10, noise_m=3)
    kept = np.r_[0:12, 30 : len(fixes)]
    found = run(fixes[kept], pieces, seconds=kept * 9.0)
    assert found.arc.tolist() == arcs_of(number, ROUTE)
    assert set(found.way.tolist()) == {0}


def test_a_fix_far_off_is_ignored() -> None:
    pieces, number, places = town()
    fixes = walk(places, ROUTE, every_m=10, noise_m=3)
    fixes[20] += (0, 250)
    fixes[40] += (180, 0)
    assert run(fixes, pieces).arc.tolist() == arcs_of(number, ROUTE)


def test_the_same_position_a_thousand_times_is_one_place() -> None:
    pieces, number, places = town()
    fixes = np.repeat(walk(places, [0, 1, 2], every_m=50), 1000, axis=0)
    assert run(fixes, pieces).arc.tolist() == arcs_of(number, [0, 1, 2])


def test_standing_still_is_one_arc_at_most_each_way() -> None:
    pieces, _, _ = town()
    found = run(np.full((1000, 2), 30.0) * (1, 0), pieces)
    assert len(found.arc) == 1


def test_positions_in_the_sea_match_nothing() -> None:
    pieces, number, places = town()
    assert run(np.full((5, 2), -5e4), pieces).arc.tolist() == []
    fixes = np.vstack([np.full((5, 2), 9e6), walk(places, [0, 1, 2], every_m=10)])
    found = run(fixes, pieces)
    assert found.used.tolist() == [False] * 5 + [True] * 21
    assert found.arc.tolist() == arcs_of(number, [0, 1, 2])


def test_no_fix_is_no_way() -> None:
    pieces, _, _ = town()
    assert run(np.empty((0, 2)), pieces).arc.tolist() == []
    assert len(run(np.array([[30.0, 0.0]]), pieces).arc) == 1


def test_a_clock_that_runs_backwards_changes_little() -> None:
    pieces, number, places = town()
    fixes = walk(places, ROUTE, every_m=10, noise_m=3)
    found = run(fixes, pieces, seconds=np.arange(len(fixes))[::-1] * 5.0)
    assert found.arc.tolist() == arcs_of(number, ROUTE)


def test_islands_make_ways_of_their_own() -> None:
    places = np.array([[0.0, 0], [200, 0], [5000, 0], [5200, 0]])
    pieces = cut(
        start=np.array([0, 2]),
        end=np.array([1, 3]),
        nodes=4,
        points=places,
        shape_start=np.array([0, 2, 4]),
        manner=DRIVING,
    )
    fixes = np.array([(x, 1.0) for x in (*range(10, 200, 20), *range(5010, 5200, 20))])
    found = run(fixes, pieces, DRIVING)
    assert (found.arc.tolist(), found.way.tolist()) == ([0, 1], [0, 1])


def test_a_long_detour_with_no_shorter_way_is_taken() -> None:
    places = np.array([[0.0, 0], [300, 0], [300, 900], [700, 900], [700, 0], [1000, 0]])
    ends = np.array([(i, i + 1) for i in range(5)])
    pieces = cut(
        start=ends[:, 0],
        end=ends[:, 1],
        nodes=6,
        points=places[ends].reshape(-1, 2),
        shape_start=np.arange(0, 11, 2),
        manner=DRIVING,
    )
    fixes = np.array([(x, 1.0) for x in (*range(0, 300, 30), *range(710, 1000, 30))])
    assert run(fixes, pieces, DRIVING).arc.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("seed", range(8))
def test_arcs_follow_one_another_and_passages_lie_on_them(seed: int) -> None:
    pieces, number, _ = town()
    pair = {i: ends for ends, i in number.items()}
    chance = np.random.default_rng(seed)
    fixes = np.cumsum(chance.normal(0, 40, (60, 2)), axis=0) + 250
    found = run(fixes, pieces)
    for i in range(len(found.arc) - 1):
        if found.way[i] == found.way[i + 1]:
            here, there = pair[int(found.arc[i])], pair[int(found.arc[i + 1])]
            assert here[1] == there[0] or here == there[::-1]
    assert (found.from_m >= 0).all()
    assert (found.to_m <= STEP_M + 1e-6).all()
    assert (found.from_m < found.to_m).all()


POSTMAN = [0, 1, 2, 3, 4, 5, 4, 10, 4, 3, 9, 8, 2, 8, 14, 8, 7, 1, 7, 13, 12, 6, 0]
"""A walk that turns round in the middle of nowhere and goes along streets twice."""


@pytest.mark.parametrize("every_s", [10, 120])
@pytest.mark.parametrize("seed", range(3))
def test_a_planned_walk_is_known_again_across_gaps_of_minutes(every_s: int, seed: int) -> None:
    pieces, number, places = town()
    arcs = arcs_of(number, POSTMAN)
    pace = 4 / 3.6
    fixes = walk(places, POSTMAN, every_m=every_s * pace, noise_m=10, seed=seed)
    seconds = np.arange(len(fixes)) * float(every_s)
    kept = np.ones(len(fixes), dtype=bool) if every_s > 60 else (seconds // 120) % 2 == 0
    kept[-1] = True
    found = match(fixes[kept], seconds[kept], pieces=pieces, manner=ON_FOOT, planned=Planned.whole(np.array(arcs)))
    gone = np.bincount(found.arc, weights=found.to_m - found.from_m, minlength=len(number))
    true = np.bincount(arcs, minlength=len(number)) * STEP_M
    assert np.abs(gone - true).sum() <= 0.05 * true.sum()


def test_a_walk_beside_the_plan_is_found_on_the_network() -> None:
    pieces, number, places = town()
    nodes = [0, 1, 2, 8, 14, 20, 21, 22, 16, 10, 4, 5]
    plan = arcs_of(number, [0, 1, 2, 3, 4, 5])
    fixes = walk(places, nodes, every_m=8, noise_m=5)
    found = match(
        fixes, np.arange(len(fixes)) * 7.0, pieces=pieces, manner=ON_FOOT, planned=Planned.whole(np.array(plan))
    )
    long = {int(arc) for arc, m in zip(found.arc, found.to_m - found.from_m, strict=True) if m > 50}
    assert set(arcs_of(number, nodes)) - long == set()
    assert len(long - set(arcs_of(number, nodes))) <= 1


def test_who_stands_at_a_crossing_for_minutes_makes_no_turn_there() -> None:
    pieces, number, places = town(DRIVING)
    nodes = [0, 1, 2, 3, 4, 5]
    moving = walk(places, nodes, every_m=10, noise_m=3)
    chance = np.random.default_rng(4)
    astray = np.cumsum(chance.normal(0, 1.2, (300, 2)), axis=0)
    standing = places[2] + astray - astray.mean(axis=0) + (0, 12)
    fixes = np.vstack([moving[:21], standing, moving[21:]])
    found = match(fixes, np.arange(len(fixes)) * 1.0, pieces=pieces, manner=DRIVING)
    assert found.arc.tolist() == arcs_of(number, nodes)


def test_of_two_streets_equally_near_the_one_that_runs_along_is_driven() -> None:
    places = np.array([[0.0, 0], [100, 0], [300, 0], [400, 0], [130, 20], [170, -2], [210, 20], [250, -2], [290, 20]])
    ends = np.array([(0, 1), (1, 2), (2, 3), (1, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 2)])
    pieces = cut(
        start=ends[:, 0],
        end=ends[:, 1],
        nodes=len(places),
        points=places[ends].reshape(-1, 2),
        shape_start=np.arange(0, 19, 2),
        manner=DRIVING,
    )
    fixes = np.array([(x, 9.0) for x in range(0, 401, 10)])
    assert match(fixes, np.arange(41.0), pieces=pieces, manner=DRIVING).arc.tolist() == [0, 1, 2]


def test_a_first_fix_from_which_no_way_leads_on_is_left_aside() -> None:
    places = np.array([[0.0, 0], [200, 0], [0, -12], [200, -12], [400, -12], [0, -400]])
    ends = np.array([(0, 1), (5, 2), (2, 3), (3, 4)])
    pieces = cut(
        start=ends[:, 0],
        end=ends[:, 1],
        nodes=len(places),
        points=places[ends].reshape(-1, 2),
        shape_start=np.arange(0, 9, 2),
        manner=DRIVING,
    )
    fixes = np.array([(20.0, 39.0), *((x, -14.0) for x in range(30, 400, 10))])
    found = match(fixes, np.arange(len(fixes)) * 1.0, pieces=pieces, manner=DRIVING, sigma_m=10)
    assert found.arc.tolist() == [2, 3]
    assert found.used.all()


def test_a_clock_that_stands_is_no_reason_to_lose_the_way() -> None:
    pieces, number, places = town(DRIVING)
    fixes = walk(places, ROUTE, every_m=10, noise_m=3)
    found = match(fixes, np.zeros(len(fixes)), pieces=pieces, manner=DRIVING)
    assert found.arc.tolist() == arcs_of(number, ROUTE)
