import numpy as np
import pytest

from routing.trace_fixes import seen, weights
from routing.trace_pieces import DRIVING


def drive(pace: float, seconds: np.ndarray, *, noise_m: float = 0.0) -> np.ndarray:
    east = np.column_stack([pace * seconds, np.zeros(len(seconds))])
    return east + np.random.default_rng(0).normal(0, noise_m or 1e-9, east.shape)


def test_a_fix_a_second_counts_for_little_and_one_a_minute_for_much() -> None:
    often, seldom = weights(np.arange(20.0)), weights(np.arange(20.0) * 60)
    assert often[1:-1].max() < 0.25
    assert seldom[1:-1].min() > 2
    assert often[[0, -1]].tolist() == seldom[[0, -1]].tolist() == [1, 1]


def test_standing_for_minutes_counts_for_hardly_more_than_passing() -> None:
    seconds = np.arange(300.0)
    standing = seen(drive(0.0, seconds, noise_m=4), seconds, sigma_m=4, manner=DRIVING)
    driving = seen(drive(10.0, seconds, noise_m=4), seconds, sigma_m=4, manner=DRIVING)
    assert standing.weight[1:-1].sum() < 0.2 * driving.weight[1:-1].sum()


def test_which_way_somebody_moves_shows_and_of_who_stands_it_does_not() -> None:
    seconds = np.arange(60.0)
    driving = seen(drive(10.0, seconds, noise_m=4), seconds, sigma_m=4, manner=DRIVING)
    assert driving.ahead_x[5:-5].min() > 0.95
    standing = seen(drive(0.0, seconds, noise_m=1), seconds, sigma_m=1, manner=DRIVING)
    assert standing.trust.tolist() == [0] * 60


def test_between_fixes_far_apart_in_time_nobody_can_tell_which_way_somebody_moved() -> None:
    seconds = np.arange(20.0) * 30
    assert seen(drive(10.0, seconds), seconds, sigma_m=4, manner=DRIVING).trust.tolist() == [0] * 20


@pytest.mark.parametrize("seconds", [[], [0.0], [0.0, 0.0], [3.0, 2.0, 1.0, 1.0]])
def test_few_fixes_and_clocks_that_run_backwards_make_finite_figures(seconds: list[float]) -> None:
    xy = np.arange(2.0 * len(seconds)).reshape(-1, 2)
    trace = seen(xy, np.array(seconds), sigma_m=4, manner=DRIVING)
    assert all(len(figures) == len(seconds) and np.isfinite(figures).all() for figures in trace)
