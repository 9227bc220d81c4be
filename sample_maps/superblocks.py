"""The main streets as a clean planar map: what lies between them are the superblocks."""

import numpy as np
import shapely

from sample_maps.arterials import Line, main_streets, without_river
from sample_maps.geometry import Array, on_grid
from sample_maps.ground import Ground
from sample_maps.linework import KINDS, Linework, cut_at_crossings, middles, without_loose_ends, without_slivers
from sample_maps.scale import Scale

BANK_STREET = 5_000
"""Streets of this number and above are the roads along the banks."""


def superblock_lines(rng: np.random.Generator, ground: Ground, scale: Scale) -> Linework:
    """Return the main streets, bank roads, middle lines of the water and the outline, cut at their crossings."""
    lines = without_river(main_streets(rng, ground, scale), ground)
    lines.append(Line(shapely.get_coordinates(ground.outline.exterior), "outline", -1))
    banks = shapely.intersection(shapely.boundary(ground.corridor), shapely.buffer(ground.outline, -5.0))
    banks = shapely.line_merge(banks)
    for number, bank in enumerate(shapely.get_parts(banks)):
        points = _to_outline(shapely.get_coordinates(bank), ground)
        lines.append(Line(points, "tertiary", BANK_STREET + number))
    for number, course in enumerate(ground.watercourses):
        middle = shapely.intersection(shapely.LineString(course.middle), ground.outline)
        lines.extend(Line(shapely.get_coordinates(m), "middle", -10 - number) for m in shapely.get_parts(middle))
    work = without_loose_ends(cut_at_crossings(lines))
    water = shapely.buffer(ground.corridor, 1.0)
    shapely.prepare(water)
    stays = (work.kind == KINDS.index("outline")) | shapely.contains_xy(water, middles(work.edges))
    return without_slivers(work, keep=stays, least_m2=15_000.0, least_width_m=55.0)


def _to_outline(points: Array, ground: Ground) -> Array:
    """Lengthen a bank road at both ends just past the outline."""
    for _ in range(2):
        points = points[::-1]
        if shapely.distance(ground.outline.exterior, shapely.Point(points[-1])) < 12.0:  # noqa: PLR2004
            ahead = (points[-1] - points[-2]) / np.hypot(*(points[-1] - points[-2]))
            ray = shapely.LineString([points[-1], points[-1] + 60 * ahead])
            met = shapely.get_coordinates(shapely.intersection(ray, ground.outline.exterior))
            if len(met):
                points = np.vstack([points, met[np.argmin(np.hypot(*(met - points[-1]).T))]])
    return on_grid(points)
