from collections.abc import Callable
from typing import Any

from gis.viewer import Viewer

Rows = Callable[..., list[dict[str, Any]]]
WEST = Viewer(name="west", role="community", area_code="110101001001")
EAST = Viewer(name="east", role="community", area_code="110101001002")


def codes(rows: list[dict[str, Any]]) -> list[str]:
    return [row["code"] for row in rows]


def test_a_viewer_sees_what_shares_ground_with_the_own_area(rows: Rows) -> None:
    assert codes(rows("buildings", viewer=WEST)) == ["B1", "B2"]
    assert codes(rows("buildings", viewer=EAST)) == ["B3"]
    assert codes(rows("streets", viewer=WEST)) == ["S1"]


def test_a_neighbour_that_only_touches_is_not_seen(rows: Rows) -> None:
    assert codes(rows("communities", viewer=WEST)) == ["110101001001"]
    assert rows("grids", viewer=EAST) == []


def test_a_viewer_of_no_area_of_the_record_sees_nothing(rows: Rows) -> None:
    assert rows("buildings", viewer=Viewer(name="x", role="community", area_code="999")) == []


def test_an_asked_area_narrows_the_viewers_own(rows: Rows) -> None:
    assert codes(rows("buildings", area_code="110101001002")) == ["B3"]
    assert rows("buildings", viewer=WEST, area_code="110101001002") == []


def test_a_box_keeps_what_it_meets(rows: Rows) -> None:
    assert codes(rows("buildings", bbox=(116.0011, 40.0, 116.0013, 40.01))) == ["B1"]
    assert codes(rows("buildings", bbox=(116.0012, 40.0021, 116.002, 40.01))) == ["B1"]
    assert rows("buildings", bbox=(0, 0, 1, 1)) == []
