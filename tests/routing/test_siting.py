from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import budget, p_median, p_median_bound, p_median_search
from routing.next_best import Found, Part, Rules, next_best
from routing.site_solvers import Objective, Question
from routing.siting import choose_sites

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


def is_answer(question: Question, sites: tuple[int, ...], value: Callable[[tuple[int, ...]], float]) -> bool:
    """No site may be left out without a change; without a budget others that change nothing may fill it up."""
    if any(value(tuple(each for each in sites if each != site)) == value(sites) for site in sites):
        return False
    left = sorted(set(range(5)).difference(sites))
    return question.budget is not None or any(
        value((*sites, *more)) == value(sites) for more in combinations(left, question.add - len(sites))
    )


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 9999), st.sampled_from(["cover", "mean", "worst"]), st.integers(1, 5), st.sampled_from([None, 7.0]),
    st.sampled_from([0.0, np.inf]),
)  # fmt: skip
def test_best_and_next_best_equal_brute_force(
    seed: int, objective: Objective, add: int, budget: float | None, away: float
) -> None:
    random = np.random.default_rng(seed)
    price = random.integers(1, 8, 5).astype(float)
    question = asked(
        objective,
        walk_m=random.integers(0, 400, (9, 5)).astype(float),
        standing_m=random.integers(50, 500, 9).astype(float) + away,
        weight=random.integers(1, 20, 9).astype(float),
        add=add,
        price=None if budget is None else price,
        budget=budget,
    )
    choice = choose_sites(question, others=6, seconds=10)
    value = cache(lambda sites: value_of(question, tuple(sorted(sites))))
    sign = -1 if objective == "cover" else 1
    sets = [sites for size in range(1, add + 1) for sites in combinations(range(5), size)]
    paid = [sites for sites in sets if budget is None or price[list(sites)].sum() <= budget]
    every = sorted(sign * value(sites) for sites in paid if is_answer(question, sites, value))
    assert choice.best.value == pytest.approx(min(every, default=sign * value(())) * sign)
    assert [other.value for other in choice.others] == pytest.approx([sign * each for each in every[1:7]])
    assert all(answer.optimal for answer in (choice.best, *choice.others))
    told = [tuple(other.sites.tolist()) for other in choice.others]
    assert len(set(told)) == len(told)
    assert all(
        sites in paid and value(sites) == pytest.approx(each.value)
        for sites, each in zip(told, choice.others, strict=True)
    )
    assert not choice.cut


def test_a_set_that_costs_less_is_a_next_best_answer_but_nothing_at_all_is_none() -> None:
    question = asked(add=2, price=np.full(7, 100.0), budget=150.0, walk_m=LINE[:, :1])
    question = replace(question, price=question.price[:1] if question.price is not None else None)
    assert choose_sites(question, others=3).others == ()


def test_next_best_answers_are_left_out_where_the_time_ends() -> None:
    random = np.random.default_rng(1)
    question = Question(
        walk_m=random.uniform(0, 1000, (40, 12)), standing_m=np.full(40, np.inf), weight=np.ones(40), objective="mean",
        add=3, radius_m=500, price=np.ones(12), budget=2.0,
    )  # fmt: skip
    hurried = choose_sites(question, others=3, seconds=0.0)
    assert hurried.others == ()
    assert hurried.cut
    assert len(hurried.best.sites) == 2
    assert hurried.best.bound <= choose_sites(question, others=1, seconds=1.0).best.value <= hurried.best.value


def test_what_equals_the_proven_best_is_proven_as_well() -> None:
    def solve(part: Part, _seconds: float) -> Found:
        return Found(part.held, (1,), 5.0, 0.0, full=True)

    rules = Rules(
        solve=solve,
        core=lambda _kept, sites: tuple(sorted(sites)),
        tells=lambda _sites: True,
        shown=lambda found, _core: found,
    )
    told, cut = next_best(Found((), (0,), 5.0, 5.0, full=True), rules, most=1, until=np.inf)
    assert ([(each.sites.tolist(), each.bound) for each in told], cut) == ([([1], 5.0)], False)
