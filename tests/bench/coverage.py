"""Coverage of a million buildings beside geopandas and plain PostGIS, on the same data in the same run.

    python -m tests.bench.coverage [--buildings N] [--grids N] [--rounds N] [--seed N]

Seeded data in a throwaway cluster. Every way reads the buildings' points and the grids from PostGIS, finds which grid
holds which building, and writes the pairs back; the rounds take turns and the best of each counts. Ours also counts the
people of every grid and keeps its indexes. All figures are of this machine; the ratios are what counts.
"""

import argparse
import csv
import resource
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from time import perf_counter
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, Engine, text

from gis.coverage.membership import recount
from gis.coverage.points_in_ground import PointField
from gis.database import session_of
from tests.bench._throwaway import throwaway_record
from tests.bench.coverage_record import build

POINTS = "SELECT id, point AS geom FROM building"
GROUNDS = "SELECT id AS shape_id, geom FROM grid_shape"
PAIRS = """
    INSERT INTO bench_pair SELECT b.id, s.id FROM {buildings} b JOIN grid_shape s ON ST_Intersects(s.geom, b.point)
"""
PREDICATE = "within"
"""The fastest that sjoin has for points in polygons: it queries an index of the points by prepared polygons."""
Laps = dict[str, float]


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the record, take turns, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--buildings", type=int, default=1_000_000)
    parser.add_argument("--grids", type=int, default=1_300)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20180501)
    options = parser.parse_args(arguments)
    with throwaway_record() as (engine, _):
        build(engine, buildings=options.buildings, grids=options.grids, seed=options.seed)
        print_trips(engine, rounds=options.rounds)
        print_joins(engine, rounds=options.rounds)
        print_edits(engine)


