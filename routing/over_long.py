"""Streets too far for one shift: which they are, and which others a shift that walks one of them could walk as well."""

import numpy as np

from routing.patrol_net import Ints, PatrolNet
from routing.shifts import ways_from

ROUNDING_MM = 0.5
"""What lengths of ways may be off by."""
AT_ONCE = 50
"""Far streets from which ways to the whole district are held in memory together."""


def too_far(net: PatrolNet, around: Ints, required: Ints, start: int, shift_mm: int) -> Ints:
    """Return those of some pieces that cannot be walked there and back within a shift.

    Args:
        net: The network.
        around: The pieces that may be walked.
        required: The pieces that are asked about.
        start: Where each shift begins and ends.
        shift_mm: Longest walk of a shift.
    """
    home = ways_from(net, around, start)
    alone = home[net.ends[required]].sum(axis=1) + net.length_mm[required]
    far: Ints = required[alone > shift_mm + ROUNDING_MM]
    return far


def out_of_reach(net: PatrolNet, around: Ints, others: Ints, far: Ints, start: int, most_mm: int) -> Ints:  # noqa: PLR0917 - private to the patrols
    """Return those of some pieces that no walk from the post of at most `most_mm` takes in together with a far one.

    Args:
        net: The network.
        around: The pieces that may be walked.
        others: The pieces that are asked about.
        far: The pieces that are too far for a shift.
        start: Where each shift begins and ends.
        most_mm: Longest walk of a shift that walks one of those.
    """
    home = ways_from(net, around, start)
    one, two = net.ends[far], net.ends[others]
    least = np.full(len(others), np.inf)
    for first in range(0, len(far), AT_ONCE):
        few = slice(first, first + AT_ONCE)
        for side in (0, 1):
            out = home[one[few, 1 - side]] + net.length_mm[far[few]]
            hops = ways_from(net, around, one[few, side])
            for end in (0, 1):
                rest = net.length_mm[others] + home[two[:, 1 - end]]
                least = np.minimum(least, (out[:, None] + hops[:, two[:, end]]).min(axis=0) + rest)
    apart: Ints = others[least > most_mm + ROUNDING_MM]
    return apart
