"""How many grids some people make."""

from collections.abc import Sequence
from math import ceil, floor


def grids_for(people: int, *, least: float, most: float, biggest: Sequence[int] = ()) -> int:
    """Return into how many grids people are divided: as near the middle of the band as can be, at least one.

    What is bigger than the band and cannot be divided is a grid of its own. Where no number of grids brings the mean
    into the band, it is the one that misses it least.

    Args:
        people: All of them.
        least: Least people of a grid.
        most: Most people of a grid.
        biggest: People of the largest things that are not divided.
    """
    alone = [held for held in biggest if held > most]
    rest = people - sum(alone)
    if rest < least / 2 or (alone and rest < least * 0.75):
        return max(1, len(alone))
    fewest, largest = max(1, ceil(rest / most)), max(1, floor(rest / least))
    if fewest > largest:  # no number fits: one too few or one too many
        fewest, largest = largest, fewest
        return len(alone) + min(range(fewest, largest + 1), key=lambda count: (_miss(rest / count, least, most), count))
    middle = (least + most) / 2
    count = min(range(fewest, largest + 1), key=lambda number: (abs(rest / number - middle), number))
    return len(alone) + count


def can_fit(people: int, *, least: float, most: float) -> bool:
    """Whether some number of grids brings these people into the band on average."""
    return max(1, ceil(people / most)) * least <= people


def shares(weights: Sequence[float], total: int) -> list[int]:
    """Return whole numbers that add up to `total`, about in proportion to `weights`, each at least one.

    Source: largest remainders (Hamilton).
    """
    whole = sum(weights) or 1.0
    exact = [max(1.0, weight / whole * total) for weight in weights]
    given = [int(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda place: (given[place] - exact[place], place))
    at = 0
    while sum(given) < total:
        given[order[at % len(order)]] += 1
        at += 1
    while sum(given) > total and max(given) > 1:
        more = [place for place, count in enumerate(given) if count > 1]
        given[max(more, key=lambda place: (given[place] - exact[place], given[place], -place))] -= 1
    return given


def _miss(mean: float, least: float, most: float) -> float:
    return max(least - mean, 0.0, mean - most)
