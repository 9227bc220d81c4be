"""Random sequences of edits by two people in one draft: the fabric stays whole, and undo restores exactly."""

from contextlib import suppress
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.editing import edit, step_back, step_forward
from gis.errors import WanggeError
from gis.plans import GridInput, create_plan, grids_of, plan_of
from gis.viewer import LOCAL_OPERATOR

CODE = "990106001001"
SIDE = 4
PEOPLE = 10

share = st.integers(0, 999).map(lambda thousandths: thousandths / 1000)


def corner(column: int, row: int) -> tuple[float, float]:
    """A slightly skewed lattice, so that no border runs along a meridian."""
    return (round(0.002 * column + 0.0003 * row, 7), round(0.002 * row - 0.0002 * column, 7))


def outline() -> Any:
    return shapely.Polygon([corner(0, 0), corner(SIDE, 0), corner(SIDE, SIDE), corner(0, SIDE)])


@pytest.fixture
def lattice(session: Session) -> tuple[Session, int]:
    """A community of 4 x 4 skewed squares with a house in every ninth of each, as a draft."""
    session.execute(
        text("""
            INSERT INTO area (level, code, name, geom)
            VALUES ('community', :c, :c, ST_Multi(ST_GeomFromText(:g, 4326)))
        """),
        {"c": CODE, "g": outline().wkt},
    )
    home = session.scalar(text("SELECT id FROM area"))
    places = [(0.0002 + 0.00084 * x, 0.0002 + 0.00081 * y) for x in range(10) for y in range(10)]
    inside = [place for place in places if outline().contains(shapely.Point(place))]
    for number, (x, y) in enumerate(inside):
        session.execute(
            text("INSERT INTO building (code, population, geom) VALUES (:c, :p, ST_SetSRID(ST_Point(:x, :y), 4326))"),
            {"c": f"B{number}", "p": PEOPLE, "x": x, "y": y},
        )
    grids = []
    for row in range(SIDE):
        for column in range(SIDE):
            ring = [corner(column, row), corner(column + 1, row), corner(column + 1, row + 1), corner(column, row + 1)]
            ground = shapely.MultiPolygon([shapely.Polygon(ring)])
            grids.append(GridInput(code=f"{CODE}{SIDE * row + column + 1:03d}", community_id=home, geom=ground))
    plan = create_plan(session, name="lattice", grids=grids, viewer=LOCAL_OPERATOR)
    return session, plan.id


