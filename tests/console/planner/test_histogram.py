from console.planner.histogram import MOST_BARS, bars_of


def test_every_grid_stands_in_one_bar() -> None:
    people = [0, 99, 100, 1000, 1199, 1200, 2626]
    bars = bars_of(people, band_most=1200)
    assert sum(bar.grids for bar in bars) == len(people)
    assert [(bar.least, bar.most, bar.grids) for bar in bars if bar.grids] == [
        (0, 99, 2),
        (100, 199, 1),
        (1000, 1099, 1),
        (1100, 1199, 1),
        (1200, 1299, 1),
        (2600, 2699, 1),
    ]


def test_twice_the_band_is_always_in_sight() -> None:
    assert bars_of([900], band_most=1200)[-1].most == 2499


def test_one_huge_grid_does_not_press_the_others_together() -> None:
    bars = bars_of([900, 50_000], band_most=1200)
    assert len(bars) == MOST_BARS
    assert (bars[-1].most, bars[-1].grids) == (None, 1)


def test_no_grids() -> None:
    assert sum(bar.grids for bar in bars_of([], band_most=1200)) == 0
