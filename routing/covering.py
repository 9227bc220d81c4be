"""The sites that serve the most people within reach (maximal covering), solved to a proof by HiGHS.

Model: R. Church and C. ReVelle, "The maximal covering location problem", Papers of the Regional Science Association 32
(1974). Clients who are within reach of the same sites are one client with all their people.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack

from routing.p_median_bound import Floats, Ints

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class CoverSites:
    """Sites and whom they serve.

    Attributes:
        sites: The new sites, ascending; fewer than allowed where more would serve nobody else.
        covered: Weight within reach of the new sites or of those that stand.
        bound: No choice covers more.
        optimal: `covered` is proven to be the most.
    """

    sites: Ints
    covered: float
    bound: float
    optimal: bool


def max_cover(
    within: csr_array,
    weight: Floats,
    *,
    p: int,
    standing: Ints | None = None,
    price: Floats | None = None,
    budget: float | None = None,
    seconds: float = 10.0,
) -> CoverSites:
    """Return the sites, p at most and within the budget, from which the most weight is within reach.

    Args:
        within: Shape (clients, sites); not zero where the site is within reach of the client.
        weight: Shape (clients,); people, say; zero or more.
        p: How many sites are new, at most.
        standing: Sites that are open anyway and cost nothing.
        price: Shape (sites,); what each site costs, for `budget`.
        budget: What the new sites may cost together.
        seconds: Most time to spend.

    Raises:
        ValueError: p under zero, or a budget without prices.
    """
    if p < 0:
        raise ValueError(f"{p} sites cannot be chosen")
    if budget is not None and price is None:
        raise ValueError("a budget needs prices")
    held = np.asarray([] if standing is None else standing, dtype=np.int64)
    pattern = csr_array(within, dtype=bool)
    served = np.asarray(pattern[:, held].sum(axis=1)).ravel() > 0
    before = float(weight[served].sum())
    groups, people = _grouped(csr_array(pattern[~served]), weight[~served])
    spend = np.zeros(pattern.shape[1]) if price is None else np.asarray(price, dtype=np.float64)
    limit = np.inf if budget is None else float(budget)
    useful = np.flatnonzero((np.asarray(groups.sum(axis=0)).ravel() > 0) & (spend <= limit))
    if not len(useful) or p == 0:
        return CoverSites(np.array([], dtype=np.int64), before, before, optimal=True)
    groups = csr_array(groups[:, useful])
    first = _greedy(groups, people, p, spend[useful], limit)
    chosen, bound = _solve(groups, people, p, spend[useful], limit, seconds=seconds)
    best = max((first, chosen), key=lambda sites: _covered(groups, people, sites))
    covered = _covered(groups, people, best)
    slack = _TOLERANCE * max(1.0, covered) if not (people == np.rint(people)).all() else 1 - _TOLERANCE
    optimal = bound < covered + slack
    top = covered if optimal else bound
    return CoverSites(np.sort(useful[best]), before + covered, before + top, optimal=optimal)


def _grouped(pattern: csr_array, weight: Floats) -> tuple[csr_array, Floats]:
    """Make one row of all clients within reach of the same sites; who is within reach of none is left out."""
    pattern.sort_indices()
    keys: dict[bytes, int] = {}
    number = np.full(pattern.shape[0], -1, dtype=np.int64)
    firsts: list[int] = []
    for row in range(pattern.shape[0]):
        sites = pattern.indices[pattern.indptr[row] : pattern.indptr[row + 1]]
        if not len(sites) or weight[row] <= 0:
            continue
        key = sites.tobytes()
        if key not in keys:
            keys[key] = len(firsts)
            firsts.append(row)
        number[row] = keys[key]
    kept = number >= 0
    people = np.bincount(number[kept], weights=weight[kept], minlength=len(firsts)).astype(np.float64)
    return csr_array(pattern[firsts]), people


def _covered(groups: csr_array, people: Floats, sites: Ints) -> float:
    if not len(sites):
        return 0.0
    return float(people[np.asarray(groups[:, sites].sum(axis=1)).ravel() > 0].sum())


def _greedy(groups: csr_array, people: Floats, p: int, price: Floats, budget: float) -> Ints:
    """Take the site that serves most of who is left, again and again."""
    left = people.copy()
    chosen: list[int] = []
    for _ in range(p):
        gains = np.where(price <= budget, groups.T @ left, 0.0)
        site = int(np.argmax(gains))
        if gains[site] <= 0:
            break
        chosen.append(site)
        budget -= price[site]
        left[groups[:, [site]].toarray().ravel()] = 0.0
    return np.array(chosen, dtype=np.int64)


def _solve(
    groups: csr_array, people: Floats, p: int, price: Floats, budget: float, *, seconds: float
) -> tuple[Ints, float]:
    """Let HiGHS choose; return its sites (none if it found none in time) and its bound."""
    count, sites = groups.shape
    objective = np.concatenate([np.zeros(sites), -people])
    rows = [LinearConstraint(hstack([groups.astype(np.float64), -eye_array(count)]), lb=0.0)]
    rows.append(LinearConstraint(np.concatenate([np.ones(sites), np.zeros(count)])[None, :], ub=float(p)))
    if np.isfinite(budget):
        rows.append(LinearConstraint(np.concatenate([price, np.zeros(count)])[None, :], ub=budget))
    found = milp(
        objective,
        constraints=rows,
        bounds=Bounds(0.0, 1.0),
        integrality=np.concatenate([np.ones(sites), np.zeros(count)]),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    bound = float(people.sum()) if found.mip_dual_bound is None else min(float(people.sum()), -found.mip_dual_bound)
    if found.x is None:
        return np.array([], dtype=np.int64), bound
    return np.flatnonzero(found.x[:sites] > 0.5), bound  # noqa: PLR2004 - zero or one
