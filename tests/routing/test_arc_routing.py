import time
from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.progress import SILENT
from routing import arc_anneal, arc_chain, arc_population
from routing.arc_cooling import cool
from routing.arc_routing import ArcProblem, _directed, distances, links, prepare, solve
from routing.arc_search import Search, SearchDesk


def problem_of(
    edges: list[tuple[int, int, float, float]],
    *,
    capacity: float,
    others: list[tuple[int, int, float]] | None = None,
) -> ArcProblem:
    """Edges as (node, node, cost, demand); the depot is node 0."""
    rows, rest = np.array(edges, dtype=float), np.array(others or [], dtype=float).reshape(-1, 3)
    return ArcProblem(
        nodes=int(max(rows[:, :2].max(), rest[:, :2].max(initial=0))) + 1,
        ends=rows[:, :2].astype(np.int64),
        cost=rows[:, 2],
        demand=rows[:, 3],
        other_ends=rest[:, :2].astype(np.int64),
        other_cost=rest[:, 2],
        depot=0,
        capacity=capacity,
    )


def walked(problem: ArcProblem, routes: list[list[tuple[int, bool]]]) -> float:
    """The cost of the routes, recomputed from the network alone."""
    way = distances(problem)
    total = 0.0
    for route in routes:
        at = problem.depot
        for edge, back in route:
            start, end = problem.ends[edge][::-1] if back else problem.ends[edge]
            total += way[at, start] + problem.cost[edge]
            at = end
        total += way[at, problem.depot]
    return total


def brute_force(problem: ArcProblem) -> float:
    """Least cost over all orders, directions and cuts."""
    count = len(problem.cost)
    best = np.inf
    for order in permutations(range(count)):
        for cuts in product([False, True], repeat=count - 1):
            routes: list[list[int]] = [[order[0]]]
            for edge, cut in zip(order[1:], cuts, strict=True):
                if cut:
                    routes.append([edge])
                else:
                    routes[-1].append(edge)
            if any(problem.demand[route].sum() > problem.capacity for route in routes):
                continue
            for sides in product([False, True], repeat=count):
                directed = [[(edge, sides[edge]) for edge in route] for route in routes]
                best = min(best, walked(problem, directed))
    return best


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    prepare()


def test_a_ring_is_walked_once_around() -> None:
    ring = problem_of([(0, 1, 5, 1), (1, 2, 5, 1), (2, 0, 5, 1)], capacity=3)
    assert solve(ring, seconds=0.1).cost == 15


def test_capacity_needs_two_routes() -> None:
    star = problem_of([(0, 1, 3, 1), (0, 2, 4, 1)], capacity=1)
    solution = solve(star, seconds=0.1)
    assert (len(solution.routes), solution.cost) == (2, 14)


def test_a_shorter_way_that_need_not_be_served_is_used() -> None:
    shortcut = problem_of([(0, 1, 10, 1)], capacity=1, others=[(0, 1, 2)])
    assert solve(shortcut, seconds=0.1).cost == 12


def test_an_edge_out_of_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be reached"):
        links(problem_of([(0, 1, 1, 1), (2, 3, 1, 1)], capacity=2))


def test_an_edge_over_the_capacity_is_refused() -> None:
    with pytest.raises(ValueError, match="more than a route can"):
        links(problem_of([(0, 1, 1, 5)], capacity=2))


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_small_cases_equal_brute_force(data: st.DataObject) -> None:
    nodes, count = data.draw(st.integers(3, 5)), data.draw(st.integers(1, 4))
    cost, demand = st.integers(1, 9), st.integers(1, 3)
    ends = st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)).filter(lambda pair: pair[0] != pair[1])
    edges = [(*data.draw(ends), data.draw(cost), data.draw(demand)) for _ in range(count)]
    ring = [(node, (node + 1) % nodes, 7) for node in range(nodes)]
    problem = problem_of(edges, capacity=4, others=ring)
    solution = solve(problem, seconds=0.2, seed=data.draw(st.integers(0, 9)), threads=1)
    assert solution.cost == pytest.approx(brute_force(problem))


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_routes_serve_every_edge_once_within_capacity_at_the_cost_said(data: st.DataObject) -> None:
    count = data.draw(st.integers(5, 25))
    seed = data.draw(st.integers(0, 999))
    random = np.random.default_rng(seed)
    ends = [(int(random.integers(number + 1)), number + 1) for number in range(count)]
    edges = [(u, v, float(random.integers(1, 20)), float(random.integers(1, 5))) for u, v in ends]
    problem = problem_of(edges, capacity=8)
    solution = solve(problem, seconds=0.15, seed=seed)
    assert sorted(edge for route in solution.routes for edge, _ in route) == list(range(count))
    assert all(problem.demand[[edge for edge, _ in route]].sum() <= 8 for route in solution.routes)
    assert solution.cost == pytest.approx(walked(problem, solution.routes))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 999), st.sampled_from([0, 1]))
def test_what_cools_down_keeps_to_the_capacity_and_is_never_worse(seed: int, ways_count: int) -> None:
    random = np.random.default_rng(seed)
    ends = [(int(random.integers(number + 1)), number + 1) for number in range(20)]
    edges = [(u, v, float(random.integers(1, 20)), float(random.integers(1, 20))) for u, v in ends]
    problem = problem_of(edges, capacity=500 if ways_count else 40)
    search = Search(
        links(replace(problem, ways_count=bool(ways_count))), problem.demand, capacity=problem.capacity,
        share=float(ways_count),
    )  # fmt: skip
    search.begin(SearchDesk(20, seed))
    before = search.best_cost
    cool(search, seed=seed, until=time.perf_counter() + 0.05, progress=SILENT)
    assert search.best_cost <= before
    assert sorted(edge for route in search.best for edge in route) == list(range(20))
    for route in search.best:
        way = walked(problem, [_directed(route, links(problem))]) - problem.cost[route].sum()
        assert problem.demand[route].sum() + ways_count * way <= problem.capacity + 1e-9


def test_nothing_is_left_to_be_compiled_when_the_time_runs() -> None:
    """The first search of a fresh copy has its whole time too."""
    compiled = [arc_anneal.anneal, arc_chain.settle, arc_population.bring_up, arc_population.admit]
    before = [len(function.signatures) for function in compiled]
    assert all(before)
    solve(problem_of([(0, node, 3, 1) for node in range(1, 9)], capacity=3), seconds=0.3)
    assert [len(function.signatures) for function in compiled] == before
