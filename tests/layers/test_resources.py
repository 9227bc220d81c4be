from collections.abc import Callable
from typing import Any

from layers import Tile


def test_a_resource_reaches_as_far_as_it_says_or_as_the_plan_does(rows: Callable[..., list[dict[str, Any]]]) -> None:
    centre, clinic = rows("resources")
    assert (centre["radius_m"], centre["sort"]) == (500, "elderly")
    assert (clinic["radius_m"], clinic["sort"]) == (800, "health")


def test_from_afar_only_what_people_travel_to_is_drawn(tile: Callable[..., dict[str, list[dict[str, Any]]]]) -> None:
    def kinds(zoom: int) -> set[str]:
        return {feature["kind"] for feature in tile("resources", Tile.around(116.002, 40.004, zoom))["resources"]}

    assert kinds(12) == {"elderly_centre"}
    assert kinds(14) == {"elderly_centre", "clinic"}
