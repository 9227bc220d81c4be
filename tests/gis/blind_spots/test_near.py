"""What is found in one community is what the whole plan has there, to the last node."""

import random
from typing import Any

import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from console.commands.load import load_sample
from gis.blind_spots import Finding, blind_spots, find_spots, read_scene
from gis.blind_spots._find import find_spot
from gis.blind_spots._scene import read_scene_near
from gis.blind_spots.cures import _find_near
from gis.plans import make_draft, plan_in_force
from gis.viewer import LOCAL_OPERATOR
from tests.gis.blind_spots.test_cures import draw_at_random


def as_words(found: Finding) -> tuple[Any, ...]:
    """Return all that a finding says; ground as it is written down."""
    changes = found.cure.changes
    grounds = {} if changes is None else {code: shapely.normalize(ground).wkb for code, ground in changes.grids.items()}
    rest = None if changes is None else (changes.names, changes.community_id, changes.dropped, changes.workers)
    about = (found.key, found.kind, found.name, found.people, found.buildings, found.since, found.area_m2)
    return *about, found.community_id, found.centroid, found.geom.normalize().wkb, found.cure.as_json(), grounds, rest


def check_each(session: Session) -> set[str]:
    """Compare each finding of the plan in force with that of its community; return the kinds."""
    blind_spots(session, LOCAL_OPERATOR)
    plan = plan_in_force(session)
    assert plan is not None
    kinds = set()
    for found in find_spots(read_scene(session, plan_id=plan.id)):
        if found.community_id is None:
            continue
        scene = read_scene_near(session, plan.id, community_id=found.community_id)
        if scene is None:
            continue
        near = find_spot(scene, kind=found.kind, key=found.key)
        assert near is not None, found.key
        assert as_words(near) == as_words(found)
        kinds.add(found.kind)
    return kinds


def test_each_spot_of_the_sample_is_found_in_its_community(session: Session) -> None:
    load_sample(session, size="small")
    assert check_each(session) >= {"estate_outside", "buildings_outside", "overlap", "no_worker"}


@pytest.mark.parametrize("seed", range(6))
def test_each_spot_of_a_random_district_is_found_in_its_community(drawing: Any, seed: int) -> None:
    draw_at_random(drawing, random.Random(seed))
    if drawing.grids:
        drawing.publish()
        drawing.worker("W1", *[grid.code for grid in drawing.grids])
        check_each(drawing.session)


def test_a_part_is_not_asked_where_it_does_not_say_all(drawing: Any) -> None:
    drawing.area("district", "990106", (0, 0, 20, 10))
    bare = drawing.area("community", "990106001001", (0, 0, 9, 10), parent="990106")
    held = drawing.area("community", "990106001002", (10, 0, 20, 10), parent="990106")
    drawing.grid("990106001002001", (10, 0, 15, 10), community=held)
    drawing.grid("990106001002002", (15, 0, 20, 10), community=held)
    drawing.publish()
    plan = plan_in_force(drawing.session)
    assert plan is not None
    assert read_scene_near(drawing.session, plan.id, community_id=held) is not None
    assert read_scene_near(drawing.session, plan.id, community_id=bare) is None
    assert read_scene_near(drawing.session, plan.id, community_id=bare + 1000) is None


def test_what_went_to_another_community_is_looked_for_in_the_whole_plan(drawing: Any) -> None:
    drawing.area("district", "990106", (0, 0, 20, 10))
    west = drawing.area("community", "990106001001", (0, 0, 10, 10), parent="990106")
    east = drawing.area("community", "990106001002", (10, 0, 20, 10), parent="990106")
    drawing.grid("990106001001001", (0, 0, 5, 10), community=west)
    drawing.grid("990106001001002", (5, 0, 10, 10), community=west)
    drawing.grid("990106001002001", (10, 0, 20, 10), community=east)
    drawing.publish()
    session, wanted = drawing.session, {"kind": "no_worker", "key": "no_worker:990106001001002"}
    blind_spots(session, LOCAL_OPERATOR)
    plan = plan_in_force(session)
    assert plan is not None
    draft = make_draft(session, plan.id, name="draft", viewer=LOCAL_OPERATOR)
    assert _find_near(session, draft.id, **wanted) is not None
    session.execute(
        text("UPDATE plan_grid SET community_id = :east WHERE plan_id = :draft AND code = '990106001001002'"),
        {"east": east, "draft": draft.id},
    )
    assert _find_near(session, draft.id, **wanted) is None
    assert find_spot(read_scene(session, plan_id=draft.id), **wanted) is not None
