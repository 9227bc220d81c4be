import pytest

from gis.districting.counting import can_fit, grids_for, shares


@pytest.mark.parametrize(
    ("people", "grids"), [(0, 1), (300, 1), (1000, 1), (1300, 1), (1500, 2), (1999, 2), (5878, 6), (12700, 13)]
)
def test_the_mean_comes_near_the_middle_of_the_band(people: int, grids: int) -> None:
    assert grids_for(people, least=800, most=1200) == grids


def test_a_tower_beyond_the_band_is_a_grid_of_its_own() -> None:
    assert grids_for(1500, least=800, most=1200, biggest=[1500]) == 1
    assert grids_for(3500, least=800, most=1200, biggest=[1500]) == 3


def test_some_numbers_of_people_fit_no_number_of_grids() -> None:
    assert not can_fit(1300, least=800, most=1200)
    assert can_fit(1600, least=800, most=1200)


def test_shares_add_up_and_leave_nobody_out() -> None:
    assert shares([1.0, 1.0, 8.0], 10) == [1, 1, 8]
    assert shares([0.0, 0.0, 100.0], 4) == [1, 1, 2]
    assert sum(shares([3.3, 3.3, 3.4], 7)) == 7
