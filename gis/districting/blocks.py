"""The units of a community: blocks between its streets, cut between buildings where too many people live in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis.coverage.metric_zone import MetricZone
from gis.districting.between import clusters, lines_between
from gis.districting.corners import corner_cuts
from gis.districting.linework import bent_round_buildings, linework
from gis.districting.margins import cuts_across, given_away, is_margin, on_streets
from gis.districting.mesh import OUTSIDE, Mesh, faces_at, make_faces, make_mesh
from gis.districting.site import Shapes, Site
from gis.districting.units import Bools, Floats, Ints, Units

_SAME_BLOCK = 100.0
_BEHIND_WALL = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """What a partition of a community deals in, and the faces it is drawn from.

    Attributes:
        site: The community.
        mesh: The faces.
        unit: Shape (f,); the unit of each face.
        block: Shape (f,); the block between lines in which each face lies: an edge inside one follows no line.
        building_unit: Shape (n,); the unit of each building of the site.
        units: The graph.
        estate: Shape (u,); the estate in which most people of the unit live (position in the site's), -1 for none.
    """

    site: Site
    mesh: Mesh
    unit: Ints
    block: Ints
    building_unit: Ints
    units: Units
    estate: Ints


def make_blocks(site: Site, *, zone: MetricZone, divide_above: float, kept: Sequence[Any] = ()) -> Blocks:
    """Return the units of a community; no unit cuts a building, together they tile its ground.

    Args:
        site: The community.
        zone: The metric zone of the district.
        divide_above: People in a block above which it is cut between its buildings.
        kept: Borders that stand and shall be able to stay (EPSG:4326).
    """
    lines, bodies = linework(site, zone=zone, kept=kept)
    whole = make_mesh(make_faces(lines, site.ground), zone=zone)
    home = faces_at(whole.faces, site.point)
    count = len(whole.faces)
    margin = is_margin(whole, np.bincount(home[home >= 0], minlength=count))
    people = np.bincount(home[home >= 0], site.people[home >= 0], count)
    divided = people > divide_above
    inner = [_inner_lines(site, whole.faces[face], home == face, zone) for face in np.flatnonzero(divided)]
    plain = [_corner_lines(site, whole.faces[face], home == face, zone) for face in np.flatnonzero(~divided & ~margin)]
    more, round_more = bent_round_buildings(np.concatenate([lines[:0], *inner, *plain]), site, zone=zone)
    lines = np.concatenate([lines, more])
    mesh = make_mesh(make_faces(lines, site.ground), zone=zone)
    verge = margin[faces_at(whole.faces, mesh.inside())]
    cuts = cuts_across(mesh, verge, on_streets(mesh, site.streets, zone=zone), zone=zone)
    if len(cuts):
        cuts, round_cuts = bent_round_buildings(cuts, site, zone=zone)
        round_more = np.concatenate([round_more, round_cuts])
        mesh = make_mesh(make_faces(np.concatenate([lines, cuts]), site.ground), zone=zone)
    bodies = np.concatenate([bodies, round_more])
    block = faces_at(whole.faces, mesh.inside())
    unit = _units_of_faces(site, mesh, block, margin=margin, divided=divided, bodies=bodies, zone=zone)
    return _blocks(site, mesh, unit, block)


def _inner_lines(site: Site, face: Any, here: Bools, zone: MetricZone) -> Shapes:
    """Lines between the buildings of one block."""
    footprints = zone.to_metres(site.footprint[here])
    cluster = clusters(footprints)
    if cluster.max() == 0:
        return np.empty(0, dtype=object)
    return np.asarray(zone.to_lonlat(lines_between(footprints, cluster, zone.to_metres(face))))


def _corner_lines(site: Site, face: Any, here: Bools, zone: MetricZone) -> Shapes:
    """Lines that part what wraps round a corner of one block."""
    cuts = corner_cuts(zone.to_metres(face), zone.to_metres(site.footprint[here]))
    return np.asarray(zone.to_lonlat(np.array(cuts, dtype=object)))


def _units_of_faces(
    site: Site, mesh: Mesh, block: Ints, *, margin: Bools, divided: Bools, bodies: Shapes, zone: MetricZone
) -> Ints:
    """Join the faces that shall not stand alone to neighbours; return the unit of each face, counted from 0."""
    home = faces_at(mesh.faces, site.point)
    count = len(mesh.faces)
    people = np.bincount(home[home >= 0], site.people[home >= 0], count)
    loose = is_margin(mesh, np.bincount(home[home >= 0], minlength=count))
    loose |= np.where(block >= 0, margin[block], True)
    between = (block >= 0) & divided[block]
    loose |= (people == 0) & between
    if len(bodies):
        body = shapely.STRtree(bodies).query(shapely.point_on_surface(mesh.faces), predicate="intersects")[0]
        loose[body] = True
    side = mesh.side
    together = (side[:, 1] != OUTSIDE) & (block[side[:, 0]] == block[side[:, 1]]) & between[side[:, 0]]
    street = on_streets(mesh, site.streets, zone=zone)
    closeness = mesh.length_m * np.where(together, _SAME_BLOCK, np.where(street, 1.0, _BEHIND_WALL))
    return np.unique(given_away(mesh, loose, closeness, near=~street), return_inverse=True)[1].astype(np.int64)


def _blocks(site: Site, mesh: Mesh, unit: Ints, block: Ints) -> Blocks:
    count = int(unit.max(initial=-1)) + 1
    side = mesh.side
    outer = side[:, 1] == OUTSIDE
    between = ~outer & (unit[side[:, 0]] != unit[side[:, 1]])
    edges = side[between]
    rough = block[edges[:, 0]] == block[edges[:, 1]]
    home = faces_at(mesh.faces, site.point)
    building_unit = np.where(home >= 0, unit[home], -1)
    housed = building_unit >= 0
    units = Units.from_borders(
        unit[edges],
        border_m=mesh.length_m[between],
        rough_m=np.where(rough, mesh.length_m[between], 0.0),
        outer_m=_sums(unit[side[outer, 0]], mesh.length_m[outer], count),
        area_m2=_sums(unit, mesh.area_m2, count),
        people=np.bincount(building_unit[housed], site.people[housed], count),
    )
    return Blocks(
        site=site,
        mesh=mesh,
        unit=unit,
        block=block,
        building_unit=building_unit,
        units=units,
        estate=_estate_of_units(site, building_unit, count),
    )


def _sums(place: Ints, values: Floats, count: int) -> Floats:
    return np.bincount(place, values, count).astype(np.float64)


def _estate_of_units(site: Site, building_unit: Ints, count: int) -> Ints:
    estates = len(site.estate_code)
    found = np.full(count, -1, dtype=np.int64)
    counted = (building_unit >= 0) & (site.estate >= 0) & (site.people > 0)
    if not counted.any():
        return found
    held = np.zeros((count, estates))
    np.add.at(held, (building_unit[counted], site.estate[counted]), site.people[counted])
    found[held.sum(axis=1) > 0] = held.argmax(axis=1)[held.sum(axis=1) > 0]
    return found
