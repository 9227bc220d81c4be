from typing import Any

import pytest
from sqlalchemy import text

from gis.blind_spots import BlindSpot, except_spot, unexcept_spot
from gis.errors import InputError, NotFoundError
from gis.viewer import LOCAL_OPERATOR


@pytest.fixture
def river(drawing: Any, spots: Any) -> BlindSpot:
    drawing.area("district", "990106", (0, 0, 10, 10))
    drawing.grid("G1", (0, 0, 8, 10))
    drawing.publish()
    drawing.worker("W1", "G1")
    (gap,) = spots()
    return gap


def mark(drawing: Any, spot_id: int, reason: str = "河道", name: str = "值班室") -> BlindSpot:
    return except_spot(drawing.session, spot_id, reason=reason, name=name, viewer=LOCAL_OPERATOR)


def test_it_stays_in_the_list_with_its_reason_and_name(drawing: Any, river: BlindSpot, spots: Any) -> None:
    mark(drawing, river.id)
    (listed,) = spots()
    exception = listed.as_json()["exception"]
    assert (exception["reason"], exception["name"]) == ("河道", "值班室")


def test_it_survives_a_change_of_the_record(drawing: Any, river: BlindSpot, spots: Any) -> None:
    mark(drawing, river.id)
    drawing.session.execute(text("UPDATE area SET geom = ST_Multi(ST_MakeEnvelope(0, 0, 0.0101, 0.01, 4326))"))
    assert [spot.exception is not None for spot in spots()] == [True]


def test_a_mark_can_be_changed_and_taken_away(drawing: Any, river: BlindSpot) -> None:
    mark(drawing, river.id)
    changed = mark(drawing, river.id, reason="公园")
    assert changed.exception is not None
    assert changed.exception.reason == "公园"
    assert unexcept_spot(drawing.session, river.id, viewer=LOCAL_OPERATOR).exception is None
    with pytest.raises(NotFoundError, match="is no exception"):
        unexcept_spot(drawing.session, river.id, viewer=LOCAL_OPERATOR)


def test_it_needs_a_reason_a_name_and_a_spot(drawing: Any, river: BlindSpot) -> None:
    with pytest.raises(InputError, match="a reason and the name"):
        mark(drawing, river.id, reason=" ")
    with pytest.raises(InputError):
        mark(drawing, river.id, name="")
    with pytest.raises(NotFoundError, match="There is no blind spot 0"):
        mark(drawing, 0)
