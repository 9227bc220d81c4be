"""The buildings: footprints in rows on their plots, with use, storeys and year."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from sample_maps import frontage
from sample_maps import land_use as lu
from sample_maps.clearance import buildable, off_the_streets
from sample_maps.footprints import COURTYARD, RECTANGLE, draw
from sample_maps.geometry import GRID_M, Array, Ints, Shapes
from sample_maps.layout import Rectangles, RowStyle, rows
from sample_maps.plots import Plots
from sample_maps.streets import roadways
from sample_maps.styles import STYLES, Style

LEAST_M2 = 60.0
_SIMPLE_M2 = 180.0
_LEVELS = 4
_OUTHOUSE_SHARE = 0.5
_FILLING = (lu.MALL, lu.MARKET, lu.PUBLIC)
_FILLED_M2 = (350.0, 22_000.0)
_LEAST_COURTYARD_M = 26.0
BUILDING_USES = ("residential", "commercial", "office", "school", "hospital", "industrial", "public")


@dataclass(frozen=True)
class Buildings:
    """The footprints in metres, and for each its plot, use (an index into BUILDING_USES), storeys, year and length.

    `ground` is the use of ground (an index into land_use.USES) that the building is like: a shop before an estate is
    like a market's, a farmhouse like a village's.
    """

    shapes: Shapes
    plot: Ints
    ground: Ints
    use: Ints
    levels: Ints
    year: Ints
    length_m: Array

    def only(self, keep: Ints) -> "Buildings":
        """Return the buildings of some numbers."""
        return Buildings(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class _Drawn:
    """What was drawn for each parcel and use: one value a plot."""

    rows: RowStyle
    setback: Array
    skip: Array
    levels: Array
    year: Array
    shape: Ints
    angle: Array


def _drawn(rng: np.random.Generator, plots: Plots, urbanity: Array) -> _Drawn:
    """Draw one way of building for each parcel, so that an estate's buildings look alike."""
    count = int(plots.parcel.max()) + 2
    dice = rng.random((count, 8))[plots.parcel]
    values = {name: np.zeros(len(plots.use)) for name in ("length", "depth", "row_gap", "gap", "levels", "built")}
    spread, stretch, setback = (np.zeros(len(plots.use)) for _ in range(3))
    skip = np.ones(len(plots.use))
    shape = np.zeros(len(plots.use), dtype=int)
    angle = plots.direction.copy()
    dice[:, _LEVELS] *= np.clip(0.25 + 0.95 * np.append(urbanity, 0.0)[plots.parcel], 0.25, 1.0)
    for use, style in STYLES.items():
        here = plots.use == use
        for column, (name, value) in enumerate(values.items()):
            low, high = getattr(style, name)
            value[here] = low + dice[here, column] * (high - low)
        spread[here], stretch[here], setback[here], skip[here] = style.spread, style.stretch, style.setback, style.skip
        numbers, odds = zip(*style.shapes, strict=True)
        shape[here] = np.array(numbers)[np.searchsorted(np.cumsum(odds)[:-1], dice[here, 6])]
        if not style.faces_south:
            angle[here] += (dice[here, 7] < 0.5) * np.pi / 2  # noqa: PLR2004 - an even chance
    tight = 1.12 - 0.22 * np.append(urbanity, 0.0)[plots.parcel]
    style_rows = RowStyle(
        values["length"], values["depth"], values["row_gap"] * tight, values["gap"] * tight, spread, stretch
    )
    return _Drawn(style_rows, setback, skip, values["levels"], values["built"], shape, angle)


def make_buildings(rng: np.random.Generator, plots: Plots, urbanity: Array) -> Buildings:
    """Build up every plot: rows inside, shops and farmhouses along streets, outhouses between; `urbanity` by parcel."""
    drawn = _drawn(rng, plots, urbanity)
    front = frontage.choose(rng, plots, urbanity)
    built = np.isin(plots.use, list(STYLES))
    clear = off_the_streets(plots, built, frontage.room_for(front.left), frontage.room_for(front.right))
    room = buildable(clear, drawn.setback)
    inside, sites = _inside(rng, plots, room, drawn)
    inside = joined([inside, _whole_plots(plots, room, drawn, inside.plot)])
    shops = frontage.line_up(rng, plots, front, roadways(plots.work.only(plots.work.is_street())))
    ground = np.where(shops.home, lu.VILLAGE, lu.MARKET)
    count = len(ground)
    along = Buildings(
        shops.shapes,
        shops.plot,
        ground,
        _uses(ground),
        rng.integers(1, 4, count),
        rng.integers(1990, 2018, count),
        shops.length_m,
    )
    outhouses = _outhouses(rng, plots, sites, drawn, room=room, others=np.concatenate([inside.shapes, along.shapes]))
    return joined([inside, along, outhouses])


def _uses(ground: Ints) -> Ints:
    """Return the use of a building (an index into BUILDING_USES) on ground of some use."""
    table = np.array([BUILDING_USES.index(STYLES[u].building_use) if u in STYLES else 0 for u in range(len(lu.USES))])
    return table[ground]