class Planner(RuleBasedStateMachine):
    """Somebody edits; what is refused changes nothing."""

    record: tuple[Session, int]

    def __init__(self) -> None:
        super().__init__()
        self.session, self.plan = self.record
        self.savepoint = self.session.begin_nested()
        self.people = self._people()
        self.states = {0: self._state()}

    def teardown(self) -> None:
        self.savepoint.rollback()

    def _people(self) -> int:
        return sum(grid.population for grid in grids_of(self.session, self.plan))

    def _state(self) -> list[Any]:
        return [(grid.code, grid.name, grid.shape_id, grid.geom.wkb_hex) for grid in grids_of(self.session, self.plan)]

    def _grid(self, where: float) -> Any:
        grids = grids_of(self.session, self.plan)
        return grids[min(int(where * len(grids)), len(grids) - 1)]

    def _node(self, ground: Any, where: float) -> list[float]:
        nodes = shapely.get_coordinates(ground)[:-1]
        return list(map(float, nodes[min(int(where * len(nodes)), len(nodes) - 1)]))

    def _edit(self, operation: str, **arguments: Any) -> None:
        with suppress(WanggeError), self.session.begin_nested():
            done = edit(
                self.session, self.plan, operation=operation, arguments=arguments, viewer=LOCAL_OPERATOR, findings=False
            )
            self.states[done.revision] = self._state()
            self.states = {number: state for number, state in self.states.items() if number <= done.revision}

    @rule(grid=share, node=share, east=st.floats(-1, 1), north=st.floats(-1, 1))
    def move_vertex(self, grid: float, node: float, east: float, north: float) -> None:
        x, y = self._node(self._grid(grid).geom, node)
        self._edit("move_vertex", vertex=[x, y], to=[x + east / 1500, y + north / 1500], snap_m=5)

    @rule(grid=share, node=share, along=share, east=st.floats(-1, 1))
    def insert_vertex(self, grid: float, node: float, along: float, east: float) -> None:
        ring = shapely.get_coordinates(self._grid(grid).geom)
        place = min(int(node * (len(ring) - 1)), len(ring) - 2)
        at = ring[place] + along * (ring[place + 1] - ring[place])
        self._edit("insert_vertex", edge=ring[place : place + 2].tolist(), at=[at[0] + east / 3000, at[1]])

    @rule(grid=share, node=share)
    def delete_vertex(self, grid: float, node: float) -> None:
        self._edit("delete_vertex", vertex=self._node(self._grid(grid).geom, node))

    @rule(grid=share, node=share, count=st.integers(2, 4), bend=st.floats(-1, 1), more=st.booleans())
    def move_border(self, grid: float, node: float, count: int, bend: float, more: bool) -> None:  # noqa: FBT001
        ring = shapely.get_coordinates(self._grid(grid).geom)[:-1]
        start = int(node * len(ring)) % len(ring)
        line = np.roll(ring, -start, axis=0)[:count]
        middle = line.mean(axis=0) + np.array([bend / 1500, bend / 2000])
        inner = (
            [middle.tolist(), (middle + 1e-4).tolist()] if more else (line[1:-1] + np.array([bend / 2000, 0])).tolist()
        )
        self._edit("move_border", **{"from": line.tolist(), "to": [line[0].tolist(), *inner, line[-1].tolist()]})

    @rule(grid=share, start=share, end=share)
    def split(self, grid: float, start: float, end: float) -> None:
        chosen = self._grid(grid)
        ring = chosen.geom.geoms[0].exterior
        ends = [shapely.get_coordinates(ring.interpolate(where, normalized=True))[0].tolist() for where in (start, end)]
        self._edit("split", grid=chosen.code, line=ends, snap_m=2)

    @rule(grid=share, other=share)
    def merge(self, grid: float, other: float) -> None:
        chosen = self._grid(grid)
        near = [one.code for one in grids_of(self.session, self.plan) if one.geom.intersects(chosen.geom)]
        self._edit("merge", grids=[chosen.code, near[min(int(other * len(near)), len(near) - 1)]])

    @rule(grid=share, x=share, y=share, side=st.floats(0.0003, 0.003))
    def give(self, grid: float, x: float, y: float, side: float) -> None:
        west, south = 0.009 * x - 0.0005, 0.009 * y - 0.001
        ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side]]
        self._edit("give", to=self._grid(grid).code, polygon=ring)

    @rule()
    def undo(self) -> None:
        with suppress(WanggeError):
            step_back(self.session, self.plan)

    @rule()
    def redo(self) -> None:
        with suppress(WanggeError):
            step_forward(self.session, self.plan)

    @invariant()
    def a_whole_fabric(self) -> None:
        grids = grids_of(self.session, self.plan)
        grounds = [grid.geom for grid in grids]
        # neighbours' nodes are the same, bit for bit: else their edges would not match
        assert shapely.coverage_is_valid(grounds)
        assert all(len(ground.geoms) == 1 for ground in grounds)
        whole = shapely.union_all(grounds)
        # a node that was rounded lies a hair off the outline; what that leaves may be flat, and not empty for it
        assert shapely.area(shapely.symmetric_difference(whole, outline()).buffer(-2e-7)) == 0
        assert self._people() == self.people

    @invariant()
    def undo_restores_exactly(self) -> None:
        here = plan_of(self.session, self.plan).revision
        assert self._state() == self.states[here]


def test_random_edits(lattice: tuple[Session, int]) -> None:
    machine = type("Planner", (Planner,), {"record": lattice})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            # bounded time: a failure is told as it was found
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
