"""The district from the ground up: every step takes what the steps before it made."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import shapely

from gis.progress import SILENT, Progress
from sample_maps.areas import Areas, make_areas
from sample_maps.blocks import Parcels, make_parcels
from sample_maps.buildings import Buildings, make_buildings
from sample_maps.chance import Chance
from sample_maps.estates import Estates, make_estates, moved_in, of_buildings
from sample_maps.faults import Faults, spoil
from sample_maps.geometry import Array, Ints, Shapes, object_array
from sample_maps.grids import Grids, make_grids
from sample_maps.ground import Ground, make_ground
from sample_maps.incidents import Incidents, Scene, make_incidents
from sample_maps.land_use import allot
from sample_maps.landscape import Patch, make_greens, make_water
from sample_maps.linework import KINDS
from sample_maps.names import Names
from sample_maps.patrols import Patrols, make_patrols
from sample_maps.people import People, settle
from sample_maps.plots import Plots, cut_plots, make_plots
from sample_maps.resources import Resource, make_resources
from sample_maps.scale import Scale
from sample_maps.streets import Streets, connected_streets, segments
from sample_maps.superblocks import superblock_lines
from sample_maps.titles import building_names, street_names
from sample_maps.workers import Workers, make_workers

_STEPS = 8
_KERBSIDE = ("primary", "secondary", "tertiary", "residential")
_PASSERS_BY = 6.0


@dataclass(frozen=True)
class Site:
    """The ground laid out and built up: what stands before anyone divides it."""

    ground: Ground
    parcels: Parcels
    plots: Plots
    buildings: Buildings
    people: People
    inner: Shapes
    """A point inside each building."""


@dataclass(frozen=True)
class Order:
    """How the ground is divided and who answers for it."""

    areas: Areas
    estates: Estates
    estate: Ints
    """The estate each building stands in, -1 for none."""
    occupied: Ints
    """The day each building was occupied, counted from 1970."""
    grids: Grids
    faults: Faults
    workers: Workers


@dataclass(frozen=True)
class District:
    """Everything of one district, in metres around its centre."""

    site: Site
    order: Order
    building_name: list[str]
    streets: Streets
    street_name: list[str]
    water: list[Patch]
    greens: list[Patch]
    resources: list[Resource]
    incidents: Incidents
    patrols: Patrols


def make_district(scale: Scale, *, seed: int, today: date, progress: Progress = SILENT) -> District:
    """Make the district of a scale; the same seed and day make the same district."""
    chance = Chance(seed)
    names = Names(chance.of("names"))
    progress.start("Making the sample district", _STEPS)
    site = _build(chance, scale, progress)
    order = _divide(chance, scale, site, names, today, progress)
    streets = segments(site.plots.work, site.ground)
    water = make_water(site.ground, site.plots, names)
    greens = make_greens(site.plots, names, water)
    progress.advance()
    resources = make_resources(
        chance.of("resources"), scale, site.plots, site.buildings,
        people=site.people.population, urbanity=site.parcels.urbanity, names=names,
    )  # fmt: skip
    incidents = make_incidents(chance.of("incidents"), scale, today - timedelta(days=365), _scene(site, order, streets))
    progress.advance()
    return District(
        site=site,
        order=order,
        building_name=building_names(site.buildings, site.plots, order.estates, names),
        streets=streets,
        street_name=street_names(streets, names),
        water=water,
        greens=greens,
        resources=resources,
        incidents=incidents,
        patrols=make_patrols(chance.of("patrols"), streets, order.grids, order.workers, today),
    )


def _build(chance: Chance, scale: Scale, progress: Progress) -> Site:
    ground = make_ground(chance.of("ground"), scale)
    main = superblock_lines(chance.of("main streets"), ground, scale)
    progress.advance()
    parcels, lines = make_parcels(chance.of("blocks"), ground, main)
    progress.advance()
    use = allot(chance.of("land use"), ground, scale, parcels)
    plots = make_plots(main, [*lines, *cut_plots(chance.of("plots"), parcels, use)], parcels, use)
    plots = plots.with_work(connected_streets(plots.work))
    progress.advance()
    buildings = make_buildings(chance.of("buildings"), plots, parcels.urbanity)
    people = settle(chance.of("people"), scale, plots, buildings)
    progress.advance()
    return Site(ground, parcels, plots, buildings, people, shapely.point_on_surface(buildings.shapes))


def _divide(chance: Chance, scale: Scale, site: Site, names: Names, today: date, progress: Progress) -> Order:  # noqa: PLR0917 - what all of it needs
    plots, buildings, urbanity = site.plots, site.buildings, site.parcels.urbanity
    people: Array = np.bincount(buildings.plot, site.people.population, minlength=len(plots.shapes)).astype(float)
    areas = make_areas(
        chance.of("areas"), site.ground, scale, plots, superblock=site.parcels.superblock, people=people, names=names
    )
    progress.advance()
    estates = make_estates(
        chance.of("estates"), scale, plots, areas, people=people, urbanity=urbanity, names=names, today=today
    )
    estates, occupied = moved_in(chance.of("moving in"), estates, buildings)
    estate = of_buildings(estates, buildings)
    outside = (estates.of_plot >= 0) & estates.new[estates.of_plot]
    drawn = make_grids(chance.of("grids"), scale, plots, areas, people=people, outside=outside)
    progress.advance()
    grids, faults = spoil(
        chance.of("faults"), scale, plots, drawn, inner=site.inner, free=estate < 0, lived_in=site.people.population > 0
    )
    occupied = _recent_in_gaps(chance.of("gaps"), faults, site.inner, occupied, today)
    inside = drawn.of_plot >= 0
    in_grid = np.bincount(drawn.of_plot[inside], people[inside], minlength=len(grids.code)).astype(float)
    workers = make_workers(chance.of("workers"), scale, grids, in_grid, site.inner)
    return Order(areas, estates, estate, occupied, grids, faults, workers)


def _recent_in_gaps(rng: np.random.Generator, faults: Faults, inner: Shapes, occupied: Ints, today: date) -> Ints:
    """Let the buildings that stand in gaps be recent: nobody saw them coming."""
    found = shapely.STRtree(inner).query(object_array(faults.gaps), predicate="intersects")[1]
    occupied = occupied.copy()
    latest = (today - timedelta(days=90) - date(1970, 1, 1)).days
    occupied[found] = latest - rng.integers(0, 1500, len(found))
    return occupied


def _scene(site: Site, order: Order, streets: Streets) -> Scene:
    """Return where incidents happen: among people, along kerbs, and more often late on nobody's ground."""
    kerbs = np.isin(streets.kind, [KINDS.index(k) for k in _KERBSIDE]) & ~streets.bridge
    nobody = [*order.estates.shapes[order.estates.new], *order.faults.gaps, *order.faults.overlaps]
    return Scene(
        homes=shapely.get_coordinates(site.inner),
        weight=site.people.population.astype(np.float64) + _PASSERS_BY,
        kerbs=streets.lines[kerbs],
        nobody=object_array(nobody),
        outline=order.areas.every[0].shape,
    )
