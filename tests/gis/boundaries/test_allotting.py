"""Grids that nobody holds, shared out together."""

from collections import Counter

from gis.boundaries.allotting import Helper, Unheld, allot


def grid(code: str, community: int, people: int = 900) -> Unheld:
    return Unheld(code=code, people=people, community=community, subdistrict=community // 10,
                  place=(community * 100.0, 0.0))  # fmt: skip


def helper(code: str, *communities: int, grids: int = 0, people: int = 0) -> Helper:
    place = (communities[0] * 100.0, 0.0) if communities else None
    return Helper(code=code, grids=grids, people=people, communities=frozenset(communities),
                  subdistricts=frozenset(one // 10 for one in communities), place=place)  # fmt: skip


def given(grids: list[Unheld], helpers: list[Helper]) -> dict[str, str]:
    return {code: one.worker for code, one in allot(grids, helpers, people_per_worker=2000).items()}


def test_those_of_the_community_come_first_fewest_people_first() -> None:
    helpers = [helper("A", 11, grids=1, people=1000), helper("B", 11, grids=1, people=800), helper("C", 12)]
    assert given([grid("g1", 11)], helpers) == {"g1": "B"}
    assert given([grid("g1", 11), grid("g2", 11)], helpers) == {"g1": "B", "g2": "A"}


def test_then_the_idle_of_the_subdistrict_then_the_nearest() -> None:
    helpers = [helper("A", 11, grids=2, people=1900), helper("B", 12, grids=1, people=10), helper("C", 13),
               helper("D", 25), helper("E", 21), helper("F")]  # fmt: skip
    wanted = [grid(f"g{number}", 11, 1500) for number in range(6)]
    assert list(given(wanted, helpers).values()) == ["C", "B", "E", "D", "F", "C"]


def test_nobody_has_a_third_while_another_has_room_and_then_all_have_as_many() -> None:
    helpers = [helper("busy", 11, grids=5, people=4500), *(helper(f"W{number}", 11 + number) for number in range(9))]
    shares = allot([grid(f"g{number:02}", 11) for number in range(27)], helpers, people_per_worker=2000)
    assert Counter(Counter(one.worker for one in shares.values()).values()) == {3: 9}
    assert {(one.grids, one.people) for one in shares.values()} == {(3, 2700)}
    assert allot([grid("g", 11)], [], people_per_worker=2000) == {}
