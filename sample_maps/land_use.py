"""What each parcel is used for: quotas of people and of ground, handed out to the places that suit them best."""

import numpy as np

from sample_maps.blocks import Parcels
from sample_maps.geometry import Array, Bools, Ints, Noise
from sample_maps.ground import Ground
from sample_maps.scale import Scale

USES = (
    "old_lane", "village", "slab", "midrise", "tower",
    "mall", "office", "market", "school", "hospital", "public", "industrial",
    "park", "hill", "lake", "farmland", "vacant",
)  # fmt: skip
OLD_LANE, VILLAGE, SLAB, MIDRISE, TOWER, MALL, OFFICE, MARKET, SCHOOL, HOSPITAL, PUBLIC, INDUSTRIAL = range(12)
PARK, HILL, LAKE, FARMLAND, VACANT = range(12, 17)
HOMES = (OLD_LANE, VILLAGE, SLAB, MIDRISE, TOWER)

_PEOPLE_PER_M2 = {OLD_LANE: 0.0190, VILLAGE: 0.0110, SLAB: 0.0225, MIDRISE: 0.0260, TOWER: 0.0440}
_SHARE_OF_PEOPLE = {OLD_LANE: 0.034, VILLAGE: 0.036, SLAB: 0.330, MIDRISE: 0.200, TOWER: 0.40}
_SHARE_OF_GROUND = {HILL: 0.018, PARK: 0.05, OFFICE: 0.017, INDUSTRIAL: 0.18}
_PEOPLE_EACH = {HOSPITAL: 95_000, MALL: 22_000, SCHOOL: 9_000, PUBLIC: 19_000, MARKET: 30_000}
_M2 = {
    HILL: (0, np.inf), LAKE: (50_000, np.inf), PARK: (15_000, np.inf), OFFICE: (9_000, 70_000), MALL: (9_000, 70_000),
    HOSPITAL: (14_000, 70_000), SCHOOL: (15_000, 70_000), PUBLIC: (9_000, 70_000), MARKET: (9_000, 30_000),
    INDUSTRIAL: (12_000, np.inf), OLD_LANE: (5_000, np.inf), VILLAGE: (0, np.inf), SLAB: (5_000, np.inf),
    MIDRISE: (5_000, np.inf), TOWER: (5_000, np.inf),
}  # fmt: skip
"""How small and how large a parcel of each use may be."""

_FIELDS_BELOW = 0.33
_FARMED_SHARE = 0.85
_COUNTRY_BEYOND = 0.42


class _Allotment:
    """Gives parcels to uses, best place first, until a quota is met."""

    def __init__(self, rng: np.random.Generator, ground: Ground, scale: Scale, parcels: Parcels) -> None:
        self.use: Ints = np.full(len(parcels.rings), -1)
        self.urban = parcels.urbanity
        self.away = ground.remoteness(parcels.centre)
        self.large = scale.is_large
        lengths = (0.5, 0.4, 0.3, 0.22, 0.35)
        self.fields = [Noise(rng, length_m=k * ground.radius_m)(parcels.centre) for k in lengths]
        self.block_taste: Array = rng.normal(0, 1, parcels.block.max() + 1)[parcels.block]
        self._area = parcels.area_m2
        self._ground_m2 = float(ground.outline.area)
        self._people = scale.people
        self._rng = rng

    def jitter(self, spread: float) -> Array:
        """Return random differences in taste."""
        taste: Array = self._rng.normal(0, spread, len(self.use))
        return taste

    def by_ground(self, use: int, score: Array, *, fits: Bools | None = None) -> None:
        """Give a use its share of the ground."""
        self._give(use, score, self._area, _SHARE_OF_GROUND[use] * self._ground_m2, fits)

    def by_number(self, use: int, score: Array, number: float | None = None, *, fits: Bools | None = None) -> None:
        """Give a use a number of parcels: as many as the people need, when nothing is said."""
        self._give(use, score, np.ones(len(self.use)), number or self._people / _PEOPLE_EACH[use], fits)

    def by_people(self, use: int, score: Array, *, fits: Bools | None = None) -> None:
        """Give a kind of homes the ground for its share of the people."""
        self._give(use, score, self._area * _PEOPLE_PER_M2[use], _SHARE_OF_PEOPLE[use] * self._people, fits)

    def _give(self, use: int, score: Array, size: Array, quota: float, fits: Bools | None) -> None:
        least, most = _M2[use]
        free = (self.use < 0) & (self._area >= least) & (self._area <= most)
        order = np.flatnonzero(free if fits is None else free & fits)
        order = order[np.argsort(-score[order], kind="stable")]
        enough = int(np.searchsorted(np.cumsum(size[order]), quota)) + 1
        self.use[order[:enough]] = use


