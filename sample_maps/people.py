"""Who lives in the buildings: households from storeys and length, people and elderly to the exact totals."""

from dataclasses import dataclass

import numpy as np

from sample_maps import land_use as lu
from sample_maps.buildings import BUILDING_USES, Buildings, style_of
from sample_maps.geometry import Array, Ints
from sample_maps.plots import Plots
from sample_maps.scale import ELDERLY_SHARE, Scale

_HOSTEL_SHARE = 0.03


@dataclass(frozen=True)
class People:
    """Households, people and people of 60 and more in each building."""

    households: Ints
    population: Ints
    elderly: Ints


def to_total(values: Array, total: int) -> Ints:
    """Scale values to a total in whole numbers; what is lost in rounding goes to the largest remainders."""
    exact = values * (total / values.sum())
    whole: Ints = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def _households(rng: np.random.Generator, buildings: Buildings, use: Ints) -> Ints:
    levels = buildings.levels
    stairs = np.maximum(1, np.round(buildings.length_m / 18.5))
    homes = np.select(
        [use == lu.SLAB, use == lu.MIDRISE, use == lu.TOWER, use == lu.VILLAGE, use == lu.OLD_LANE],
        [
            2 * stairs * levels,
            2 * stairs * levels,
            np.where(buildings.length_m > 33, 6, 4) * levels,  # noqa: PLR2004 - two lifts make six homes a storey
            rng.integers(1, 4, len(use)),
            rng.integers(2, 5, len(use)),
        ],
        default=0,
    )
    hostel = (use == lu.INDUSTRIAL) & (rng.random(len(use)) < _HOSTEL_SHARE)
    return np.where(hostel, rng.integers(12, 60, len(use)), homes).astype(np.int64)


def settle(rng: np.random.Generator, scale: Scale, plots: Plots, buildings: Buildings) -> People:
    """Let people move in."""
    use = buildings.ground
    parcel = plots.parcel[buildings.plot]
    homes_only = buildings.use == BUILDING_USES.index("residential")
    households = np.where(homes_only | (use == lu.INDUSTRIAL), _households(rng, buildings, use), 0)
    lived_in = rng.uniform(0.86, 1.0, parcel.max() + 1)[parcel]
    size = rng.uniform(2.35, 2.95, parcel.max() + 1)[parcel] * np.where(use == lu.VILLAGE, 1.25, 1.0)
    raw = households * lived_in * size * rng.normal(1, 0.05, len(use)).clip(0.85, 1.15)
    population = to_total(raw, scale.people)
    share = np.array([style_of(u).elderly if u in lu.HOMES else 0.02 for u in range(len(lu.USES))])[use]
    taste = rng.normal(1, 0.18, parcel.max() + 1).clip(0.5, 1.6)[parcel]
    expected = population * share * taste
    expected = np.minimum(expected * (ELDERLY_SHARE * scale.people / expected.sum()), 0.6 * population)
    elderly = np.minimum(to_total(expected, round(ELDERLY_SHARE * scale.people)), population)
    return People(households, population, elderly)
