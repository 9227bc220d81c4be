"""Where the next resources should stand: most people within reach, the shortest mean walk, or the shortest worst one.

What stands already counts. Each answer comes with its proof (the bound, the gap, and "optimal" only where both meet)
and with the next best ones, in their order; see `routing.next_best`.
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from gis.progress import SILENT, Progress
from routing.budget import prepare as prepare_exchanges
from routing.next_best import Found, Part, Rules, next_best
from routing.p_median import prepare as prepare_search
from routing.p_median_bound import Ints
from routing.site_solvers import EQUAL, Answer, Question, solver

NEXT_SHARE = 0.5
"""Of the time, for the next best answers together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The best answer, and the next best ones, the best of them first; each differs from all others.

    Attributes:
        best: None is better, as far as its proof goes.
        others: Where `optimal`, none but those before it is better.
        cut: Whether the time ended before all next best ones were found.
    """

    best: Answer
    others: tuple[Answer, ...]
    cut: bool = False


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
    parts = _Parts(sought, seed, progress)
    whole = seconds * (1 - NEXT_SHARE) if others else seconds
    spent = seconds - (until - time.perf_counter())
    first = parts.solve(Part(), max(0.0, whole - spent))
    progress.advance()
    rules = Rules(solve=parts.solve, core=parts.core, tells=parts.tells, shown=parts.shown)
    ranked, cut = next_best(first, rules, most=others, until=until, progress=progress) if others else ([], False)
    sites = parts.shown(first.new, parts.core((), first.new))
    best = parts.answer(np.array(sites, dtype=np.int64), first.cost, first.bound)
    answers = [best, *(parts.answer(each.sites, each.cost, each.bound) for each in ranked)]
    # an answer that is not proven may turn out to be worse than a later one
    answers.sort(key=lambda answer: parts.sign * answer.value)
    if answers[0] is not best:
        answers[0] = replace(answers[0], bound=best.bound, optimal=False)
    return Choice(best=answers[0], others=tuple(answers[1:]), cut=cut)


def _reachable(question: Question) -> Question:
    """Leave out who counts for nothing; for mean and worst also who has no way to any site, and let no way be very far.

    Where nothing stands at all, `standing_m` remains inf.
    """
    kept = question.weight > 0
    if question.objective != "cover":
        kept &= np.isfinite(question.standing_m) | np.isfinite(question.walk_m).any(axis=1)
    if not kept.any():
        raise ValueError("nobody can reach a site")
    walk_m, standing_m = question.walk_m[kept], question.standing_m[kept]
    if question.objective != "cover":
        finite = np.concatenate([walk_m[np.isfinite(walk_m)], standing_m[np.isfinite(standing_m)]])
        far = 10.0 * float(finite.max(initial=1.0))
        walk_m = np.where(np.isfinite(walk_m), walk_m, far)
        if np.isfinite(standing_m).any():
            standing_m = np.where(np.isfinite(standing_m), standing_m, far)
    return replace(question, walk_m=walk_m, standing_m=standing_m, weight=question.weight[kept])


class _Parts:
    """Solves the parts of a question; costs are such that the less the better."""

    def __init__(self, question: Question, seed: int, progress: Progress) -> None:
        self._question, self._seed, self._progress = question, seed, progress
        self.sign = -1.0 if question.objective == "cover" else 1.0
        self._solver = solver(question)
        self._count: int = question.walk_m.shape[1]
        self._most: int = min(question.add, self._count)

    def solve(self, part: Part, seconds: float) -> Found:
        """Return the best set of a part, found in about so many seconds."""
        question, held = self._question, np.array(part.held, dtype=np.int64)
        left = np.setdiff1d(np.arange(self._count), np.array([*part.held, *part.gone], dtype=np.int64))
        add = question.add - len(held)
        if self._is_short(part):
            return Found(part.held, (), np.inf, np.inf, full=True)
        if not len(left):
            cost = self._cost(part.held)
            return Found(part.held, (), cost, cost, full=True)
        if question.price is not None and question.budget is not None:
            spent = float(question.price[held].sum())
            question = replace(question, budget=max(0.0, question.budget - spent))
        if len(held):
            walk_m = np.minimum(question.standing_m, question.walk_m[:, held].min(axis=1))
            question = replace(question, add=add, standing_m=walk_m)
        answer = self._solver(question, left, held, seconds, self._seed, self._progress)
        cost, bound = self.sign * answer.value, self.sign * answer.bound
        sites = tuple(answer.sites.tolist())
        return Found(part.held, sites, cost, cost if answer.optimal else bound, full=len(sites) >= min(add, len(left)))

    def answer(self, sites: Ints, cost: float, bound: float) -> Answer:
        """Return a set as it is told."""
        value, bound = self.sign * cost, self.sign * bound
        optimal = abs(value - bound) <= EQUAL * max(1.0, abs(value))
        return Answer(sites=np.sort(sites), value=value, bound=value if optimal else bound, optimal=optimal)

    def core(self, kept: tuple[int, ...], sites: tuple[int, ...]) -> tuple[int, ...]:
        """Return what is left, ascending, of `sites` without those that change nothing beside the others and `kept`."""
        cost = self._cost((*kept, *sites))
        for site in sorted(sites, reverse=True):
            fewer = tuple(each for each in sites if each != site)
            if self._is_equal(self._cost((*kept, *fewer)), cost):
                sites = fewer
        return tuple(sorted(sites))

    def tells(self, sites: tuple[int, ...]) -> bool:
        """Whether a set is an answer: as many sites as asked for, or with others that change nothing so many.

        With a budget fewer sites are an answer of their own: they cost less.
        """
        if self._question.budget is not None or len(sites) >= self._most:
            return True
        return self._largest(sites, part=False) >= self._most

    def shown(self, found: tuple[int, ...], core: tuple[int, ...]) -> tuple[int, ...]:
        """Return a set as it is told: what changes nothing is left out where it would have to be paid for."""
        return found if self._question.budget is None else core

    def _is_short(self, part: Part) -> bool:
        """Whether no set of a part is an answer, because each has too few sites."""
        may = tuple(site for site in range(self._count) if site not in part.gone)
        if self._question.budget is not None or len(may) >= self._most:
            return False
        return self._largest(may, part=True) < self._most

    def _largest(self, sites: tuple[int, ...], *, part: bool) -> int:
        """Return how many sites a set may grow to without a change of cost; `part`: any set of some of these, at most.

        A site that saves nothing beside few saves nothing beside more, so that all such may be added to a cover or a
        mean; the longest walk stays as long as somebody's walk to all that are added is as long.
        """
        cost, question = self._cost(sites), self._question
        if question.objective != "worst":
            others = set(range(self._count)).difference(sites)
            return self._count - sum(not self._is_equal(self._cost((*sites, other)), cost) for other in others)
        walk_m = question.standing_m
        if not part and sites:
            walk_m = np.minimum(walk_m, question.walk_m[:, list(sites)].min(axis=1))
        return int((question.walk_m[walk_m >= cost] >= cost).sum(axis=1).max(initial=0))

    def _is_equal(self, one: float, other: float) -> bool:
        return one == other or abs(one - other) <= EQUAL * max(1.0, abs(other))

    def _cost(self, sites: tuple[int, ...]) -> float:
        question, chosen = self._question, list(sites)
        walk_m = question.standing_m
        if chosen:
            walk_m = np.minimum(walk_m, question.walk_m[:, chosen].min(axis=1))
        if question.objective == "cover":
            return -float(question.weight[walk_m <= question.radius_m].sum())
        if question.objective == "worst":
            return float(walk_m.max())
        return float(walk_m @ question.weight) / float(question.weight.sum())
