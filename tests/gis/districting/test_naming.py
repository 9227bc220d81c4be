import numpy as np
from shapely import box

from gis.districting.naming import Standing, goes_on_from, name_grids


def test_a_grid_goes_on_where_three_in_five_are_the_same() -> None:
    overlap = np.array([[700.0, 0.0], [300.0, 500.0]])
    people, standing = np.array([700.0, 800.0]), np.array([1000.0, 500.0])
    assert goes_on_from(overlap, people, standing, keep=0.0).tolist() == [0, 1]
    fewer = np.array([[550.0, 0.0], [450.0, 500.0]])
    assert goes_on_from(fewer, np.array([550.0, 950.0]), standing, keep=0.0).tolist() == [-1, -1]
    assert goes_on_from(fewer, np.array([550.0, 950.0]), standing, keep=1.0).tolist() == [0, 1]


def test_new_grids_continue_the_codes_and_names_from_west_to_east() -> None:
    grounds = np.array([box(2, 0, 3, 1), box(0, 0, 1, 1), box(1, 0, 2, 1)], dtype=object)
    standing = [Standing(code="990106001001002", name="枫林第2网格", people=900)]
    codes, names = name_grids(
        grounds, np.array([-1, 0, -1]), standing, community="990106001001", taken={"990106001001002"}
    )
    assert codes == ["990106001001003", "990106001001002", "990106001001001"]
    assert names == ["枫林第3网格", "枫林第2网格", "枫林第1网格"]
