from collections.abc import Callable
from typing import Any

from layers import Tile

Rows = Callable[..., list[dict[str, Any]]]
Draw = Callable[..., dict[str, list[dict[str, Any]]]]
PLACE = (116.003, 40.005)


def test_an_incident_is_closed_open_or_overdue(rows: Rows) -> None:
    assert [row["state"] for row in rows("incidents")] == ["closed", "open", "overdue"]
    assert rows("incidents")[0]["category_name"] == "机动车乱停放"


def test_incidents_near_each_other_are_one_that_says_the_worst(tile: Draw) -> None:
    (one,) = tile("incidents", Tile.around(*PLACE, 14))["incidents"]
    assert (one["count"], one["state"]) == (3, "overdue")


def test_close_by_each_is_drawn_with_its_own_properties(tile: Draw) -> None:
    features = tile("incidents", Tile.around(*PLACE, 17))["incidents"]
    assert sorted(feature["code"] for feature in features) == ["I1", "I2", "I3"]
    assert all("count" not in feature for feature in features)