def _hump(value: Array, at: float, width: float) -> Array:
    suited: Array = -(((value - at) / width) ** 2)
    return suited


def _open_ground(lots: _Allotment) -> None:
    outer = (lots.urban < 0.35) & (lots.away < 0.9)  # noqa: PLR2004 - not in the city, not at the very edge
    lots.by_ground(HILL, 2 * lots.fields[0] + 3 * lots.away, fits=outer)
    lots.by_number(LAKE, lots.fields[1] + lots.jitter(0.6), 4 if lots.large else 2, fits=lots.urban < 0.5)  # noqa: PLR2004
    lots.by_ground(PARK, lots.jitter(1.0))


def _services(lots: _Allotment) -> None:
    u = lots.urban
    lots.by_number(HOSPITAL, 0.6 * u + lots.jitter(0.35))
    lots.by_number(MALL, np.minimum(u, 0.7) + lots.jitter(0.3))
    lots.by_number(SCHOOL, 0.9 * np.minimum(u, 0.45) + lots.jitter(0.4))
    lots.by_ground(OFFICE, np.minimum(u, 0.6) + 0.15 * lots.fields[4] + lots.jitter(0.2))
    lots.by_number(PUBLIC, 0.6 * u + lots.jitter(0.4))
    lots.by_number(MARKET, 0.5 * u + lots.jitter(0.4))


def _homes(lots: _Allotment) -> None:
    u, taste, fields = lots.urban, lots.block_taste, lots.fields
    old = -2.6 * np.maximum(lots.away, 0.1) + 0.5 * fields[2] + 0.6 * taste + lots.jitter(0.25)
    lots.by_people(OLD_LANE, old)
    village = _hump(u, 0.16, 0.14) + 1.1 * fields[3] + 0.8 * taste
    lots.by_people(VILLAGE, village, fits=lots.away > _COUNTRY_BEYOND)
    lots.by_people(SLAB, 4.8 * np.minimum(u, 0.57) + 0.45 * fields[2] + 0.5 * taste)
    lots.by_people(TOWER, 5.0 * np.minimum(u, 0.72) + 0.7 * fields[1] - 0.6 * taste)
    lots.by_people(MIDRISE, 4.4 * np.minimum(u, 0.66) + 0.6 * fields[0] + 0.3 * taste + lots.jitter(0.3))


def allot(rng: np.random.Generator, ground: Ground, scale: Scale, parcels: Parcels) -> Ints:
    """Return the use of every parcel, as an index into USES."""
    lots = _Allotment(rng, ground, scale, parcels)
    _open_ground(lots)
    _services(lots)
    _homes(lots)
    lots.by_ground(INDUSTRIAL, _hump(lots.urban, 0.22, 0.2) + 1.0 * lots.fields[4])
    left = lots.use < 0
    city = rng.choice([PARK, OFFICE, MARKET, VACANT], len(left), p=[0.35, 0.25, 0.2, 0.2])
    country = np.where(rng.random(len(left)) < _FARMED_SHARE, FARMLAND, VACANT)
    return np.where(left, np.where(lots.urban < _FIELDS_BELOW, country, city), lots.use)
