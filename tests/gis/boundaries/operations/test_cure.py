import re
from typing import Any

import pytest
import shapely

from gis.blind_spots import blind_spots
from gis.boundaries.editing import edit
from gis.errors import NotFoundError
from gis.plans import grids_of, make_draft
from gis.viewer import LOCAL_OPERATOR

CODE = "990106001001"


@pytest.fixture
def record(drawing: Any) -> Any:
    """A community of 20 x 10, its grids leave a strip with an estate, a gap, and overlap."""
    drawing.area("district", "990106", (0, 0, 20, 10))
    home = drawing.area("community", CODE, (0, 0, 20, 10), parent="990106")
    drawing.grid(f"{CODE}001", (0, 0, 8, 10), community=home)
    drawing.grid(f"{CODE}002", (7.9, 0, 13, 10), community=home)
    drawing.grid(f"{CODE}003", (16, 0, 20, 10), community=home)
    drawing.estate("E", (13.2, 1, 15.8, 9))
    for number in range(3):
        drawing.building(f"B{number}", 14 + number / 2, 5, 300, estate="E")
    drawing.plan = drawing.publish()
    drawing.worker("W1", f"{CODE}001")
    return drawing


def test_each_blind_spot_as_it_promises(record: Any) -> None:
    session = record.session
    draft = make_draft(session, record.plan.id, name="d", viewer=LOCAL_OPERATOR).id
    spots = {spot.kind: spot for spot in blind_spots(session, LOCAL_OPERATOR)}
    assert {"estate_outside", "overlap", "no_worker"} <= set(spots)
    estate = edit(
        session, draft, operation="cure", arguments={"spot": spots["estate_outside"].id}, viewer=LOCAL_OPERATOR
    )
    promised = spots["estate_outside"].cure
    assert {grid.code: grid.people for grid in estate.changed}[promised["grid"]] == promised["people_after"] == 900
    edit(session, draft, operation="cure", arguments={"spot": spots["overlap"].id}, viewer=LOCAL_OPERATOR)
    assert shapely.coverage_is_valid([grid.geom for grid in grids_of(session, draft)])
    held = edit(session, draft, operation="cure", arguments={"spot": spots["no_worker"].id}, viewer=LOCAL_OPERATOR)
    assert [grid.worker for grid in held.changed] == ["W1"]
    # in the planner's words, not by its key
    with pytest.raises(NotFoundError, match=rf"does not have this blind spot \({re.escape(spots['overlap'].name)}\)"):
        edit(session, draft, operation="cure", arguments={"spot": spots["overlap"].id}, viewer=LOCAL_OPERATOR)
    with pytest.raises(NotFoundError, match="no blind spot 99"):
        edit(session, draft, operation="cure", arguments={"spot": 99}, viewer=LOCAL_OPERATOR)
