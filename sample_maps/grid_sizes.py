"""How many people each grid is to hold: mostly 1,500 to 2,000, with some small and some overgrown ones in between."""

from collections.abc import Iterator

from sample_maps.scale import Scale

_SPECIAL = {"under": (640.0, 0.028), "band": (1010.0, 0.100), "well over": (2550.0, 0.055)}
"""People in grids that are not ordinary, and what share of all grids they are."""
_ORDINARY = (1560.0, 1940.0)
_MIDDLE = 1750.0
_NOBODY = 60.0


class GridSizes:
    """Chooses sizes community by community, so that over all of them the shares come out right."""

    def __init__(self, scale: Scale, people: float) -> None:
        self._mean = people / scale.grids
        self._people = 0.0
        self._grids = 0
        self._given = dict.fromkeys(_SPECIAL, 0)

    def sizes(self, people: float) -> list[float]:
        """Return the sizes of the grids of a community of so many people; one grid where they are too few to choose."""
        offers = list(_offers(people))
        if not offers:
            return [max(people, 1.0)]
        special, ordinary, rest = min(offers, key=lambda offer: self._cost(people, *offer))
        self._people += people
        self._grids += ordinary + sum(special.values())
        for kind, count in special.items():
            self._given[kind] += count
        sizes = [_SPECIAL[kind][0] for kind, count in special.items() for _ in range(count)]
        return sizes + [rest / max(ordinary, 1)] * ordinary

    def _cost(self, people: float, special: dict[str, int], ordinary: int, rest: float) -> float:
        """Return how far an offer is from ordinary grids of an ordinary size and from the shares aimed at."""
        size = rest / ordinary if ordinary else _MIDDLE + max(0.0, rest - _NOBODY) * 1e3
        outside = max(_ORDINARY[0] - size, size - _ORDINARY[1], 0.0)
        total = self._grids + ordinary + sum(special.values())
        due = (self._people + people) / self._mean
        cost = (outside / 60.0) ** 2 + 0.35 * (total - due) ** 2
        for kind, (_, share) in _SPECIAL.items():
            cost += 1.6 * (self._given[kind] + special[kind] - share * total) ** 2
        return cost


def _offers(people: float) -> Iterator[tuple[dict[str, int], int, float]]:
    """Offer ways to divide people: special grids of each kind, ordinary ones, and how many people those hold."""
    for under in range(2):
        for band in range(4):
            for over in range(3):
                special = {"under": under, "band": band, "well over": over}
                rest = people - sum(_SPECIAL[kind][0] * count for kind, count in special.items())
                for ordinary in (int(rest // _MIDDLE), int(rest // _MIDDLE) + 1):
                    if rest >= 0 and ordinary + under + band + over > 0:
                        yield special, ordinary, rest
