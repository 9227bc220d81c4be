"""A memetic search for arc routes: a population of tours that several threads add children to.

Tours of all edges are crossed, cut into routes at the least cost and improved by local search; routes over capacity are
allowed at a price that follows how often they occur.
"""

import time
from threading import Lock

import numpy as np

from gis.progress import Progress
from routing.arc_local_search import new_desk
from routing.arc_order import EPSILON, Floats, Ints
from routing.arc_population import admit, bring_up, cross, disturb, nobody, seed_random, shuffled
from routing.arc_split import Limits

SMALLEST_TO_CROSS = 2
"""Edges up to which local search alone finds the best routes."""
POPULATION = 25
OFFSPRING = 40
NEAR = 25
DISTURBED = 0.4
"""Share of the children that are one parent's tour, with up to `TAKEN_OUT` neighbouring edges put back elsewhere."""
TAKEN_OUT = 15
REPAIRED = 0.5
"""Share of the children over capacity that are repaired at ten times the price."""
JUDGED_AFTER = 100
WITHIN_CAPACITY = (0.25, 0.43)
"""Share of the children within capacity between which the price of an excess stays as it is."""
RESTART_AFTER = 4_000
"""Offspring without a better solution after which the population is made anew."""


class Search:
    """A population and its struggle, in which several threads take part."""

    def __init__(
        self, link: Floats, demand: Floats, *, capacity: float, share: float = 0.0, floor: float = -np.inf,
        patience: int | None = None, per_route: float = 0.0, first: Ints | None = None,
    ) -> None:  # fmt: skip
        """Begin with nobody.

        Args:
            link: Shape (n + 1, 2, n + 1, 2); the ways between the edges; the depot is the last.
            demand: Shape (n,); what each edge takes of the capacity.
            capacity: Of one route.
            share: How much of its ways counts as well, 0 or 1.
            floor: No ways are shorter; the search ends when some are as short.
            patience: Children without a better solution after which the search ends; None: never.
            per_route: What of a route's ways is no way, but what it costs besides.
            first: Shape (n,); a tour to begin with; None: by number.
        """
        self.link = np.ascontiguousarray(link.transpose(0, 2, 1, 3))  # by pairs of edges, which lie together
        self.edges = len(demand)
        self.demand = np.append(demand, 0.0).astype(np.float64)
        self.capacity, self.share, self.floor = capacity, share, floor
        self.patience, self.per_route = patience, per_route
        self.first = np.arange(len(demand), dtype=np.int64) if first is None else first
        nearness = link[:-1, :, :-1, :].min(axis=(1, 3))
        np.fill_diagonal(nearness, np.inf)
        self.least = link.min(axis=(1, 3))
        self.near = np.argsort(nearness, axis=1, kind="stable")[:, : min(NEAR, self.edges - 1)].astype(np.int64)
        # a unit over the capacity costs about as much as the way that a unit of load needs
        self.penalty = max(1e-6, float(link[:-1, :, :-1, :].mean()) / max(1.0, float(self.demand.mean())))
        self.best_cost = np.inf
        self.best: list[list[int]] = []
        self.people = nobody(self.edges, POPULATION + OFFSPRING + 1)
        self.fits: list[bool] = []
        self.since = 0
        self.lock = Lock()

    def begin(self, desk: "SearchDesk") -> None:
        """Find routes that keep to the capacity, at a price at which nothing is worth breaking it."""
        desk.child[:] = self.first
        found = self._bring_up(desk, 1e9, 0.0)
        with self.lock:
            self._note(desk, *found)

    @property
    def over(self) -> bool:
        """Whether nothing better is to be found, or to be waited for."""
        return self.best_cost <= self.floor + EPSILON or (self.patience is not None and self.since >= self.patience)

    def one_more(self, desk: "SearchDesk") -> None:
        """Add a child, or a newcomer while there are too few; when there are too many, the good and different stay."""
        with self.lock:
            if self.since > RESTART_AFTER:
                self.people.living[0] = self.since = 0
            if self.people.living[0] < POPULATION and self.since < POPULATION:
                shuffled(desk.child)
            elif desk.random.random() < DISTURBED:
                disturb(self.people, desk.child, self.least, self.near, TAKEN_OUT)
            else:
                cross(self.people, desk.child)
            penalty = self.penalty
        routes, way, over, fits = self._bring_up(desk, penalty, REPAIRED)
        with self.lock:
            self.since += 1
            admit(self.people, desk.child, way, over, self.penalty, POPULATION + OFFSPRING, POPULATION)
            self._note(desk, routes, way, over, fits)

    def by_distance(self) -> Ints:
        """Return all other edges of each, the nearest first, shape (n, n - 1)."""
        far = self.least[:-1, :-1].copy()
        np.fill_diagonal(far, np.inf)
        return np.ascontiguousarray(np.argsort(far, axis=1, kind="stable")[:, :-1])

    def take(self, routes: list[list[int]], way: float) -> None:
        """Note routes that keep to the capacity, if they are the best."""
        with self.lock:
            if way < self.best_cost - EPSILON:
                self.best_cost, self.best = way, routes

    def join(self, tour: Ints, way: float) -> None:
        """Let the tour of routes that keep to the capacity join the population."""
        with self.lock:
            admit(self.people, tour, way, 0.0, self.penalty, POPULATION + OFFSPRING, POPULATION)

    def _bring_up(self, desk: "SearchDesk", penalty: float, repaired: float) -> tuple[int, float, float, bool]:
        limits = Limits(self.capacity, self.share, penalty)
        return bring_up(
            desk.child, self.link, self.demand, limits, self.least, self.near, repaired, desk.route, desk.size,
            desk.desk,
        )  # fmt: skip

    def _note(self, desk: "SearchDesk", routes: int, way: float, over: float, fits: bool) -> None:  # noqa: FBT001
        if over == 0 and way < self.best_cost - EPSILON:
            self.best_cost, self.since = way, min(self.since, POPULATION)
            self.best = [desk.route[r, 1 : desk.size[r] + 1].tolist() for r in range(routes)]
        self.fits.append(fits)
        if len(self.fits) >= JUDGED_AFTER:
            share = sum(self.fits) / len(self.fits)
            self.penalty *= 0.85 if share > WITHIN_CAPACITY[1] else 1.2 if share < WITHIN_CAPACITY[0] else 1.0
            self.fits.clear()


class SearchDesk:
    """What one thread writes on."""

    def __init__(self, edges: int, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.child = np.arange(edges, dtype=np.int64)
        self.route = np.zeros((edges + 1, edges + 3), dtype=np.int64)
        self.size = np.zeros(edges + 1, dtype=np.int64)
        self.desk = new_desk(edges, edges + 1)


def struggle(search: Search, *, seed: int, until: float, progress: Progress) -> None:
    """Add children until the time is over, or nothing better is to be found."""
    seed_random(seed)
    desk = SearchDesk(search.edges, seed)
    search.begin(desk)
    if search.edges <= SMALLEST_TO_CROSS:
        return
    while time.perf_counter() < until and not search.over:
        search.one_more(desk)
        progress.advance(0)
