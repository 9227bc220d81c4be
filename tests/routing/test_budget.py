from itertools import combinations

import numpy as np
import pytest

from routing.budget import within_budget


@pytest.mark.parametrize("seed", range(12))
def test_small_budgets_are_spent_as_well_as_can_be(seed: int) -> None:
    chance = np.random.default_rng(seed)
    clients, sites, most = int(chance.integers(10, 50)), int(chance.integers(5, 11)), int(chance.integers(1, 5))
    cost = chance.random((clients, sites)) * 1000
    nearest = chance.random(clients) * 1000 if seed % 2 else np.full(clients, np.inf)
    price, budget = chance.integers(1, 10, sites).astype(np.float64), float(chance.integers(9, 20))

    def total(chosen: tuple[int, ...]) -> float:
        return float(np.minimum(nearest, cost[:, chosen].min(axis=1)).sum()) if chosen else float(nearest.sum())

    found = within_budget(cost, nearest, p=most, price=price, budget=budget, first=np.arange(most))
    assert len(found) <= most
    assert price[found].sum() <= budget
    paid = [
        chosen
        for count in range(most + 1)
        for chosen in combinations(range(sites), count)
        if price[list(chosen)].sum() <= budget
    ]
    assert total(tuple(found)) <= 1.02 * min(map(total, paid))


def test_a_budget_that_pays_for_nothing_builds_nothing() -> None:
    found = within_budget(
        np.ones((3, 2)), np.full(3, 5.0), p=2, price=np.array([4.0, 5.0]), budget=1.0, first=np.array([0, 1])
    )
    assert not len(found)
