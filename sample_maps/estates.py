"""Residential compounds: what belongs to one, its wall, and the few that came after the grids were drawn."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import shapely

from sample_maps import land_use as lu
from sample_maps.areas import Areas
from sample_maps.buildings import Buildings
from sample_maps.clearance import less_streets
from sample_maps.geometry import GRID_M, Array, Bools, Ints, Shapes, merged, object_array
from sample_maps.names import Names
from sample_maps.plots import Plots
from sample_maps.scale import Scale
from sample_maps.streets import joined

_WALLED = (lu.OLD_LANE, lu.SLAB, lu.MIDRISE, lu.TOWER)


@dataclass(frozen=True)
class Estates:
    """Estates with walls in metres; `of_plot` numbers the estate of every plot, -1 where it is in none."""

    name: list[str]
    code: list[str]
    since: list[date]
    shapes: Shapes
    of_plot: Ints
    new: Bools


def compounds(plots: Plots, urbanity: Array) -> Ints:
    """Return for every plot the number of its compound, -1 for none: a parcel, or all towers of one outer block."""
    walled = np.isin(plots.use, _WALLED)
    left, right = plots.left, plots.right
    both = (left >= 0) & (right >= 0)
    a, b = left[both], right[both]
    one_parcel = (plots.parcel[a] == plots.parcel[b]) & walled[a] & walled[b]
    outer = (plots.use[a] == lu.TOWER) & (plots.use[b] == lu.TOWER) & (plots.block[a] == plots.block[b])
    outer &= urbanity[plots.parcel[a]] < 0.6  # noqa: PLR2004 - outside the inner city
    join = one_parcel | outer
    head = joined(a[join], b[join], len(plots.use))
    number = np.full(len(plots.use), -1)
    number[walled] = np.unique(head[walled], return_inverse=True)[1]
    return number


def _choose_new(
    scale: Scale, plots: Plots, areas: Areas, compound: Ints, *, people: Array, urbanity: Array
) -> list[int]:
    """Return the compounds that came since the plan, one for each wanted size; their communities stay in one piece."""
    inside = compound >= 0
    count = int(compound.max()) + 1
    size = np.bincount(compound[inside], people[inside], minlength=count)
    modern = np.bincount(compound[inside], np.isin(plots.use[inside], (lu.TOWER, lu.MIDRISE)), minlength=count) > 0
    first = np.zeros(count, dtype=int)
    first[compound[inside]] = np.flatnonzero(inside)
    where = plots.centre[first]
    dense = urbanity[plots.parcel[first]] > 0.82  # noqa: PLR2004 - the old centre was full in 2018
    chosen: list[int] = []
    used: set[int] = set()
    missing = 0.0
    for wanted in scale.new_estates:
        aim = wanted + missing
        odds = np.abs(np.log((size + 1) / aim)) + 10.0 * dense + 10.0 * ~modern
        for pick in chosen:
            odds += 0.6 * (np.hypot(*(where - where[pick]).T) < 0.09 * scale.radius_m)
        for pick in np.argsort(odds, kind="stable"):
            home = int(areas.community_of_plot[first[pick]])
            if pick in chosen or home in used or not _stays_whole(plots, areas, compound, int(pick), home):
                continue
            chosen.append(int(pick))
            used.add(home)
            missing = 0.5 * (aim - float(size[pick]))
            break
    return chosen


def _stays_whole(plots: Plots, areas: Areas, compound: Ints, pick: int, community: int) -> bool:
    rest = (areas.community_of_plot == community) & (compound != pick)
    both = (plots.left >= 0) & (plots.right >= 0)
    a, b = plots.left[both], plots.right[both]
    hold = rest[a] & rest[b]
    head = joined(a[hold], b[hold], len(rest))
    return len(np.unique(head[rest])) == 1


def make_estates(
    rng: np.random.Generator,
    scale: Scale,
    plots: Plots,
    areas: Areas,
    *,
    people: Array,
    urbanity: Array,
    names: Names,
    today: date,
) -> Estates:
    """Wall in the compounds; `people` are counted by plot, `urbanity` by parcel."""
    compound = compounds(plots, urbanity)
    chosen = _choose_new(scale, plots, areas, compound, people=people, urbanity=urbanity)
    order = np.argsort(compound, kind="stable")
    order = order[compound[order] >= 0]
    groups = np.split(order, np.unique(compound[order], return_index=True)[1][1:])
    shapes = _walls(plots, compound, groups)
    new = np.zeros(len(groups), dtype=bool)
    new[chosen] = True
    name, since = [], []
    for number, group in enumerate(groups):
        kind = lu.USES[plots.use[group[0]]]
        name.append(names.estate("tower" if new[number] else kind))
        since.append(date(1980, 1, 1))
    for turn, number in enumerate(chosen):
        if turn == scale.lived_in_for_two_years:
            name[number], since[number] = "阳光花园", _years_before(today, 2)
        else:
            since[number] = today - timedelta(days=int(rng.integers(62, 600)))
    code = [f"{areas.communities[areas.community_of_plot[g[0]]].code}E{k + 1:04d}" for k, g in enumerate(groups)]
    return Estates(name, code, since, shapes, compound, new)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _walls(plots: Plots, compound: Ints, groups: list[Ints]) -> Shapes:
    """Return each compound's ground inside its wall: its plots less the streets around it."""
    left = np.where(plots.left >= 0, compound[plots.left], -1)
    right = np.where(plots.right >= 0, compound[plots.right], -1)
    around = plots.work.is_street() & (left != right)
    shapes = less_streets(object_array(merged(plots.shapes[g]) for g in groups), plots.work.only(around))
    inner = shapely.buffer(shapes, -0.8, join_style="mitre")
    pieces, owner = shapely.get_parts(inner, return_index=True)
    order = np.lexsort((shapely.area(pieces), owner))
    last = np.append(np.flatnonzero(np.diff(owner[order])), len(order) - 1)
    largest = object_array(shapely.Point() for _ in shapes)
    largest[owner[order[last]]] = pieces[order[last]]
    walls: Shapes = shapely.set_precision(largest, GRID_M)
    return walls


def moved_in(rng: np.random.Generator, estates: Estates, buildings: Buildings) -> tuple[Estates, Ints]:
    """Return the estates with the day their first people came, and for each building its day, counted from 1970."""
    owner = estates.of_plot[buildings.plot]
    first_days = np.array([f"{year}-01-01" for year in range(1900, 2050)], dtype="datetime64[D]").astype(np.int64)
    days = first_days[buildings.year - 1900] + rng.integers(0, 360, len(owner))
    opened = np.array(estates.since, dtype="datetime64[D]").astype(np.int64)
    inside = owner >= 0
    recent = inside & estates.new[owner]
    days[recent] = opened[owner[recent]]
    earliest = np.full(len(estates.name), np.iinfo(np.int64).max)
    np.minimum.at(earliest, owner[inside], days[inside])
    opened = np.where(estates.new | (earliest > first_days[-1]), opened, earliest)
    return replace(estates, since=opened.astype("datetime64[D]").tolist()), days


def of_buildings(estates: Estates, buildings: Buildings) -> Ints:
    """Return the estate that each building stands in, -1 for none: within its wall, not only on its plot."""
    owner = estates.of_plot[buildings.plot]
    inside = np.flatnonzero(owner >= 0)
    shapely.prepare(estates.shapes)
    astray = inside[~shapely.contains(estates.shapes[owner[inside]], buildings.shapes[inside])]
    owner[astray] = -1
    return owner
