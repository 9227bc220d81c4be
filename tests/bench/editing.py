"""Edits of a plan of 1,300 grids: how long an answer takes, the database and the checks included.

    python -m tests.bench.editing [--buildings N] [--grids N] [--edits N] [--seed N]

Seeded data in a throwaway cluster. Each edit is what `POST /api/plans/{plan}/edits` does: read the neighbourhood, do
the operation, share the edges, check, write one revision, commit, read the changed grids back with their people, find
what is wrong with them. `psql` is the peer: ground of two grids changed by two UPDATEs of view `plan_grid`, as QGIS
saves it, without any check. All figures are of this machine.
"""

import argparse
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import perf_counter
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Engine, text

from gis.boundaries.checking import check_plan
from gis.boundaries.editing import edit, step_back, step_forward
from gis.boundaries.rings import as_multi
from gis.crs import rounded
from gis.database import session_of
from gis.errors import WanggeError
from gis.plans import GridInput, create_plan
from gis.viewer import LOCAL_OPERATOR
from tests.bench._throwaway import throwaway_record
from tests.bench.coverage_record import build, cells

Laps = list[float]


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the record, edit, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--buildings", type=int, default=100_000)
    parser.add_argument("--grids", type=int, default=1_300)
    parser.add_argument("--edits", type=int, default=30)
    parser.add_argument("--seed", type=int, default=20180501)
    options = parser.parse_args(arguments)
    with throwaway_record() as (engine, _):
        build(engine, buildings=options.buildings, grids=100, seed=options.seed)
        plan = nest(engine, grids=options.grids, communities=130, seed=options.seed)
        measure(engine, plan, edits=options.edits, chance=random.Random(options.seed))


def measure(engine: Engine, plan: int, *, edits: int, chance: random.Random) -> None:
    """Time each operation on grids picked at random."""
    rows = []
    for name, draw in DRAWINGS.items():
        laps = {"edit": [], "preview": []}
        for _ in range(edits):
            ground, code, neighbour = pick(engine, plan, chance)
            arguments = {**draw(ground, code, neighbour, chance), "through_buildings": True}
            for way in ("preview", "edit"):
                with suppress(WanggeError):
                    laps[way].append(timed(lambda a=arguments, w=way, n=name: one(engine, plan, n, a, w == "preview")))
        rows.append((name, laps["preview"], laps["edit"]))
    for back in (True, False):
        laps = [timed(lambda b=back: step(engine, plan, back=b)) for _ in range(edits)]
        rows.append(("undo" if back else "redo", [], laps))
    rows.append(("psql", [], [timed(lambda: by_sql(engine, plan, chance)) for _ in range(edits)]))
    rows.append(("check plan", [], [timed(lambda: whole(engine, plan)) for _ in range(3)]))
    print(f"{'milliseconds':14}{'preview':>24}{'edit, committed':>24}{'done':>6}")
    print(f"{'':14}{'median':>8}{'95 %':>8}{'worst':>8}{'median':>8}{'95 %':>8}{'worst':>8}")
    for name, seen, done in rows:
        print(f"{name:14}{spread(seen)}{spread(done)}{len(done):6}")


def timed(work: Callable[[], Any]) -> float:
    """Return how many milliseconds `work` takes."""
    began = perf_counter()
    work()
    return 1000 * (perf_counter() - began)


def spread(laps: Laps) -> str:
    """Return median, 95th percentile and worst."""
    return "".join(f"{value:8.0f}" for value in np.percentile(laps, (50, 95, 100))) if laps else f"{'':24}"


def one(engine: Engine, plan: int, operation: str, arguments: dict[str, Any], preview: bool) -> None:  # noqa: FBT001
    """Do one operation as the API does."""
    with session_of(engine) as session:
        done = edit(session, plan, operation=operation, arguments=arguments, viewer=LOCAL_OPERATOR, preview=preview)
        done.as_json()


def step(engine: Engine, plan: int, *, back: bool) -> None:
    """Undo or redo as the API does."""
    with session_of(engine) as session:
        (step_back if back else step_forward)(session, plan).as_json()


def whole(engine: Engine, plan: int) -> None:
    """Check the whole plan."""
    with session_of(engine) as session:
        check_plan(session, plan, LOCAL_OPERATOR)


def by_sql(engine: Engine, plan: int, chance: random.Random) -> None:
    """Move a node of two grids as QGIS saves it."""
    ground, code, neighbour = pick(engine, plan, chance)
    x, y = shared_nodes(ground, neighbour[1])[0]
    with session_of(engine) as session:
        for each in (code, neighbour[0]):
            session.execute(
                text("""
                    UPDATE plan_grid SET geom = ST_Multi(ST_Snap(geom, ST_SetSRID(ST_Point(:x, :y), 4326), 1e-5))
                    WHERE plan_id = :p AND code = :c
                """),
                {"p": plan, "c": each, "x": x + 5e-6, "y": y + 5e-6},
            )


