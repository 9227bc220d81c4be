from threading import Event
from time import sleep

import numpy as np
import pyproj
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.metric_zone import MetricZone
from gis.districting import proposing
from gis.districting.asking import Ask
from gis.districting.community import propose_community
from gis.districting.dividing import Aim
from gis.districting.partition import ROUNDS
from gis.districting.proposing import propose
from gis.districting.site import read_sites
from gis.errors import InputError, NotFoundError
from gis.plans import GridInput, PlanInfo, create_plan, grids_of
from gis.progress import Cancelled, Progress
from gis.viewer import LOCAL_OPERATOR

WEST, EAST = "990106001001", "990106001002"


def ground_of(session: Session, code: str) -> shapely.Geometry:
    return shapely.from_wkb(
        bytes(
            session.execute(text("SELECT ST_AsBinary(geom) FROM area WHERE code = :code"), {"code": code}).scalar_one()
        )
    )


def check(session: Session, plan_id: int, *communities: str) -> None:
    """Recompute what a proposal promises, with shapely and pyproj alone."""
    grids = grids_of(session, plan_id)
    grounds = np.array([grid.geom for grid in grids], dtype=object)
    assert len({grid.code for grid in grids}) == len(grids)
    assert (shapely.get_num_geometries(grounds) == 1).all()
    assert shapely.coverage_is_valid(grounds)
    geod = pyproj.Geod(ellps="WGS84")
    for code in communities:
        (key,) = session.execute(text("SELECT id FROM area WHERE code = :code"), {"code": code}).scalars()
        here = grounds[[grid.community_id == key for grid in grids]]
        difference = shapely.symmetric_difference(shapely.union_all(here), ground_of(session, code))
        assert sum(abs(geod.geometry_area_perimeter(part)[0]) for part in shapely.get_parts(difference)) < 1.0
    footprints = shapely.from_wkb(
        [bytes(row) for row in session.scalars(text("SELECT ST_AsBinary(geom) FROM building"))]
    )
    lines = shapely.boundary(grounds)
    cut = shapely.STRtree(lines).query(footprints, predicate="crosses")
    assert cut.size == 0
    people = session.execute(text("SELECT sum(population) FROM building")).scalar_one()
    assert sum(grid.population for grid in grids) == people


def test_two_communities_make_four_grids_in_the_band(blocks_record: Session) -> None:
    found = propose(blocks_record, Ask(), viewer=LOCAL_OPERATOR)
    check(blocks_record, found.plan, WEST, EAST)
    assert (found.figures.grids, found.figures.within_band, found.figures.pieces) == (4, 4, 4)
    assert found.base is None
    assert found.remarks == []
    codes = [grid.code for grid in grids_of(blocks_record, found.plan)]
    assert codes == [f"{WEST}001", f"{WEST}002", f"{EAST}001", f"{EAST}002"]


def test_borders_run_along_streets_and_leave_an_estate_whole(blocks_record: Session) -> None:
    found = propose(blocks_record, Ask(), viewer=LOCAL_OPERATOR)
    assert found.figures.border_on_lines is not None
    assert found.figures.border_on_lines > 0.9
    assert found.figures.estates_split == 0


def test_a_number_of_grids_outside_the_band_makes_grids_of_about_equal_people(blocks_record: Session) -> None:
    found = propose(blocks_record, Ask(grids=8), viewer=LOCAL_OPERATOR)
    check(blocks_record, found.plan, WEST, EAST)
    assert (found.figures.grids, found.figures.within_band) == (8, 0)
    assert found.figures.people_min is not None
    assert found.figures.people_min >= 280


def test_equal_seeds_give_equal_plans(blocks_record: Session) -> None:
    first, second = (propose(blocks_record, Ask(seed=3), viewer=LOCAL_OPERATOR) for _ in range(2))
    shapes = [[grid.shape_id for grid in grids_of(blocks_record, found.plan)] for found in (first, second)]
    assert shapes[0] == shapes[1]


def test_who_can_stay_stays(blocks_record: Session, standing_plan: PlanInfo) -> None:
    found = propose(blocks_record, Ask(keep=1.0), viewer=LOCAL_OPERATOR)
    check(blocks_record, found.plan, WEST, EAST)
    assert found.base_id == standing_plan.id
    assert found.figures.within_band == 4
    # 1,440 people in the west's only grid: 240 of them at least must go; the east's grids can only grow
    assert 240 <= found.people_moved <= 480
    assert {f"{WEST}001", f"{EAST}001", f"{EAST}002"} <= {grid.code for grid in grids_of(blocks_record, found.plan)}


def test_locked_grids_stay_as_they_are(blocks_record: Session, standing_plan: PlanInfo) -> None:
    locked = f"{EAST}001"
    found = propose(blocks_record, Ask(locked=(locked,)), viewer=LOCAL_OPERATOR)
    check(blocks_record, found.plan, WEST, EAST)
    before, after = (
        {grid.code: grid.shape_id for grid in grids_of(blocks_record, plan)}[locked]
        for plan in (standing_plan.id, found.plan)
    )
    # a border across the way would end 200 m from any corner
    assert before == after
    assert "node" not in {remark.kind for remark in found.remarks}