def _inside(rng: np.random.Generator, plots: Plots, room: Shapes, drawn: _Drawn) -> tuple[Buildings, Rectangles]:
    """Return the buildings in rows, and the sites of all rows."""
    angle = drawn.angle
    sites = rows(room, angle, plots.centre, drawn.rows, rng)
    sites = sites.only(rng.random(len(sites.plot)) >= drawn.skip[sites.plot])
    own = sites.plot
    shape = drawn.shape[own]
    plain = (sites.length * sites.depth < _SIMPLE_M2) & (rng.random(len(own)) < 0.7)  # noqa: PLR2004 - most small houses
    tight = (shape == COURTYARD) & (np.minimum(sites.length, sites.depth) < _LEAST_COURTYARD_M)
    shape = np.where(plain | tight, RECTANGLE, shape)
    footprints = draw(sites, shape, rng.random(len(own)) < 0.5, angle, plots.centre)  # noqa: PLR2004 - an even chance
    fits = shapely.contains(shapely.buffer(room, 0.3)[own], footprints) & (shapely.area(footprints) >= LEAST_M2)
    levels = np.maximum(1, np.round(drawn.levels[own] + rng.normal(0, 0.06 * drawn.levels[own]))).astype(int)
    year = np.round(drawn.year[own] + rng.integers(0, 2, len(own))).astype(int)
    ground = plots.use[own]
    return Buildings(footprints, own, ground, _uses(ground), levels, year, sites.length).only(
        np.flatnonzero(fits)
    ), sites


def _whole_plots(plots: Plots, room: Shapes, drawn: _Drawn, built_up: Ints) -> Buildings:
    """Return one building that takes up the plot, streets all round, where public ground was too crooked for rows."""
    bare = np.isin(plots.use, _FILLING)
    bare[built_up] = False
    here = np.flatnonzero(bare)
    shapes = shapely.simplify(buildable(room[here], np.full(len(here), 4.0)), 1.5)
    area = shapely.area(shapes)
    kept = (area > _FILLED_M2[0]) & (area < _FILLED_M2[1]) & shapely.is_valid(shapes)
    here, shapes = here[kept], shapely.set_precision(shapes[kept], GRID_M)
    ground = plots.use[here]
    levels = np.maximum(1, np.round(drawn.levels[here])).astype(int)
    length = np.sqrt(shapely.area(shapes))
    return Buildings(shapes, here, ground, _uses(ground), levels, np.round(drawn.year[here]).astype(int), length)


def _outhouses(
    rng: np.random.Generator, plots: Plots, sites: Rectangles, drawn: _Drawn, *, room: Shapes, others: Shapes
) -> Buildings:
    """Return small buildings between the rows of estates: substations, guard rooms, sheds."""
    roomy = np.isin(plots.use[sites.plot], (lu.SLAB, lu.MIDRISE, lu.TOWER, lu.INDUSTRIAL))
    small = sites.only(roomy & (rng.random(len(sites.plot)) < _OUTHOUSE_SHARE))
    count = len(small.plot)
    length, depth = rng.uniform(7.8, 12.5, count), rng.uniform(7.7, 9.0, count)
    gap = drawn.rows.row_gap[small.plot]
    small = replace(
        small,
        x=small.x + rng.uniform(0, 1, count) * np.maximum(small.length - length, 0.0),
        y=small.y + small.depth + (gap - depth) * rng.uniform(0.4, 0.6, count),
        length=length,
        depth=depth,
    )
    shapes = draw(small, np.full(count, RECTANGLE), np.zeros(count, dtype=bool), drawn.angle, plots.centre)
    fits = shapely.contains(room[small.plot], shapes) & (shapely.area(shapes) >= LEAST_M2)
    near, _ = shapely.STRtree(others).query(shapes, predicate="dwithin", distance=3.0)
    fits[near] = False
    keep = np.flatnonzero(fits)
    a, b = shapely.STRtree(shapes[keep]).query(shapes[keep], predicate="dwithin", distance=3.0)
    alone = np.ones(len(keep), dtype=bool)
    alone[b[a < b]] = False
    keep = keep[alone]
    ground = np.full(len(keep), lu.PUBLIC)
    year = np.round(drawn.year[small.plot[keep]]).astype(int)
    return Buildings(
        shapes[keep], small.plot[keep], ground, _uses(ground), np.ones(len(keep), dtype=int), year, length[keep]
    )


def joined(groups: list[Buildings]) -> Buildings:
    """Return several groups of buildings as one, ordered by plot."""
    whole = Buildings(*(np.concatenate([getattr(g, n) for g in groups]) for n in Buildings.__dataclass_fields__))
    return whole.only(np.argsort(whole.plot, kind="stable"))


def style_of(use: int) -> Style:
    """Return how ground of a use is built up."""
    return STYLES[use]
