"""The shortest sum of walks that a budget pays for: exchanges and additions, beside a bound without the budget."""

import numpy as np

from routing.p_median_bound import Floats, Ints


def within_budget(cost: Floats, nearest: Floats, *, p: int, price: Floats, budget: float, first: Ints) -> Ints:
    """Return at most p sites that cost at most `budget` together and make the walks short.

    Args:
        cost: Shape (clients, sites); walks.
        nearest: Shape (clients,); each client's walk without new sites, inf where there is none.
        p: Most sites.
        price: Shape (sites,); what each costs.
        budget: What they may cost together.
        first: Sites to begin with; those that are not paid for are left out, the least useful first.
    """
    chosen = _paid(cost, nearest, first, price, budget)
    total = _total(cost, nearest, chosen)
    while True:
        best, best_total = chosen, total
        for trial in _neighbours(chosen, p, price, budget):
            found = _total(cost, nearest, trial)
            if found < best_total - 1e-9 * max(1.0, abs(best_total)) or (np.isinf(best_total) and np.isfinite(found)):
                best, best_total = trial, found
        if best is chosen:
            return np.sort(np.array(chosen, dtype=np.int64))
        chosen, total = best, best_total


def _paid(cost: Floats, nearest: Floats, first: Ints, price: Floats, budget: float) -> list[int]:
    chosen = [int(site) for site in first]
    while price[chosen].sum() > budget:
        chosen = min(
            ([site for site in chosen if site != gone] for gone in chosen),
            key=lambda left: _total(cost, nearest, left),
        )
    return chosen


def _neighbours(chosen: list[int], p: int, price: Floats, budget: float) -> list[list[int]]:
    kept = [chosen] if len(chosen) < p else []
    kept += [[site for site in chosen if site != gone] for gone in chosen]
    others = [site for site in range(len(price)) if site not in chosen]
    return [[*left, site] for left in kept for site in others if price[left].sum() + price[site] <= budget]


def _total(cost: Floats, nearest: Floats, sites: list[int]) -> float:
    walks = np.minimum(nearest, cost[:, sites].min(axis=1)) if sites else nearest
    return float(walks.sum())
