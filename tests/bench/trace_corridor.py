"""Which nodes of a large network a track may have passed: those along it, farther aside where fixes are far apart."""

import numpy as np
from numpy.typing import NDArray

from routing.trace_pieces import Floats

SQUARE_M = 200.0
MOST_SQUARES = 2_000_000
BESIDE_M = 700.0
BESIDE_JUMP = 0.6
"""So far beside two fixes, and by this share of what lies between them, a way may lead."""


def corridor(points: Floats, fixes: Floats) -> NDArray[np.bool_]:
    """Return which points lie along a track.

    Args:
        points: x, y in metres; shape (points, 2).
        fixes: The same of the track, in order.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    square = max(SQUARE_M, float(np.prod(high - low) / MOST_SQUARES) ** 0.5, float((high - low).max()) / MOST_SQUARES)
    shape = ((high - low) // square).astype(np.int64) + 1
    marks = np.zeros((shape[0] + 1, shape[1] + 1), dtype=np.int64)
    pairs = np.stack([fixes[:-1], fixes[1:]]) if len(fixes) > 1 else np.stack([fixes, fixes])
    margin = BESIDE_M + BESIDE_JUMP * np.hypot(*(pairs[1] - pairs[0]).T)[:, None]
    first = np.clip((pairs.min(axis=0) - margin - low) // square, 0, shape).astype(np.int64)
    last = np.clip((pairs.max(axis=0) + margin - low) // square + 1, 0, shape).astype(np.int64)
    # each pair's rectangle adds one between its corners, when the marks are summed along both axes
    for x, y, sign in ((first, first, 1), (first, last, -1), (last, first, -1), (last, last, 1)):
        np.add.at(marks, (x[:, 0], y[:, 1]), sign)
    marked = marks.cumsum(axis=0).cumsum(axis=1) > 0
    at = ((points - low) // square).astype(np.int64)
    along: NDArray[np.bool_] = marked[at[:, 0], at[:, 1]]
    return along
