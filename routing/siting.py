"""Where the next resources should stand: most people within reach, the shortest mean walk, or the shortest worst one.

What stands already counts. Each answer comes with its proof (the bound, the gap, and "optimal" only where both meet)
and with the next best: any other set of sites lacks at least one of the chosen, so the best answers without each of
them hold the next best of all.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from gis.progress import SILENT, Progress
from routing.budget import prepare as prepare_exchanges
from routing.budget import within_budget
from routing.covering import max_cover
from routing.p_center import p_center
from routing.p_median import p_median
from routing.p_median import prepare as prepare_search
from routing.p_median_bound import Floats, Ints, Ordered, ordered

Objective = Literal["cover", "mean", "worst"]
NEXT_SHARE = 0.5
"""Of the time, for the next best answers together."""
LEAST_S = 0.02
"""Next best answers that could not have so many seconds each are not looked for."""
_EQUAL = 1e-9
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The best answer, and the next best ones, the best of them first; each differs from all others."""

    best: Answer
    others: tuple[Answer, ...]


def choose_sites(
    question: Question, *, others: int = 3, seconds: float = 20.0, seed: int = 0, progress: Progress = SILENT
) -> Choice:
    """Return where the new resources should stand, and the next best answers.

    Args:
        question: What stands and what is wanted.
        others: How many next best answers.
        seconds: Most time to spend, about, compiling aside. Where it ends early there are fewer next best answers.
        seed: Of the random numbers.
        progress: Told of each answer.

    Raises:
        ValueError: fewer than one site wanted, no candidate, or nobody whom one could reach.
    """
    if question.add < 1:
        raise ValueError(f"{question.add} sites cannot be chosen")
    if question.walk_m.shape[1] == 0:
        raise ValueError("there is no candidate")
    until = time.perf_counter() + seconds
    sought = _reachable(question)
    if question.objective != "cover":
        prepare_search()
        prepare_exchanges()
        until = time.perf_counter() + seconds
    solve = _solver(sought)
    whole = seconds * (1 - NEXT_SHARE) if others else seconds
    spent = seconds - (until - time.perf_counter())
    best = solve(sought, np.arange(question.walk_m.shape[1]), max(0.0, whole - spent), seed, progress)
    progress.advance()
    found: dict[tuple[int, ...], Answer] = {}
    for number, gone in enumerate(best.sites if others else ()):
        left = np.delete(np.arange(question.walk_m.shape[1]), gone)
        share_s = (until - time.perf_counter()) / (len(best.sites) - number)
        if len(left) and share_s >= LEAST_S:
            answer = solve(sought, left, share_s, seed, progress)
            found.setdefault(tuple(answer.sites.tolist()), answer)
        progress.advance()
    sign = -1 if question.objective == "cover" else 1
    ranked = sorted(found.values(), key=lambda answer: (sign * answer.value, answer.sites.tolist()))
    return Choice(best=best, others=tuple(ranked[:others]))


def _reachable(question: Question) -> Question:
    """Leave out who counts for nothing, and for mean and worst also who has no way to any site."""
    kept = question.weight > 0
    if question.objective != "cover":
        kept &= np.isfinite(question.standing_m) | np.isfinite(question.walk_m).any(axis=1)
    if not kept.any():
        raise ValueError("nobody can reach a site")
    return replace(
        question,
        walk_m=question.walk_m[kept],
        standing_m=question.standing_m[kept],
        weight=question.weight[kept],
    )


def _cover(question: Question, candidates: Ints, seconds: float, _seed: int, _progress: Progress) -> Answer:
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
    """All walks in one array, what stands in its first column; who has no way somewhere walks very far there."""
    walk_m = question.walk_m[:, candidates]
    stands = bool(np.isfinite(question.standing_m).any())
    if stands:
        walk_m = np.column_stack([question.standing_m, walk_m])
    finite = walk_m[np.isfinite(walk_m)]
    far = 10.0 * float(finite.max(initial=1.0))
    return np.where(np.isfinite(walk_m), walk_m, far), np.array([0]) if stands else None


@dataclass(frozen=True, slots=True)
class _Walks:
    """All walks weighted with the people, what stands (if `first` is 1) in the first column, and the same ordered."""

    cost: Floats
    ways: Ordered
    first: int


def _walks(question: Question) -> _Walks:
    walk_m, standing = _with_standing(question, np.arange(question.walk_m.shape[1]))
    walk_m *= question.weight[:, None]
    return _Walks(walk_m, ordered(walk_m), 0 if standing is None else 1)


def _mean(
    question: Question, candidates: Ints, seconds: float, seed: int, progress: Progress, *, walks: _Walks
) -> Answer:
    until, first, cost = time.perf_counter() + seconds, walks.first, walks.cost
    if question.budget is not None:
        seconds /= 2
    count = min(question.add, len(candidates))
    gone = np.setdiff1d(np.arange(question.walk_m.shape[1]), candidates)
    found = p_median(
        walks.ways, p=count, standing=np.arange(first), closed=gone + first, seconds=seconds, seed=seed,
        progress=progress,
    )  # fmt: skip
    sites, total, bound = found.sites - first, found.total, found.bound
    optimal = found.optimal
    if question.price is not None and question.budget is not None:
        nearest = cost[:, 0] if first else np.full(len(cost), np.inf)
        price = question.price.copy()
        price[gone] = 2 * question.budget + 1  # not to be had
        sites = within_budget(cost[:, first:], nearest, p=count, price=price, budget=question.budget, first=sites,
                              seconds=max(0.0, until - time.perf_counter()))  # fmt: skip
        total = float((np.minimum(nearest, cost[:, first + sites].min(axis=1)) if len(sites) else nearest).sum())
        # the bound is that without a budget: what reaches it is the best with one, too
        optimal = total - bound <= _EQUAL * max(1.0, total)
    people = float(question.weight.sum())
    return Answer(sites=sites, value=total / people, bound=bound / people, optimal=optimal)


def _worst(question: Question, candidates: Ints, seconds: float, seed: int, progress: Progress) -> Answer:
    walk_m, standing = _with_standing(question, candidates)
    first = 0 if standing is None else 1
    price = None if question.price is None else np.concatenate([np.zeros(first), question.price[candidates]])
    found = p_center(
        walk_m, p=question.add, standing=standing, price=price, budget=question.budget if price is not None else None,
        seconds=seconds, seed=seed, progress=progress,
    )  # fmt: skip
    sites = found.sites[found.sites >= first] - first
    return Answer(sites=candidates[sites], value=found.worst, bound=found.bound, optimal=found.optimal)


def _solver(question: Question) -> Callable[[Question, Ints, float, int, Progress], Answer]:
    """Return what answers a question for some of its candidates."""
    if question.objective == "mean":
        return partial(_mean, walks=_walks(question))
    return _cover if question.objective == "cover" else _worst
