from collections.abc import Callable
from typing import Any

Rows = Callable[..., list[dict[str, Any]]]


def test_an_area_says_who_lives_in_it(rows: Rows) -> None:
    (area,) = rows("service_areas")
    assert (area["name"], area["radius_m"], area["people"], area["elderly"]) == ("和平养老服务中心", 500, 100, 20)
    assert area["ring"] == "first"