def nest(engine: Engine, *, grids: int, communities: int, seed: int) -> int:
    """Draw a plan whose grids share every node, and communities: each the ground of some grids; return the plan."""
    drawn = shapely.transform(np.array(cells(grids, seed=seed), dtype=object), rounded)
    grounds = shapely.transform(shapely.coverage_clean(drawn), rounded)
    places = np.random.default_rng(seed).random((communities, 2))
    middle = shapely.get_coordinates(shapely.centroid(grounds))
    middle = (middle - middle.min(axis=0)) / np.ptp(middle, axis=0)
    home = np.argmin(((middle[:, None] - places) ** 2).sum(axis=2), axis=1)
    inputs = []
    with session_of(engine) as session:
        session.execute(text("DELETE FROM area WHERE level <> 'district'"))
        for number in np.unique(home).tolist():
            own = grounds[home == number]
            key = session.scalar(
                text("""
                    INSERT INTO area (level, code, name, geom)
                    VALUES ('community', :code, :code, ST_Multi(ST_GeomFromWKB(:geom, 4326))) RETURNING id
                """),
                {"code": f"990106001{number:03d}", "geom": shapely.to_wkb(shapely.coverage_union_all(own))},
            )
            inputs += [
                GridInput(code=f"990106001{number:03d}{n:03d}", community_id=key, geom=as_multi(ground))
                for n, ground in enumerate(own, start=1)
            ]
        plan = create_plan(session, name="editing", grids=inputs, viewer=LOCAL_OPERATOR)
        session.execute(text("INSERT INTO worker (code, name) SELECT 'W' || n, n FROM generate_series(1, 300) n"))
        session.execute(
            text("""
                INSERT INTO assignment (plan_id, grid_code, worker_id, since)
                SELECT g.plan_id, g.code, w.id, '2018-05-01'
                FROM plan_grid g JOIN worker w ON w.code = 'W' || (1 + g.id % 400) WHERE g.plan_id = :plan
            """),
            {"plan": plan.id},
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return plan.id


def pick(engine: Engine, plan: int, chance: random.Random) -> tuple[Any, str, tuple[str, Any]]:
    """Return a grid of the plan and a neighbour with which it shares at least five nodes."""
    with session_of(engine) as session:
        codes = session.scalars(text("SELECT code FROM plan_grid WHERE plan_id = :p ORDER BY code"), {"p": plan}).all()
        while True:
            code = chance.choice(codes)
            rows = session.execute(
                text("""
                    SELECT o.code, ST_AsBinary(o.geom) AS geom, ST_AsBinary(g.geom) AS ours
                    FROM plan_grid g JOIN plan_grid o ON o.plan_id = g.plan_id AND o.code <> g.code AND o.geom && g.geom
                    WHERE g.plan_id = :p AND g.code = :code ORDER BY o.code
                """),
                {"p": plan, "code": code},
            ).all()
            for row in rows:
                ground, other = shapely.from_wkb(bytes(row.ours)), shapely.from_wkb(bytes(row.geom))
                if len(shared_nodes(ground, other)) >= 5:
                    return ground, code, (row.code, other)


def shared_nodes(ground: Any, other: Any) -> list[tuple[float, float]]:
    """Return the nodes of both, in the order of the first one's ring, without the outer two."""
    theirs = {tuple(node) for node in shapely.get_coordinates(other).tolist()}
    nodes = [tuple(node) for node in shapely.get_coordinates(ground).tolist()[:-1]]
    run: list[tuple[float, float]] = []
    start = next((n for n, node in enumerate(nodes) if node in theirs and nodes[n - 1] not in theirs), 0)
    for node in nodes[start:] + nodes[:start]:
        if node not in theirs:
            break
        run.append(node)
    return run


def draw_move(ground: Any, _code: str, neighbour: tuple[str, Any], chance: random.Random) -> dict[str, Any]:
    """A node in the middle of a border, moved some 5 m."""
    nodes = shared_nodes(ground, neighbour[1])
    x, y = nodes[len(nodes) // 2]
    return {"vertex": [x, y], "to": [x + chance.uniform(-5e-5, 5e-5), y + chance.uniform(-5e-5, 5e-5)]}


def draw_border(ground: Any, _code: str, neighbour: tuple[str, Any], chance: random.Random) -> dict[str, Any]:
    """A stretch of five nodes, its middle ones moved some 5 m."""
    nodes = shared_nodes(ground, neighbour[1])[:5]
    by = chance.uniform(-5e-5, 5e-5)
    return {"from": nodes, "to": [nodes[0], *((x + by, y + by) for x, y in nodes[1:-1]), nodes[-1]]}


def draw_split(ground: Any, code: str, _neighbour: tuple[str, Any], _chance: random.Random) -> dict[str, Any]:
    """A straight line from south-west to north-east."""
    west, south, east, north = ground.bounds
    return {"grid": code, "line": [[west - 1e-4, south - 1e-4], [east + 1e-4, north + 1e-4]]}


def draw_merge(_ground: Any, code: str, neighbour: tuple[str, Any], _chance: random.Random) -> dict[str, Any]:
    """With the neighbour."""
    return {"grids": [code, neighbour[0]]}


def draw_give(ground: Any, code: str, neighbour: tuple[str, Any], _chance: random.Random) -> dict[str, Any]:
    """A square around a node of the border."""
    nodes = shared_nodes(ground, neighbour[1])
    x, y = nodes[len(nodes) // 2]
    side = 4e-4
    return {
        "to": code,
        "polygon": [[x - side, y - side], [x + side, y - side], [x + side, y + side], [x - side, y + side]],
    }


DRAWINGS = {
    "move_vertex": draw_move,
    "move_border": draw_border,
    "give": draw_give,
    "split": draw_split,
    "merge": draw_merge,
}


if __name__ == "__main__":
    main()
