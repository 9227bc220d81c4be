from console.wall.subdistricts import spread
from gis.parameters import DEFAULTS, with_values


def test_grids_are_counted_in_classes_half_as_wide_as_the_band() -> None:
    # 200 people a class: 0–199, 200–399 … 2 400 and more
    counts = spread([0, 199, 200, 800, 1199, 1201, 2399, 2400, 9999], DEFAULTS)
    assert len(counts) == 13
    assert {number: count for number, count in enumerate(counts) if count} == {
        0: 2,
        1: 1,
        4: 1,
        5: 1,
        6: 1,
        11: 1,
        12: 2,
    }


def test_the_most_of_the_band_is_in_the_band() -> None:
    assert spread([1200], DEFAULTS).index(1) == 5
    assert spread([800], DEFAULTS).index(1) == 4


def test_a_band_of_one_figure_still_makes_few_classes() -> None:
    narrow = with_values(DEFAULTS, {"grid_people_min": 1000, "grid_people_max": 1000})
    assert len(spread([1000], narrow)) <= 24
