from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import budget, p_median, p_median_bound, p_median_search
from routing.siting import Objective, Question, choose_sites

AT = np.arange(7.0) * 100
LINE = np.abs(AT[:, None] - AT[None, :])


def asked(objective: Objective = "cover", **values: Any) -> Question:
    given: dict[str, Any] = {
        "walk_m": LINE, "standing_m": np.full(7, np.inf), "weight": np.ones(7), "add": 1, "radius_m": 100.0,
    }  # fmt: skip
    return Question(objective=objective, **(given | values))


def value_of(question: Question, sites: tuple[int, ...]) -> float:
    walks = np.column_stack([question.standing_m, question.walk_m[:, list(sites)]]).min(axis=1)
    if question.objective == "cover":
        return float(question.weight[walks <= question.radius_m].sum())
    if question.objective == "mean":
        return float((walks * question.weight).sum() / question.weight.sum())
    return float(walks.max())


def test_the_most_people_come_within_the_radius() -> None:
    best = choose_sites(asked(add=2)).best
    assert (best.value, best.bound, best.optimal, best.gap) == (6, 6, True, 0)


def test_what_stands_already_counts() -> None:
    best = choose_sites(asked("mean", standing_m=LINE[:, 0])).best
    assert best.sites.tolist() in ([4], [5])
    assert best.value == pytest.approx(100)


def test_the_worst_walk_is_made_shortest() -> None:
    best = choose_sites(asked("worst", add=2)).best
    assert (best.value, best.optimal) == (100 if best.value == 100 else 200, True)
    assert best.value == min(value_of(asked("worst"), pair) for pair in combinations(range(7), 2))


def test_the_next_best_answers_differ_and_are_no_better() -> None:
    choice = choose_sites(asked("mean", add=2), others=3)
    sets = [choice.best.sites.tolist(), *(other.sites.tolist() for other in choice.others)]
    values = [choice.best.value, *(other.value for other in choice.others)]
    assert len({tuple(sites) for sites in sets}) == len(sets) > 1
    assert values == sorted(values)


@pytest.mark.parametrize("objective", ["cover", "mean", "worst"])
def test_the_budget_is_kept(objective: Objective) -> None:
    price = np.array([1.0, 1, 5, 9, 5, 1, 1])
    best = choose_sites(asked(objective, add=2, price=price, budget=6.0, standing_m=np.full(7, 900.0))).best
    assert price[best.sites].sum() <= 6
    assert len(best.sites) >= 1


def test_a_budget_that_pays_for_nothing_useful_leaves_what_stands_as_the_proven_best() -> None:
    question = asked("mean", standing_m=np.zeros(7), price=np.ones(7), budget=0.5)
    best = choose_sites(question).best
    assert (best.sites.tolist(), best.value, best.optimal, best.gap) == ([], 0, True, 0)


def test_nothing_is_left_to_compile_once_the_clock_runs() -> None:
    p_median.prepare()
    budget.prepare()
    compiled = (
        budget._savings, p_median_bound.raise_bound, p_median_bound.sum_of_walks, p_median_bound.fix_sites,
        p_median_search.search,
    )  # fmt: skip
    before = [len(function.signatures) for function in compiled]
    price = np.array([1.0, 1, 5, 9, 5, 1, 1])
    for standing_m in (np.full(7, np.inf), LINE[:, 6]):
        choose_sites(asked("mean", add=2, price=price, budget=6.0, standing_m=standing_m))
    choose_sites(asked("worst", add=2))
    assert before == [len(function.signatures) for function in compiled] == [1] * len(compiled)


def test_who_has_no_way_to_any_site_is_left_out_of_the_mean() -> None:
    walk_m = np.vstack([LINE, np.full((1, 7), np.inf)])
    question = asked("mean", walk_m=walk_m, standing_m=np.full(8, np.inf), weight=np.ones(8))
    assert choose_sites(question).best.value == pytest.approx(1200 / 7)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"add": 0}, "cannot be chosen"),
        ({"walk_m": np.zeros((7, 0))}, "no candidate"),
        ({"weight": np.zeros(7)}, "nobody"),
    ],
)
def test_what_cannot_be_answered_is_said(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        choose_sites(asked("mean", **values))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 9999), st.sampled_from(["cover", "mean", "worst"]), st.integers(1, 3))
def test_best_and_next_best_equal_brute_force(seed: int, objective: Objective, add: int) -> None:
    random = np.random.default_rng(seed)
    question = asked(
        objective,
        walk_m=random.integers(0, 400, (9, 5)).astype(float),
        standing_m=random.integers(50, 500, 9).astype(float),
        weight=random.integers(1, 20, 9).astype(float),
        add=add,
    )
    choice = choose_sites(question, others=1, seconds=10)
    sign = -1 if objective == "cover" else 1
    every = sorted((sign * value_of(question, sites), sites) for sites in combinations(range(5), add))
    assert choice.best.value == pytest.approx(sign * every[0][0])
    assert choice.best.optimal
    if choice.others and len(choice.others[0].sites) == add == len(choice.best.sites):
        best = tuple(choice.best.sites.tolist())
        assert choice.others[0].value == pytest.approx(sign * next(value for value, sites in every if sites != best))


def test_next_best_answers_are_left_out_where_the_time_ends() -> None:
    random = np.random.default_rng(1)
    question = Question(
        walk_m=random.uniform(0, 1000, (40, 12)), standing_m=np.full(40, np.inf), weight=np.ones(40), objective="mean",
        add=3, radius_m=500, price=np.ones(12), budget=2.0,
    )  # fmt: skip
    hurried = choose_sites(question, others=3, seconds=0.0)
    assert hurried.others == ()
    assert len(hurried.best.sites) == 2
    assert hurried.best.bound <= choose_sites(question, others=1, seconds=1.0).best.value <= hurried.best.value
