"""The seeded record that the bench of coverage measures on."""

from collections.abc import Iterable
from time import perf_counter
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Engine, text

from gis.coverage.membership import bulk_work
from gis.database import session_of
from gis.plans import GridInput, create_plan, make_draft
from gis.viewer import LOCAL_OPERATOR

WEST, SOUTH, SIDE = 115.8, 29.9, 0.3


def build(engine: Engine, *, buildings: int, grids: int, seed: int) -> None:
    """Fill the record: clustered footprints, grids of uneven size with jagged borders, and areas over them."""
    began = perf_counter()
    random = np.random.default_rng(seed)
    centres = random.uniform(0.1, 0.9, (40, 2))
    near = centres[random.integers(0, 40, buildings)] + random.normal(0, 0.06, (buildings, 2))
    place = np.where(random.random((buildings, 1)) < 0.5, random.random((buildings, 2)), near).clip(0.001, 0.999)
    x, y = WEST + SIDE * place[:, 0], SOUTH + SIDE * place[:, 1]
    width, depth = (random.uniform(0.5e-4, 3e-4, buildings) for _ in range(2))
    footprints = shapely.multipolygons(shapely.box(x, y, x + width, y + depth).reshape(-1, 1))
    hexes = shapely.to_wkb(shapely.set_srid(footprints, 4326), hex=True, include_srid=True)
    people = random.integers(0, 90, buildings)
    with session_of(engine) as session, bulk_work(session):
        driver: Any = session.connection().connection
        with driver.cursor() as cursor:
            lines = (f"{n}\t{p}\t{p // 3}\t{p // 5}\t{h}" for n, (p, h) in enumerate(zip(people, hexes, strict=True)))
            cursor.copy_expert(
                "COPY building (code, population, households, elderly, geom) FROM STDIN", _Lines(lines), 1 << 20
            )
        for level, count in (("district", 1), ("subdistrict", 12), ("community", 130)):
            for number, ground in enumerate(cells(count, seed=seed + count)):
                session.execute(
                    text(
                        "INSERT INTO area (level, code, name, geom)"
                        " VALUES (:level, :code, '', ST_GeomFromWKB(:geom, 4326))"
                    ),
                    {"level": level, "code": f"{level}{number}", "geom": shapely.to_wkb(ground)},
                )
        inputs = [GridInput(code=f"{n:015}", geom=ground) for n, ground in enumerate(cells(grids, seed=seed))]
        plan = create_plan(session, name="bench", grids=inputs, viewer=LOCAL_OPERATOR)
    with session_of(engine) as session:
        make_draft(session, plan.id, name="draft", viewer=LOCAL_OPERATOR)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    print(f"{buildings:,} buildings, {grids:,} grids, 143 areas (made in {perf_counter() - began:.0f} s)\n", flush=True)


def cells(count: int, *, seed: int) -> list[shapely.MultiPolygon]:
    """Return `count` cells that tile the ground, their borders of some 20 m long pieces."""
    random = np.random.default_rng(seed)
    seeds = shapely.multipoints(
        np.column_stack([WEST + SIDE * random.random(count), SOUTH + SIDE * random.random(count)])
    )
    ground = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)
    if count == 1:
        tiles = np.array([ground])
    else:
        tiles = shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=ground)), ground)
    return [shapely.MultiPolygon([tile]) for tile in shapely.segmentize(shapely.set_precision(tiles, 1e-7), 2e-4)]


class _Lines:
    """Lines as a file that COPY reads."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)

    def read(self, _size: int = -1) -> str:
        """Return some ten thousand lines, or nothing at the end."""
        return "".join(f"{line}\n" for _, line in zip(range(10_000), self._lines, strict=False))