def ours(engine: Engine) -> Laps:
    """Recount everything from nothing: pairs, people of each grid, areas of each building."""
    with session_of(engine) as session:
        session.execute(text("TRUNCATE building_shape"))
        session.execute(text("UPDATE shape_stat SET buildings = 0, population = 0"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
    began = perf_counter()
    with session_of(engine) as session:
        laps = recount(session).stages
    return {**laps, "total": perf_counter() - began}


def peer(engine: Engine, write: Callable[[Engine, geopandas.GeoDataFrame], None]) -> Laps:
    """Read with read_postgis, join with sjoin, and write back."""
    laps = [perf_counter()]
    points = geopandas.read_postgis(POINTS, engine, geom_col="geom")
    grounds = geopandas.read_postgis(GROUNDS, engine, geom_col="geom")
    laps.append(perf_counter())
    joined = points.sjoin(grounds, predicate=PREDICATE)
    laps.append(perf_counter())
    write(engine, joined)
    laps.append(perf_counter())
    return {**dict(zip(("read", "join", "write"), np.diff(laps), strict=True)), "total": laps[-1] - laps[0]}


def write_geometry(engine: Engine, joined: geopandas.GeoDataFrame) -> None:
    """As geopandas' own guide does it."""
    joined[["id", "shape_id", "geom"]].to_postgis("bench_peer", engine, if_exists="replace")


def write_pairs(engine: Engine, joined: geopandas.GeoDataFrame) -> None:
    """The pairs alone, through COPY, as pandas' guide to fast inserts does it; no index is made."""

    def insert(table: Any, connection: Connection, keys: list[str], rows: Iterable[Any]) -> None:
        lines = StringIO()
        csv.writer(lines).writerows(rows)
        lines.seek(0)
        driver: Any = connection.connection
        with driver.cursor() as cursor:
            cursor.copy_expert(f"COPY {table.name} ({', '.join(keys)}) FROM STDIN WITH CSV", lines)

    pairs = pd.DataFrame(joined[["id", "shape_id"]])
    pairs.to_sql("bench_peer", engine, if_exists="replace", index=False, method=insert)


def postgis(engine: Engine, buildings: str) -> Laps:
    """One INSERT … SELECT inside PostGIS."""
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS bench_pair"))
        connection.execute(text("CREATE TABLE bench_pair (building_id bigint, shape_id bigint)"))
    began = perf_counter()
    with engine.begin() as connection:
        connection.execute(text(PAIRS.format(buildings=buildings)))
    return {"total": perf_counter() - began}


def best_of(rounds: int, ways: dict[str, Callable[[], Laps]]) -> dict[str, Laps]:
    """Run all ways in turns; return the laps of each one's best round."""
    results: dict[str, list[Laps]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            results[name].append(way())
    return {name: min(laps, key=lambda lap: lap["total"]) for name, laps in results.items()}


def print_trips(engine: Engine, *, rounds: int) -> None:
    """Print what a whole trip takes: read, join, write back."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bench_plain AS SELECT id, point FROM building"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE bench_plain"))
    best = best_of(
        rounds,
        {
            "wangge: pairs, people, areas": lambda: ours(engine),
            "geopandas, pairs by COPY": lambda: peer(engine, write_pairs),
            "geopandas, to_postgis": lambda: peer(engine, write_geometry),
            "PostGIS, index on points": lambda: postgis(engine, "building"),
            "PostGIS, no index on points": lambda: postgis(engine, "bench_plain"),
        },
    )
    print("A full coverage, from PostGIS and back (s)")
    print(f"{'':32}{'read':>8}{'join':>8}{'areas':>8}{'write':>8}{'total':>8}{'ratio':>8}")
    least = best["wangge: pairs, people, areas"]["total"]
    for name, laps in best.items():
        parts = "".join(
            f"{laps[part]:8.2f}" if part in laps else f"{'':8}" for part in ("read", "join", "place", "write")
        )
        print(f"{name:32}{parts}{laps['total']:8.2f}{laps['total'] / least:7.1f}x")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"(peak memory of this process, geopandas included: {memory:,.0f} MB)\n", flush=True)


def print_joins(engine: Engine, *, rounds: int) -> None:
    """Print what the join alone takes, in memory."""
    points = geopandas.read_postgis(POINTS, engine, geom_col="geom")
    grounds = geopandas.read_postgis(GROUNDS, engine, geom_col="geom")
    x, y = points.geometry.x.to_numpy(), points.geometry.y.to_numpy()
    polygons = grounds.geometry.to_numpy()

    def wangge() -> Laps:
        # prepared geometries of an earlier turn would help
        shapely.destroy_prepared(polygons)
        began = perf_counter()
        PointField(x, y).pairs(polygons)
        return {"total": perf_counter() - began}

    def sjoin() -> Laps:
        shapely.destroy_prepared(polygons)
        # so would the index of an earlier turn
        fresh = geopandas.GeoDataFrame(points[["id"]], geometry=points.geometry.to_numpy().copy(), crs=points.crs)
        began = perf_counter()
        fresh.sjoin(grounds, predicate=PREDICATE)
        return {"total": perf_counter() - began}

    best = best_of(rounds + 1, {"wangge": wangge, "geopandas sjoin": sjoin})
    print("The join alone (s)")
    least = best["wangge"]["total"]
    for name, laps in best.items():
        print(f"{name:64}{laps['total']:8.2f}{laps['total'] / least:7.1f}x")
    print(flush=True)


def print_edits(engine: Engine) -> None:
    """Print what one small edit takes, with everything that follows from it, until it is committed."""
    edits = {
        "one building, other people": "UPDATE building SET population = population + 1 WHERE code = '{n}'",
        "one building moved": "UPDATE building SET geom = ST_Translate(geom, 0.001, 0) WHERE code = '{n}'",
        "one building new": "INSERT INTO building (code, geom) SELECT 'n{n}', geom FROM building WHERE code = '{n}'",
        "one border of a draft": """
            UPDATE plan_grid SET geom = ST_Multi(ST_Difference(geom, ST_Expand(ST_StartPoint(ST_ExteriorRing(
                ST_GeometryN(geom, 1))), 0.0005)))
            WHERE plan_id = (SELECT max(id) FROM plan) AND code = lpad('{n}', 15, '0')""",
    }
    print("One edit, committed (ms)")
    print(f"{'':32}{'median':>8}{'worst':>8}")
    for name, statement in edits.items():
        taken = []
        for number in range(1, 31):
            began = perf_counter()
            with engine.begin() as connection:
                connection.execute(text(statement.format(n=number)))
            taken.append((perf_counter() - began) * 1000)
        print(f"{name:32}{np.median(taken):8.1f}{max(taken):8.1f}")


if __name__ == "__main__":
    main()
