"""Which pieces of a network lie near a fix, and what it costs to take one for the place of the fix; compiled."""

from typing import NamedTuple

import numpy as np
from numba import njit

from routing.trace_pieces import Floats, Ints, Pieces


class Trace(NamedTuple):
    """Fixes in order, arrays by fix.

    Attributes:
        x: Metres east.
        y: Metres north.
        weight: How much each counts.
        ahead_x: Which way somebody moved, as a vector of length 1, or 0 where nobody can tell.
        ahead_y: The same.
        trust: Inverse of the variance of its angle, in 1/rad².
    """

    x: Floats
    y: Floats
    weight: Floats
    ahead_x: Floats
    ahead_y: Floats
    trust: Floats


class Limits(NamedTuple):
    """What bounds a search.

    Attributes:
        radius_m: How far from a fix a piece may be.
        sigma_m: The deviation of fixes.
        outlier: Price of a fix ignored.
        metre: Price of a metre of way.
        beam: What costs so much more than the best is given up.
        aslant: The most that moving another way than the street costs.
        late: Price of beginning later than at the first fix, beside that of ignoring those before.
    """

    radius_m: float
    sigma_m: float
    outlier: float
    metre: float
    beam: float
    aslant: float
    late: float


@njit(cache=True, nogil=True)
def find_near(x: float, y: float, limits: Limits, pieces: Pieces, found: Ints, squares: Floats) -> int:
    """Find the pieces within the radius; write them and their squared distances, and return how many."""
    reach = limits.radius_m + 15.0
    width, columns, rows = pieces.origin[2], pieces.shape[0], pieces.shape[1]
    left = max(0, int(np.floor((x - reach - pieces.origin[0]) / width)))
    right = min(columns - 1, int(np.floor((x + reach - pieces.origin[0]) / width)))
    low = max(0, int(np.floor((y - reach - pieces.origin[1]) / width)))
    high = min(rows - 1, int(np.floor((y + reach - pieces.origin[1]) / width)))
    count = 0
    for row in range(low, high + 1):
        if left > right:
            break
        for at in range(pieces.cell_start[row * columns + left], pieces.cell_start[row * columns + right + 1]):
            piece = pieces.cell_piece[at]
            ax, ay = pieces.ends[piece, 0], pieces.ends[piece, 1]
            dx, dy = pieces.ends[piece, 2] - ax, pieces.ends[piece, 3] - ay
            long = dx * dx + dy * dy
            share = 0.0 if long <= 0 else min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / long))
            square = (ax + share * dx - x) ** 2 + (ay + share * dy - y) ** 2
            if square <= limits.radius_m**2:
                found[count] = piece
                squares[count] = square
                count += 1
    return count


@njit(cache=True, nogil=True)
def price_of(trace: Trace, fix: int, piece: int, square: float, limits: Limits, pieces: Pieces) -> float:
    """Return the price of a fix that was made on a piece: for its distance from it, and for moving another way."""
    price = square / (2 * limits.sigma_m**2)
    if trace.trust[fix] > 0:
        dx, dy = pieces.ends[piece, 2] - pieces.ends[piece, 0], pieces.ends[piece, 3] - pieces.ends[piece, 1]
        cosine = (dx * trace.ahead_x[fix] + dy * trace.ahead_y[fix]) / max(np.sqrt(dx * dx + dy * dy), 1e-9)
        price += min(trace.trust[fix] * (1 - cosine), limits.aslant)
    return float(trace.weight[fix] * min(price, limits.outlier))


@njit(cache=True, nogil=True)
def nearest(xy: Floats, limits: Limits, pieces: Pieces) -> Floats:
    """Return how far each fix is from the nearest piece, in metres; infinite beyond the radius."""
    found, squares = np.empty(len(pieces.arc), np.int64), np.empty(len(pieces.arc))
    way = np.full(len(xy), np.inf)
    for fix in range(len(xy)):
        count = find_near(xy[fix, 0], xy[fix, 1], limits, pieces, found, squares)
        if count:
            way[fix] = np.sqrt(squares[:count].min())
    return way