@pytest.mark.parametrize("locked", [(), (f"{WEST}001",)])
def test_a_standing_border_through_a_house(blocks_record: Session, locked: tuple[str, ...]) -> None:
    session = blocks_record
    key = session.execute(text("SELECT id FROM area WHERE code = :code"), {"code": WEST}).scalar_one()
    ground = shapely.transform(shapely.box(0, 0, 250, 400), lambda points: (points * 9e-6).round(7))
    assert isinstance(ground, shapely.Polygon)
    grid = GridInput(code=f"{WEST}001", name="", community_id=key, geom=shapely.MultiPolygon([ground]))
    base = create_plan(session, name="2018", grids=[grid], viewer=LOCAL_OPERATOR)
    found = propose(session, Ask(base_id=base.id, keep=1.0, locked=locked), viewer=LOCAL_OPERATOR)
    if locked:
        assert "cut" in {remark.kind for remark in found.remarks}
    else:
        check(session, found.plan, WEST, EAST)
        assert "cut" not in {remark.kind for remark in found.remarks}


def test_what_is_outside_the_area_stays(blocks_record: Session, standing_plan: PlanInfo) -> None:
    found = propose(blocks_record, Ask(area_code=WEST), viewer=LOCAL_OPERATOR)
    check_codes = {grid.code: grid.population for grid in grids_of(blocks_record, found.plan)}
    assert check_codes[f"{EAST}001"] == check_codes[f"{EAST}002"] == 720
    assert found.figures.grids == 2
    assert standing_plan.id == found.base_id


def test_picked_grids_alone_are_made_anew(blocks_record: Session, standing_plan: PlanInfo) -> None:
    picked = (f"{EAST}001", f"{EAST}002")
    found = propose(blocks_record, Ask(picked=picked), viewer=LOCAL_OPERATOR)
    grids = {grid.code: grid for grid in grids_of(blocks_record, found.plan)}
    before = {grid.code: grid for grid in grids_of(blocks_record, standing_plan.id)}
    assert grids[f"{WEST}001"].shape_id == before[f"{WEST}001"].shape_id
    east = shapely.union_all([grid.geom for code, grid in grids.items() if code.startswith(EAST)])
    assert shapely.symmetric_difference(east, shapely.union_all([before[code].geom for code in picked])).area < 1e-12


def test_what_cannot_be_asked_for_is_refused(blocks_record: Session, standing_plan: PlanInfo) -> None:
    with pytest.raises(InputError, match="keep must be 0 to 1"):
        propose(blocks_record, Ask(keep=2.0), viewer=LOCAL_OPERATOR)
    with pytest.raises(NotFoundError, match="no area 123"):
        propose(blocks_record, Ask(area_code="123"), viewer=LOCAL_OPERATOR)
    with pytest.raises(NotFoundError, match="no grid X"):
        propose(blocks_record, Ask(locked=("X",)), viewer=LOCAL_OPERATOR)
    assert standing_plan.state == "published"


def test_an_empty_record_is_refused(session: Session) -> None:
    with pytest.raises(InputError, match="no community"):
        propose(session, Ask(), viewer=LOCAL_OPERATOR)


class Impatient:
    """Progress that cancels at the first step."""

    def start(self, label: str, total: int | None = None) -> None:
        pass

    def advance(self, steps: int = 1) -> None:
        assert steps in (0, 1)
        raise Cancelled


def test_a_proposal_can_be_cancelled(blocks_record: Session) -> None:
    with pytest.raises(Cancelled):
        propose(blocks_record, Ask(), viewer=LOCAL_OPERATOR, progress=Impatient())


def test_a_proposal_is_cancelled_while_a_community_is_at_work(
    blocks_record: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = Event(), Event()

    def at_work(*_: object, progress: Progress, **__: object) -> None:
        begun.set()
        try:
            for _turn in range(3000):
                progress.advance(0)
                sleep(0.01)
        except Cancelled:
            ended.set()
            raise

    class Regretful(Impatient):
        def advance(self, steps: int = 1) -> None:
            if begun.is_set():
                super().advance(steps)

    monkeypatch.setattr(proposing, "propose_community", at_work)
    with pytest.raises(Cancelled):
        propose(blocks_record, Ask(), viewer=LOCAL_OPERATOR, progress=Regretful())
    assert ended.wait(20)


class Patient:
    """Progress that cancels at the given step of the search."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def start(self, label: str, total: int | None = None) -> None:
        pass

    def advance(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left < 0:
            raise Cancelled


def test_the_search_within_a_community_asks_after_every_round(blocks_record: Session) -> None:
    (site, *_) = read_sites(blocks_record)
    zone = MetricZone(np.array([site.ground], dtype=object))
    aim = Aim(least=60, most=100)
    with pytest.raises(Cancelled):
        propose_community(site, [], {}, aim, grids=3, zone=zone, progress=Patient(ROUNDS + 1))
