from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from console.patrols.print_map import route_map
from console.patrols.sheet import patrol_sheet
from console.patrols.stretches import stretches
from console.patrols.wording import hours, proof, remark_words
from gis.patrols.listing import KeptPatrol


def leg(number: int, street: str | None, kind: str, *, shift: int = 1) -> dict[str, Any]:
    line = [[116.0 + number / 1000, 40.0], [116.001 + number / 1000, 40.0]]
    return {"shift": shift, "number": number, "street": street, "street_id": 7, "kind": kind, "length_m": 85.0,
            "begins_m": 85.0 * (number - 1), "line": line}  # fmt: skip


def patrol(**changes: Any) -> KeptPatrol:
    facts: dict[str, Any] = {
        "id": 1, "grid": "110101001001001", "name": "第1网格", "grid_id": 1, "worker": "W1", "worker_name": "张",
        "made_at": datetime(2026, 1, 1, tzinfo=UTC), "made_by": "t", "options": {}, "streets_m": 170.0,
        "required_m": 170.0, "length_m": 340.0, "bound_m": 340.0, "optimal": True, "shift_m": [340.0], "hours": 0.085,
        "remarks": [], "post": (116.001, 40.0), "places_count": 0, "stale": None, "bbox": (116.0, 40.0, 116.01, 40.0),
        "legs": [leg(1, "和平路", "walk"), leg(2, "和平路", "walk"), leg(3, None, "again"),
                 leg(4, None, "again", shift=2)],
    }  # fmt: skip
    return KeptPatrol(**{**facts, **changes})


def test_legs_along_one_street_are_one_stretch_and_a_shift_begins_anew() -> None:
    found = [(one["number"], one["street"], one["length_m"], one["first"]) for one in stretches(patrol())]
    assert found == [(1, "和平路", 170.0, True), (2, None, 85.0, False), (3, None, 85.0, True)]


def test_ground_without_a_street_is_called_so_on_paper() -> None:
    across = patrol(legs=[{**leg(1, None, "way"), "street_id": 0}, leg(2, None, "walk")])
    said = str(patrol_sheet(across, "en", at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert said.index("off the streets") < said.index("path")


def test_the_map_is_a_picture_with_the_numbers_of_the_stretches() -> None:
    root = ET.fromstring(route_map(patrol()))
    said = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert said == ["1", "2", "3"]


def test_uneven_shifts_are_said_in_figures() -> None:
    far = {"about": "uneven_far", "spread": 0.4512, "metres": 1991}
    assert "45 %" in remark_words(far, "zh")
    assert "1" in remark_words(far, "en")
    assert "10 %" in remark_words({"about": "uneven", "spread": 0.3, "detour": 0.1}, "en")


def test_a_walk_of_nothing_has_a_map_too() -> None:
    assert ET.fromstring(route_map(patrol(legs=[])))


def test_figures_are_said_in_both_languages() -> None:
    assert hours(2.84, "zh") == "2 小时 50 分"
    assert hours(0.5, "en") == "30 min"
    assert proof(patrol(), "zh") == "已证最短路线"
    assert "9.3 %" in proof(patrol(optimal=False, length_m=109.3, bound_m=100.0), "zh")
    assert remark_words({"about": "post_outside", "metres": 1307}, "en").startswith(
        "The post lies 1\u202f307 m outside"
    )
