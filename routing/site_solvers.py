"""A question of where new resources should stand, and what solves it: covering, p-median or p-center."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from gis.progress import Progress
from routing.budget import best_of_few, within_budget
from routing.covering import max_cover
from routing.p_center import p_center
from routing.p_median import p_median
from routing.p_median_bound import Floats, Ints, Ordered, ordered

Objective = Literal["cover", "mean", "worst"]
EQUAL = 1e-9
"""Sums that differ by no larger share are equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """n buildings, k candidate sites, and what is wanted of the new ones.

    Attributes:
        walk_m: float64 (n, k), from each building to each candidate on foot; inf where there is no way.
        standing_m: float64 (n,), to the nearest resource that stands; inf where there is none.
        weight: float64 (n,), the people who count, per building.
        objective: `cover`: most people within `radius_m`; `mean`: shortest mean walk; `worst`: shortest longest walk.
        add: How many sites are new, at most.
        radius_m: For `cover`.
        price: float64 (k,), what each candidate costs; None where it does not matter.
        budget: What the new sites may cost together; None: anything.
    """

    walk_m: Floats
    standing_m: Floats
    weight: Floats
    objective: Objective
    add: int
    radius_m: float
    price: Floats | None = None
    budget: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A set of sites.

    Attributes:
        sites: int64, numbers of candidates, ascending.
        value: People within the radius, mean or longest walk in metres, with what stands.
        bound: No other set is better than this.
        optimal: `value` is proven to be the best.
    """

    sites: Ints
    value: float
    bound: float
    optimal: bool

    @property
    def gap(self) -> float:
        """By which share the value may be improved at most."""
        return 0.0 if self.optimal else abs(self.value - self.bound) / max(abs(self.value), 1e-9)


def _cover(
    question: Question, candidates: Ints, _held: Ints, seconds: float, _seed: int, _progress: Progress
) -> Answer:
    near = question.standing_m <= question.radius_m
    within = csr_array(np.column_stack([near, question.walk_m[:, candidates] <= question.radius_m]))
    found = max_cover(
        within,
        question.weight,
        p=question.add,
        standing=np.array([0]),
        price=None if question.price is None else np.concatenate([[0.0], question.price[candidates]]),
        budget=question.budget if question.price is not None else None,
        seconds=seconds,
    )
    return Answer(sites=candidates[found.sites - 1], value=found.covered, bound=found.bound, optimal=found.optimal)


def _with_standing(question: Question, candidates: Ints) -> tuple[Floats, Ints | None]:
    """All walks in one array, what stands in its first column."""
    walk_m = question.walk_m[:, candidates]
    if not np.isfinite(question.standing_m).all():
        return walk_m, None
    return np.column_stack([question.standing_m, walk_m]), np.array([0])


@dataclass(frozen=True, slots=True)
class _Walks:
    """All walks weighted with the people, what stands (if `first` is 1) in the first column, and the same ordered."""

    cost: Floats
    ways: Ordered
    first: int


def _walks(question: Question) -> _Walks:
    walk_m, standing = _with_standing(question, np.arange(question.walk_m.shape[1]))
    cost = walk_m * question.weight[:, None]
    return _Walks(cost, ordered(cost), 0 if standing is None else 1)


def _mean(  # noqa: PLR0917 - as of the others
    question: Question, candidates: Ints, held: Ints, seconds: float, seed: int, progress: Progress, *, walks: _Walks
) -> Answer:
    until, first, cost = time.perf_counter() + seconds, walks.first, walks.cost
    count, people = min(question.add, len(candidates)), float(question.weight.sum())
    nearest = question.standing_m * question.weight
    if question.price is not None and question.budget is not None:
        seconds /= 2
        price = question.price[candidates]
        few = best_of_few(cost[:, first + candidates], nearest, p=count, price=price, budget=question.budget)
        if few is not None:
            return Answer(sites=candidates[few.sites], value=few.total / people, bound=few.total / people, optimal=True)
    gone = np.setdiff1d(np.arange(question.walk_m.shape[1]), np.concatenate([candidates, held]))
    found = p_median(
        walks.ways, p=count, standing=np.concatenate([np.arange(first), held + first]), closed=gone + first,
        seconds=seconds, seed=seed, progress=progress,
    )  # fmt: skip
    sites, total, bound = found.sites - first, found.total, found.bound
    optimal = found.optimal
    if question.price is not None and question.budget is not None:
        price = question.price.copy()
        price[np.concatenate([gone, held])] = 2 * question.budget + 1  # not to be had
        sites = within_budget(cost[:, first:], nearest, p=count, price=price, budget=question.budget, first=sites,
                              seconds=max(0.0, until - time.perf_counter()))  # fmt: skip
        total = float((np.minimum(nearest, cost[:, first + sites].min(axis=1)) if len(sites) else nearest).sum())
        # the bound is that without a budget: what reaches it is the best with one, too
        optimal = total - bound <= EQUAL * max(1.0, total)
    return Answer(sites=sites, value=total / people, bound=bound / people, optimal=optimal)


def _worst(question: Question, candidates: Ints, _held: Ints, seconds: float, seed: int, progress: Progress) -> Answer:
    walk_m, standing = _with_standing(question, candidates)
    first = 0 if standing is None else 1
    price = None if question.price is None else np.concatenate([np.zeros(first), question.price[candidates]])
    found = p_center(
        walk_m, p=question.add, standing=standing, price=price, budget=question.budget if price is not None else None,
        seconds=seconds, seed=seed, progress=progress,
    )  # fmt: skip
    sites = found.sites[found.sites >= first] - first
    return Answer(sites=candidates[sites], value=found.worst, bound=found.bound, optimal=found.optimal)


def solver(question: Question) -> Callable[[Question, Ints, Ints, float, int, Progress], Answer]:
    """Return what answers a question for some of its candidates, with what is held."""
    if question.objective == "mean":
        return partial(_mean, walks=_walks(question))
    return _cover if question.objective == "cover" else _worst
