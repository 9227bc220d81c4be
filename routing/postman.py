"""The shortest closed walk over given streets: a postman's tour, with a bound that no walk can beat."""

import time
from dataclasses import dataclass

import numpy as np

from routing.euler_tour import Floats, euler_tour
from routing.rural import connect
from routing.t_join import Ints, Net, minimum_t_join


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """A closed walk.

    Attributes:
        edges: Shape (n,); the edges in order.
        back: Shape (n,); 1 where an edge is walked from its second end to its first.
        length_mm: Of the whole walk.
        bound_mm: No closed walk from the start over the required edges is shorter.
        seconds: Time spent.
    """

    edges: Ints
    back: Ints
    length_mm: int
    bound_mm: int
    seconds: float

    @property
    def optimal(self) -> bool:
        """Whether it is proven that no tour is shorter."""
        return self.length_mm == self.bound_mm

    @property
    def gap(self) -> float:
        """How far the length is over the bound, as a share of the bound."""
        return 0.0 if self.optimal else self.length_mm / max(1, self.bound_mm) - 1


def postman(
    nodes: int,
    ends: Ints,
    length_mm: Ints,
    *,
    required: Ints | None = None,
    start: int | None = None,
    heading: Floats | None = None,
    seconds: float = 10.0,
) -> Tour:
    """Return the shortest closed walk over the required edges; other edges may be walked between them.

    Where the required edges hang together with the start, what has to be walked again is a minimum T-join, and the tour
    is proven optimal. Where they are in several pieces (the rural postman problem) the bound comes from an integer
    programme over the ways between them, and the tour is optimal where both meet.

    Args:
        nodes: Number of nodes.
        ends: Shape (n, 2); end nodes of each edge, undirected. Parallel edges and loops are taken.
        length_mm: Shape (n,); whole millimetres.
        required: Shape (n,); how often each edge has to be walked; None: each once.
        start: Node where the walk begins and ends; None: where the first required edge does.
        heading: Shape (n, 2); direction in radians in which each edge leaves its ends, so that few turns are made.
        seconds: Time for the proof where the edges are in several pieces.

    Raises:
        ValueError: a length is negative, or the required edges and the start lie in pieces with no way between them.
    """
    began = time.perf_counter()
    times = np.ones(len(ends), dtype=np.int64) if required is None else required.astype(np.int64)
    if not times.any():
        return Tour(
            edges=np.empty(0, dtype=np.int64), back=np.empty(0, dtype=np.int64), length_mm=0, bound_mm=0, seconds=0.0
        )
    first = int(ends[np.flatnonzero(times)[0], 0]) if start is None else start
    times, bound = _walked(Net(nodes, ends, length_mm), times, first, seconds)
    copies = np.repeat(np.arange(len(ends)), times)
    walk = euler_tour(ends[copies], first, way=copies, heading=None if heading is None else heading[copies])
    return Tour(
        edges=copies[walk[:, 0]],
        back=walk[:, 1],
        length_mm=int((length_mm * times).sum()),
        bound_mm=bound,
        seconds=time.perf_counter() - began,
    )


def _walked(net: Net, times: Ints, start: int, seconds: float) -> tuple[Ints, int]:
    """Return how often each edge is walked in a tour, and the bound of the whole length."""
    walked = times + minimum_t_join(net.nodes, net.ends, net.length_mm, net.odd(times))
    if net.together(walked, start):
        return walked, net.total_mm(walked)
    return connect(net, times, start, floor_mm=net.total_mm(walked), seconds=seconds)
