import pytest

from sample_maps.grid_sizes import GridSizes
from sample_maps.scale import scale_of


def test_sizes_add_up_to_the_people_of_the_community() -> None:
    sizes = GridSizes(scale_of("full"), 1_227_000)
    for people in (800.0, 3_300.0, 9_417.0, 21_000.0):
        assert sum(sizes.sizes(people)) == pytest.approx(people)


def test_over_many_communities_the_shares_come_out() -> None:
    scale = scale_of("full")
    communities = [4_000.0 + 97 * k for k in range(130)]
    sizes = GridSizes(scale, sum(communities))
    grids = [size for people in communities for size in sizes.sizes(people)]

    assert abs(len(grids) - scale.grids) <= 15
    assert sum(800 <= g <= 1200 for g in grids) / len(grids) == pytest.approx(0.10, abs=0.02)
    assert sum(1500 <= g <= 2000 for g in grids) / len(grids) > 0.7


def test_where_nobody_lives_there_is_one_grid() -> None:
    assert len(GridSizes(scale_of("small"), 127_000).sizes(0.0)) == 1
