from collections.abc import Callable
from typing import Any

Rows = Callable[..., list[dict[str, Any]]]


def test_communities_name_the_subdistrict_they_are_part_of(rows: Rows) -> None:
    assert [(row["name"], row["parent_code"]) for row in rows("communities")] == [
        ("西社区", "110101001"),
        ("东社区", "110101001"),
    ]


def test_the_districts_own_border_is_drawn_with_the_subdistricts(rows: Rows) -> None:
    assert [(row["level"], row["name"]) for row in rows("subdistricts")] == [
        ("district", "东区"),
        ("subdistrict", "和平街道"),
    ]


def test_an_estate_counts_its_people(rows: Rows) -> None:
    (estate,) = rows("estates")
    assert (estate["name"], estate["buildings"], estate["population"]) == ("阳光花园", 1, 30)
