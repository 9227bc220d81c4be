"""One click into a draft of 1,300 grids: each kind of blind spot cured, undone and done again over HTTP.

    python -m tests.bench.cures [--buildings N] [--grids N] [--spots N] [--seed N]

The record of `tests.bench.editing`, spoiled by a seed: grids taken out where an estate stands, pieces cut out of others
with and without buildings, grids grown over their neighbours, grids without a worker. Each lap is a whole request, as
the page sends it: the spot found anew in the draft, its cure worked out, checked, written, committed and answered.
Beside the wall clock stands the processor time of this process and of the database, which other work on
the machine does not change much. All figures are of this machine.
"""

import argparse
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Engine, text

from gis.blind_spots import blind_spots
from gis.boundaries.rings import as_multi
from gis.database import session_of
from gis.plans import GridRow, grids_of, make_draft, publish
from gis.settings import Settings
from gis.viewer import LOCAL_OPERATOR
from tests.bench._throwaway import throwaway_record
from tests.bench.coverage_record import build
from tests.bench.editing import nest

Laps = dict[str, list[tuple[float, float]]]

WIDTH = 6e-4
_TICKS = 100
_GROUND = "UPDATE plan_grid SET geom = ST_GeomFromWKB(:geom, 4326) WHERE plan_id = :plan AND code = :code"


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the record, spoil it, cure it, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--buildings", type=int, default=100_000)
    parser.add_argument("--grids", type=int, default=1_300)
    parser.add_argument("--spots", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20180501)
    options = parser.parse_args(arguments)
    with throwaway_record() as (engine, folder):
        build(engine, buildings=options.buildings, grids=100, seed=options.seed)
        plan = nest(engine, grids=options.grids, communities=130, seed=options.seed)
        spoil(engine, plan, each=options.spots, seed=options.seed)
        with session_of(engine) as session:
            publish(session, plan, effective_from=date(2018, 5, 1), viewer=LOCAL_OPERATOR, as_it_stands=True)
            blind_spots(session, LOCAL_OPERATOR)
            draft = make_draft(session, plan, name="cures", viewer=LOCAL_OPERATOR)
        report(measure(engine, folder, draft.id, each=options.spots))


def spoil(engine: Engine, plan: int, *, each: int, seed: int) -> None:
    """Make blind spots of every kind, `each` of them, in grids far from one another."""
    chance = np.random.default_rng(seed)
    with session_of(engine) as session:
        grids = grids_of(session, plan)
        order = iter([grids[number] for number in chance.permutation(len(grids)).tolist()])
        for number in range(each):
            taken = next(order)
            session.execute(
                text("INSERT INTO estate (code, name, geom) VALUES (:code, :code, ST_GeomFromWKB(:geom, 4326))"),
                {"code": f"E{number}", "geom": shapely.to_wkb(as_multi(shapely.buffer(taken.geom, -WIDTH / 4)))},
            )
            session.execute(
                text("DELETE FROM plan_grid WHERE plan_id = :plan AND code = :code"), {"plan": plan, "code": taken.code}
            )
            for ground, code in _changed(order):
                session.execute(text(_GROUND), {"plan": plan, "code": code, "geom": shapely.to_wkb(as_multi(ground))})


def _changed(order: Iterator[GridRow]) -> Iterator[tuple[Any, str]]:
    """A grid with a hole that has buildings, one with a narrow one at its rim, one grown over its neighbours."""
    pierced, nicked, grown = next(order), next(order), next(order)
    middle = shapely.point_on_surface(pierced.geom)
    yield shapely.difference(pierced.geom, shapely.buffer(middle, WIDTH, cap_style="square")), pierced.code
    corner = shapely.Point(shapely.get_coordinates(nicked.geom)[0])
    yield shapely.difference(nicked.geom, shapely.buffer(corner, WIDTH / 6, cap_style="square")), nicked.code
    edge = shapely.Point(shapely.get_coordinates(grown.geom)[0])
    yield shapely.union(grown.geom, shapely.buffer(edge, WIDTH / 3, cap_style="square")), grown.code


def measure(engine: Engine, folder: Path, draft: int, *, each: int) -> Laps:
    """Cure each spot of the plan in force in the draft, undo it, do it again and undo it once more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fastapi.testclient import TestClient  # noqa: PLC0415

    from console.app import create_app  # noqa: PLC0415

    settings = Settings(database_url=str(engine.url), data_dir=folder / "data")
    client = TestClient(create_app(settings, engine=engine), base_url="http://127.0.0.1:8050")
    laps: Laps = defaultdict(list)
    asked: dict[str, int] = defaultdict(int)
    for spot in client.get("/api/blind-spots").json():
        if spot["cure"]["action"] == "check" or asked[spot["kind"]] >= each:
            continue
        asked[spot["kind"]] += 1
        order = {"operation": "cure", "arguments": {"spot": spot["id"]}}
        for name, path, body in (
            (spot["kind"], "edits", order),
            ("undo", "undo", {}),
            ("redo", "redo", {}),
            ("undo", "undo", {}),
        ):
            lap, status = timed(engine, lambda p=path, b=body: client.post(f"/api/plans/{draft}/{p}", json=b))
            if status != HTTPStatus.OK:
                laps[f"{name}, refused"].append(lap)
                break
            laps[name].append(lap)
    return laps


def timed(engine: Engine, ask: Callable[[], Any]) -> tuple[tuple[float, float], int]:
    """Return how many milliseconds an answer takes, by the clock and of processors and how it ends."""
    began, spent = time.perf_counter(), time.process_time() + of_database(engine)
    status = ask().status_code
    lap = time.perf_counter() - began
    return (1000 * lap, 1000 * (time.process_time() + of_database(engine) - spent)), status


def of_database(engine: Engine) -> float:
    """Return how many seconds of processor the sessions of the database have taken, as Linux has it (by 10 ms)."""
    with engine.connect() as connection:
        pids = connection.scalars(text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")).all()
    ticks = 0
    for pid in pids:
        path = Path(f"/proc/{pid}/stat")
        if path.exists():
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS


def report(laps: Laps) -> None:
    """Print median, 95th percentile and worst of each."""
    print(f"{'milliseconds':28}{'by the clock':>24}{'of processors':>24}{'done':>6}")
    print(f"{'':28}" + f"{'median':>8}{'95 %':>8}{'worst':>8}" * 2)
    for name, values in sorted(laps.items(), key=lambda item: (item[0] in {"undo", "redo"}, item[0])):
        columns = np.array(values)
        figures = [np.percentile(columns[:, place], (50, 95, 100)) for place in (0, 1)]
        print(f"{name:28}{''.join(f'{value:8.0f}' for each in figures for value in each)}{len(values):6}", flush=True)


if __name__ == "__main__":
    main()
