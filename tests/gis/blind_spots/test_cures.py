import random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from console.commands.load import load_sample
from gis.blind_spots import blind_spots, cures
from gis.coverage.figures import coverage
from gis.errors import ConflictError, InputError, NotFoundError
from gis.plans import plan_in_force, undo
from gis.viewer import LOCAL_OPERATOR

OUTSIDE = ("estate_outside", "buildings_outside")


def check_cure(spot: Any, before: list[Any], cured: Any) -> Any:
    """Assert that the cure of `spot` removes it and no other and keeps its promise; return the copy."""
    copy = cured(spot)
    assert copy.cure.as_json() == spot.cure
    assert copy.promised(), (spot.key, spot.cure)
    assert copy.spots.keys() == {other.key for other in before} - {spot.key}, spot.key
    people = {other.key: (other.people, other.buildings) for other in before}
    for key, found in copy.spots.items():
        if found.kind != "no_worker":  # a grid that gives or takes has other people
            assert (found.people, found.buildings) == people[key], (spot.key, key)
    return copy


def test_every_cure_of_the_sample_is_true(session: Session, cured: Any) -> None:
    load_sample(session, size="small")
    found = blind_spots(session, LOCAL_OPERATOR)
    assert {"estate_outside", "buildings_outside", "overlap", "no_worker"} <= {spot.kind for spot in found}
    for spot in found:
        assert spot.cure["action"] != "check"
        copy = check_cure(spot, found, cured)
        if spot.cure["action"] in ("extend", "take_out"):
            assert len(copy.grids[spot.cure["grid"]].geom.geoms) == 1, spot.key
    figures = coverage(session, LOCAL_OPERATOR).as_json()
    outside = [spot for spot in found if spot.kind in OUTSIDE]
    assert sum(spot.people for spot in outside) == figures["population"]["uncovered"]
    assert sum(spot.buildings for spot in outside) == figures["buildings"]["uncovered"]


def draw_at_random(drawing: Any, chance: random.Random) -> None:
    """Draw a district of two communities with grids that leave gaps, estates, and buildings anywhere."""
    drawing.area("district", "990106", (0, 0, 20, 10))
    communities = [
        drawing.area("community", f"99010600100{number}", (west, 0, west + 10, 10), parent="990106")
        for number, west in ((1, 0), (2, 10))
    ]
    for number in range(chance.randint(0, 10)):
        side = chance.randint(0, 1)
        west, south = 10 * side + chance.randint(0, 8), chance.randint(0, 8)
        box = (west, south, min(west + chance.randint(1, 5), 10 * side + 10), min(south + chance.randint(1, 5), 10))
        drawing.grid(f"99010600100{side + 1}{number:03d}", box, community=communities[side])
    for number in range(chance.randint(0, 2)):
        west, south = chance.randint(0, 17), chance.randint(0, 7)
        drawing.estate(f"E{number}", (west, south, west + 3, south + 3))
    for number in range(chance.randint(1, 25)):
        place = [chance.uniform(0, 20), chance.uniform(0, 10)]
        if chance.random() < 0.2:  # exactly on a border
            place = [float(round(value)) for value in place]
        people = chance.choice([0, 5, 60, 500, 2000])
        drawing.building(f"B{number}", *place, people, since=chance.choice([None, "2023-02-03"]))


@pytest.mark.parametrize("seed", range(12))
def test_figures_of_a_random_district_add_up(drawing: Any, spots: Any, seed: int) -> None:
    draw_at_random(drawing, random.Random(seed))
    if drawing.grids:
        drawing.publish()
        drawing.worker("W1", *[grid.code for grid in drawing.grids])
    figures = coverage(drawing.session, LOCAL_OPERATOR).as_json()
    outside = [spot for spot in spots() if spot.kind in OUTSIDE]
    assert sum(spot.people for spot in outside) == figures["population"]["uncovered"]
    assert sum(spot.buildings for spot in outside) == figures["buildings"]["uncovered"]
    ground, grids = figures["area_m2"], figures["grids"]
    assert ground["covered"] + ground["gaps"] == pytest.approx(ground["district"], abs=0.1)
    assert grids["within_band"] + grids["below_band"] + grids["above_band"] == grids["total"]
    for code in ("990106001001", "990106001002"):
        inside = [spot for spot in spots(area_code=code) if spot.kind in OUTSIDE]
        part = coverage(drawing.session, LOCAL_OPERATOR, area_code=code).as_json()
        assert sum(spot.people for spot in inside) == part["population"]["uncovered"]


@pytest.mark.parametrize("seed", range(100, 104))
def test_cures_of_a_random_district_keep_their_promise(drawing: Any, spots: Any, cured: Any, seed: int) -> None:
    chance = random.Random(seed)
    draw_at_random(drawing, chance)
    drawing.grid("990106001001999", (0, 0, 1, 1))
    drawing.publish()
    drawing.worker("W1", *[grid.code for grid in drawing.grids])
    found = [spot for spot in spots() if spot.cure["action"] != "check"]
    for spot in chance.sample(found, min(5, len(found))):
        copy = cured(spot)
        assert copy.promised(), (spot.key, spot.cure)
        assert spot.key not in copy.spots
        if spot.kind != "overlap":  # three grids over each other: one that gives way ends two overlaps
            assert copy.spots.keys() == {other.key for other in spots()} - {spot.key}, spot.key


@pytest.fixture
def strip(drawing: Any) -> Any:
    drawing.area("district", "990106", (0, 0, 10, 10))
    drawing.grid("G1", (0, 0, 5, 10))
    drawing.grid("G2", (6, 0, 10, 10))
    drawing.publish()
    drawing.worker("W1", "G1", "G2")
    return drawing


def test_a_cure_is_one_step_that_can_be_undone(strip: Any, spots: Any, cured: Any) -> None:
    (spot,) = spots()
    copy = cured(spot)
    assert undo(strip.session, copy.plan_id).revision == 0
    assert cures.apply(strip.session, copy.plan_id, spot).as_json() == spot.cure


def test_a_spot_that_is_cured_is_no_more(strip: Any, spots: Any, cured: Any) -> None:
    (spot,) = spots()
    with pytest.raises(NotFoundError, match="does not have this blind spot"):
        cures.apply(strip.session, cured(spot).plan_id, spot)


def test_the_plan_in_force_is_never_changed(strip: Any, spots: Any) -> None:
    (spot,) = spots()
    plan = plan_in_force(strip.session)
    assert plan is not None
    with pytest.raises(ConflictError, match="make a draft"):
        cures.apply(strip.session, plan.id, spot)


def test_what_no_plan_can_cure(strip: Any, spots: Any, cured: Any) -> None:
    strip.building("beyond", 50, 5)
    spot = next(spot for spot in spots() if spot.kind == "buildings_outside")
    with pytest.raises(InputError, match="Outside the district"):
        cured(spot)
