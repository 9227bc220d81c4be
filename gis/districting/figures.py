"""What a plan is like: people in the band, compactness, pieces, borders on lines, estates torn, who moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gis.coverage.metric_zone import MetricZone
from gis.districting.mesh import make_mesh
from gis.districting.site import Shapes, Site
from gis.districting.units import Bools, Floats

NEAR_LINE_M = 5.0
_ON_COMMUNITY_M = 0.5
_STEP_M = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigures:
    """Figures of a plan, in the area that was asked about.

    Attributes:
        compactness_mean: Polsby-Popper; None without grids.
        compactness_p5: Its fifth percentile.
        pieces: All pieces of all grids: as many as grids, where each is whole.
        border_on_lines: Share of the border between grids, community borders apart, within 5 m of a street, water's
            edge or estate wall; None where there is no such border.
        estates_split: Estates whose people live in more than one grid.
        estates_split_fit: Those of them that would fit into one.
        people_without_grid: People of buildings in none of the grids.
    """

    grids: int
    within_band: int
    below_band: int
    above_band: int
    people_min: int | None
    people_max: int | None
    compactness_mean: float | None
    compactness_p5: float | None
    pieces: int
    border_on_lines: float | None
    estates_split: int
    estates_split_fit: int
    people_without_grid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Who is in another grid than before; who was in none before is not counted."""

    people: int
    buildings: int


def plan_figures(
    grounds: Shapes,
    codes: Sequence[str],
    held: Mapping[int, tuple[str, ...]],
    sites: Sequence[Site],
    *,
    least: float,
    most: float,
    zone: MetricZone,
) -> PlanFigures:
    """Return the figures of grids.

    Args:
        grounds: Shape (g,); their ground, EPSG:4326.
        codes: Their codes.
        held: Building → codes of the grids that hold it.
        sites: The communities they lie in.
        least: Least people of a grid.
        most: Most people of a grid.
        zone: The metric zone of the district.
    """
    people = people_of(codes, held, sites)
    flat = zone.to_metres(grounds)
    compact = 4 * np.pi * shapely.area(flat) / np.maximum(shapely.length(flat), 1e-9) ** 2
    split, fit = _estates_split(held, sites, most=most)
    return PlanFigures(
        grids=len(codes),
        within_band=int(((people >= least) & (people <= most)).sum()),
        below_band=int((people < least).sum()),
        above_band=int((people > most).sum()),
        people_min=int(people.min()) if len(people) else None,
        people_max=int(people.max()) if len(people) else None,
        compactness_mean=round(float(compact.mean()), 4) if len(people) else None,
        compactness_p5=round(float(np.percentile(compact, 5)), 4) if len(people) else None,
        pieces=int(shapely.get_num_geometries(grounds).sum()) if len(people) else 0,
        border_on_lines=border_on_lines(grounds, sites, zone=zone),
        estates_split=split,
        estates_split_fit=fit,
        people_without_grid=sum(
            int(site.people[[not held.get(int(key)) for key in site.building]].sum()) for site in sites
        ),
    )


def people_of(codes: Sequence[str], held: Mapping[int, tuple[str, ...]], sites: Sequence[Site]) -> Floats:
    """Return the people of each grid who live in buildings of `sites`."""
    place = {code: number for number, code in enumerate(codes)}
    total = np.zeros(len(codes))
    for site in sites:
        for building, people in zip(site.building.tolist(), site.people.tolist(), strict=True):
            for code in held.get(building, ()):
                if code in place:
                    total[place[code]] += people
    return total


def moved(before: Mapping[int, tuple[str, ...]], after: Mapping[int, tuple[str, ...]], sites: Sequence[Site]) -> Moved:
    """Return who of `sites` is in another grid than before."""
    people = buildings = 0
    for site in sites:
        for building, held in zip(site.building.tolist(), site.people.tolist(), strict=True):
            was = before.get(building, ())
            if was and not set(was) & set(after.get(building, ())):
                people += held
                buildings += 1
    return Moved(people=people, buildings=buildings)


def border_on_lines(grounds: Shapes, sites: Sequence[Site], *, zone: MetricZone) -> float | None:
    """Return which share of the border between grids runs within 5 m of a line; borders of communities are left out."""
    if not len(grounds) or not sites:
        return None
    points, length_m = _border_points(grounds, zone)
    outlines = shapely.boundary(np.array([site.ground for site in sites], dtype=object))
    inner = ~_near(points, zone.to_metres(outlines), _ON_COMMUNITY_M)
    lines = np.concatenate([np.concatenate([site.streets, site.water, site.walls]) for site in sites])
    on_line = _near(points[inner], zone.to_metres(lines), NEAR_LINE_M)
    total = float(length_m[inner].sum())
    return round(float(length_m[inner][on_line].sum()) / total, 4) if total > 0 else None


def _border_points(grounds: Shapes, zone: MetricZone) -> tuple[Shapes, Floats]:
    """Points along every edge of the grids, each edge once, with the metres each stands for."""
    mesh = make_mesh(grounds, zone=zone)
    ends = shapely.get_coordinates(zone.to_metres(shapely.points(mesh.vertex)))[mesh.edge]
    steps = np.maximum(1, np.ceil(mesh.length_m / _STEP_M)).astype(np.int64)
    edge = np.repeat(np.arange(len(steps)), steps)
    along = (np.arange(len(edge)) - np.repeat(np.cumsum(steps) - steps, steps) + 0.5) / steps[edge]
    places = ends[edge, 0] + (ends[edge, 1] - ends[edge, 0]) * along[:, None]
    return np.asarray(shapely.points(places)), (mesh.length_m / steps)[edge]


def _near(points: Shapes, lines: Shapes, distance_m: float) -> Bools:
    near = np.zeros(len(points), dtype=bool)
    pieces = _pieces(lines)
    near[shapely.STRtree(pieces).query(points, predicate="dwithin", distance=distance_m)[0]] = True
    return near


def _pieces(lines: Shapes) -> Shapes:
    """The straight edges of lines: short ones are found faster."""
    points, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    same = line[1:] == line[:-1]
    return np.asarray(shapely.linestrings(np.stack([points[:-1][same], points[1:][same]], axis=1)))


def _estates_split(held: Mapping[int, tuple[str, ...]], sites: Sequence[Site], *, most: float) -> tuple[int, int]:
    """How many estates have people in more than one grid, and how many of those have no more than fit into one."""
    grids: dict[str, set[str]] = {}
    people: dict[str, int] = {}
    for site in sites:
        for building, estate, count in zip(site.building.tolist(), site.estate.tolist(), site.people.tolist(),
                                           strict=True):  # fmt: skip
            if estate >= 0 and count > 0:
                code = site.estate_code[estate]
                grids.setdefault(code, set()).update(held.get(building, ()))
                people[code] = people.get(code, 0) + count
    split = [code for code, found in grids.items() if len(found) > 1]
    return len(split), sum(people[code] <= most for code in split)
